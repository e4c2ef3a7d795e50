#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What happens while a program is on its way to a lock, or has it: what is
gone stays gone, and what is newer stays."""

import os
import signal
import subprocess
import time

from injecting import AS_ROOT, InjectingTest, main_of

from harness import (CLI, DOCKER_HELPER, GIT_HELPER, PATIENCE_S, REFUSED,
                     WAITED, is_free)

REGISTRY = "registry.test"


class MeanwhileTest(InjectingTest):
    def setUp(self):
        super().setUp()
        self.stopped = []
        self.lock = self.home.file(f"lock/{self.host}")
        self.addCleanup(self.kill_stopped)

    def kill_stopped(self):
        for process, pid in self.stopped:
            if process.poll() is None:
                os.kill(pid, signal.SIGKILL)
                process.wait()

    def begin_cached(self, text=""):
        """A token that is cached, and a configuration that was touched since:
        the next one who asks stamps the record anew.  The token."""
        self.begin()
        with open(self.home.config_file) as file:
            config = file.read()
        if text not in config:
            self.home.configure(config + text)
        token = self.assert_good()
        self.touch()
        return token

    def touch(self):
        os.utime(self.home.config_file)

    def stop(self, prepare, argv, stdin, held=False):
        """argv, stopped right before it takes the first lock, or right after.
        What it calls until then is seen in a run of its own."""
        prepare()
        self.strace(argv, stdin=stdin)
        calls = self.calls()
        at = [name for name, _ in calls].index("flock")
        if not held:
            at = max(index for index in range(at)
                     if calls[index][0] == "openat")
        prepared = prepare()
        process = self.start_program(
            [*AS_ROOT, "strace", "-qq", "-o", os.devnull, "-e",
             f"inject={calls[at][0]}:signal=SIGSTOP:when={calls[at][1]}",
             *argv], stdin=stdin)
        pid = self.wait_for_stop(process)
        self.stopped.append((process, pid))
        return process, pid, prepared

    def wait_for_stop(self, process):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and process.poll() is None:
            found = subprocess.run(
                ["pgrep", "--runstates", "t,T", "-P", str(process.pid)],
                text=True, capture_output=True).stdout
            for pid in found.split():
                if self.has_lock_open(pid):
                    return int(pid)
            time.sleep(0.01)
        self.fail("it was never stopped")

    def has_lock_open(self, pid):
        try:
            return any(os.readlink(f"/proc/{pid}/fd/{fd}") == self.lock
                       for fd in os.listdir(f"/proc/{pid}/fd"))
        except OSError:
            return False

    def wait_for_lock(self, process):
        """Until it has come to the lock, or has ended."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and process.poll() is None \
                and not self.has_lock_open(process.pid):
            time.sleep(0.01)

    def go_on(self, process, pid):
        os.kill(pid, signal.SIGCONT)
        return self.finish(process)

    def assert_nowhere(self, *secrets):
        """In no file, hidden ones and locks among them."""
        for name in self.home.files():
            with open(os.path.join(self.home.directory, name),
                      errors="replace") as file:
                text = file.read()
            for secret in secrets:
                self.assertNotIn(secret, text, name)


