#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""git-credential-foundry, under git itself and asked as git asks."""

import os
import re
import subprocess
import time

from harness import (BIN, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET,
                     DOCKER_HELPER, GIT_HELPER, SystemTest, main)
from mounting import bind, in_namespace


class RealGit(SystemTest):
    def test_clone_fetch_push_and_a_second_clone_from_the_cache(self):
        self.home.configure()
        self.home.log_in()
        repository = self.foundry.repository(name="first",
                                             files={"a.txt": "one\n"})
        self.assert_silent(self.clone(repository))
        work = os.path.join(self.home.path, "work")
        with open(os.path.join(work, "b.txt"), "w") as file:
            file.write("two\n")
        for words in (("add", "."), ("commit", "-q", "-m", "More"),
                      ("push", "-q"), ("fetch", "-q")):
            self.assert_silent(self.git("-C", work, *words))
        self.assert_silent(self.clone(repository, "again"))
        with open(os.path.join(self.home.path, "again", "b.txt")) as file:
            self.assertEqual(file.read(), "two\n")
        self.assert_asked(refresh_token=1)

    def test_clone_by_a_first_login_in_the_browser(self):
        self.home.configure()
        repository = self.foundry.repository()
        result = self.clone(repository, env={"BROWSER": self.browser(),
                                             "DISPLAY": ":0"})
        self.assertEqual(result.status, 0, result.err)
        self.assertIn(f"logged in to {self.host} as jdoe\n", result.err)
        self.assert_asked(authorization_code=1)
        self.assert_silent(self.clone(repository, "again"))
        self.assert_asked(authorization_code=1)

    def test_submodules_in_parallel_with_an_expired_token(self):
        """recurse-submodules -j8, expired token: one token request"""
        self.home.configure()
        self.home.log_in()
        self.foundry.set(strict_rotation=True)
        parts = {f"part{i}": self.foundry.repository()["rid"]
                 for i in range(8)}
        whole = self.foundry.repository(submodules=parts)
        self.assert_answer(self.helper("get"))
        self.home.expire_record()
        self.foundry.reset_stats()
        result = self.clone(whole, options=("--recurse-submodules", "-j8"))
        self.assert_silent(result)
        self.assertTrue(os.path.exists(
            os.path.join(self.home.path, "work", "part7", "README.md")))
        self.assert_asked(refresh_token=1)
        self.assertEqual(self.foundry.stats()["endpoints"].get("authorize"),
                         None)

    def test_service_user(self):
        """client_credentials: git clones as a service user"""
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            client_secret=CONFIDENTIAL_SECRET,
                            grant="client_credentials")
        repository = self.foundry.repository()
        self.assert_silent(self.clone(repository))
        self.assert_silent(self.clone(repository, "again"))
        self.assert_asked(client_credentials=1)
        self.assertFalse(os.path.exists(self.home.logins_file))
        self.assert_answer(self.helper("get"), user=CONFIDENTIAL_CLIENT)

    def test_path_sent_with_useHttpPath(self):
        self.home.configure()
        self.home.log_in()
        self.home.git_config("\tuseHttpPath = true")
        self.assert_silent(self.clone(self.foundry.repository()))

    def test_a_name_in_the_url_is_kept(self):
        self.home.configure()
        self.home.log_in()
        repository = self.foundry.repository()
        url = repository["url"].replace("https://", "https://someone@")
        self.assert_silent(self.clone({"url": url}))

    def test_helper_by_absolute_path(self):
        self.home.configure()
        self.home.log_in()
        self.home.git_config("\thelper =\n\thelper = " +
                             os.path.join(BIN, "git-credential-foundry"))
        path = self.home.environment["PATH"].replace(BIN + ":", "")
        self.assert_silent(self.clone(self.foundry.repository(),
                                      env={"PATH": path}))

    def test_a_revoked_token_is_erased_and_the_next_clone_works(self):
        self.home.configure()
        self.home.log_in()
        repository = self.foundry.repository()
        self.assert_silent(self.clone(repository))
        # Died at the Foundry before its time, not lately issued.
        self.foundry.expire_access_tokens()
        self.home.change_record(issued_at=int(time.time()) - 1000)
        self.assertEqual(self.clone(repository, "b").status, 128)
        self.assert_silent(self.clone(repository, "c"))


