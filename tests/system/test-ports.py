#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The port of the redirect receiver: the first free one of the range, ours
alone, and what is said when there is none."""

import os
import socket

from harness import CLI, main
from needed import need
from strays import StraysTest

CODE = "Enter the authorization code: "


def held(port, address="127.0.0.1", family=socket.AF_INET, options=(),
         listening=True):
    """A socket of somebody else's on that port."""
    found = socket.socket(family)
    try:
        for option in options:
            found.setsockopt(socket.SOL_SOCKET, option, 1)
        if family == socket.AF_INET6:
            found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        found.bind((address, port))
        if listening:
            found.listen()
    except OSError:
        found.close()
        raise
    return found


class Taken(StraysTest):
    def take(self, count):
        """Hold so many ports in a row; the first of them, and the sockets."""
        for first in range(20000, 32000, count):
            taken = []
            try:
                for port in range(first, first + count):
                    taken.append(held(port))
            except OSError:
                pass
            if len(taken) == count:
                return first, taken
            for one in taken:
                one.close()
        self.fail("no ports are free")

    def test_first_is_taken(self):
        """the next port, whoever holds the first, and however"""
        reuse = (socket.SO_REUSEADDR, socket.SO_REUSEPORT)
        rows = (
            ("with SO_REUSEPORT", {"options": reuse[1:]}),
            ("with SO_REUSEADDR", {"options": reuse[:1]}),
            ("with both, on all addresses",
             {"options": reuse, "address": "0.0.0.0"}),
            ("on all addresses", {"address": "0.0.0.0"}),
            ("by IPv6, for IPv4 too",
             {"address": "::", "family": socket.AF_INET6}),
            ("not listening", {"listening": False}),
        )
        for name, how in rows:
            with self.subTest(name):
                first, taken = self.take(20)
                for one in taken:
                    one.close()
                self.configure_ports(first, 20)
                with held(first, **how) as other:
                    terminal = self.start()
                    self.assertGreater(self.port, first)
                    self.win(terminal)
                    other.setblocking(False)
                    if how.get("listening", True):
                        with self.assertRaises(BlockingIOError):
                            other.accept()

    def test_all_taken(self):
        """no port is free: one error, at once, and the console needs none"""
        first, taken = self.take(10)
        self.configure_ports(first, 10)
        opened = os.path.join(self.scratch, "opened")
        env = {"BROWSER": f"touch {opened}"}
        for words in ((), ("--webserver",)):
            with self.subTest(words):
                self.assert_failed(
                    self.cli("login", self.host, *words, env=env), 6,
                    f"no port of 127.0.0.1 from {first} to {first + 9} is "
                    "free", r'"ports" in \[', "--console")
        self.assertFalse(os.path.exists(opened))
        self.assert_asked()

        terminal = self.on_terminal([CLI, "login", self.host, "--console"])
        visit = self.foundry.browse(terminal.url(), follow=False)
        terminal.expect(CODE)
        terminal.type(visit.code + "\n")
        self.assertEqual(terminal.end().status, 0)
        for one in taken:
            one.close()

    def test_last_is_free(self):
        """the last port of the range will do"""
        first, taken = self.take(10)
        self.configure_ports(first, 10)
        taken.pop().close()
        terminal = self.start()
        self.assertEqual(self.port, first + 9)
        self.win(terminal)
        for one in taken:
            one.close()

    def test_cannot_be_shared(self):
        """nobody else can listen on our port, not with SO_REUSEPORT either"""
        terminal = self.start()
        for address in ("127.0.0.1", "0.0.0.0"):
            with self.subTest(address), self.assertRaises(OSError):
                held(self.port, address, options=(
                    socket.SO_REUSEADDR, socket.SO_REUSEPORT)).close()
        self.win(terminal)

    def test_only_loopback(self):
        """no other address of this machine leads to our port"""
        terminal = self.start()
        for family, address in ((socket.AF_INET, "127.0.0.2"),
                                (socket.AF_INET6, "::1")):
            with self.subTest(address), self.assertRaises(OSError):
                with socket.socket(family) as other:
                    other.settimeout(5)
                    other.connect((address, self.port))
        self.win(terminal)


class NoLoopback(StraysTest):
    house_rules = False

    def test_said(self):
        """bind fails, as where the loopback has no IPv4: said, and why"""
        rows = (
            ("EADDRNOTAVAIL", "no IPv4 loopback"),
            ("EAFNOSUPPORT", "no IPv4 loopback"),
            ("EPERM", "listening on 127.0.0.1:8888: Operation not permitted"),
            # Of one port, perhaps; so all of them are tried.
            ("EACCES", "from 8888 to 8987 is free"),
        )
        for error, reason in rows:
            with self.subTest(error):
                result = self.run_program(
                    ["strace", "-f", "-qq", "-s", "0", "-o", "/dev/null",
                     "-e", f"inject=bind:error={error}", CLI, "login",
                     self.host, "--webserver"],
                    env={"BROWSER": "true", "ASAN_OPTIONS": ":".join(filter(
                        None, [os.environ.get("ASAN_OPTIONS"),
                               "detect_leaks=0"]))})
                self.assert_failed(result, 6, reason, "--console")


if __name__ == "__main__":
    need("strace")
    main()
