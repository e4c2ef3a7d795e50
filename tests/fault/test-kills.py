#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A login survives whatever ends the process: SIGKILL before each system
call, and every signal and terminal that a person can close."""

import os
import signal
import sys
import time

from injecting import InjectingTest, need_strace

from harness import CLI, GIT_HELPER, LoggedInTest, main

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

    def wait_for(self, condition):
        for _ in range(500):
            if condition():
                return
            time.sleep(0.01)
        self.fail("it never came")

    def is_asked(self):
        return self.grants().get("refresh_token", 0) > 0

    def is_saved(self):
        return self.home.saved_token() not in (None, self.saved)

    def check(self):
        self.wait_for(self.is_saved)
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
                    self.wait_for(self.is_asked)
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
        self.wait_for(self.is_asked)
        os.killpg(terminal.process.pid, signal.SIGTSTP)
        self.wait_for(self.is_saved)
        os.killpg(terminal.process.pid, signal.SIGCONT)
        self.assertEqual(terminal.end().status, 0)
        self.check()

    def test_terminal_closed(self):
        """the terminal closed in the middle of a refresh"""
        self.again()
        terminal = self.on_terminal([CLI, "token", self.host])
        self.wait_for(self.is_asked)
        null = os.open("/dev/null", os.O_RDWR)
        os.dup2(null, terminal.master)  # which hangs the line up
        os.close(null)
        terminal.process.wait()
        self.check()

    def test_killed_with_all_its_group(self):
        """SIGKILL to the helper's group: foundry-oauth goes on"""
        self.again()
        process = self.start_program([GIT_HELPER, "get"], self.request())
        self.wait_for(self.is_asked)
        os.killpg(process.pid, signal.SIGKILL)
        self.finish(process)
        self.check()

    def test_interrupted_login(self):
        """Ctrl-C while the code is exchanged: what came of it is kept"""
        self.fault(delay=0.5)
        terminal = self.on_terminal(
            [CLI, "login", self.host, "--reauth"],
            env={"BROWSER": self.browser()})
        self.wait_for(lambda: self.grants().get("authorization_code"))
        terminal.press(b"\x03")
        terminal.end()
        self.assert_good()
        self.assert_asked(authorization_code=1)


if __name__ == "__main__":
    if os.environ.get("FC_SANITIZERS") == "yes":
        print("1..1\nok 1 - kills # not under sanitizers: they trace too")
        sys.exit(0)
    need_strace()
    main()
