#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential: the command line, exit statuses, formats, logout."""

import json
import netrc
import os
import re
from datetime import datetime, timezone

from harness import (CLI, PATIENCE_S, PUBLIC_CLIENT, TOKEN_PATH, SystemTest,
                     main, slowly)

VERBS = ("login", "logout", "token", "refresh", "status", "list", "whoami",
         "exec", "get", "store", "erase", "sweep")


class CommandLine(SystemTest):
    def test_help(self):
        """--help, -h, help: every verb; of one its options, also by help"""
        for word in ("--help", "-h", "help"):
            result = self.cli(word)
            self.assertEqual((result.status, result.err), (0, ""))
            for verb in VERBS:
                self.assertRegex(result.out, f"(?m)^  {verb} ")
        for verb in VERBS:
            result = self.cli(verb, "--help")
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertTrue(result.out.startswith(
                f"usage: foundry-credential {verb} "))
            self.assertEqual(self.cli("help", verb).out, result.out)
        for option in ("--webserver", "--console", "--reauth"):
            self.assertIn(option, self.cli("login", "--help").out)

    def test_help_fits_a_screen(self):
        """every help: 24 lines of 80 columns"""
        general = self.cli("--help").out
        verbs = re.findall(r"(?m)^  ([a-z]+) ", general)
        self.assertGreaterEqual(len(verbs), len(VERBS))
        for text in (general, *(self.cli(verb, "--help").out
                                for verb in verbs)):
            self.assertLessEqual(len(text.splitlines()), 24, text)
            self.assertLessEqual(max(map(len, text.splitlines())), 80, text)

    def test_version(self):
        """--version, -V, version"""
        for word in ("--version", "-V", "version"):
            result = self.cli(word)
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertRegex(result.out,
                             r"^foundry-credential \d+\.\d+\.\d+\n$")

    def test_usage_errors(self):
        """usage errors: exit 2, the nearest word"""
        self.home.configure()
        self.assert_failed(self.cli(), 2,
                           "no verb, see foundry-credential --help\n"
                           "setup HOST comes first; then login, status")
        for words, pattern in (
                (("logn",), 'did you mean "login"'),
                (("xyzzy",), 'unknown verb "xyzzy", see foundry-credential'),
                (("--frobnicate",), 'unknown option "--frobnicate"'),
                (("--hlep",), 'did you mean "--help"'),
                (("--versoin",), 'did you mean "--version"'),
                (("stauts",), 'did you mean "status"'),
                (("refersh",), 'did you mean "refresh"'),
                (("versionn",), 'did you mean "version"'),
                (("help", "stauts"), 'did you mean "status"'),
                (("help", "login", "logout"), "one operand too many"),
                (("who",), 'unknown verb "who"'),
                (("status", "--jason"), 'did you mean "--json"'),
                (("refresh", "--if-odler=1d"), 'did you mean "--if-older"'),
                (("login", "--xyzzy"), 'unknown option "--xyzzy", see --help'),
                (("whoami", "--help=1"), "unknown option"),
                (("login", "--consol"), 'did you mean "--console"'),
                (("login", "--console", "--webserver", self.host), "exclude"),
                (("login", "--console=1", self.host), "takes no value"),
                (("token", self.host, "more"), "one operand too many"),
                (("get", self.host, "--format"), "needs a value"),
                (("get", self.host, "--format=jsn"), 'did you mean "json"'),
                (("get", self.host, "--format=yaml"),
                 'unknown format "yaml": attributes, json, token, header, '
                 'bearer, headers, netrc, env are known'),
                (("store", self.host), "go with --token-stdin"),
                (("store", "--username", "a"), "go with --token-stdin"),
                (("logout", "--all", self.host), "exclude"),
                (("token", "not a host"), "not a host"),
                (("token", "http://acme.test"), "https"),
                (("token", "https://a.test/?x"), "not a host"),
                (("token", ""), "not a host")):
            with self.subTest(words=words):
                result = self.cli(*words)
                self.assert_failed(result, 2, pattern)
                self.assertEqual(len(result.err.splitlines()), 1)

    def test_control_bytes_are_not_shown(self):
        result = self.cli("lo\x1b[31m\ngin")
        self.assertEqual(result.status, 2)
        self.assertNotIn("\x1b", result.err)
        self.assertEqual(len(result.err.splitlines()), 1)

    def test_operands_after_two_dashes(self):
        self.home.configure()
        self.home.log_in()
        self.assert_token(self.cli("token", "--", self.host))
        self.assert_failed(self.cli("token", "--", "--help"), 2)

    def test_private_program(self):
        """foundry-oauth by hand: usage, no harm"""
        from harness import BIN
        result = self.run_program([os.path.join(BIN, "foundry-oauth")])
        self.assertEqual((result.status, result.out), (2, ""))


