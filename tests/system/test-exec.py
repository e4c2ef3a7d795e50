#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential exec: a command that has a token in its environment."""

import glob
import os
import resource
import signal
import subprocess
import sys
import time

from harness import (CLI, SIMULATOR, TOKEN_PATH, LoggedInTest, SystemTest,
                     main, slowly)
from needed import need

NAMES = ("FOUNDRY_TOKEN", "FOUNDRY_TOKEN_EXPIRES", "FOUNDRY_HOSTNAME",
         "FOUNDRY_HOST", "FOUNDRY_USERNAME", "FOUNDRY_URL")


class ExecTest(LoggedInTest):
    def run_in(self, *command, words=None, **options):
        return self.cli("exec", *([self.host] if words is None else words),
                        "--", *command, **options)

    def environment(self, **options):
        """What the command finds, by name; its token is a good one."""
        result = self.run_in("env", **options)
        self.assertEqual((result.status, result.err), (0, ""))
        given = dict(line.split("=", 1) for line in result.out.splitlines())
        self.secrets.add(given["FOUNDRY_TOKEN"])
        return given


class Environment(ExecTest):
    def test_names(self):
        """seven variables, all else as it was"""
        given = self.environment(env={"OTHER": "kept", "FOUNDRY_TRACE": "0"})
        record = self.home.record()
        self.assertEqual(self.foundry.me(given["FOUNDRY_TOKEN"]), "jdoe")
        self.assertEqual({name: given[name] for name in NAMES}, {
            "FOUNDRY_TOKEN": record["access_token"],
            "FOUNDRY_TOKEN_EXPIRES": record["expires_at"],
            "FOUNDRY_HOSTNAME": self.host, "FOUNDRY_HOST": self.host,
            "FOUNDRY_USERNAME": "foundry", "FOUNDRY_URL": self.foundry.url})
        self.assertEqual(os.path.dirname(given.pop("NETRC")),
                         os.path.dirname(self.home.record_file()))
        self.assertEqual({name: value for name, value in given.items()
                          if name not in NAMES and name != "_"},
                         {**self.home.environment, "OTHER": "kept",
                          "FOUNDRY_TRACE": "0"})

    def test_nothing_on_disk(self):
        """no file but those that any verb leaves"""
        self.assert_good()
        before = self.home.files()
        script = "find $HOME/.foundry $XDG_RUNTIME_DIR -type f | wc -l"
        result = self.run_in("sh", "-c", script,
                             words=(self.host, "--env-only"))
        self.assertEqual((result.out, result.err), (f"{len(before)}\n", ""))
        self.assertEqual(self.home.files(), before)

    def test_only(self):
        """those that are named, and no other"""
        for names in ("FOUNDRY_TOKEN", "FOUNDRY_HOST,FOUNDRY_URL", "NETRC",
                      "NETRC,FOUNDRY_TOKEN"):
            result = self.run_in("env", words=(self.host, "--only", names))
            given = dict(line.split("=", 1)
                         for line in result.out.splitlines())
            self.secrets.add(given.get("FOUNDRY_TOKEN", ""))
            self.assertEqual(
                set(given) - set(self.home.environment) - {"_"},
                set(names.split(",")))
        for names in ("FOUNDRY", "", "NETRC,", "FOUNDRY_TOKEN NETRC"):
            self.assert_failed(
                self.run_in("true", words=(self.host, "--only=" + names)), 2,
                "--only: there is no variable", "there are FOUNDRY_TOKEN, ")

    def test_no_child(self):
        """what was run for the token is no child of the command"""
        result = self.run_in("python3", "-c", "import os; os.wait()")
        self.assert_asked(refresh_token=1)
        self.assertIn("ChildProcessError", result.err)

    def test_host(self):
        """without HOST the only one; of an alias, the stack's"""
        self.home.configure(username="jane")
        with open(self.home.config_file, "a") as file:
            file.write(f"[r.test]\nfoundry = {self.host}\n")
        for words in ((), ("r.test",), (self.foundry.url,)):
            given = self.environment(words=words)
            self.assertEqual((given["FOUNDRY_HOSTNAME"],
                              given["FOUNDRY_USERNAME"]), (self.host, "jane"))

    def test_end_unknown(self):
        """an unknown end is not said, nor is one that was inherited"""
        self.fault(override={"expires_in": None})
        given = self.environment(env={"FOUNDRY_TOKEN_EXPIRES": "1"})
        self.assertNotIn("FOUNDRY_TOKEN_EXPIRES", given)