class Stamping(MeanwhileTest):
    """A record that is stamped anew: it was read before the lock was had."""

    def askers(self):
        # Answered by the record alone, or with the config; by an alias too.
        return (("git", [GIT_HELPER, "get"], self.request()),
                ("token", [CLI, "token", self.host], ""),
                ("alias", [DOCKER_HELPER, "get"], REGISTRY))

    def prepare(self):
        return self.begin_cached(f"[{REGISTRY}]\nfoundry = {self.host}\n")

    def play(self, check):
        for label, argv, stdin in self.askers():
            with self.subTest(asker=label):
                check(*self.stop(self.prepare, argv, stdin))

    def test_logout(self):
        """a logout meanwhile: the token is not on disk again, nor answered"""
        for words in (["logout", self.host], ["logout", "--all"]):
            def check(process, pid, token):
                self.cli(*words)
                result = self.go_on(process, pid)
                self.assert_nowhere(token, self.saved)
                self.assertNotIn(token, result.out)
            with self.subTest(words=words):
                self.play(check)

    def test_docker_erase(self):
        """docker logout of the stack meanwhile"""
        def check(process, pid, token):
            self.run_program([DOCKER_HELPER, "erase"], self.host)
            result = self.go_on(process, pid)
            self.assert_nowhere(token, self.saved)
            self.assertNotIn(token, result.out)
        self.play(check)

    def test_docker_erase_of_an_alias(self):
        """docker logout of the registry, while one who has the lock is about
        to write its record: waited for, and it is gone"""
        process, pid, _ = self.stop(self.prepare, [DOCKER_HELPER, "get"],
                                    REGISTRY, held=True)
        erase = self.start_program([DOCKER_HELPER, "erase"], REGISTRY)
        self.wait_for_lock(erase)
        self.go_on(process, pid)
        self.assertEqual(self.finish(erase).status, 0)
        self.assertIsNone(self.home.record(REGISTRY))
        self.assertIsNotNone(self.home.record())

    def test_erase(self):
        """a refused token is erased meanwhile: it does not come back"""
        def check(process, pid, token):
            self.assert_refused(self.helper("erase", self.request(
                username="foundry", password=token)))
            result = self.go_on(process, pid)
            self.assert_nowhere(token)
            self.assertNotIn(token, result.out)
        self.play(check)

    def test_refresh(self):
        """a refresh meanwhile: the newer token stays, and is answered"""
        def check(process, pid, token):
            self.assertEqual(self.cli("refresh", self.host).status, 0)
            newer = self.home.record()["access_token"]
            self.assertNotEqual(newer, token)
            self.assertIn(newer, self.go_on(process, pid).out)
            self.assertEqual(self.home.record()["access_token"], newer)
        self.play(check)

    def test_login(self):
        """a login of somebody else meanwhile: his token stays"""
        def check(process, pid, _):
            result = self.cli("login", self.host, "--reauth", env={
                "BROWSER": self.browser("--user", "asmith")})
            self.assertEqual(result.status, 0, result.err)
            record = self.home.record()
            self.go_on(process, pid)
            self.assertEqual(self.home.record()["access_token"],
                             record["access_token"])
            self.assertEqual(self.home.record()["user"], "asmith")
        self.play(check)

    def test_configuration(self):
        """the configuration is changed meanwhile, and the record stamped by
        that: an older stamp does not replace it"""
        def check(process, pid, _):
            self.home.configure(username="later")
            self.assert_answer(self.helper("get"))
            record = self.home.record()
            self.go_on(process, pid)
            self.assertEqual(self.home.record(), record)
        self.play(check)

    def test_erase_while_it_writes(self):
        """an erase that meets the lock waits for it"""
        process, pid, token = self.stop(
            self.prepare, [GIT_HELPER, "get"], self.request(), held=True)
        eraser = self.start_program([GIT_HELPER, "erase"], self.request(
            username="foundry", password=token))
        self.wait_for_lock(eraser)
        self.go_on(process, pid)
        result = self.finish(eraser)
        self.assertEqual((result.status, result.out), (0, ""))
        said = result.err.splitlines(keepends=True)
        self.assertRegex(said[0], REFUSED)
        self.assertRegex("".join(said[1:]), WAITED)
        self.assert_nowhere(token)


class Owner(MeanwhileTest):
    """The name of the account, written into the record once it is asked."""

    def test_whoami(self):
        for words in (["logout"], ["refresh"]):
            with self.subTest(meanwhile=words):
                process, pid, token = self.stop(
                    self.begin_without_touch,
                    [CLI, "whoami", self.host], "")
                self.cli(*words, self.host)
                before = self.home.record()
                self.assertEqual(self.go_on(process, pid).out, "jdoe\n")
                self.assertEqual(self.home.record(), before)

    def begin_without_touch(self):
        self.begin()
        return self.assert_good()