class Statuses(SystemTest):
    def test_unknown_stack(self):
        """a host that is not configured: 6, what to run, and a near one"""
        for near, text in (
                ("other.test", r"is not configured\n"),
                ("acne.test", r'is not configured, did you mean "acne.test"\?\n')):
            self.home.configure(f"[{near}]\nclient_id = x\n")
            for words in (("token",), ("get",), ("login",), ("logout",),
                          ("status",), ("whoami",), ("refresh",),
                          ("exec", "--", "true"),
                          ("store", "--token-stdin")):
                with self.subTest(words=words, near=near):
                    result = self.cli(words[0], "acme.test", *words[1:],
                                      stdin="a-token\n")
                    self.assert_failed(
                        result, 6, "no such stack: acme.test " + text,
                        "(?m)^run: foundry-credential setup acme.test$")

        self.home.configure("[other.test]\nclient_id = x\n")
        self.assert_failed(self.cli("login", "acme"), 6, "no such stack: acme ",
                           "(?m)^give its whole name, as "
                           "acme.palantirfoundry.com$")

    def test_no_stack_and_no_operand(self):
        for words in (("token",), ("login",), ("logout",), ("status",),
                      ("whoami",), ("refresh",), ("exec", "--", "true")):
            self.assert_failed(self.cli(*words), 6, "no stack is configured",
                               "(?m)^run: foundry-credential setup HOST$")
        self.assert_failed(self.cli("get", "--format=token", "acme.test"), 6)

    def test_several_stacks_and_no_operand(self):
        self.home.configure("[a.test]\nclient_id = x\n"
                            "[b.test]\nclient_id = y\n")
        for words in (("token",), ("login",), ("logout",), ("status",),
                      ("whoami",), ("refresh",), ("exec", "--", "true")):
            self.assert_failed(self.cli(*words), 2, "several stacks",
                               r"none is named: a\.test, b\.test\n",
                               "(?m)^name one: its host as the operand, or "
                               "FOUNDRY_HOSTNAME")

    def several_stacks(self):
        self.home.configure()
        self.home.log_in()
        with open(self.home.config_file, "a") as file:
            file.write("[b.test]\nclient_id = y\n"
                       "[r.test]\nfoundry = b.test\n")

    def test_choosing_a_stack(self):
        """at a terminal: by its number or its name, asked again for another
        answer"""
        self.several_stacks()
        for words in (("token",), ("exec", "--", "printenv", "FOUNDRY_TOKEN")):
            for answers in (("1",), (self.foundry.url,), ("0", "x", "3", "1")):
                with self.subTest(words=words, answers=answers):
                    terminal = self.on_terminal([CLI, *words], stdin=None)
                    terminal.expect(
                        "Several stacks are known:\r\n"
                        f"   1  {self.host}\r\n   2  b.test\r\n")
                    for answer in answers:
                        terminal.expect(r"Which one\? \(1-2\): ")
                        terminal.type(answer + "\r")
                    self.assert_token(terminal.end())
                    self.assertEqual(terminal.shown.count("not a number"),
                                     len(answers) - 1)

    def test_choosing_none(self):
        """Enter, Ctrl-D: 5; nonsense without end: 2"""
        self.several_stacks()
        for keys, status, pattern in (("\r", 5, "nothing was given"),
                                      ("\x04", 5, "nothing was given"),
                                      (5 * "x\r", 2, "from 1 to 2")):
            with self.subTest(keys=keys):
                terminal = self.on_terminal([CLI, "status"])
                terminal.expect("Which one")
                terminal.type(keys)
                self.assert_failed(terminal.end(), status, pattern)

    def test_nobody_to_choose(self):
        """in a pipe, in CI, with more than fit a screen: no question"""
        self.several_stacks()
        for script, env in (("{} </dev/null", {}), ("{} >/dev/null", {}),
                            ("echo | {}", {}), ("{} | cat", {}),
                            ("{}", {"CI": "true"}),
                            ("{}", {"FOUNDRY_HOSTNAME": "not a host"}),
                            ("{}", {"many": "1"})):
            if env.pop("many", None):
                with open(self.home.config_file, "a") as file:
                    for i in range(20):
                        file.write(f"[{i}.test]\nclient_id = x\n")
            with self.subTest(script=script, env=env):
                terminal = self.on_terminal(
                    ["bash", "-o", "pipefail", "-c",
                     script.format(CLI + " status")], stdin=None, env=env)
                self.assert_failed(terminal.end(), 2, "FOUNDRY_HOSTNAME")
                self.assertEqual(terminal.shown, "")

    def test_host_from_the_environment_or_the_only_one(self):
        self.home.configure()
        self.home.log_in()
        token = self.assert_token(self.cli("token"))
        with open(self.home.config_file, "a") as file:
            file.write("[b.test]\nclient_id = y\n")
        for name in (self.host, self.foundry.url):
            self.assertEqual(self.assert_token(self.cli(
                "token", env={"FOUNDRY_HOSTNAME": name})), token)
        # An alias is not another stack.
        self.home.configure()
        with open(self.home.config_file, "a") as file:
            file.write(f"[r.test]\nfoundry = {self.host}\n")
        self.assertEqual(self.assert_token(self.cli("token")), token)

    def test_no_client_id(self):
        """no client_id: 3 for token and get, 6 for login; all name one cure,
        and it is one"""
        cure = f"foundry-credential setup {self.host} --client-id ID"
        self.home.configure(client_id=None)
        for verb in ("token", "get"):
            self.assert_failed(self.cli(verb, self.host), 3, "client_id",
                               cure)
        for verb in "login", "refresh":
            self.assert_failed(self.cli(verb, self.host), 6, "client_id",
                               cure)
        self.assertIn(cure, " ".join(self.cli("status",
                                              self.host).out.split()))
        self.assertIn(cure, self.cli("doctor", "--offline", self.host).out)
        self.assertIn(cure, self.helper("get").err)
        # As it stands there, it says what is missing; then it is the cure.
        words = cure.split()[1:]
        self.assert_failed(self.cli(*words), 2, "ID stands for a value",
                           "Control Panel")
        words[-1] = PUBLIC_CLIENT
        self.assertEqual(self.cli(*words, "--yes").status, 0)
        self.assert_failed(self.cli("token", self.host), 3, "login needed",
                           f"run: foundry-credential login {self.host}")

    def test_refusals(self):
        """refused by the server: 5 and what to register; not now: 4"""
        self.home.configure(network_timeout=slowly(1))
        for code, status, pattern in (
                ("invalid_client", 5, f"client_id .{PUBLIC_CLIENT}"),
                ("unauthorized_client", 5, PUBLIC_CLIENT),
                ("invalid_scope", 5, "offline_access api:read-data"),
                ("access_denied", 5, "foundry-credential login"),
                ("internal_failure", 4, "again")):
            with self.subTest(code=code):
                saved = self.home.log_in()
                self.foundry.fault("/multipass/api/oauth2/token", times=None,
                                   status=400, json={"error": code})
                self.assert_failed(self.cli("token", self.host), status, code,
                                   pattern)
                self.foundry.clear_faults()
                self.assertEqual(self.home.saved_token(), saved)
                self.assert_token(self.cli("token", self.host))
                self.home.expire_record()

    def test_redirect_uri_mismatch(self):
        """a redirect URI that is not registered: the very strings"""
        self.foundry.application("d" * 32, redirect_uris=["https://x.test/"])
        self.home.configure(client_id="d" * 32)
        self.home.log_in()
        self.foundry.fault("/multipass/api/oauth2/token", status=400, json={
            "error": "invalid_request", "error_description": "redirect_uri"})
        self.home.configure()
        result = self.cli("token", self.host)
        self.assert_failed(result, 5, f"{self.foundry.callback_url()} and "
                           "http://127.0.0.1/", PUBLIC_CLIENT)

    def test_application_not_enabled(self):
        self.foundry.application("e" * 32, enabled=False, redirect_uris=[
            "https://{host}/multipass/api/oauth2/callback"])
        self.home.configure(client_id="e" * 32)
        self.home.log_in(self.foundry.grant()["refresh_token"],
                         client_id="e" * 32)
        result = self.cli("token", self.host)
        self.assertEqual(result.status, 5, result.err)
        self.assertIn("e" * 32, result.err)


