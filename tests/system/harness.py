# SPDX-License-Identifier: Apache-2.0
"""What every system test stands on: a person with a home of their own, a
Foundry, and the programs as they are built, seen from outside.

    python3 tests/system/test-NAME.py [-v] [WORD...]

prints TAP; a WORD selects the tests whose names contain it.  FC_BIN is the
directory of the programs under test (BUILD/tests/bin).
"""

import configparser
import fcntl
import glob
import os
import random
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

sys.dont_write_bytecode = True
# To look for leaks doubles what a program costs under sanitizers.  Scenes and
# test-memory do, and so does all that runs under valgrind.
os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=0")

# flake8: noqa: E402, F401
from home import BIN, SCOPES, SIMULATOR, TOKEN_PATH, Home
from pace import slowly, slowness
from tap import TapResult
from terminal import PATIENCE_S, Result, Terminal
from client import (CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET, PUBLIC_CLIENT,
                    Foundry)

GIT_HELPER = os.path.join(BIN, "git-credential-foundry")
DOCKER_HELPER = os.path.join(BIN, "docker-credential-foundry")
KEYRING = os.path.join(BIN, "keyring")
CLI = os.path.join(BIN, "foundry-credential")
SYSTEM_CONFIG = os.path.join(BIN, "foundry.config")

# What login says on stdout when it is done.
LOGGED_IN = (f"scopes: {' '.join(SCOPES)}\n"
             "lasts as long as it is used once in 30 days\n")

# What git's erase says of a token of ours.
REFUSED = (r"\Agit-credential-foundry: \S+ refused the token from the cache; "
           r"run the command again, a new one is asked for\n\Z")
# On a slow machine somebody may wait for so long that he says so.
WAITED = r"^(\S+: \S+: waiting: process \d+ .*\n)?$"

DEFAULTS = {
    "access_token_lifetime": 3600, "code_lifetime": 600, "refresh_grace": 60,
    "refresh_idle": 30 * 86400, "expires_in_type": "string", "rotate": True,
    "revokes": "login",
    "strict_rotation": False, "reply_refresh_token": True,
    "git_accepts": "any",
}


os.umask(0o022)  # some people have 002, and tests want to see modes