class Netrc(ExecTest):
    def setUp(self):
        super().setUp()
        self.run_dir = os.path.dirname(self.home.record_file())

    def netrc_files(self):
        return glob.glob(self.run_dir + "/.netrc*")

    def wait_until_gone(self):
        self.wait_until(lambda: not self.netrc_files())

    def read(self, **options):
        """What is in it."""
        result = self.run_in("sh", "-c", 'cat "$NETRC"', **options)
        self.assertEqual((result.status, result.err), (0, ""))
        self.secrets.add(self.home.record()["access_token"])
        return result.out

    def line(self, machine="127.0.0.1", user="foundry"):
        token = self.home.record()["access_token"]
        return f"machine {machine} login {user} password {token}\n"

    def sleeping(self, *words, command="echo up; exec sleep 600", **options):
        """A command that lives; its file is there."""
        process = self.start_program(
            [CLI, "exec", self.host, *words, "--", "sh", "-c", command],
            **options)
        self.assertEqual(process.stdout.readline(), b"up\n")
        self.assertEqual(len(self.netrc_files()), 1)
        return process

    def end(self, process):
        process.kill()
        self.finish(process)
        self.wait_until_gone()

    def guard(self):
        """The process that is left behind; before, ours."""
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline") as file:
                    words = file.read().split("\0")
            except OSError:
                continue
            if words[:3] == [CLI, "exec", self.host]:
                return int(pid)
        return None

    def guard_is_apart(self):
        """It, not one of those that come before it, in the root directory;
        that is root's to see."""
        try:
            return os.readlink(f"/proc/{self.guard()}/cwd") == "/"
        except PermissionError:
            return True
        except FileNotFoundError:
            return False

    def test_contents(self):
        """a line for the stack, one for each alias"""
        self.home.configure(username="jane")
        with open(self.home.config_file, "a") as file:
            file.write(f"[r.test:8443]\nfoundry = {self.host}\n")
        text = self.read()
        self.assertEqual(text, self.line(user="jane")
                         + self.line("r.test", user="jane"))
        self.wait_until_gone()

    def test_mode(self):
        process = self.sleeping()
        self.assert_mode(self.netrc_files()[0], 0o600)
        self.end(process)

    def test_own_lines(self):
        """the person's for other hosts; never one for ours"""
        others = ("# mine\nmachine a.test login x password y\n"
                  'machine b.test login "q w" password "e\\" machine"\n')
        own = (others + "machine 127.0.0.1\n\tlogin old\n\tpassword dead\n"
               "default login anonymous password z")
        self.home.write(self.home.path + "/.netrc", own)
        wanted = others + "\ndefault login anonymous password z"
        self.assertEqual(self.read(), self.line() + wanted)
        named = os.path.join(self.scratch, "named")
        self.home.write(named, "machine c.test login x password y\n")
        self.assertEqual(self.read(env={"NETRC": named}), self.line()
                         + "machine c.test login x password y\n")

    def test_own_that_cannot_be_read(self):
        """said, and ours is there all the same"""
        path = os.path.join(self.home.path, ".netrc")
        os.mkdir(path)
        result = self.run_in("sh", "-c", 'cat "$NETRC"')
        self.assertEqual(result.out, self.line())
        self.assert_message(result, "exec: what is in .*/.netrc is not in "
                            "NETRC: it is no regular file")
        os.rmdir(path)
        os.mkfifo(path)
        self.assertEqual(self.run_in("sh", "-c", 'cat "$NETRC"').out,
                         self.line())
        os.unlink(path)
        os.symlink(path, path)
        self.assertRegex(self.run_in("true").err,
                         "NETRC: opening it: Too many levels")

    def test_no_guard(self):
        """it cannot be left behind: no file either"""
        self.assert_good()
        result = self.run_program(
            ["strace", "-qq", "-o", "/dev/null", "-e",
             "inject=clone,clone3,fork:error=EAGAIN", CLI, "exec", self.host,
             "--", "sh", "-c", "echo ${NETRC-none}"])
        self.assertEqual((result.status, result.out), (0, "none\n"))
        self.assert_message(result, "NETRC is not set: starting what removes "
                            "the netrc file: Resource temporarily")
        self.assertEqual(self.netrc_files(), [])

    def test_gone_with_the_command(self):
        """however it ends"""
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
            process = self.sleeping()
            process.send_signal(number)
            self.assertEqual(self.finish(process).status, -number)
            self.wait_until_gone()
        self.assertEqual(self.run_in("nosuchcommand").status, 127)
        self.wait_until_gone()

    def test_gone_with_the_token(self):
        self.assert_good()
        now = int(time.time())
        self.foundry.set(access_token_lifetime=3)
        self.home.change_record(issued_at=now - 3600, expires_at=now - 1)
        process = self.sleeping()
        self.wait_until_gone()
        self.assertIsNone(process.poll())
        self.end(process)

    def test_no_token(self):
        """none to be had: no file"""
        self.foundry.revoke_all()
        self.assert_failed(self.run_in("true"), 3, "login")
        self.assertEqual(self.netrc_files(), [])

    def test_guard_killed(self):
        """the next run removes what it has left; not that of another"""
        process = self.sleeping()
        self.wait_until(lambda: self.guard())
        os.kill(self.guard(), signal.SIGKILL)
        self.wait_until(lambda: not self.guard())
        left, = self.netrc_files()
        other = self.start_program([CLI, "exec", self.host, "--", "sh", "-c",
                                    "echo up; exec sleep 600"])
        self.assertEqual(other.stdout.readline(), b"up\n")
        file, = self.netrc_files()
        self.assertNotEqual(file, left)
        self.assertIn("machine", self.read())
        self.assertIn(file, self.netrc_files())
        self.end(other)
        self.end(process)

    def test_guard_ended(self):
        """asked to end, as by a service manager, it takes the file along"""
        process = self.sleeping()
        self.wait_until(lambda: self.guard())
        os.kill(self.guard(), signal.SIGTERM)
        self.wait_until_gone()
        self.end(process)

    def test_guard_holds_nothing(self):
        """neither a pipe of the person's nor the working directory"""
        reading, writing = os.pipe()
        process = subprocess.Popen(
            [CLI, "exec", self.host, "--", "sh", "-c",
             "exec >/dev/null 2>&1; exec 3>&-; exec sleep 600"],
            env=self.env(), cwd=self.home.path, pass_fds=(writing,),
            stdout=writing, stderr=writing, start_new_session=True,
            preexec_fn=lambda: os.dup2(writing, 3))
        os.close(writing)
        self.wait_until(self.netrc_files)
        self.wait_until(self.guard_is_apart)
        process.kill()
        process.wait()
        self.assertEqual(os.read(reading, 1), b"")
        os.close(reading)
        self.wait_until_gone()

    def test_logout(self):
        """goes, although its command lives; another stack's stays"""
        process = self.sleeping()
        other = os.path.join(self.run_dir, ".netrc.x" + self.host + ".1")
        self.home.write(other, "")
        self.assertEqual(self.cli("logout", self.host).status, 0)
        self.assertEqual(self.netrc_files(), [other])
        os.unlink(other)
        self.end(process)

    def test_logout_meanwhile(self):
        """while the token is asked for: nothing of it is written"""
        self.foundry.fault(TOKEN_PATH, hold="after")
        process = self.start_program([CLI, "exec", self.host, "--", "sh",
                                      "-c", 'cat "$NETRC"; echo done'])
        self.wait_until_asked()
        for path in self.netrc_files():
            os.unlink(path)  # as a logout does
        self.foundry.release()
        self.assertEqual(self.finish(process).out, "done\n")
        self.assertEqual(self.netrc_files(), [])

    def test_no_place(self):
        """no runtime directory: said, and the command runs; an error for who
        asked for it by name"""
        self.assert_good()
        env = {"XDG_RUNTIME_DIR": None}
        if os.path.isdir(f"/run/user/{os.geteuid()}"):
            env = {"XDG_RUNTIME_DIR": self.scratch + "/none"}
        result = self.run_in("sh", "-c", "echo ${NETRC-none}", env=env)
        self.assertEqual((result.status, result.out), (0, "none\n"))
        self.assert_message(result, "exec: NETRC is not set: .*"
                            "--env-only goes without it")
        result = self.run_in("sh", "-c", "echo ${NETRC-none}", env=env,
                             words=(self.host, "--env-only"))
        self.assertEqual((result.out, result.err), ("none\n", ""))
        self.assert_failed(self.run_in("true", env=env, words=(
            self.host, "--only=NETRC")), 6, "directory")

    def test_written_nowhere(self):
        """a token that was brought, and under noop: NETRC as it was"""
        token = self.foundry.user_token()
        self.home.configure(token="static")
        self.cli("store", "--token-stdin", self.host, stdin=token)
        for env in ({"FOUNDRY_TOKEN": token, "FOUNDRY_HOSTNAME": self.host},
                    {"FOUNDRY_CACHE": "noop"}):
            result = self.run_in("sh", "-c", "echo $NETRC; ls -A "
                                 "$XDG_RUNTIME_DIR",
                                 env={**env, "NETRC": "/mine"})
            self.assertEqual((result.out, result.err), ("/mine\n", ""))

    def test_inside(self):
        """exec inside exec: the outer's file serves the inner command"""
        self.assertEqual(self.run_in(CLI, "exec", "--", "sh", "-c",
                                     'cat "$NETRC"').out, self.line())

    def test_readers(self):
        """curl and pip"""
        url = self.foundry.package("ri.artifacts.x", "tiny")
        ca = self.foundry.ca_file
        self.assertIn("401", self.run_in(
            "sh", "-c", f"curl -sw '%{{http_code}}' --cacert {ca} "
            f"{url}/tiny/").out)
        self.assertIn("tiny-1.0", self.run_in(
            "sh", "-c", f'curl -s --netrc-file "$NETRC" --cacert {ca} '
            f"{url}/tiny/").out)
        target = os.path.join(self.scratch, "target")
        result = self.run_in(
            sys.executable, "-m", "pip", "install", "--quiet", "--no-input",
            "--target", target, "--index-url", url, "tiny", env={
                "PIP_CERT": ca, "PIP_CONFIG_FILE": os.devnull,
                "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_CACHE_DIR": "1",
                "PIP_ROOT_USER_ACTION": "ignore", "PATH": "/usr/bin:/bin"})
        self.assertEqual((result.status, result.out), (0, ""), result.err)
        self.assertTrue(os.path.exists(target + "/tiny.py"))