class Advice(SystemTest):
    """What is advised does not lead back to where it was advised."""

    def test_login_that_would_not_help(self):
        """where no login is kept, or none that can be renewed, another cure
        is named than to log in"""
        mended = {"scopes": "offline_access api:read-data",
                  "cache": "read_write"}
        scopes = r"offline_access.*add (it|that) to scopes in \[{host}]"
        cache = r"^set cache = read_write in \[{host}]"
        unset = "^unset FOUNDRY_CACHE"
        bare = {"XDG_RUNTIME_DIR": None}
        for verb, keys, env, status, cure in (
                ("token", {"cache": "noop"}, {}, 3, cache),
                ("token", {"cache": "reauth"}, {}, 3, cache),
                ("login", {"cache": "noop"}, {}, 6,
                 cache + "; or let the program that needs"),
                ("refresh", {"cache": "reauth"}, {}, 6, cache),
                ("token", {}, {"FOUNDRY_CACHE": "noop"}, 3, unset),
                ("login", {}, {"FOUNDRY_CACHE": "noop"}, 6, unset),
                ("refresh", {"scopes": "api:read-data"}, {}, 3, scopes),
                ("token", {"scopes": "api:read-data"}, bare, 3, scopes)):
            with self.subTest(verb=verb, keys=keys, env=env):
                self.home.configure(**keys)
                self.assert_failed(self.cli(verb, self.host, env=env), status,
                                   "(?m)" + cure.format(host=self.host))
                # By it a login helps, and that is what is said then.
                self.home.configure(**{**keys, **mended})
                env = {name: value for name, value in env.items()
                       if name != "FOUNDRY_CACHE"}
                self.assert_failed(
                    self.cli("token", self.host, env=env), 3,
                    f"(?m)^run: foundry-credential login {self.host}$")

    def test_no_terminal(self):
        """a code to be pasted, and nobody there: where to run it"""
        for keys, cure in (({}, "run in a terminal: foundry-credential login "
                            + self.host),
                           ({"cache": "reauth"}, "run this again in a "
                            "terminal")):
            self.home.configure(**keys)
            self.assert_failed(self.cli("login", self.host, "--console"), 3,
                               f"(?m)^{cure}$")

    def test_stored_tokens(self):
        """without an application: what doctor, setup and token advise is done
        as it stands there, and then all is well"""
        self.home.configure(client_id=None, token="static")
        self.run_program(["git", "config", "--global", "--unset-all",
                          "credential.helper"])
        told = json.loads(self.cli("doctor", "--offline", "--json",
                                   self.host).out)
        cures = [check["cure"] for check in told["checks"] if check["cure"]]
        setup = f"foundry-credential setup {self.host} --git"
        store = f"foundry-credential store --token-stdin {self.host}"
        self.assertIn(setup, cures)
        self.assertTrue(any(cure.endswith(store) for cure in cures), cures)
        result = self.cli(*setup.split()[1:])
        self.assertEqual(result.status, 0, result.err)
        self.assertTrue(result.out.endswith(f"Next: {store}\n"), result.out)
        self.assertNotIn("redirect", result.out)
        self.assert_failed(self.cli("token", self.host), 3, store)
        token = self.foundry.user_token()
        self.secrets.add(token)
        self.assertEqual(self.cli(*store.split()[1:], stdin=token).status, 0)
        self.assert_token(self.cli("token", self.host))
        self.assertIn("\n0 wrong, 0 warnings\n", self.cli(
            "doctor", "--offline", self.host).out)

    def test_token_of_a_job(self):
        """FOUNDRY_TOKEN and no file: git is set up for it without a client
        ID"""
        given = {"FOUNDRY_HOSTNAME": self.host, "FOUNDRY_TOKEN": "x" * 40}
        self.secrets.add("x" * 40)
        result = self.cli("setup", self.host, "--git", env=given)
        self.assertEqual(result.status, 0, result.err)
        self.assertIn(f"Next: foundry-credential doctor {self.host}\n",
                      result.out)
        self.assertFalse(os.path.exists(self.home.config_file))

    def test_registry_by_its_name(self):
        """a registry that only docker knows: not to be set up as a stack"""
        registry = "acme-container-registry.palantirfoundry.com"
        stack = "acme.palantirfoundry.com"
        self.home.configure(f"[{stack}]\nclient_id = {PUBLIC_CLIENT}\n")
        cure = f"run: foundry-credential setup {stack} --registry {registry}"
        self.assert_failed(self.cli("token", registry), 6, cure)
        self.assert_failed(self.cli("setup", registry, "--client-id", "abc"),
                           2, f"registry of {stack}", cure)
        self.assertEqual(self.cli(*cure.split()[2:], "--yes").status, 0)
        self.assert_failed(self.cli("token", registry), 3,
                           f"login {stack}")


