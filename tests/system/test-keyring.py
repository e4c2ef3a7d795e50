#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""keyring: what pip and uv run for a password, and pip itself."""

import json
import os
import shutil
import sys

from harness import KEYRING, LoggedInTest, SystemTest, main
from needed import need

RID = "ri.artifacts.main.repository.7b7471ff-6f16-4988-b605-7c7beeb68ea3"
INDEX = f"/artifacts/api/repositories/{RID}/contents/release/pypi/simple"
# Another keyring: it says how it was called, and what it read.
OTHER = """#!/bin/sh
echo "$0"
for word; do echo "<$word>"; done
cat
exit 3
"""


class Asking:
    def keyring(self, *words, path=None, **options):
        env = {**options.pop("env", {}), "PATH": path or "/nonexistent"}
        return self.run_program([KEYRING, *words], env=env, **options)

    def assert_none(self, result, *patterns):
        """No password; nothing is said, or a message."""
        self.assertEqual((result.status, result.out), (1, ""), result.err)
        if patterns:
            self.assert_message(result, *patterns, program="keyring")
        else:
            self.assertEqual(result.err, "")


class Dialects(Asking, LoggedInTest):
    def setUp(self):
        super().setUp()
        self.cached = self.assert_good()
        self.foundry.reset_stats()

    def test_forms(self):
        """each mode and output, with the options before and behind"""
        url = self.foundry.url + INDEX
        plain = f"{self.cached}\n"
        creds = f"foundry\n{self.cached}\n"
        pair = {"username": "foundry", "password": self.cached}
        jane = {**pair, "username": "jane"}
        for words, answer in (
                # pip before 26.2, and uv
                (("get", url, "x"), plain), (("get", self.host, "x"), plain),
                (("get", url + "/", "__token__"), plain),
                # pip since, and again with the host alone
                (("--mode=creds", "--output=json", "get", url + "/"), pair),
                (("--mode=creds", "--output=json", "get", self.host), pair),
                (("--mode=creds", "--output=json", "get", url, "jane"), jane),
                # uv, for an index with authenticate = "always"
                (("get", url, "--mode", "creds"), creds),
                # as keyring has it besides
                (("get", url), plain), (("get", url, ""), plain),
                (("get", "--mode", "creds", url, "a b"),
                 f"a b\n{self.cached}\n"),
                (("--mode=password", "get", "--output", "plain", url), plain),
                (("get", "--output=json", url), {"password": self.cached}),
                (("--mode=creds", "--output=json", "get", url, 'a"\n\\'),
                 {**pair, "username": 'a"\n\\'}),
                (("--mode=creds", "--mode=password", "get", url), plain),
                (("get", "--", url, "-x"), plain),
                (("get", "HTTPS://" + self.host + "?a#b"), plain),
                (("get", self.foundry.url), plain)):
            with self.subTest(words=words):
                result = self.keyring(*words)
                self.assertEqual((result.status, result.err), (0, ""))
                if isinstance(answer, dict):
                    self.assertEqual(json.loads(result.out), answer)
                    self.assertRegex(result.out, r"\A[^\n]+\n\Z")
                else:
                    self.assertEqual(result.out, answer)
        self.assertEqual(self.foundry.stats()["requests"], 0)

    def test_line_break_in_a_user_name(self):
        """no line of a plain answer is the asker's"""
        for user in ("a\nb", "a\rb", "\x1b"):
            self.assert_none(self.keyring("--mode=creds", "get", self.host,
                                          user), "control character")

    def test_services_that_are_not_ours(self):
        """silence, which means that there is none"""
        for service in ("https://pypi.org/simple/", "pypi.org", "system",
                        f"http://{self.host}/", f"https://u:p@{self.host}/",
                        f"u@{self.host}", f"{self.host}/simple", "https://",
                        f"https://{self.host}.test/", "", "[", "a" * 5000,
                        f"https://{self.host}\\@pypi.org/", "localhost:x"):
            for verb in ("get", "del"):
                with self.subTest(service=service, verb=verb):
                    self.assert_none(self.keyring(verb, service, "x"))

    def test_usage(self):
        """no other keyring, and nothing that we know: said"""
        for words in ((), ("get",), ("diagnose",), ("--list-backends",),
                      ("get", "a", "b", "c"), ("--mode=x", "get", "a"),
                      ("--mode", "creds"), ("-p", "x", "get", "a"),
                      ("--modes", "creds", "get", "a"), ("lock", self.host)):
            result = self.keyring(*words)
            self.assertEqual((result.status, result.out), (2, ""), words)
            self.assert_message(
                result, "no other keyring on PATH\nkeyring get SERVICE "
                r"\[USER\] prints one; see ", program="keyring")
            # By these words pip knows a keyring that is too old.
            self.assertNotIn("unrecognized", result.err)
        self.assertRegex(self.keyring("--help").out, r"\Ausage: keyring ")

    def test_set_and_del(self):
        """refused for ours, and nothing of it is kept"""
        before = self.home.files()
        result = self.keyring("set", self.host, "x", stdin="pw-of-jane\n")
        self.assert_none(result, "not kept: its tokens come from a login",
                         "foundry-credential login")
        self.assertNotIn("pw-of-jane", result.err)
        self.assert_none(self.keyring("del", self.foundry.url, "x"),
                         "a login is ended by a logout\nrun: "
                         f"foundry-credential logout {self.host}")
        self.assertEqual(self.home.files(), before)
        self.assert_good()
        result = self.keyring("set", "pypi.org", "x", stdin="pw\n")
        self.assert_none(result, "no other keyring")

    def test_full(self):
        """an answer that cannot be written: exit 1"""
        for words in (f"get {self.host}", "--help"):
            result = self.run_program(
                ["/bin/sh", "-c", f"exec {KEYRING} {words} >/dev/full"],
                env={"PATH": "/nonexistent"})
            self.assert_none(result, "writing the answer.*No space left")