class Life(ExecTest):
    def left(self, seconds):
        """A cached token with so much left of an hour."""
        self.assert_good()
        now = int(time.time())
        self.home.change_record(issued_at=now + seconds - 3600,
                                expires_at=now + seconds)
        self.foundry.reset_stats()
        return self.home.record()["access_token"]

    def test_five_minutes(self):
        """renewed first with less than five minutes left"""
        for left, renewed in ((3000, 0), (310, 0), (290, 1), (90, 1)):
            with self.subTest(left=left):
                token = self.left(left)
                given = self.environment()
                self.assertEqual(given["FOUNDRY_TOKEN"] != token,
                                 bool(renewed))
                self.assertEqual(self.grants().get("refresh_token", 0),
                                 renewed)

    def test_short_lives(self):
        """tokens that live shorter than that: one request, and taken"""
        self.foundry.set(access_token_lifetime=120)
        self.environment()
        self.assert_asked(refresh_token=1)

    def test_min_life(self):
        """--min-life: a token of so much life, else a new one, else the best
        there is, and then it is said"""
        short = (fr"\A{'foundry-credential'}: {self.host}: the token ends in "
                 r"(59|60) minutes, sooner than --min-life asks for\n\Z")
        for left, wanted, renewed, said in (
                (600, "5m", 0, r"\A\Z"), (600, "610s", 1, r"\A\Z"),
                (2400, "45m", 1, r"\A\Z"), (290, "10s", 0, r"\A\Z"),
                # No new one would have as much: once in a minute, then.
                (3300, "2d", 1, short), (3570, "2d", 0, short),
                (3570, "1h", 0, short)):
            for words in (("token", self.host), ("get", self.host),
                          ("get",), ("exec", self.host)):
                with self.subTest(left=left, wanted=wanted, words=words):
                    token = self.left(left)
                    command = ("--", "env") if words[0] == "exec" else ()
                    result = self.cli(*words, "--min-life", wanted, *command,
                                      stdin=self.request())
                    self.assertEqual(result.status, 0)
                    self.assertRegex(result.err, said)
                    self.assertEqual(token not in result.out, bool(renewed))
                    self.assertIn(self.home.record()["access_token"],
                                  result.out)
                    self.assertEqual(self.grants().get("refresh_token", 0),
                                     renewed)

    def test_min_life_that_is_not_to_be_had(self):
        """no network, no login, an unknown end: the token at hand, and the
        truth about it; never a login"""
        token = self.left(1200)
        self.fault(status=503, times=None)
        self.home.configure(network_timeout=slowly(1))
        result = self.token_of("20m1s", "1300s")
        self.assertRegex(result.err, r"the token ends in (19|20) minutes, "
                         "sooner than")
        self.assertEqual(result.out, token + "\n")
        self.foundry.clear_faults()
        self.foundry.revoke_all()
        result = self.token_of("30m", env={"BROWSER": self.browser(),
                                           "DISPLAY": ":9"})
        self.assertEqual(result.out, token + "\n")
        self.assertRegex(result.err, "(?s)no longer valid.*sooner than")

    def token_of(self, *lives, **options):
        """The last of the lives that makes sense; others are refused."""
        for life in lives[:-1]:
            self.assert_failed(self.cli("token", self.host, "--min-life",
                                        life), 2, "not a length of time")
        result = self.cli("token", self.host, "--min-life", lives[-1],
                          **options)
        self.assertEqual(result.status, 0, result.err)
        return result

    def test_min_life_of_a_given_token(self):
        """FOUNDRY_TOKEN gives way to one that lasts longer"""
        token = self.left(3000)
        given = self.foundry.user_token()
        env = {"FOUNDRY_TOKEN": given, "FOUNDRY_HOSTNAME": self.host,
               "FOUNDRY_TOKEN_EXPIRES": str(int(time.time()) + 100)}
        for life, answered in (("1m", given), ("10m", token)):
            result = self.token_of(life, env=env)
            self.assertEqual((result.out, result.err), (answered + "\n", ""))
        del env["FOUNDRY_TOKEN_EXPIRES"]
        result = self.token_of("10m", env=env)
        self.assertEqual(result.out, given + "\n")
        self.assert_message(result, "when the token ends is not known")

    def test_not_renewable(self):
        """no newer one to be had: the old one, and no login"""
        token = self.left(200)
        self.fault(status=503, times=None)
        self.home.configure(network_timeout=slowly(1))
        self.assertEqual(self.environment()["FOUNDRY_TOKEN"], token)
        self.foundry.clear_faults()
        self.foundry.revoke_all()
        result = self.run_in("true", env={"BROWSER": self.browser(),
                                          "DISPLAY": ":9"})
        self.assertEqual(result.status, 0)
        self.assert_message(result, "no longer valid")
        # From then on there is nothing to be renewed with.
        self.assertEqual(self.environment()["FOUNDRY_TOKEN"], token)

    def test_login_needed(self):
        """no token at all: 3, and the command is not run"""
        self.foundry.revoke_all()
        self.assert_failed(self.run_in("touch", "ran"), 3, "login")
        self.assertFalse(os.path.exists(os.path.join(self.home.path, "ran")))

    def test_inside_exec(self):
        """exec inside exec: the same token; a short one gives way"""
        outer = self.run_in(CLI, "exec", "--", "env")
        self.assertEqual((outer.status, outer.err), (0, ""))
        token = self.home.record()["access_token"]
        self.assertIn(f"FOUNDRY_TOKEN={token}\n", outer.out)
        soon = str(int(time.time()) + 100)
        env = {"FOUNDRY_TOKEN": "given.token.x" * 3,
               "FOUNDRY_HOSTNAME": self.host, "FOUNDRY_TOKEN_EXPIRES": soon}
        self.assertEqual(self.environment(env=env)["FOUNDRY_TOKEN"], token)
        del env["FOUNDRY_TOKEN_EXPIRES"]
        self.assertEqual(self.environment(env=env)["FOUNDRY_TOKEN"],
                         env["FOUNDRY_TOKEN"])

    def test_git_after_the_end(self):
        """git inside goes on after the given token has ended"""
        repository = self.foundry.repository()["url"]
        # As if an hour went by between the two.
        script = (f"set -e; git clone -q {repository} one; "
                  f"{SIMULATOR}/control {self.foundry.directory} "
                  "expire_access_tokens >&2; "
                  f"rm {self.home.record_file()}; FOUNDRY_TOKEN_EXPIRES=1 "
                  f"git clone -q {repository} two; echo done")
        result = self.run_in("bash", "-c", script)
        self.assertEqual((result.status, result.out), (0, "done\n"),
                         result.err)