class Formats(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure(username="jane")
        self.home.log_in()
        self.token = self.assert_token(self.cli("token", self.host))
        self.expiry = int(self.home.record()["expires_at"])

    def get(self, *words, stdin=""):
        result = self.cli("get", *words, stdin=stdin)
        self.assertEqual((result.status, result.err), (0, ""))
        return result.out

    def test_attributes(self):
        expected = (f"username=jane\npassword={self.token}\n"
                    f"password_expiry_utc={self.expiry}\n")
        self.assertEqual(self.get(self.host), expected)
        self.assertEqual(self.get(self.foundry.url, "--format",
                                  "attributes"), expected)
        self.assertEqual(self.get(stdin=self.request()), expected)
        self.assertEqual(self.get(f"{self.foundry.url}/some/path"),
                         expected)

    def test_json(self):
        self.assertEqual(json.loads(self.get(self.host, "--format=json")),
                         {"host": self.host, "username": "jane",
                          "password": self.token,
                          "password_expiry_utc": self.expiry})

    def test_token_and_header(self):
        self.assertEqual(self.get(self.host, "--format=token"),
                         self.token + "\n")
        self.assertEqual(self.get(self.host, "--format=header"),
                         f"Authorization: Bearer {self.token}\n")

    def test_env(self):
        """what exec sets, as sh reads it; of an alias, the stack's; an end
        that is not known is taken out"""
        odd = "o'br$(touch ran)`\\\\\" ;x''"
        with open(self.home.config_file, "a") as file:
            file.write(f"[r.test]\nfoundry = {self.host}\n")
        for words, name in (((self.host,), "jane"), (("r.test",), "jane"),
                            ((), odd)):
            for expiry in (self.expiry, 0):
                with self.subTest(words=words, expiry=expiry):
                    self.home.change_record(expires_at=expiry)
                    text = self.get(*words, "--format=env",
                                    stdin=self.request(username=name))
                    result = self.run_program(
                        ["sh", "-euc", 'eval "$1"; env -0', "sh", text],
                        env={"FOUNDRY_TOKEN_EXPIRES": "1"})
                    self.assertEqual((result.status, result.err), (0, ""))
                    given = dict(line.split("=", 1) for line
                                 in result.out.split("\0")[:-1])
                    self.assertEqual(
                        {name: value for name, value in given.items()
                         if name.startswith("FOUNDRY_")},
                        {"FOUNDRY_TOKEN": self.token,
                         "FOUNDRY_HOSTNAME": self.host,
                         "FOUNDRY_HOST": self.host,
                         "FOUNDRY_USERNAME": name,
                         "FOUNDRY_URL": self.foundry.url,
                         **({"FOUNDRY_TOKEN_EXPIRES": str(expiry)} if expiry
                            else {})})
        self.assertNotIn("ran", os.listdir(self.home.path))

    def test_as_tools_want_it(self):
        """a header's value, a JSON of headers, a line of netrc without port"""
        self.assertEqual(self.get(self.host, "--format=bearer"),
                         f"Bearer {self.token}\n")
        self.assertEqual(json.loads(self.get(self.host, "--format=headers")),
                         {"Authorization": f"Bearer {self.token}"})
        line = self.get(self.host, "--format=netrc")
        name = self.host.partition(":")[0]
        self.assertEqual(line, f"machine {name} login jane password "
                         f"{self.token}\n")
        path = os.path.join(self.scratch, "netrc")
        self.home.write(path, line)
        self.assertEqual(netrc.netrc(path).authenticators(name),
                         ("jane", "", self.token))
        self.assert_failed(self.cli("get", "--format=netrc",
                                    stdin=self.request(username="j d")), 6,
                           "a netrc file cannot hold it")

    def test_tools_never_log_in(self):
        """what programs ask is answered by 3, where a person would log in"""
        self.cli("logout", self.host)
        self.foundry.reset_stats()
        browser = {"BROWSER": self.browser(), "DISPLAY": ":0"}
        for words, stdin in (((self.host, "--format=bearer"), ""),
                             ((self.host, "--format=headers"), ""),
                             ((), self.uri(self.host))):
            with self.subTest(words=words):
                self.assert_failed(self.cli("get", *words, stdin=stdin,
                                            env=browser), 3, "login needed")
        self.assert_asked()

    @staticmethod
    def uri(host, scheme="https"):
        return json.dumps({"uri": f"{scheme}://{host}/a/b?c=d#e", "x": [1]})

    def test_request_by_uri(self):
        """Bazel's helper protocol: headers in arrays, an end without
        fractions; a host that is not ours fails, as it is to"""
        end = datetime.fromtimestamp(self.expiry, timezone.utc)
        headers = {"headers": {"Authorization": [f"Bearer {self.token}"]}}
        for scheme in ("https", "grpcs"):
            self.assertEqual(
                json.loads(self.get(stdin=self.uri(self.host, scheme))),
                {**headers, "expires": end.strftime("%Y-%m-%dT%H:%M:%SZ")})
        self.home.change_record(expires_at=0)
        self.assertEqual(json.loads(self.get(stdin=self.uri(self.host))),
                         headers)
        for stdin, status, pattern in (
                (self.uri("other.test"), 6, "no such stack: other.test"),
                (self.uri(self.host, "http"), 6, "no https or grpcs address"),
                (self.uri("j:secret@" + self.host), 6, "no https or grpcs"),
                ('{"uri":1}', 6, "uri"), ("{}", 6, 'no "uri"'),
                ("{", 6, "reading a request by URI"),
                ('{"uri":"https://a.test"}x', 6, "reading a request by URI")):
            with self.subTest(stdin=stdin):
                result = self.cli("get", stdin=stdin)
                self.assert_failed(result, status, pattern)
                self.assertNotIn("secret", result.err)

    def test_request_about_another_host_is_silent(self):
        """get from stdin for a host that is not ours: silent, 0"""
        for stdin in (self.request("github.com"), "", "protocol=https\n",
                      self.request().replace("https", "http")):
            self.assert_silent(self.cli("get", stdin=stdin))

    def test_user_name_of_the_request(self):
        self.assertIn("username=me\n",
                      self.get(stdin=self.request(username="me")))

    def test_full_disk_at_stdout(self):
        """an answer that cannot be written is an error"""
        result = self.run_program(["sh", "-c", f"exec {CLI} token {self.host} "
                                   ">/dev/full"])
        self.assertEqual(result.status, 6)
        self.assertIn("No space left", result.err)

    def test_full_disk_at_stderr(self):
        """a message that cannot be written: the status says it all"""
        result = self.run_program(["sh", "-c", f"exec {CLI} token nobody.test "
                                   "2>/dev/full"])
        self.assertEqual((result.status, result.out), (6, ""))


class Logout(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure()
        self.saved = self.home.log_in()
        self.token = self.assert_token(self.cli("token", self.host))
        self.saved = self.home.saved_token()

    def assert_gone(self):
        self.assertIsNone(self.home.saved_token())
        self.assertIsNone(self.home.record())

    def test_revokes_and_forgets(self):
        """logout: revoked there, forgotten here, with all aliases"""
        with open(self.home.config_file, "a") as file:
            file.write(f"[r.test]\nfoundry = {self.host}\ntoken = static\n")
        self.helper("store", self.request("r.test", username="u",
                                          password="static.token.x"))
        result = self.cli("logout", self.host)
        self.assertEqual((result.status, result.out, result.err),
                         (0, f"logged out of {self.host}\n", ""))
        self.assertFalse(self.foundry.alive(self.saved))
        self.assertFalse(self.foundry.alive(self.token))
        self.assert_gone()
        with open(self.home.file("tokens")) as file:
            self.assertNotIn("static.token.x", file.read())
        self.assert_failed(self.cli("token", self.host), 3, "login needed")

    def test_revocation_fails(self):
        """revocation fails: said, not fatal, and soon given up"""
        self.foundry.fault("/multipass/api/oauth2/revoke_token", stall=30)
        result = self.cli("logout", self.host)
        self.assert_within(6, result.seconds)
        self.assertEqual((result.status, result.out),
                         (0, f"logged out of {self.host}\n"))
        self.assertIn("not revoked there, only forgotten here", result.err)
        self.assert_gone()

    def test_revocation_is_answered_otherwise(self):
        """what else a server says to it: is the token dead there?  Told in
        one line, and forgotten here whatever it is (RFC 7009 section 2.2)"""
        def error(code, status=400, **more):
            return {"status": status, "json": {"error": code, **more}}
        rows = (
            ("204", {"status": 204}, None),
            ("dead already", error("invalid_token"), None),
            ("dead already, as some say", error("invalid_grant"), None),
            ("overloaded", error("invalid_token", 503), "HTTP 503"),
            ("too many", error("invalid_token", 429), "HTTP 429"),
            ("a page", {"status": 404, "body": "<p>no such page"},
             "HTTP 404"),
            ("an error that is no text", error(7), "HTTP 400"),
            ("a redirect", {"status": 302, "redirect": "https://x.test/"},
             "HTTP 302"),
            ("not for us", error("invalid_client", 401), "invalid_client"),
            ("not this kind", error("unsupported_token_type"),
             "unsupported_token_type"),
            ("escapes", error("\x1b[31mred"), r"revoke a token: \?\[31mred"),
        )
        for name, answer, said in rows:
            with self.subTest(name):
                self.home.log_in()
                self.assert_token(self.cli("token", self.host))
                self.foundry.fault("/multipass/api/oauth2/revoke_token",
                                   **answer)
                result = self.cli("logout", self.host)
                self.assertEqual((result.status, result.out),
                                 (0, f"logged out of {self.host}\n"))
                self.assertRegex(result.err, "^$" if said is None else
                                 "^foundry-credential: .*: not revoked there, "
                                 f"only forgotten here: .*{said}\n$")
                self.assert_gone()
                self.foundry.clear_faults()

    def test_other_sections_stay(self):
        with open(self.home.logins_file, "a") as file:
            file.write("[other.test]\nclient_id = x\nrefresh_token = y\n")
        self.cli("logout", self.host)
        self.assertEqual(self.home.saved_token("other.test"), "y")

    def test_all(self):
        """logout --all: every stack that is known"""
        with open(self.home.logins_file, "a") as file:
            file.write("[b.test:1]\nclient_id = x\nrefresh_token = y\n"
                       "token_uri = https://b.test:1/t\n")
        result = self.cli("logout", "--all")
        self.assertEqual(result.status, 0, result.err)
        self.assertIn(f"logged out of {self.host}\n", result.out)
        self.assertIn("logged out of b.test:1\n", result.out)
        self.assert_gone()
        self.assertIsNone(self.home.saved_token("b.test:1"))

    def test_all_but_one(self):
        """logout --all, one stack is configured wrongly: the others go"""
        with open(self.home.config_file, "a") as file:
            file.write("[b.test]\nclient_id = x\nlogin = nevr\n")
        result = self.cli("logout", "--all")
        self.assertEqual((result.status, result.out),
                         (6, f"logged out of {self.host}\n"))
        self.assertRegex(result.err, r'line \d+: .*login\n.*"never"\?\n'
                         "foundry-credential: logging out of all: not every "
                         "stack could be\n$")
        self.assert_gone()

    def test_nothing_to_log_out_of(self):
        self.cli("logout", self.host)
        self.foundry.reset_stats()
        result = self.cli("logout", self.host)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(self.foundry.requests(), [])

    def test_foreign_login_stays(self):
        """another application's login is neither revoked nor deleted"""
        other = self.home.log_in("foreign-refresh-token",
                                 client_id="another-application")
        self.foundry.reset_stats()
        self.cli("logout", self.host)
        self.assertEqual(self.home.saved_token(), other)


class Login(SystemTest):
    def test_already(self):
        """login with a working login says so; --reauth logs in anew"""
        self.home.configure()
        self.home.log_in()
        result = self.cli("login", self.host)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertRegex(result.out, f"^already logged in to {self.host}")
        result = self.cli("login", self.host, "--reauth",
                          env={"BROWSER": self.browser()})
        self.assertEqual(result.status, 0)
        self.assert_asked(refresh_token=1, authorization_code=1)

    def test_already_but_not_reached(self):
        """login with a login that cannot be tried out now: said, and kept"""
        self.home.configure(network_timeout=slowly(2))
        saved = self.home.log_in()
        self.foundry.fault(TOKEN_PATH, stall=slowly(2) + 4)
        self.assert_failed(self.cli("login", self.host, env={
            "BROWSER": self.browser()}), 4, r"no complete answer within [\d.]+ s")
        self.assertEqual(self.home.saved_token(), saved)
        self.wait_for_late()
        self.assert_asked(refresh_token=1)

    def test_without_refresh_token(self):
        """a login that does not last: until when is said, if it is known"""
        self.home.configure(scopes="api:read-data")
        for lifetime, said in ((3600, r"ends on \d{4}-\d\d-\d\d \d\d:\d\d: "
                                "no refresh token was granted"),
                               (None, "nobody knows when it ends: no refresh "
                                "token was granted")):
            with self.subTest(said):
                if lifetime is None:
                    self.foundry.fault(TOKEN_PATH, json={
                        "access_token": self.foundry.grant()["access_token"],
                        "token_type": "bearer"})
                result = self.cli("login", self.host, "--reauth",
                                  env={"BROWSER": self.browser()})
                self.assertEqual(result.status, 0, result.err)
                self.assertRegex(result.out,
                                 f"^scopes: api:read-data\n{said}\n$")

    def test_service_user(self):
        """login of a service user is refused: none is needed"""
        self.home.configure(grant="client_credentials")
        self.assert_failed(self.cli("login", self.host), 6,
                           "client_credentials")


if __name__ == "__main__":
    main()
