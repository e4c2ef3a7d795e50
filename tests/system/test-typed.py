#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential where a person is its standard input."""

import fcntl
import os
import signal

from harness import CLI, SystemTest, main

QUESTION = r"Token \(it is not shown\): "
# A terminal takes 4,095 bytes of a line, its end among them.
LONGEST = 4093


class Typed(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure(token="static")

    def start(self, *words):
        return self.on_terminal([CLI, *words], stdin=None)


class Token(Typed):
    def ask(self):
        terminal = self.start("store", "--token-stdin", self.host)
        terminal.expect(QUESTION)
        return terminal

    def assert_ended(self, terminal, status, *patterns):
        result = terminal.end()
        if status:
            self.assert_failed(result, status, *patterns)
        else:
            self.assert_silent(result)
        self.assertEqual(terminal.after, terminal.before)
        return result

    def stored(self):
        result = self.cli("token", self.host)
        return result.out.strip() if result.status == 0 else None

    def test_kept_and_not_shown(self):
        """typed, then Enter: kept, never shown, the terminal as before"""
        for token in ("a.user.token", "x" * LONGEST):
            terminal = self.ask()
            terminal.type(f" {token}\n" if len(token) < 99 else token + "\n")
            self.assert_ended(terminal, 0)
            self.assertNotIn(token[:4], terminal.shown)
            self.assertEqual(self.stored(), token)

    def test_not_a_token(self):
        """nothing, or what no token can be: refused, and nothing is kept"""
        for typed, status, pattern in (
                ("\n", 5, "nothing was given"),
                ("\x04", 5, "nothing was given"),
                ("half\x03", 5, "cancelled"),
                ("\x03", 5, "cancelled"),
                ("two words\n", 6, "what the terminal brought is none"),
                ("x" * (LONGEST + 1) + "\n", 2, "too long"),
                ("x" * 6000 + "\n", 2, "too long")):
            with self.subTest(typed[:9]):
                terminal = self.ask()
                terminal.type(typed)
                self.assert_ended(terminal, status, pattern)
                self.assertIsNone(self.stored())

    def test_told_to_end(self):
        """whatever signal says so: the terminal is given back first"""
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT,
                       signal.SIGQUIT):
            terminal = self.ask()
            terminal.type("half")
            terminal.process.send_signal(number)
            self.assert_ended(terminal, 5, "no answer came")
        self.assertIsNone(self.stored())

    def test_told_to_end_later(self):
        """Ctrl-C while it is being kept, behind another program: the
        terminal is free at once, and what was handed over is kept"""
        lock = self.home.file("lock")
        os.makedirs(lock, mode=0o700)
        self.home.write(os.path.join(lock, "vault"), "")
        with open(os.path.join(lock, "vault")) as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            terminal = self.ask()
            terminal.type("a.user.token\n")
            self.wait_until(lambda: self.is_awaited(held))
            terminal.press(b"\x03")
            self.assertEqual(terminal.end().status, -signal.SIGINT)
            self.assertIsNone(self.stored())
        self.assertEqual(terminal.after, terminal.before)
        self.wait_until(self.stored)

    def is_awaited(self, lock):
        """Somebody stands behind its holder."""
        inode = f":{os.fstat(lock.fileno()).st_ino} "
        with open("/proc/locks") as file:
            return any(" -> " in line and inode in line for line in file)


class Request(Typed):
    def test_said(self):
        """get, store and erase say what they wait for"""
        for verb, awaited in (("get", "a request: protocol=https"),
                              ("store", "a credential: protocol=https"),
                              ("erase", "a credential: protocol=https")):
            terminal = self.start(verb)
            terminal.type(f"protocol=https\nhost={self.host}\n"
                          "username=jdoe\npassword=t.o.k.e.n\n\n")
            result = terminal.end()
            self.assertIn(f"waiting for {awaited}", result.err)
            if verb != "get":
                self.assertEqual(result.status, 0)


if __name__ == "__main__":
    main()