class Tokens(Asking, LoggedInTest):
    def get(self, host=None, *words, **options):
        return self.keyring("get", host or self.host, *words, **options)

    def test_refresh(self):
        """an old one is renewed, and so is one with minutes left"""
        self.assert_token(self.get())
        self.home.expire_record()
        self.assert_token(self.get())
        self.assert_asked(refresh_token=2)
        now = int(self.foundry.stats()["now"])
        self.home.change_record(issued_at=now - 3400, expires_at=now + 200)
        self.assert_token(self.get())
        self.assert_asked(refresh_token=3)

    def test_login_dead(self):
        """what to run; nobody is asked, whoever is there"""
        self.foundry.revoke_all()
        witness = os.path.join(self.scratch, "browser-was-run")
        env = {"BROWSER": f"touch {witness}", "DISPLAY": ":0"}
        login = f"foundry-credential login {self.host}"
        self.assert_none(self.get(env=env), "no longer valid", login)
        self.assert_none(self.get(env=env), "login needed", login)
        self.assert_asked(refresh_token=1)
        terminal = self.on_terminal([KEYRING, "get", self.host],
                                    env={**env, "PATH": "/nonexistent"})
        self.assertEqual(terminal.end().status, 1)
        self.assertFalse(os.path.exists(witness))

    def test_network_down(self):
        """the reason; not that of a login"""
        self.home.configure(network_timeout=1)
        self.fault(close="before", times=None)
        self.assert_none(self.get(), self.host)

    def test_static(self):
        """a stored token, whatever the user name"""
        self.home.configure(token="static")
        token = self.foundry.user_token()
        self.cli("store", "--token-stdin", self.host, "--username", "me",
                 stdin=token)
        for words in ((), ("me",), ("another",)):
            self.assertEqual(self.get(None, *words).out, token + "\n")

    def test_alias(self):
        """of an alias, the stack's; the configured name"""
        self.home.configure(username="jane")
        with open(self.home.config_file, "a") as file:
            file.write(f"[r.test]\nfoundry = {self.host}\n")
        for host in (self.host, "https://r.test/x"):
            user, token = self.keyring("get", "--mode=creds",
                                       host).out.split()
            self.assertEqual((user, self.foundry.me(token)),
                             ("jane", "jdoe"))

    def test_environment(self):
        """FOUNDRY_TOKEN, for its host alone"""
        token = self.foundry.user_token()
        env = {"FOUNDRY_TOKEN": token, "FOUNDRY_HOSTNAME": "x.test"}
        self.assertEqual(self.get("https://x.test/", env=env).out,
                         token + "\n")
        self.assert_none(self.get("y.test", env=env))

    def test_broken_files(self):
        """a fault matters to the hosts of that file, to no other"""
        for text in (f"[{self.host}]\nclient_id = x\nhalf a line\n",
                     f"[{self.host}]\nclient_idd = x\n"):
            self.home.configure(text)
            self.assert_none(self.get("pypi.org"))
            self.assert_none(self.get(), "config")