class Protocol(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure()
        self.home.log_in()

    def ask(self, *lines, env=None):
        return self.helper("get", "".join(line + "\n" for line in lines),
                           env)

    def test_answer(self):
        """get: username, password, password_expiry_utc, nothing else"""
        before = time.time()
        result = self.helper("get")
        self.assert_answer(result)
        self.assertEqual(list(result.attributes),
                         ["username", "password", "password_expiry_utc"])
        self.assertEqual(result.attributes["username"], "foundry")
        expiry = int(result.attributes["password_expiry_utc"])
        self.assertTrue(before + 3590 <= expiry <= time.time() + 3600)
        self.assertEqual(self.helper("get").out, result.out)
        self.assert_asked(refresh_token=1)

    def test_username(self):
        """user name: the one asked for, else the configured one"""
        self.assertEqual(self.helper("get", self.request(username="me"))
                         .attributes["username"], "me")
        self.home.configure(username="configured")
        self.assertEqual(self.helper("get").attributes["username"],
                         "configured")
        self.assertEqual(self.helper("get", self.request(username="me"))
                         .attributes["username"], "me")

    def test_unknown_verbs_are_silent(self):
        for verb in ("list", "fill", "approve", "", "GET"):
            with self.subTest(verb=verb):
                self.assert_silent(self.helper(verb))
        self.assert_silent(self.run_program(
            [os.path.join(BIN, "git-credential-foundry")]))
        self.assert_asked()

    def test_options_come_before_the_verb(self):
        self.assert_answer(self.helper("get", options=("--some=thing", "x")))

    def test_capability(self):
        result = self.helper("capability", "")
        self.assertEqual((result.status, result.out, result.err),
                         (0, "version 0\ncapability authtype\n", ""))

    def test_basic_with_the_capability_says_so_first(self):
        result = self.ask("capability[]=authtype", "capability[]=state",
                          "protocol=https", f"host={self.host}")
        self.assertTrue(result.out.startswith(
            "capability[]=authtype\nusername=foundry\npassword="))

    def test_bearer(self):
        """git_auth = bearer, where git takes it and where not"""
        self.home.configure(git_auth="bearer")
        plain = self.helper("get")
        self.assert_answer(plain)
        self.assertNotIn("authtype", plain.out)
        result = self.ask("capability[]=authtype", "protocol=https",
                          f"host={self.host}")
        token = plain.attributes["password"]
        expiry = plain.attributes["password_expiry_utc"]
        self.assertEqual(result.out, "capability[]=authtype\n"
                         f"authtype=Bearer\ncredential={token}\n"
                         f"ephemeral=1\npassword_expiry_utc={expiry}\n")
        reset = self.ask("capability[]=authtype", "capability[]=",
                         "protocol=https", f"host={self.host}")
        self.assertIn("password=", reset.out)

    def test_a_server_that_offers_bearer_alone(self):
        """it gets that, from a git that can; any other git, Basic"""
        alone = 'wwwauth[]=Bearer realm="x"'
        host = f"host={self.host}"
        for offers, key in (
                (("capability[]=authtype", alone), "credential"),
                ((alone,), "password"),
                (("capability[]=authtype", alone, "wwwauth[]=Basic"),
                 "password"), (("capability[]=authtype",), "password")):
            with self.subTest(offers=offers):
                result = self.ask("protocol=https", host, *offers)
                self.assertEqual(result.err, "")
                self.assertEqual(
                    self.foundry.me(result.attributes[key]), "jdoe")

    def test_forms_of_the_host_that_are_ours(self):
        self.home.configure(f"[Acme.Example]\nclient_id = x\n"
                            f"token_uri = {self.foundry.url}"
                            "/multipass/api/oauth2/token\n")
        token = "abc.def.ghi"
        env = {"FOUNDRY_TOKEN": token, "FOUNDRY_HOSTNAME": "acme.example"}
        for host in ("acme.example", "ACME.example", "acme.example:443",
                     "Acme.Example:443"):
            with self.subTest(host=host):
                self.assertEqual(self.ask("protocol=https", f"host={host}",
                                          env=env).attributes["password"],
                                 token)

    def test_forms_of_the_host_that_are_not_ours(self):
        host, port = self.host.split(":")
        for other in (host, f"{host}:1", f"{host}:0{port}", f"{self.host}.",
                      f"me@{self.host}", f"{self.host}#", f"{self.host}?",
                      f"{self.host}\\", f"{self.host}/", f"x.{self.host}",
                      f"{host}.:{port}", f"{host[:-2]}..1:{port}",
                      f"{self.host}:443", "", "[::1]", f"localhost:{port}",
                      f"{host}:", f" {self.host}",
                      f"{self.host}\x01"):
            with self.subTest(host=other):
                self.assert_silent(self.ask("protocol=https",
                                            f"host={other}"))
        self.assert_asked()

    def test_other_protocols_and_missing_lines(self):
        for lines in (("protocol=http", f"host={self.host}"),
                      ("protocol=cert", "host=", "path=/x"),
                      ("protocol=HTTPS", f"host={self.host}"),
                      (f"host={self.host}",), ("protocol=https",), (),
                      ("protocol=https", "path=" + self.host)):
            with self.subTest(lines=lines):
                self.assert_silent(self.ask(*lines))

    def test_host_not_configured(self):
        """a host that is not configured: silence, also in store and erase"""
        for verb in ("get", "store", "erase"):
            self.assert_silent(self.helper(verb, self.request(
                "github.com", username="x", password="y")))
        before = self.home.files()
        self.assertEqual(self.home.files(), before)

    def test_no_configuration_at_all(self):
        os.unlink(self.home.config_file)
        os.unlink(self.home.logins_file)
        os.rmdir(self.home.foundry_home)
        for verb in ("get", "store", "erase"):
            self.assert_silent(self.helper(verb, self.request(
                username="x", password="y")))
        self.assertFalse(os.path.exists(self.home.foundry_home))

    def test_grammar(self):
        """empty line ends; unknown keys pass; a second host is refused"""
        request = self.request()
        for text in (request + "\nhost=github.com\n", request.rstrip("\n"),
                     "path=x\n" + request, request + "future=1\n",
                     request + "wwwauth[]=Basic realm=x\n",
                     request + "path=a=b c\n"):
            with self.subTest(text=text):
                self.assert_answer(self.helper("get", text))
        self.assert_silent(self.helper("get", "\n" + request))
        for text in ("host=github.com\n" + request,
                     request + "path=x\nhost=github.com\n"):
            result = self.helper("get", text)
            self.assertEqual(result.out, "")
            self.assertIn('a second line "host="', result.err)

    def test_long_lines_cannot_smuggle_a_host(self):
        for size in (1024, 65535, 70000, 300000):
            tail = f"host={self.host}"
            line = "wwwauth[]=" + "a" * (size - 10 - len(tail)) + tail
            result = self.ask("protocol=https", "host=github.com", line)
            self.assertEqual((result.status, result.out), (0, ""))
        self.assert_asked()

    def test_nul_and_carriage_return_are_refused(self):
        for text in (self.request() + "path=a\0b\n",
                     self.request().replace("\n", "\r\n")):
            result = self.helper("get", text)
            self.assertEqual((result.status, result.out), (0, ""))
        self.assert_asked()

    def test_store_of_what_we_issued(self):
        """store of ours: remembered once that it was taken, and no more"""
        result = self.helper("get")
        ours = self.request(
            username="foundry", password=result.attributes["password"],
            password_expiry_utc=result.attributes["password_expiry_utc"])
        record = self.home.record()
        self.assert_silent(self.helper("store", ours))
        self.assertEqual(self.home.record(), {**record, "taken": "git"})
        seen = self.state()
        self.assert_silent(self.helper("store", ours))
        self.assertEqual(self.state(), seen)

    def state(self):
        return [(name, os.stat(os.path.join(self.home.directory, name))[7:])
                for name in self.home.files()]

    def test_store_of_a_foreign_password_is_dropped(self):
        """store: with a client_id, only token = static keeps a secret"""
        self.cli("status", self.host)  # makes the index of the logins
        files = self.home.files()
        self.assert_silent(self.helper("store", self.request(
            username="me", password="typed")))
        self.assertEqual(self.home.files(), files)

    def test_erase(self):
        """erase: only what matches goes, never the login"""
        password = self.helper("get").attributes["password"]
        saved = self.home.saved_token()
        # Older than a minute: erasing it says nothing about the stack.
        self.home.change_record(issued_at=int(time.time()) - 100)
        self.assert_silent(self.helper("erase", self.request(
            username="foundry", password="another")))
        self.assertEqual(self.home.record()["access_token"], password)
        self.assert_explained(self.helper("erase", self.request(
            username="foundry", password=password)))
        self.assertIsNone(self.home.record())
        self.assertEqual(self.home.saved_token(), saved)

    def assert_explained(self, result, host=None):
        self.assertEqual((result.status, result.out, result.err), (0, "", (
            f"git-credential-foundry: {host or self.host} refused the token "
            "from the cache; run the command again, a new one is asked for"
            "\n")))

    def test_refused_again_and_again(self):
        """who refuses the newest token on and on may do so for ever: he is
        told to quit, once, and the next one has the token"""
        def give():
            return self.helper("get").attributes.get("password")

        def refuse(password, times=1):
            for _ in range(times):
                self.assert_explained(self.helper("erase", self.request(
                    username="foundry", password=password)))
                if times > 1:
                    self.assertEqual(give(), password)

        first = give()
        self.assert_silent(self.helper("store", self.request(
            username="foundry", password=first)))
        refuse(first)
        second = give()
        self.assertNotIn(second, (None, first))
        for times in (10, 9):
            refuse(second, times=times)
            refuse(second)
            result = self.helper("get")
            self.assertEqual(result.out, "quit=1\n")
            self.assert_message(result, "refused the same token again",
                                program="git-credential-foundry")
            self.assertEqual(give(), second)
        # For docker, and later, it is no reason.
        refuse(second, times=9)
        refuse(second)
        result = self.run_program([DOCKER_HELPER, "get"], self.host)
        self.assertIn(second, result.out)
        path = self.home.record_file() + ".notes"
        with open(path) as file:
            notes = file.read()
        self.home.write(path, re.sub(
            r"(?m)^refused_again=.*", f"refused_again={int(time.time()) - 11}",
            notes))
        self.assertEqual(give(), second)
        self.assert_asked(refresh_token=2)

    def test_what_stays_refused_again_and_again(self):
        """FOUNDRY_TOKEN, and a stored token that cannot be forgotten: git is
        told to quit, once, be it that the home cannot be written"""
        given = {"FOUNDRY_TOKEN": "giv.en.token",
                 "FOUNDRY_HOSTNAME": "https://" + self.host}
        self.home.configure(git_token="static")
        self.assert_silent(self.cli("store", "--token-stdin", self.host,
                                    stdin="giv.en.token"))
        home = self.home.foundry_home
        for env, said, script in (
                (given, "FOUNDRY_TOKEN", "true"),
                ({**given, "XDG_RUNTIME_DIR": None}, "FOUNDRY_TOKEN", "true"),
                (given, "FOUNDRY_TOKEN", bind(home, home, read_only=True)),
                ({}, "the stored token, which cannot be forgotten,",
                 bind(home, home, read_only=True))):
            def ask(verb, env=env, script=script, **lines):
                return self.run_program(
                    in_namespace(script, GIT_HELPER, verb),
                    self.request(**lines), env)

            with self.subTest(said=said, script=script, env=env):
                answer = ask("get").attributes
                self.assertEqual(answer["password"], "giv.en.token")
                for _ in range(10):
                    ask("erase", **answer)
                result = ask("get")
                self.assertEqual((result.out, result.err), (
                    "quit=1\n", f"git-credential-foundry: {self.host} has "
                    f"refused {said} again and again: not given this once\n"))
                self.assertEqual(ask("get").attributes, answer)

    def test_refusals_are_explained(self):
        """erase: of a token of ours, and of no other"""
        given = {"FOUNDRY_TOKEN": "giv.en.token", "FOUNDRY_HOSTNAME":
                 "https://" + self.host}
        answer = self.helper("get").attributes["password"]
        with open(self.home.config_file, "a") as file:
            file.write(f"[alias.test]\nfoundry = {self.host}\n")
        for host in (self.host, "alias.test"):
            self.assertEqual(
                self.helper("erase", self.request(
                    host, username="x", password="giv.en.token"),
                    env=given).err,
                f"git-credential-foundry: {host} refused FOUNDRY_TOKEN: "
                "expired, revoked, or of another stack\n")
        for host, password, env in (
                (self.host, "another", given), (self.host, None, given),
                (self.host, "giv.en.token", {}),
                (self.host, "giv.en.token",
                 {**given, "FOUNDRY_HOSTNAME": "other.test"}),
                (self.host, "giv.en.token",
                 {**given, "FOUNDRY_TOKEN_EXPIRES": "1000000000"}),
                ("other.test", "giv.en.token", given),
                ("other.test", answer, {})):
            with self.subTest(host=host, password=password):
                self.assert_silent(self.helper("erase", self.request(
                    host, username="x", password=password), env=env))
        answer = self.helper("get").attributes["password"]
        self.assert_explained(self.helper("erase", self.request(
            "alias.test", username="x", password=answer)), "alias.test")
        self.assert_silent(self.cli("erase", stdin=self.request(
            password=self.helper("get").attributes["password"])))

    def test_explained_by_git(self):
        """one line of ours, above git's own"""
        for env, said in (({}, "the token from the cache; run the command "
                           "again, a new one is asked for"),
                          ({"FOUNDRY_TOKEN": "giv.en.token",
                            "FOUNDRY_HOSTNAME": self.host},
                           "FOUNDRY_TOKEN: expired, revoked, or of another "
                           "stack")):
            repository = self.foundry.repository()
            self.helper("get")
            self.foundry.expire_access_tokens()
            result = self.clone(repository, env=env)
            self.assertEqual(result.status, 128)
            self.assertEqual(re.findall("^git-credential-foundry: (.*)$",
                                        result.err, re.M),
                             [f"{self.host} refused {said}"])
            self.assertIn("Authentication failed", result.err)

    def test_erase_without_password_takes_the_record(self):
        self.helper("get")
        self.assert_silent(self.helper("erase"))
        self.assertIsNone(self.home.record())


class MayNot(SystemTest):
    """get with no usable login, and no leave to ask for one."""

    def setUp(self):
        super().setUp()
        self.home.configure()

    def assert_login_needed(self, result, why):
        self.assert_failed(result, 0, f"{self.host}: login needed.*{why}",
                           f"\nrun: foundry-credential login {self.host}\n",
                           program="git-credential-foundry")
        self.assert_within(1, result.seconds)
        self.assert_asked()

    def test_without_terminal_and_desktop(self):
        self.assert_login_needed(self.helper("get"), "no terminal and no")

    def test_reasons(self):
        """CI, GIT_TERMINAL_PROMPT=0, login = never: not even a desktop"""
        for why, env in (
                ("CI is set", {"CI": "true"}),
                ("CI is set", {"CI": "1"}),
                ("GIT_TERMINAL_PROMPT is 0", {"GIT_TERMINAL_PROMPT": "0"}),
                ("login = never", {"FOUNDRY_LOGIN": "never"})):
            with self.subTest(env=env):
                self.assert_login_needed(
                    self.helper("get", env={**env, "DISPLAY": ":0",
                                            "BROWSER": "false"}), why)

    def test_login_never(self):
        self.home.configure(login="never")
        self.assert_login_needed(self.helper("get", env={"DISPLAY": ":0"}),
                                 "login = never")

    def test_interaction_forbidden_in_gits_configuration(self):
        for value in ("false", "never"):
            self.home.git_config(f"\tinteractive = {value}")
            self.assert_login_needed(
                self.helper("get", env={"DISPLAY": ":0",
                                        "BROWSER": self.browser()}),
                "credential.interactive")

    def test_interaction_forbidden_by_a_repository(self):
        clone = os.path.join(self.scratch, "clone")
        subprocess.run(["git", "init", "-q", clone], check=True)
        with open(os.path.join(clone, ".git", "config"), "a") as file:
            file.write("[credential]\n\tinteractive = false\n")
        self.assert_login_needed(
            self.helper("get", cwd=clone, env={"DISPLAY": ":0",
                                               "BROWSER": self.browser()}),
            "credential.interactive")

    def test_refusals_that_are_none(self):
        """CI=0, CI=false and an empty CI do not forbid a login"""
        for value in ("0", "false", ""):
            with self.subTest(value=value):
                self.home.expire_record() if self.home.record() else None
                self.foundry.reset_stats()
                env = {"CI": value, "DISPLAY": ":0",
                       "BROWSER": self.browser(), "FOUNDRY_CACHE": "noop"}
                self.assertIn("password=", self.helper("get", env=env).out)

    def test_one_browser_in_ten_minutes_without_a_terminal(self):
        self.home.configure(login_timeout=1)
        env = {"DISPLAY": ":0", "BROWSER": "true"}
        self.assert_failed_login(self.helper("get", env=env))
        self.assert_login_needed(self.helper("get", env=env),
                                 "the last one was not finished")

    def test_pages_become_rarer(self):
        """each page that nobody answers doubles the pause, from 10 minutes
        to a day, until a person logs in"""
        self.home.configure(login_timeout=1)
        opened = os.path.join(self.scratch, "opened")
        env = {"DISPLAY": ":0", "BROWSER": f"touch {opened}"}
        notes = self.home.record_file(self.host + ".notes")
        for minutes in (10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440):
            self.assert_failed_login(self.helper("get", env=env))
            self.wait_until(lambda: os.path.exists(opened))
            os.unlink(opened)
            for ago, page in ((60 * minutes - 30, False),
                              (60 * minutes + 1, True)):
                with open(notes) as file:
                    text = re.sub("(?m)^unfinished_login=.*$",
                                  f"unfinished_login={time.time() - ago:.0f}",
                                  file.read())
                self.home.write(notes, text)
                if not page:
                    self.assert_login_needed(self.helper("get", env=env),
                                             "was not finished")
        self.home.configure()
        self.assertIn("password=", self.helper("get", env={
            **env, "BROWSER": self.browser()}).out)
        self.assertFalse(os.path.exists(notes))

    def test_terminals_do_not_make_them_rarer(self):
        """whoever gives up at a terminal is there"""
        for _ in range(2):
            terminal = self.on_terminal([os.path.join(
                BIN, "git-credential-foundry"), "get"], self.request())
            terminal.expect("Enter the authorization code: ")
            terminal.press(b"\x03")
            terminal.end()
        with open(self.home.record_file(self.host + ".notes")) as file:
            self.assertNotIn("login_pause", file.read())

    def test_background_jobs_do_not_hang(self):
        """without a terminal a page is waited for for a minute, not for
        login_timeout"""
        env = {"DISPLAY": ":0", "BROWSER": "true"}
        job = self.start_program([GIT_HELPER, "get"], self.request(), env)
        with job.stderr:
            said = b""
            while b"at most" not in said:
                said += job.stderr.readline()
        self.assertIn(b"Waiting for it, 1 minute at most", said)
        job.kill()
        job.wait()
        job.stdout.close()
        self.wait_for_late()

    def assert_failed_login(self, result):
        self.assertEqual((result.status, result.out), (0, ""))
        self.assertIn("nobody finished it in time", result.err)

    def test_clone_says_what_to_run(self):
        result = self.clone(self.foundry.repository(),
                            env={"GIT_TERMINAL_PROMPT": "0"})
        self.assertEqual(result.status, 128)
        self.assertIn(f"run: foundry-credential login {self.host}\n",
                      result.err)

    def test_cancelled_on_the_terminal(self):
        """Ctrl-C at the login: git is told to quit"""
        terminal = self.on_terminal([os.path.join(
            BIN, "git-credential-foundry"), "get"], self.request())
        terminal.expect("Enter the authorization code: ")
        terminal.press(b"\x03")
        result = terminal.end()
        self.assertEqual((result.status, result.out), (0, "quit=1\n"))
        self.assertEqual(terminal.after, terminal.before)
        self.assertRegex(result.err, "^git-credential-foundry: .*cancelled")

    def test_clone_cancelled_on_the_terminal(self):
        """Ctrl-C or Ctrl-D at the login ends git without another prompt"""
        terminal = self.on_terminal(
            ["git", "clone", "-q", self.foundry.repository()["url"], "w"],
            stderr=subprocess.STDOUT)
        terminal.expect("Enter the authorization code: ")
        terminal.press(b"\x04")
        result = terminal.end()
        self.assertEqual(result.status, 128)
        self.assertNotIn("Username for", terminal.shown + result.out)
        self.assertEqual(terminal.after, terminal.before)


if __name__ == "__main__":
    main()