class SystemTest(unittest.TestCase):
    """One behaviour: a fresh home, and the module's Foundry as new."""

    maxDiff = None
    foundry = None  # by main()
    house_rules = True  # False: this test leaves odd files on purpose

    def setUp(self):
        reset(self.foundry)
        self.scratch = tempfile.mkdtemp(prefix="fc-")
        self.addCleanup(remove, self.scratch)
        self.home = Home(self.foundry, self.scratch)
        self.host = self.foundry.host
        self.said = []  # all that came out, answers apart
        self.terminals = []
        self.secrets = {CONFIDENTIAL_SECRET}

    def tearDown(self):
        for terminal in self.terminals:
            terminal.cancel()
            self.said += [terminal.shown, terminal.errors()]
            terminal.close()
        self.remember_secrets()
        self.check_nothing_leaked()
        if self.house_rules:
            self.check_house()

    def configure_ports(self, first, count=1, **keys):
        """The range where a login waits, also registered at the Foundry."""
        self.foundry.application("ports", client_secret=None, redirect_uris=[
            f"http://127.0.0.1:{first + i}/" for i in range(count)] + [
            "https://{host}/multipass/api/oauth2/callback"])
        self.home.configure(client_id="ports",
                            ports=f"{first}-{first + count - 1}", **keys)

    def configure_own_port(self, **keys):
        """A login waits where no other test's login will be: what is closed
        stays closed.  Below the ports that the kernel gives out."""
        while True:
            port = random.randrange(10000, 30000)
            with suppress(OSError), socket.create_server(("127.0.0.1", port)):
                break
        self.configure_ports(port, **keys)

    # Running programs

    def env(self, **changes):
        """The environment with changes; None takes a variable out."""
        merged = {**self.home.environment, **changes}
        return {name: value for name, value in merged.items()
                if value is not None}

    def browser(self, *options):
        """A value for BROWSER: a person who logs in at once."""
        words = [os.path.join(SIMULATOR, "browser"), "--ca",
                 self.foundry.ca_file, *options]
        return " ".join(words)

    def run_program(self, argv, stdin="", env=None, umask=-1, cwd=None,
                    **options):
        """Without a terminal, in a session of its own."""
        start = time.monotonic()
        process = subprocess.run(
            argv, input=stdin.encode() if isinstance(stdin, str) else stdin,
            env=self.env(**(env or {})), capture_output=True, umask=umask,
            cwd=cwd or self.home.path, start_new_session=True,
            timeout=PATIENCE_S, **options)
        result = Result(process.returncode,
                        process.stdout.decode("utf-8", "replace"),
                        process.stderr.decode("utf-8", "replace"),
                        time.monotonic() - start)
        self.said.append(result.err)
        return result

    def start_program(self, argv, stdin="", env=None):
        """In the background; finish() collects it."""
        process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=self.env(**(env or {})),
            cwd=self.home.path, start_new_session=True)
        process.stdin.write(stdin.encode())
        process.stdin.close()
        process.stdin = None
        return process

    def finish(self, process):
        out, err = process.communicate(timeout=PATIENCE_S)
        self.said.append(err.decode())
        return Result(process.returncode, out.decode(), err.decode())

    def on_terminal(self, argv, stdin="", env=None, **options):
        terminal = Terminal(argv, self.env(**(env or {})),
                            None if stdin is None else stdin.encode(),
                            cwd=self.home.path, **options)
        self.terminals.append(terminal)
        return terminal

    def request(self, host=None, **lines):
        """git's request about a host."""
        lines = {"protocol": "https", "host": host or self.host, **lines}
        return "".join(f"{key}={value}\n" for key, value in lines.items()
                       if value is not None)

    def helper(self, verb, stdin=None, env=None, options=(), **run):
        return self.run_program(
            [GIT_HELPER, *options, verb],
            self.request() if stdin is None else stdin, env, **run)

    def cli(self, *words, stdin="", env=None, **run):
        return self.run_program([CLI, *words], stdin, env, **run)

    def git(self, *words, env=None, **run):
        return self.run_program(["git", *words], env=env, **run)

    def clone(self, repository, name="work", options=(), **run):
        return self.git("clone", "-q", *options, repository["url"], name,
                        **run)

    # What must hold

    def remember_secrets(self):
        for path in (self.home.logins_file, self.home.file("tokens")):
            parser = configparser.ConfigParser(interpolation=None)
            try:
                parser.read(path)
            except (configparser.Error, OSError, UnicodeDecodeError):
                continue
            for section in parser.values():
                self.secrets.update(section.get(key, "") for key in
                                    ("refresh_token", "token"))
        for path in glob.glob(os.path.dirname(self.home.record_file()) + "/*"):
            with open(path, errors="replace") as file:
                self.secrets.update(re.findall(r"_token=(\S+)", file.read()))
        self.secrets.discard("")

    def check_nothing_leaked(self):
        for said in self.said:
            for secret in self.secrets:
                # Terminal lines may be broken; a token's tail is enough.
                if len(secret) > 20 and secret[-24:] in said:
                    self.fail(f"a secret was said: {said}")

    def check_house(self):
        """Modes, and nothing left lying about (design.md, "On disk")."""
        for root in (self.home.foundry_home,
                     os.path.join(self.home.run, "foundry-credential")):
            for path, directories, files in os.walk(root):
                self.assert_mode(path, 0o700)
                for name in files:
                    self.assertFalse(name.endswith(".new"), "left: " + name)
                    if name != "config":
                        self.assert_mode(os.path.join(path, name), 0o600)
        if os.path.exists(self.home.logins_file):
            with open(self.home.logins_file) as file:
                self.assertNotIn("access_token", file.read())

    def wait_for_late(self):
        """Until no foundry-oauth waits any more for what may come late."""
        for path in glob.glob(self.home.file("lock/*")):
            self.wait_until(lambda path=path: is_free(path))

    def assert_mode(self, path, mode):
        self.assertEqual(oct(stat.S_IMODE(os.lstat(path).st_mode)), oct(mode),
                         path)

    def assert_refused(self, result):
        """git's erase of our token: nothing but the one line about it."""
        self.assertEqual((result.status, result.out), (0, ""))
        self.assertRegex(result.err, REFUSED)

    def assert_silent(self, result, status=0):
        self.assertEqual((result.status, result.out, result.err),
                         (status, "", ""))

    def assert_failed(self, result, status, *patterns,
                      program="foundry-credential"):
        """That status, no answer, and one message: a line, and perhaps one
        more on what to do.  patterns are looked for in it."""
        self.assertEqual((result.status, result.out), (status, ""),
                         result.err)
        self.assert_message(result, *patterns, program=program)

    def assert_message(self, result, *patterns, program="foundry-credential"):
        lines = result.err.splitlines()
        self.assertIn(len(lines), (1, 2), result.err)
        self.assertRegex(lines[0], f"^{program}: [^ ]")
        self.assertLess(max(map(len, lines)), 600)
        for pattern in patterns:
            self.assertRegex(result.err, pattern)

    def assert_within(self, seconds, spent):
        """That soon, or as soon as a machine can that is slow or busy."""
        if spent >= seconds:
            self.assertLess(spent, seconds * slowness())

    def wait_until(self, condition):
        """For a sign of another process."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), end, "it never came")
            time.sleep(0.01)

    def wait_until_asleep(self, pid):
        """It waits for something: there is nothing else to do for it."""
        def asleep():
            with open(f"/proc/{pid}/stat") as file:
                return file.read().rsplit(")", 1)[1].split()[0] == "S"
        self.wait_until(asleep)

    def wait_until_asked(self, grant="refresh_token"):
        """The stack has the request; a fault holds its answer back."""
        self.wait_until(lambda: self.grants().get(grant))

    def assert_token(self, result, user="jdoe"):
        """A bare token was printed, and it is good; it is returned."""
        self.assertEqual((result.status, result.err), (0, ""))
        token = result.out.removesuffix("\n")
        self.assertEqual(self.foundry.me(token), user)
        return token

    def assert_answer(self, result, user="jdoe", err=""):
        """git was answered with a good token; the password is returned."""
        self.assertEqual((result.status, result.err), (0, err))
        password = result.attributes.get("password", "")
        self.assertEqual(self.foundry.me(password), user, result.out)
        return password

    def grants(self):
        """Token requests by grant type, as the Foundry counted them."""
        return self.foundry.stats()["grant_types"]

    def assert_asked(self, **grants):
        self.assertEqual(self.grants(), grants)


class LoggedInTest(SystemTest):
    """With a config and a saved login."""

    def setUp(self):
        super().setUp()
        self.home.configure()
        self.saved = self.home.log_in()
        self.secrets.add(self.saved)

    def token(self, **options):
        return self.cli("token", self.host, **options)

    def fault(self, **members):
        self.foundry.fault(TOKEN_PATH, **members)

    def assert_good(self):
        return self.assert_token(self.token())


def is_free(lock):
    with open(lock) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def needs_root(test):
    """Only root can set this scene up: tools/check, as root, runs it."""
    return unittest.skipIf(os.geteuid() != 0, "needs root")(test)


def authorize_parameters(url):
    return {name: values[0] for name, values
            in parse_qs(urlsplit(url).query).items()}


def reset(foundry):
    """As if just started, but for tokens that nobody remembers."""
    foundry.clear_faults()
    foundry.revoke_all()
    foundry.set(**DEFAULTS)
    for user in ("jdoe", "asmith"):
        foundry.user(user, active=True)
    drift = foundry.stats()["now"] - time.time()
    if abs(drift) > 1:
        foundry.advance(-drift)
    foundry.reset_stats()


def remove(directory):
    """Also what a test has made read-only."""
    for path, directories, _ in os.walk(directory):
        for name in directories:
            inner = os.path.join(path, name)
            if not os.path.islink(inner):
                os.chmod(inner, 0o700)
    shutil.rmtree(directory, ignore_errors=True)


def all_tests(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from all_tests(test)
        else:
            yield test


def main(**simulator):
    """Run the tests of the calling program, and exit."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    loaded = unittest.defaultTestLoader.loadTestsFromModule(
        sys.modules["__main__"])
    tests = [test for test in all_tests(loaded)
             if not words or any(word in test.id() for word in words)]
    if not os.access(GIT_HELPER, os.X_OK):
        sys.exit(f"no programs in {BIN}: set FC_BIN to BUILD/tests/bin")
    print(f"1..{len(tests)}", flush=True)
    # Whoever runs us in the background, or by nohup, ignores some.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    with Foundry(**simulator) as foundry:
        SystemTest.foundry = foundry
        result = TapResult(sys.stdout)
        unittest.TestSuite(tests).run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