class HandingOver(Asking, SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure()
        self.places = []

    def place(self, name, make=None):
        """A directory of PATH with a keyring in it."""
        path = os.path.join(self.scratch, name, "keyring")
        if make:
            os.makedirs(os.path.dirname(path))
            make(path)
        self.places.append(os.path.dirname(path))
        return path

    def ours(self, path):
        os.symlink(KEYRING, path)

    def copy(self, path):
        shutil.copy(KEYRING, path)

    def other(self, path):
        self.home.write(path, OTHER, 0o755)

    def path(self):
        return ":".join([*self.places, "/usr/bin", "/bin"])

    def run_first(self, *words, **options):
        """As a shell would find it."""
        return self.run_program(["env", "keyring", *words],
                                env={"PATH": self.path()}, **options)

    def test_what_is(self):
        """services of others, and what only they know, word by word"""
        self.place("a", self.ours)
        other = self.place("b", self.other)
        for words in (("get", "https://pypi.org/simple/", "x"),
                      ("--mode=creds", "--output=json", "get", "pypi.org"),
                      ("set", "pypi.org", "x"), ("del", "pypi.org", "x"),
                      ("--list-backends",), ("diagnose",), ("--help",), (),
                      ("-b", "some.backend", "get", self.host, "x"),
                      ("get", "poetry-repository-x", "a b"), ("get", "", "")):
            with self.subTest(words=words):
                result = self.run_first(*words, stdin="typed\n")
                self.assertEqual((result.status, result.err), (3, ""))
                self.assertEqual(result.out.splitlines(), [
                    other, *[f"<{word}>" for word in words], "typed"])

    def test_ours_are_not(self):
        """a stack without a login is still ours"""
        self.place("a", self.ours)
        self.place("b", self.other)
        for words in (("get", self.host, "x"), ("set", self.host, "x"),
                      ("del", self.host, "x")):
            self.assert_none(self.run_first(*words), self.host)

    def test_never_itself(self):
        """links, copies, twice the same, and what is no program"""
        ours, copy = self.ours, self.copy
        for number, makes in enumerate((
                (ours,), (ours, ours), (copy,), (copy, copy),
                (ours, copy, ours, copy, ours), (copy, ours, copy),
                (ours, os.mkdir, lambda path: self.home.write(path, "x")))):
            for other in (False, True):
                with self.subTest(makes=number, other=other):
                    self.places = []
                    name = f"{number}-{other}-"
                    for i, make in enumerate(makes):
                        self.place(name + str(i), make)
                    self.places += ["", ".", "relative"]
                    last = other and self.place(name + "last", self.other)
                    result = self.run_first("get", "pypi.org")
                    if other:
                        self.assertEqual(result.out.splitlines()[0], last)
                    else:
                        self.assert_none(result)

    def test_wrapper_that_looks_again(self):
        """from the beginning of PATH, as pyenv's: it ends"""
        self.place("a", self.ours)
        self.place("b", lambda path: self.home.write(
            path, "#!/bin/sh\nexec keyring \"$@\"\n", 0o755))
        self.assert_none(self.run_first("get", "pypi.org"))

    def test_run_by_its_path(self):
        """not found on PATH itself: the first there"""
        other = self.place("a", self.other)
        self.place("b", self.ours)
        result = self.keyring("get", "pypi.org", path=self.places[0])
        self.assertEqual(result.out.splitlines()[0], other)
        # Where it is a link, what stands before that has been passed over.
        result = self.keyring("get", "pypi.org", path=self.path())
        self.assert_none(result)

    def test_that_cannot_be_run(self):
        self.place("a", self.ours)
        self.place("b", lambda path: self.home.write(
            path, "#!/nonexistent/python\n", 0o755))
        self.assert_none(self.run_first("get", "pypi.org"),
                         "running .*/b/keyring: No such file")


class Pip(Asking, LoggedInTest):
    def setUp(self):
        super().setUp()
        url = self.foundry.package(RID, "tiny")
        self.index = url.replace("https://", "https://anybody@")

    def start(self, number=0, path=None):
        target = os.path.join(self.scratch, f"target-{number}")
        return self.start_program(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target",
             target, "--index-url", self.index, "tiny"], env={
                "PATH": path or self.home.environment["PATH"],
                "PIP_CERT": self.foundry.ca_file, "PIP_CONFIG_FILE":
                os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1",
                "PIP_NO_CACHE_DIR": "1", "PIP_ROOT_USER_ACTION": "ignore",
                "PYTHONDONTWRITEBYTECODE": None})

    def assert_installed(self, process, number=0):
        result = self.finish(process)
        self.assertEqual((result.status, result.out), (0, ""), result.err)
        self.assertTrue(os.path.exists(os.path.join(
            self.scratch, f"target-{number}", "tiny.py")))

    def assert_authenticated(self):
        statuses = [entry["status"] for entry
                    in self.foundry.requests("artifacts")]
        self.assertIn(401, statuses)
        self.assertEqual(statuses[-1], 200)

    def test_cached_then_expired(self):
        self.assert_good()
        self.foundry.reset_stats()
        self.assert_installed(self.start())
        self.assert_authenticated()
        self.assert_asked()
        self.home.expire_record()
        self.assert_installed(self.start(1), 1)
        self.assert_asked(refresh_token=1)

    def test_two_at_once(self):
        """one refresh"""
        both = [self.start(number) for number in range(2)]
        for number, process in enumerate(both):
            self.assert_installed(process, number)
        self.assert_asked(refresh_token=1)

    def test_login_dead(self):
        """pip is told what to run; some versions of it show that"""
        self.foundry.revoke_all()
        said = os.path.join(self.scratch, "said")
        path = os.path.join(self.scratch, "bin")
        self.home.write(path + "/keyring", f"#!/bin/sh\nexec {KEYRING} "
                        f'"$@" 2>>{said}\n', 0o755)
        result = self.finish(self.start(
            path=f"{path}:{self.home.environment['PATH']}"))
        self.assertNotEqual(result.status, 0)
        with open(said) as file:
            self.assertIn("\nrun: foundry-credential login " + self.host,
                          file.read())


need("python:pip")
main()