class Notes(MeanwhileTest):
    NOTES = "network_failure=1000\nrefused_git=2000\n"

    def prepare(self):
        token = self.begin_cached()
        self.helper("get")
        self.home.write(self.home.record_file() + ".notes", self.NOTES)
        return token

    def stop_store(self):
        self.prepare()
        token = self.home.record()["access_token"]
        stdin = self.request(username="foundry", password=token)

        def again():
            self.home.change_record(access_token=token, taken="")
            self.home.write(self.home.record_file() + ".notes", self.NOTES)
        return self.stop(again, [GIT_HELPER, "store"], stdin)

    def test_store_and_logout(self):
        """notes that were read before a logout are not written after it"""
        process, pid, _ = self.stop_store()
        self.cli("logout", self.host)
        self.assert_silent(self.go_on(process, pid))
        self.assertFalse(os.path.exists(self.home.record_file() + ".notes"))

    def test_store_and_others(self):
        """what others note meanwhile stays noted"""
        process, pid, _ = self.stop_store()
        self.home.write(self.home.record_file() + ".notes",
                        "unfinished_login=3000\nrefused_git=2000\n")
        self.assert_silent(self.go_on(process, pid))
        with open(self.home.record_file() + ".notes") as file:
            self.assertRegex(file.read(), r"\Aunfinished_login=3000\n"
                             r"taken_git=\d+\n\Z")


class Erasing(MeanwhileTest):
    def test_behind_an_open_login(self):
        """a login that stays open does not keep a refused token"""
        self.begin()
        token = self.assert_good()
        terminal = self.on_terminal([CLI, "login", self.host, "--console",
                                     "--reauth"])
        terminal.expect("authorization code: ")
        self.assert_refused(self.helper("erase", self.request(
            username="foundry", password=token)))
        self.assert_nowhere(token)
        terminal.cancel()


class Ending(MeanwhileTest):
    """foundry-oauth has answered, and takes long to end."""

    def answer(self, process):
        said = b""
        while b"password_expiry_utc=" not in said:
            said += os.read(process.stdout.fileno(), 65536)
            self.assertIsNone(process.poll())
        return said.decode()

    def only_child(self, pid):
        found = subprocess.run(["pgrep", "-P", str(pid)], text=True,
                               capture_output=True).stdout
        self.assertRegex(found, r"\A\d+\n\Z")
        return int(found)

    def test_is_not_waited_for(self):
        """the answer is given, all is saved and the lock is free"""
        self.begin()
        self.cli("list")  # which is told of the login, by another run
        process = self.start_program(
            [*AS_ROOT, "strace", "-f", "-qq", "-o", os.devnull, "-e",
             "inject=exit_group:delay_enter=60s", GIT_HELPER, "get"],
            stdin=self.request())
        try:
            said = self.answer(process)
            self.assertTrue(is_free(self.lock))
            oauth = self.only_child(self.only_child(process.pid))
            self.assertEqual(os.listdir(f"/proc/{oauth}/fd"), ["0"])
        finally:
            process.kill()  # then nobody holds the others up
            process.communicate()
        self.assertIn(self.home.record()["access_token"], said)
        self.assertNotEqual(self.home.saved_token(), self.saved)


class Setup(MeanwhileTest):
    """What a file was before setup changed it is kept once."""

    def setUp(self):
        super().setUp()
        self.lock = self.home.foundry_home
        self.gitconfig = self.home.environment["GIT_CONFIG_GLOBAL"]
        self.text = "# as the person wrote it\n[user]\n\tname = J\n"

    def prepare(self):
        self.cli("setup", "--undo", self.host)
        self.home.write(self.gitconfig, self.text)

    def assert_taken_back(self):
        self.assertEqual(self.cli("setup", "--undo", self.host).status, 0)
        with open(self.gitconfig) as file:
            self.assertEqual(file.read(), self.text)

    def test_another_setup(self):
        """one that planned on an older version leaves the backup alone"""
        words = [CLI, "setup", self.host, "--git"]
        process, pid, _ = self.stop(self.prepare, words, "")
        self.assertEqual(self.run_program(words).status, 0)
        result = self.go_on(process, pid)
        self.assertEqual(result.status, 6)
        self.assertIn("has changed meanwhile", result.err)
        with open(self.home.file(f"setup/{self.host}.git")) as file:
            self.assertNotIn("stamp=-\n", file.read())
        self.assert_taken_back()

    def test_one_that_waits(self):
        """the second of two waits for the first, and leaves it alone too"""
        words = [CLI, "setup", self.host, "--git"]
        process, pid, _ = self.stop(self.prepare, words, "", held=True)
        other = self.start_program(words)
        self.wait_for_lock(other)
        self.assertEqual(self.go_on(process, pid).status, 0)
        self.assertEqual(self.finish(other).status, 6)
        self.assert_taken_back()


if __name__ == "__main__":
    main_of("what happens meanwhile", "pgrep")
