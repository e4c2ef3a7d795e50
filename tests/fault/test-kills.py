#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A login survives whatever ends the process: SIGKILL before each system
call, and every signal and terminal that a person can close."""

import os
import signal
import subprocess
import time

from injecting import InjectingTest, main_of

from harness import CLI, GIT_HELPER, PATIENCE_S, LoggedInTest

RENAMES = ("rename", "renameat", "renameat2")


class Kills(InjectingTest):
    def kill_at(self, verb, call, **run):
        name, which = call
        return self.oauth(verb, "-e",
                          f"inject={name}:signal=SIGKILL:when={which}", **run)

    def window(self, calls):
        """From the first byte to the stack to the last rename."""
        names = [name for name, _ in calls]
        first = names.index("connect")
        last = max(index for index, name in enumerate(names)
                   if name in RENAMES)
        return first, last + 3

    def sample(self, count, wanted):
        """So many of a list's indices, evenly."""
        return range(0, count, max(1, count // wanted))

    def test_every_call_of_a_refresh(self):
        """SIGKILL at every call from the first byte sent to the last rename,
        and at some before: the login lives, at most one request more"""
        self.begin()
        self.assertEqual(self.oauth("refresh").status, 0)
        calls = self.calls()
        first, last = self.window(calls)
        killed = 0
        for index in [*self.sample(first, 15), *range(first, last),
                      *range(last, len(calls), 5)]:
            with self.subTest(call=calls[index]):
                self.begin()
                killed += self.kill_at("refresh", calls[index]).status < 0
                self.check_login(requests=2)
        self.assertGreater(killed, last - first - 10)
        print(f"# killed {killed} times, {last - first} in the window",
              flush=True)

    def test_calls_of_a_login(self):
        """SIGKILL during a login, from its exchange on: files are whole, and
        the login that was there still works"""
        self.begin()
        browser = {"BROWSER": self.browser()}
        self.assertEqual(self.oauth("login", env=browser).status, 0)
        calls = self.calls()
        names = [name for name, _ in calls]
        first = names.index("connect")
        last = max(index for index, name in enumerate(names)
                   if name in RENAMES) + 3
        for index in range(first, last, 7):
            with self.subTest(call=calls[index]):
                self.begin()
                self.kill_at("login", calls[index], env=browser)
                self.check_login(requests=2)


class Signals(LoggedInTest):
    """The whole group of a refresh that is under way; each refresh token
    works once, so a lost answer would be a lost login."""

    def setUp(self):
        super().setUp()
        self.foundry.set(strict_rotation=True)

    def is_saved(self):
        return self.home.saved_token() not in (None, self.saved)

    def check(self):
        self.wait_until(self.is_saved)
        self.foundry.advance(120)  # past the minute of grace
        self.assert_good()
        self.assert_asked(refresh_token=1)

    def test_signals(self):
        """SIGINT, SIGTERM, SIGHUP, SIGQUIT to the whole group"""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP,
                       signal.SIGQUIT):
            for argv in ([CLI, "token", self.host], [GIT_HELPER, "get"]):
                with self.subTest(signal=number, program=argv[0]):
                    self.again()
                    process = self.start_program(argv, self.request())
                    self.wait_until_asked()
                    os.killpg(process.pid, number)
                    self.finish(process)
                    self.check()

    def again(self):
        self.saved = self.home.log_in()
        try:
            os.unlink(self.home.record_file())
        except FileNotFoundError:
            pass
        self.foundry.reset_stats()
        self.fault(delay=0.3)

    def test_stopped(self):
        """SIGTSTP (Ctrl-Z) to the group, and on again"""
        self.again()
        terminal = self.on_terminal([CLI, "token", self.host])
        self.wait_until_asked()
        os.killpg(terminal.process.pid, signal.SIGTSTP)
        self.wait_until(self.is_saved)
        os.killpg(terminal.process.pid, signal.SIGCONT)
        self.assertEqual(terminal.end().status, 0)
        self.check()

    def test_terminal_closed(self):
        """the terminal closed in the middle of a refresh"""
        self.again()
        terminal = self.on_terminal([CLI, "token", self.host])
        self.wait_until_asked()
        null = os.open("/dev/null", os.O_RDWR)
        os.dup2(null, terminal.master)  # which hangs the line up
        os.close(null)
        terminal.process.wait()
        self.check()

    def test_killed_with_all_its_group(self):
        """SIGKILL to the helper's group: foundry-oauth goes on"""
        self.again()
        process = self.start_program([GIT_HELPER, "get"], self.request())
        self.wait_until_asked()
        os.killpg(process.pid, signal.SIGKILL)
        self.finish(process)
        self.check()

    def test_interrupted_login(self):
        """Ctrl-C while the code is exchanged: what came of it is kept"""
        self.fault(delay=0.5)
        terminal = self.on_terminal(
            [CLI, "login", self.host, "--reauth"],
            env={"BROWSER": self.browser()})
        self.wait_until_asked("authorization_code")
        terminal.press(b"\x03")
        terminal.end()
        self.assert_good()
        self.assert_asked(authorization_code=1)


class Impatience(LoggedInTest):
    """Told to end again and again while it clears away: a closed terminal
    sends SIGHUP, and its shell another; Ctrl-C is pressed twice."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

    def child_of(self, pid):
        """foundry-oauth, or None: it has not begun, or has ended."""
        found = subprocess.run(["pgrep", "-P", str(pid), "foundry-oauth"],
                               capture_output=True, text=True).stdout
        return int(found) if found else None

    def hammer(self, pid, number):
        """Until it has ended."""
        try:
            while True:
                os.kill(pid, number)
                time.sleep(0.0002)
        except ProcessLookupError:
            pass

    def check(self, process, number):
        oauth = None
        while oauth is None:
            self.assertIsNone(process.poll(), "it has ended by itself")
            oauth = self.child_of(process.pid)
        self.hammer(oauth, number)
        self.assertEqual(process.wait(), 5)
        self.assertEqual([name for name in self.home.files()
                          if name.endswith(".new")], [])
        self.assertEqual(self.home.saved_token(), self.saved)

    def test_at_the_prompt(self):
        """at the prompt: the terminal is given back, no file is left"""
        for number in self.SIGNALS:
            with self.subTest(number):
                terminal = self.on_terminal(
                    [CLI, "login", self.host, "--console", "--reauth"])
                terminal.expect("Enter the authorization code: ")
                self.check(terminal.process, number)
                terminal.end()
                self.assertEqual(terminal.after, terminal.before)

    def test_without_terminal(self):
        """waiting for the browser alone"""
        for number in self.SIGNALS:
            with self.subTest(number):
                process = self.start_program(
                    [CLI, "login", self.host, "--webserver", "--reauth"],
                    env={"BROWSER": "true"})
                self.wait_until_reserved()
                self.check(process, number)
                self.finish(process)

    def wait_until_reserved(self):
        end = time.monotonic() + PATIENCE_S
        while not any(name.endswith(".new") for name in self.home.files()):
            self.assertLess(time.monotonic(), end)

    def test_at_any_time(self):
        """from the first moment on that there is a file to clear away"""
        for pause in range(40):
            process = self.start_program(
                [CLI, "login", self.host, "--webserver", "--reauth"],
                env={"BROWSER": "true"})
            self.wait_until_reserved()
            time.sleep(pause / 1000)
            self.check(process, signal.SIGTERM)
            self.finish(process)


if __name__ == "__main__":
    main_of("kills", "pgrep")
