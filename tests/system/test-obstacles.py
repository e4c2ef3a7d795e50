#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What stands in the way: a proxy that refuses, a request that cannot be
done, time that runs out."""

import os
import socket
import threading

from harness import BIN, CLI, LoggedInTest, main, slowly
from mounting import bind, in_namespace

OAUTH = os.path.join(BIN, "foundry-oauth")


server_done = threading.Event()


class Proxies(LoggedInTest):
    def test_refuses(self):
        """a proxy that wants a password, or refuses: its status is said"""
        server = socket.create_server(("127.0.0.1", 0))
        server.settimeout(20)
        self.home.configure(proxy="http://u:secret-of-proxy@127.0.0.1:%d" %
                            server.getsockname()[1], network_timeout=slowly(1))
        for status in (b"407 Say Who", b"403 No", b"502 Gone"):
            with self.subTest(status=status):
                thread = threading.Thread(target=self.refuse,
                                          args=(server, status))
                thread.start()
                result = self.token()
                server_done.set()
                thread.join(20)
                self.assert_failed(result, 4, "the proxy refused with HTTP "
                                   + status.decode()[:3], "check proxy")
                self.assertNotIn("secret-of-proxy", result.err)
        server.close()
        self.assert_asked()
        self.assertEqual(self.home.saved_token(), self.saved)

    def refuse(self, server, status):
        server_done.clear()
        server.settimeout(0.2)
        while not server_done.is_set():
            try:
                client, _ = server.accept()
            except TimeoutError:
                continue
            client.recv(65536)
            client.sendall(b"HTTP/1.1 " + status +
                           b"\r\nContent-Length: 0\r\n\r\n")
            client.close()


class Requests(LoggedInTest):
    """foundry-oauth, asked by hand."""

    def ask(self, *lines, **options):
        return self.run_program([OAUTH, "x"], "".join(
            line + "\n" for line in lines), **options)

    def assert_said(self, result, kind, text):
        self.assertEqual(result.status, 0)
        self.assertRegex(result.out, f"(?m)^error=.*{text}")
        self.assertNotIn("access_token", result.out)
        self.assertTrue(result.out.endswith("done=0\n"), result.out)

    def test_each(self):
        """what cannot be done is said in the reply"""
        words = ["locked=0", f"host={self.host}", "purpose=cli", "mode=auto"]
        other = ["locked=0", "host=other.test", "purpose=cli", "mode=auto"]
        self.assert_said(self.ask(*other, "verb=refresh"), 6,
                         "other.test is not configured")
        self.assert_said(self.ask(*words, "verb=refresh",
                                  env={"HOME": "here"}), 6, "HOME")
        self.assert_said(self.ask(*words, "verb=dance"), 1, "")
        self.assert_said(self.ask(*words), 1, "")
        self.home.configure(client_id=None, token="static")
        self.assert_said(self.ask(*words, "verb=login"), 6, "no client_id")
        self.assert_asked()

    def test_usage(self):
        """without a request, or with the wrong words: told, status 2"""
        result = self.run_program([OAUTH])
        self.assert_failed(result, 2, "run by the credential helpers")


class Ends(LoggedInTest):
    """foundry-oauth does not come to its end, or is another one."""

    ROWS = (
        # what it does, verb, exit status, the message, the hint
        ("kill -KILL $$", "token", 1, "getting a token from {host}: "
         r"foundry-oauth was killed by signal 9 \(KILL\)", "memory"),
        ("kill -SEGV $$", "refresh", 1, r"signal 11 \(SEGV\)", "report it"),
        ("kill -KILL $$", "login", 1, "logging in to {host}: foundry-oauth "
         "was killed by signal 9", "memory"),
        ("kill -KILL $$", "logout", 1, "logging out of {host}: foundry-oauth "
         "was killed by signal 9", "memory"),
        ("kill -TERM $$", "logout", 5, "logging out of {host}: cancelled", "."),
        ("exit 7", "token", 1, "ended with status 7 and no answer", "report"),
        ("exit 0", "token", 1, "{host}: the message ends too early", "."),
        ("echo version=1; echo done=1", "token", 6, "getting a token from "
         "{host}: .*/foundry-oauth is of another build "
         r"\(version 1; this program is \d", "install"),
        ("echo kind=0; echo done=1", "token", 6,
         r"another build \(version not known", "install"),
        ("echo news=1; echo done=1", "token", 6, "another build", "install"),
    )

    def test_each(self):
        """who died of what, and whose version is another, is said"""
        fake = os.path.join(self.home.path, "fake")
        self.cli("status", self.host)  # which logins there are, is known
        for does, verb, status, message, hint in self.ROWS:
            with self.subTest(does=does, verb=verb):
                with open(fake, "w", encoding="ascii") as file:
                    file.write(f"#!/bin/sh\ncat >/dev/null\n{does}\n")
                os.chmod(fake, 0o700)
                options = ["--console"] if verb == "login" else []
                result = self.run_program(in_namespace(
                    bind(fake, OAUTH), CLI, verb, self.host, *options))
                self.assert_failed(result, status,
                                   message.format(host=self.host), hint)
        self.assert_asked()
        self.assertEqual(self.home.saved_token(), self.saved)

    def test_another_asks(self):
        """a request of another version is not begun"""
        result = self.run_program([OAUTH, "x"], "version=0\nlocked=0\n"
                                  f"host={self.host}\nverb=logout\n")
        self.assertRegex(result.out, "error=foundry-oauth .* does not "
                         "understand what it is asked: another version asks")
        self.assert_asked()


class Reminders(LoggedInTest):
    def test_time_left(self):
        """a login says, near its end, how much time is left"""
        self.home.configure(login_timeout=11)
        terminal = self.on_terminal([CLI, "login", self.host, "--console"])
        terminal.expect("10 seconds left")
        terminal.type("\x03")
        self.assertEqual(terminal.end().status, 5)


if __name__ == "__main__":
    main()