class GivenToken(SystemTest):
    """FOUNDRY_TOKEN is set, as in CI, and no file knows the stack."""

    def test_passed_on(self):
        token = self.foundry.user_token()
        for expires in (None, str(int(time.time()) + 100)):
            result = self.cli("exec", "--", "env", env={
                "FOUNDRY_TOKEN": token, "FOUNDRY_HOSTNAME": self.foundry.url,
                "FOUNDRY_TOKEN_EXPIRES": expires})
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertIn(f"FOUNDRY_TOKEN={token}\n", result.out)
            self.assertIn(f"FOUNDRY_HOSTNAME={self.host}\n", result.out)
        self.assertEqual(self.home.files(), [])


class Becoming(ExecTest):
    def test_statuses(self):
        """the command's own status; 127 not found, 126 not to be run"""
        script = os.path.join(self.home.path, "script")
        self.home.write(script, "exit 1", 0o600)
        for command, status, pattern in (
                (("true",), 0, None), (("sh", "-c", "exit 7"), 7, None),
                (("nosuchcommand",), 127, "nosuchcommand: No such file"),
                ((script,), 126, "Permission denied"),
                (("/nonexistent/x",), 127, "No such file"),
                (("/",), 126, "Permission denied")):
            with self.subTest(command=command):
                result = self.run_in(*command)
                self.assertEqual((result.status, result.out), (status, ""))
                if pattern:
                    self.assert_message(result, pattern)

    def test_usage(self):
        """no command, no "--": where both belong"""
        where = r'[^\n]*\nthe command comes after "--": .* exec \[HOST\] -- '
        for words, pattern in (
                (("exec",), "exec: no command is given" + where),
                (("exec", "--"), "no command" + where),
                (("exec", self.host), "no command" + where),
                (("exec", "ls"), "no command" + where),
                (("exec", self.host, "env"), "operand too many" + where),
                (("exec", self.host, "ls", "-l"), "too many" + where),
                (("exec", "ls", "-la"), 'unknown option "-la"' + where),
                (("exec", "--al", "--", "env"), 'option "--al"' + where),
                (("exec", "nohost!", "--", "env"), "not a host")):
            self.assert_failed(self.cli(*words), 2, pattern)

    def test_options_of_the_command(self):
        """what stands behind -- is the command's"""
        result = self.run_in("echo", "--help", "--", "-x")
        self.assertEqual(result.out, "--help -- -x\n")

    def test_streams(self):
        """stdin, stdout and stderr are the command's"""
        result = self.run_in("sh", "-c", "cat; echo err >&2", stdin="in\n")
        self.assertEqual((result.out, result.err), ("in\n", "err\n"))

    def test_no_parent(self):
        """the command takes our place: our process, no other"""
        process = self.start_program([CLI, "exec", self.host, "--", "sh",
                                      "-c", "echo $$ $PPID"])
        result = self.finish(process)
        self.assertEqual(result.out, f"{process.pid} {os.getpid()}\n")

    def test_signals(self):
        """a signal is the command's"""
        process = self.start_program([CLI, "exec", self.host, "--", "sh",
                                      "-c", "echo up; exec sleep 60"])
        self.assertEqual(process.stdout.readline(), b"up\n")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.finish(process).status, -signal.SIGTERM)

    def test_as_the_person_had_it(self):
        """umask, core limit, signals ignored or blocked, descriptors"""
        self.assert_good()

        def prepare():
            resource.setrlimit(resource.RLIMIT_CORE, (4096, 8192))
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})

        script = """
import os, resource, signal
print(oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE),
      sorted(int(fd) for fd in os.listdir("/proc/self/fd"))[:-1])
with open("/proc/self/status") as file:
    for line in file:
        if line.startswith(("SigBlk", "SigIgn")):
            print(line.split()[1])
"""
        script = script.replace("'", '"')
        ours = self.run_program([sys.executable, "-c", script], umask=0o027,
                                preexec_fn=prepare)
        # Python itself ignores SIGPIPE and SIGXFSZ in both.
        # A sanitizer would take the core limit away before we begin.
        options = os.environ.get("ASAN_OPTIONS", "") + ":disable_coredump=0"
        given = self.run_in(sys.executable, "-c", script, umask=0o027,
                            env={"ASAN_OPTIONS": options}, preexec_fn=prepare)
        self.assertEqual((given.out, given.err), (ours.out, ""))
        self.assertIn("(4096, 8192) [0, 1, 2]", given.out)


if __name__ == "__main__":
    need("curl", "python:pip", "strace")
    main()
