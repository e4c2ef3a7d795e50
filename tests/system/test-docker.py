#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docker-credential-foundry: what is said, and what is answered in every
state of a login."""

import json
import os
import shutil
import time

from asking import (ACME, ACME_REGISTRY, NOT_FOUND, OTHER, PROGRAM,
                    DockerTest)
from harness import DOCKER_HELPER, TOKEN_PATH, main, reset, slowly


class Dialogue(DockerTest):
    def test_version(self):
        for word in ("version", "--version", "-v"):
            result = self.docker(word)
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertRegex(result.out,
                             r"^docker-credential-foundry "
                             r"\(foundry-credential\) \d+\.\d+\S*\n$")

    def test_usage(self):
        """no or several words, or another one: exit 1, said on stdout"""
        for words in ((), ("get", "get"), ("frobnicate",), ("",)):
            result = self.run_program([DOCKER_HELPER, *words])
            self.assertEqual((result.status, result.err), (1, ""))
            self.assertEqual(result.out.count("\n"), 1)
            self.assertIn("get", result.out)

    def test_help(self):
        """--help: the usage line"""
        for word in ("--help", "-h"):
            result = self.docker(word)
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertRegex(result.out, "^usage: .*get.*\n$")

    def test_typed_at_a_terminal(self):
        """stdin is a terminal: the usage line, and no wait for what nobody
        knows to type; what reads nothing is done"""
        for verb, status, said in (("get", 1, "^usage: .*\n$"),
                                   ("store", 1, "^usage: .*\n$"),
                                   ("erase", 1, "^usage: .*\n$"),
                                   ("list", 0, "^{}\n$"),
                                   ("version", 0, "^docker-credential")):
            result = self.on_terminal([DOCKER_HELPER, verb], None).end()
            self.assertEqual((result.status, result.err), (status, ""))
            self.assertRegex(result.out, said)

    def test_forms_of_a_url(self):
        """get: every form of the server URL that clients send"""
        self.home.log_in()
        for url in (self.registry, self.registry + "\n",
                    f"https://{self.registry}", f"{self.registry}:443",
                    f"https://{self.registry}:443",
                    f"https://{self.registry}/", f"{self.registry}/ns/repo",
                    f"https://{self.registry}/v2/", f" {self.registry}\r\n",
                    self.registry.upper()):
            with self.subTest(url=url):
                self.assert_found(self.get(url))
        self.assert_asked(refresh_token=1)

    def test_order_of_questions(self):
        """crane, nerdctl and oras: what each asks in turn with credsStore,
        hands over at a login, and erases at a logout"""
        self.home.log_in()
        host = self.registry
        six = [scheme + name for name in (f"{host}:443", host)
               for scheme in ("", "https://", "http://")]
        for asks, stores, erases in (
                ([f"{host}/ns/repo", host], host, [host]),
                (six, f"{host}:443", six), ([host], host, [host])):
            with self.subTest(asks=asks):
                for url in asks:
                    if url.startswith("http:"):
                        self.assert_not_found(self.get(url))
                    else:
                        self.assert_found(self.get(url))
                self.assert_silent(self.store("a.b.c", host=stores))
                self.assert_found(self.get(asks[0]), secret="a.b.c")
                for url in erases:
                    self.assert_silent(self.docker("erase", url))
                self.assert_found(self.get(asks[0]))
        self.assert_asked(refresh_token=1)

    def test_not_ours(self):
        """get: whatever is not ours is not found, silently"""
        self.home.log_in()
        for url in ("https://index.docker.io/v1/", "docker.io", "ghcr.io",
                    f"http://{self.registry}", f"{self.registry}:444",
                    f"{self.registry}.", f"x.{self.registry}",
                    f"jdoe@{self.registry}", f"ftp://{self.registry}",
                    f"{self.registry}\nghcr.io", "https://", "..", "\0",
                    "\u202e", "x" * 70000, "unused"):
            with self.subTest(url=url):
                self.assert_not_found(self.get(url))
        self.assert_offline()

    def test_empty(self):
        for verb in ("get", "erase"):
            for url in ("", "\n", " \t"):
                result = self.docker(verb, url)
                self.assertEqual((result.status, result.out, result.err),
                                 (1, "no credentials server URL\n", ""))

    def test_long(self):
        """1 MiB is read, more is refused"""
        self.home.log_in()
        filler = " " * (1024 * 1024 - len(self.registry))
        self.assert_found(self.get(self.registry + filler))
        self.assert_not_found(self.get(self.registry + filler + " "),
                              "the server URL")
        secret = "x" * 1024 * 1024
        self.assert_refused(self.store(secret), "the credential")

    def test_store_refused(self):
        """store: no server, no user, no JSON, not ours"""
        for given, said in (
                ({}, "^no credentials server URL\n$"),
                ({"ServerURL": ""}, "^no credentials server URL\n$"),
                ({"ServerURL": self.registry, "Secret": "x"},
                 "^no credentials username\n$"),
                ({"ServerURL": "ghcr.io", "Username": "x", "Secret": "y"},
                 "belongs to no Foundry stack"),
                ({"ServerURL": "a b", "Username": "x", "Secret": "y"},
                 "host name"),
                ({"ServerURL": self.registry, "Username": "x",
                  "Secret": "two words"}, "not stored: a token has no blanks"),
                ({"ServerURL": self.registry, "Username": "x" * 300,
                  "Secret": "y"}, "too long"),
                ([], "not an object"), ("", "not an object")):
            with self.subTest(given=given):
                self.assert_refused(self.docker("store", json.dumps(given)),
                                    said)
        self.assert_refused(self.docker("store", "{"), "not JSON")
        self.assertFalse(os.path.exists(self.home.file("tokens")))

    def test_store_http(self):
        """store and erase take any scheme"""
        self.assert_silent(self.store("a.b.c",
                                      host=f"http://{self.registry}/v1/"))
        self.assert_found(self.get(), secret="a.b.c")
        self.assert_silent(self.docker("erase", f"http://{self.registry}"))
        self.assert_not_found(self.get(), "login needed")

    def test_escapes(self):
        """store: JSON escapes, unknown members, the last of two"""
        result = self.docker("store", (
            '{"x":{"Secret":"no"},"Secret":"first.token",'
            f'"ServerURL":"https:\\/\\/{self.registry}\\/v2\\/",'
            '"Username":"\\u0072i.\\u00e9\\ud83d\\ude00<&>",'
            '"Secret":"a\\u0026b\\u003c.c"}'))
        self.assert_silent(result)
        self.configure(registry="")
        self.assert_found(self.get(), username="ri.\u00e9\U0001f600<&>",
                          secret="a&b<.c")

    def test_identity_token(self):
        """store: an identity token ("<token>") is taken, and not kept"""
        self.home.log_in()
        result = self.docker("store", (
            f'{{"ServerURL":"{self.registry}","Username":'
            '"\\u003ctoken\\u003e","Secret":"an.identity.token"}'))
        self.assertEqual((result.status, result.out), (0, ""))
        self.assert_message(result, "not kept", program=PROGRAM)
        self.assert_found(self.get())

    def test_full(self):
        """an answer that cannot be written: exit 1"""
        self.home.log_in()
        self.get()
        for words in (f"{DOCKER_HELPER} get", f"{DOCKER_HELPER} list",
                      f"{DOCKER_HELPER} version"):
            with self.subTest(words):
                result = self.run_program(
                    ["sh", "-c", f"exec {words} >/dev/full"], self.registry)
                self.assertEqual((result.status, result.out), (1, ""))
                self.assert_message(
                    result, "writing the answer.*No space left",
                    program="docker-credential-foundry")


class Get(DockerTest):
    def test_fresh(self):
        """fresh: from the cache, the same token that git gets"""
        self.home.log_in()
        token = self.assert_answer(self.helper("get"))
        self.foundry.reset_stats()
        self.assert_found(self.get(), secret=token)
        self.assert_found(self.get(self.host), username="foundry",
                          secret=token, host=self.host)
        self.assert_offline()

    def test_stale(self):
        """stale: refreshed once, and saved"""
        self.home.log_in()
        before = self.assert_found(self.get())
        self.home.expire_record()
        self.assertNotEqual(self.assert_found(self.get()), before)
        self.assert_found(self.get())
        self.assert_asked(refresh_token=2)

    def test_nothing(self):
        """nobody logged in: not found, the command, and no browser"""
        witness = os.path.join(self.scratch, "browser-was-run")
        result = self.get(env={"BROWSER": f"touch {witness}",
                               "DISPLAY": ":0"})
        self.assert_not_found(result, "login needed",
                              f"foundry-credential login {self.host}")
        self.assert_within(5, result.seconds)
        terminal = self.on_terminal([DOCKER_HELPER, "get"], self.registry)
        self.assertEqual(terminal.end().out, NOT_FOUND)
        self.assertFalse(os.path.exists(witness))
        self.assert_offline()

    def test_dead_grant(self):
        """a dead login: not found, why, and no second request"""
        self.home.log_in()
        self.foundry.revoke_all()
        self.assert_not_found(self.get(), "no longer valid",
                              f"foundry-credential login {self.host}")
        self.assert_not_found(self.get(), "login needed")
        self.assert_asked(refresh_token=1)

    def test_network_down(self):
        """a server that stalls: 5 seconds, then peace for 30"""
        self.home.log_in()
        self.get()
        self.home.expire_record()
        self.foundry.reset_stats()
        self.foundry.fault(TOKEN_PATH, stall=10, times=None)
        result = self.get()
        self.assert_not_found(result, self.host)
        self.assertGreater(result.seconds, 4)
        self.assert_within(9, result.seconds)
        self.assertEqual(len(result.err.splitlines()), 2, result.err)
        result = self.get()
        self.assert_not_found(result, "could not be reached",
                              "try again in a moment, or run: "
                              "foundry-credential token")
        self.assert_within(4, result.seconds)
        self.wait_for_late()
        self.foundry.clear_faults()
        self.assert_found(self.get())
        self.assert_asked(refresh_token=1)

    def test_network_gone(self):
        """no answer at all: peace for 30 seconds"""
        self.home.log_in()
        self.foundry.fault(TOKEN_PATH, close="before", times=None)
        self.assert_not_found(self.get(), self.host)
        self.foundry.clear_faults()
        self.foundry.reset_stats()
        self.assert_not_found(self.get(), "could not be reached",
                              "foundry-credential token")
        self.assert_asked()
        self.forget_the_last_half_minute()
        self.assert_found(self.get())

    def forget_the_last_half_minute(self):
        path = self.home.record_file() + ".notes"
        with open(path) as file:
            lines = file.read().splitlines()
        self.home.write(path, "".join(
            f"network_failure={int(time.time()) - 31}\n"
            if line.startswith("network_failure=") else line + "\n"
            for line in lines))

    def test_still_alive(self):
        """the network is down and the token lives on for some seconds: it
        is answered"""
        self.home.log_in()
        token = self.assert_found(self.get())
        now = int(time.time())
        self.home.change_record(issued_at=now - 3580, expires_at=now + 30)
        self.foundry.fault(TOKEN_PATH, close="before", times=None)
        self.assert_found(self.get(), secret=token)

    def with_left(self, left):
        """The cached token, with so many seconds left."""
        now = int(time.time())
        self.home.change_record(issued_at=now - 3600 + left,
                                expires_at=now + left)
        return self.home.record()["access_token"]

    def test_life(self):
        """an answer is used for up to 290 s (buildkit): it lasts for 300"""
        self.home.log_in()
        self.get()
        for left, renewed in ((3000, 0), (310, 0), (290, 1), (90, 1)):
            with self.subTest(left=left):
                before = self.with_left(left)
                self.foundry.reset_stats()
                after = self.assert_found(self.get())
                self.assertEqual(after != before, bool(renewed))
                self.assert_asked(**{"refresh_token": 1} if renewed else {})

    def test_short_lives(self):
        """tokens that never live so long: renewed at half of their life"""
        self.home.log_in()
        self.foundry.set(access_token_lifetime=120)
        tokens = {self.assert_found(self.get()) for _ in range(3)}
        self.assertEqual(len(tokens), 1)
        self.assert_asked(refresh_token=1)

    def test_no_newer(self):
        """none newer can be had: the one that lives, as short as that is"""
        def dead():
            self.foundry.revoke_all()

        def gone():
            os.unlink(self.home.logins_file)

        def down():
            self.foundry.fault(TOKEN_PATH, close="before", times=None)

        def denied():
            self.foundry.fault(TOKEN_PATH, status=400, times=None,
                               body='{"error":"unauthorized_client"}')

        self.configure(network_timeout=slowly(1))
        for spoil, left in ((dead, 200), (dead, 30), (gone, 30), (down, 200),
                            (denied, 30)):
            with self.subTest(spoil=spoil.__name__, left=left):
                reset(self.foundry)
                self.home.log_in()
                shutil.rmtree(os.path.dirname(self.home.record_file()),
                              ignore_errors=True)
                self.get()
                token = self.with_left(left)
                spoil()
                self.assert_found(self.get(), secret=token)
                self.assert_found(self.get(), secret=token)

    def test_many_at_once(self):
        """twenty at once with an expired token: one request"""
        self.home.log_in()
        self.get()
        self.home.expire_record()
        self.foundry.reset_stats()
        started = [self.start_program([DOCKER_HELPER, "get"], self.registry)
                   for _ in range(20)]
        self.assertEqual(len({self.assert_found(self.finish(process))
                              for process in started}), 1)
        self.assert_asked(refresh_token=1)

    def test_noop(self):
        """noop: a login is not used, a stored token is, nothing is written"""
        self.store("a.b.c")
        self.home.log_in()
        before = self.home.files()
        off = {"FOUNDRY_CACHE": "noop"}
        self.assert_found(self.get(env=off), secret="a.b.c")
        self.assert_not_found(self.get(self.host, env=off), "login needed")
        self.assert_silent(self.store("d.e.f", OTHER, env=off))
        self.assertEqual(self.home.files(), before)
        self.assert_offline()

    def test_reauth(self):
        """reauth: it would have to log in, and may not"""
        self.home.log_in()
        self.get()
        self.assert_not_found(self.get(env={"FOUNDRY_CACHE": "reauth"}),
                              "login needed")

    def test_static(self):
        """docker_token = static: only what docker login left here"""
        self.configure(docker_token="static")
        self.home.log_in()
        self.assert_not_found(self.get(), "no token is stored")
        self.store("a.b.c")
        self.assert_found(self.get(), secret="a.b.c")
        self.assert_answer(self.helper("get"))

    def test_static_without_a_name(self):
        """a token handed in without a name goes with the one remembered"""
        self.configure(registry="")
        self.store("first.token", username="the.repository")
        self.assert_silent(self.cli("store", "--token-stdin", self.registry,
                                    stdin="second.token"))
        self.assert_found(self.get(), "the.repository", "second.token")

    def test_oauth(self):
        """docker_token = oauth: what docker login left here does not count"""
        self.configure(docker_token="oauth")
        self.home.log_in()
        self.store("a.b.c")
        self.assert_found(self.get())

    def test_environment(self):
        """FOUNDRY_TOKEN: for its stack and its registries, until it ends"""
        token = {"FOUNDRY_TOKEN": "en.vi.ron", "FOUNDRY_HOSTNAME": self.host}
        self.assert_found(self.get(env=token), secret="en.vi.ron")
        self.assert_not_found(self.get("ghcr.io", env=token))
        ended = {**token, "FOUNDRY_TOKEN_EXPIRES": "1000000000"}
        self.assert_not_found(self.get(env=ended), "login needed")
        other = {**token, "FOUNDRY_HOSTNAME": "other.test"}
        self.assert_not_found(self.get(env=other), "login needed")
        bare = {"FOUNDRY_TOKEN": "en.vi.ron", "FOUNDRY_HOSTNAME": ACME,
                "FOUNDRY_REPOSITORY": OTHER}
        os.unlink(self.home.config_file)
        self.assert_found(self.get(ACME_REGISTRY, env=bare), username=OTHER,
                          secret="en.vi.ron", host=ACME_REGISTRY)
        self.assert_silent(self.store("en.vi.ron", OTHER, ACME_REGISTRY,
                                      env=bare))
        with open(self.home.file("tokens")) as file:
            self.assertNotIn("en.vi.ron", file.read())
        self.assert_offline()

    def test_broken_section(self):
        """a wrong key matters to its own host alone"""
        self.home.log_in()
        self.add("other.test", f"foundry = {self.host}", "usernam = x")
        self.assert_not_found(self.get("other.test"), "username")
        erased = self.docker("erase", "other.test")
        self.assertEqual(erased.status, 1)
        self.assertIn("usernam", erased.out + erased.err)
        self.assert_found(self.get())


class Unsaid(DockerTest):
    """Clients parse what they hear, some of them both streams as one: what a
    get has to say, and may not, is said elsewhere."""

    def shell(self, verb, streams, env=None):
        return self.run_program(
            ["sh", "-c", f"{DOCKER_HELPER} {verb} {streams}"], self.registry,
            env)

    def both(self, verb="get", env=None):
        """What comes, by one pipe and by one file, for both streams."""
        pipe = self.shell(verb, "2>&1", env)
        self.shell(verb, ">both 2>&1", env)
        with open(os.path.join(self.home.path, "both")) as file:
            self.assertEqual(file.read(), pipe.out)
        return pipe

    def make_readable(self):
        os.chmod(self.home.logins_file, 0o644)

    def make_tokens_readable(self):
        self.store("a.b.c")
        os.chmod(self.home.file("tokens"), 0o644)

    def narrow(self):
        self.configure(scopes="offline_access api:read-data api:write-data")

    def block_record(self):
        os.makedirs(self.home.record_file())

    def test_answered(self):
        """what goes wrong beside an answer: stderr is silent, doctor and
        status say it"""
        for spoil, said in ((self.make_readable, "made private"),
                            (self.make_tokens_readable, "made private"),
                            (self.narrow, "fewer scopes"),
                            (self.block_record, "not cached")):
            with self.subTest(said):
                self.configure()
                self.docker("erase", self.registry)
                self.cli("logout", self.host)
                self.home.log_in()
                spoil()
                result = self.get()
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertIn("Secret", result.out)
                for words in (("status", self.host),
                              ("doctor", "--offline", self.host)):
                    shown = " ".join(self.cli(*words).out.split())
                    self.assertIn(said, shown)
        os.rmdir(self.home.record_file())

    def test_said_at_the_terminal(self):
        self.home.log_in()
        self.make_readable()
        terminal = self.on_terminal(
            ["sh", "-c", f"exec {DOCKER_HELPER} get 2>/dev/tty"],
            self.registry)
        self.assertIn("Secret", terminal.end().out)
        self.assertIn("made private", terminal.shown)

    def test_scopes_are_said_to_git(self):
        """what docker could not be told once is still said once"""
        self.home.log_in()
        self.narrow()
        self.assert_found(self.get())
        self.home.expire_record()
        self.assertIn("fewer scopes", self.helper("get").err)

    def test_one_pipe(self):
        """not found, in one pipe and in one file, with or without a trace:
        the bare sentence"""
        for env in ({}, {"FOUNDRY_TRACE": "1"}):
            self.assertEqual(self.both(env=env).out, NOT_FOUND)
        self.home.write(self.home.logins_file, "no INI\n")
        self.assertEqual(self.both().out, NOT_FOUND)
        self.assert_not_found(self.get(), "oauth")

    def test_one_pipe_answered(self):
        """and an answer is JSON and nothing else"""
        self.home.log_in()
        for env in ({}, {"FOUNDRY_TRACE": "1"}):
            self.home.expire_record() if self.home.record() else None
            self.make_readable()
            result = self.shell("get", "2>&1", env)
            self.assertEqual(set(json.loads(result.out)),
                             {"ServerURL", "Username", "Secret"})
        self.home.write(self.home.file("tokens"), "no INI\n")
        self.assertIn(self.registry, json.loads(self.both("list").out))

    def test_traced(self):
        """FOUNDRY_TRACE=1 speaks where stderr is another file"""
        self.home.log_in()
        self.foundry.fault(TOKEN_PATH, status=503, times=1)
        result = self.get(env={"FOUNDRY_TRACE": "1"})
        self.assertEqual(result.status, 0)
        self.assertIn("503", result.err)


class Storm(DockerTest):
    def test_storm(self):
        """list, then get for 50 registries at once, most not ours: no
        network, no browser, no second process"""
        self.home.log_in()
        token = self.assert_found(self.get())
        self.foundry.reset_stats()
        witness = os.path.join(self.scratch, "browser-was-run")
        env = {"BROWSER": f"touch {witness}", "DISPLAY": ":0"}
        hosts = list(self.listed(env)) + ["index.docker.io"]
        hosts += [f"registry{i}.example" for i in range(50 - len(hosts))]
        start = time.monotonic()
        started = [(host, self.start_program([DOCKER_HELPER, "get"], host,
                                             env)) for host in hosts]
        for host, process in started:
            result = self.finish(process)
            if host == self.registry:
                self.assert_found(result, secret=token)
            else:
                self.assert_not_found(result)
        self.assert_within(30, time.monotonic() - start)
        self.assertFalse(os.path.exists(witness))
        self.assert_offline()

    def test_storm_logged_out(self):
        """the same with nobody logged in"""
        for host in (self.registry, "ghcr.io", self.host):
            self.assertEqual(self.get(host).out, NOT_FOUND)
        self.assert_offline()
        self.assertFalse(os.path.isdir(self.home.file("lock")))


if __name__ == "__main__":
    main()
