#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The redirect receiver on 127.0.0.1 against strays and harm: whatever comes,
the wait goes on, and the right redirect wins."""

import socket
import struct
import time

from harness import TOKEN_PATH, main
from strays import StraysTest

MEGABYTE = 1 << 20
LONGEST_CODE = 65536
STRAY = "This is not the answer to the login"
WAITS = "The login still waits."


class Requests(StraysTest):
    def test_each(self):
        """whatever a client says: refused or dropped, and the wait goes on"""
        terminal = self.start()
        good = f"/?code=x&state={self.state}"
        rows = (
            ("another path", self.get("/x" + good[1:]), 404),
            ("above the root", self.get("/../" + good[1:]), 404),
            ("a NUL in the path", self.get("/\0" + good[1:]), None),
            ("a NUL behind the state", self.get(good + "\0&code=y"), None),
            ("a NUL at the end", self.get(good + "\0"), None),
            ("a NUL in an absolute target", self.get(
                f"http://{self.authority}{good}\0.evil.test/"), None),
            ("POST", self.get(good, "POST", more="Content-Length: 0\r\n"),
             405),
            ("HEAD", self.get(good, "HEAD"), 405),
            ("HEAD, and GET behind it", self.get(good, "HEAD") +
             self.get(good), 405),
            ("GET behind what is not for us", self.get("/favicon.ico") +
             self.get(good), 404),
            ("GET behind a POST's body", self.get(
                good, "POST", more="Content-Length: 3\r\n") + b"abc" +
             self.get(good), 405),
            ("GET that a POST's first length hides", self.get(
                good, "POST", more="Content-Length: 999\r\n"
                "Content-Length: 0\r\n") + self.get(good), 405),
            ("a negative length", self.get(
                good, "POST", more="Content-Length: -1\r\n"), 400),
            ("PUT of 10 GB", self.get(good, "PUT", more="Content-Length: "
                                      "9999999999\r\n") + b"x" * MEGABYTE,
             405),
            ("chunks without end", self.get(
                good, "POST", more="Transfer-Encoding: chunked\r\n") +
             b"ffff\r\n" + b"x" * 65535, 405),
            ("chunks that are none", self.get(
                good, "POST", more="Transfer-Encoding: chunked\r\n") +
             b"xyz\r\n", 405),
            ("POST that waits for 100", self.get(
                good, "POST", more="Content-Length: 3\r\n"
                "Expect: 100-continue\r\n"), 405),
            ("OPTIONS *", self.get("*", "OPTIONS"), 405),
            ("GET *", self.get("*"), 404),
            ("CONNECT", self.get("other.test:443", "CONNECT"), None),
            ("a method of its own", self.get(good, "STEAL"), 405),
            ("HTTP/0.9", f"GET {good}\r\n\r\n".encode(), None),
            ("HTTP/1.0 without Host", f"GET {good} HTTP/1.0\r\n\r\n".encode(),
             400),
            ("HTTP/1.1 without Host", f"GET {good} HTTP/1.1\r\n\r\n".encode(),
             400),
            ("HTTP/9.9", f"GET {good} HTTP/9.9\r\n\r\n".encode(), 505),
            ("two Hosts", self.get(good, more="Host: x\r\n"), 400),
            ("our Host twice", self.get(
                good, more=f"Host: {self.authority}\r\n"), 400),
            ("another Host", self.get(good, host="localhost"), 421),
            ("a Host without port", self.get(good, host="127.0.0.1"), 421),
            ("a Host behind a fold", self.get(
                good, host="x", more=f" {self.authority}\r\n"), 400),
            ("an absolute target elsewhere", self.get(
                "HTTP://evil.test" + good), 404),
            ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", None),
            ("TLS", bytes.fromhex("1603010200010001fc0303") + b"\xaa" * 505,
             None),
            ("garbage", bytes(range(256)) * 64, None),
            ("1 MB of headers", self.get(good, more="X: " + "a" * MEGABYTE +
                                         "\r\n"), None),
            ("100,000 headers", self.get(good, more="X: a\r\n" * 100000),
             None),
            ("a target of 1 MB", self.get("/?code=" + "x" * MEGABYTE), None),
        )
        for name, data, status in rows:
            with self.subTest(name):
                answer = self.send(data)
                if status:
                    self.assertEqual(answer.split(b" ")[1:2],
                                     [str(status).encode()], answer[:200])
                self.assertLessEqual(answer.count(b"<html"), 1)
                self.assertNotIn(b" 200 ", answer[:20])
                self.assertNotIn(b"logged in", answer)
        self.assert_asked()
        self.win(terminal)

    def test_not_the_answer(self):
        """no answer to our question: a page says why, and the wait goes on
        (RFC 6749 section 4.1.2, RFC 9207)"""
        terminal = self.start()
        state, other = f"state={self.state}", "state=" + "x" * 43
        none, twice = "this address has no {}", "this address has {} twice"
        another = "this address belongs to another login"
        broken = "the {} in this address is broken or too long"
        issuer = f"this address was issued by another server than {self.host}"
        rows = (
            ("", none.format("state")),
            (state, none.format("code")),
            ("code=x", none.format("state")),
            ("code=x&state=", none.format("state")),
            ("code=x&" + other, another),
            (f"code=x&{state}x", another),
            ("error=access_denied", none.format("state")),
            ("error=access_denied&" + other, another),
            (f"code=x&{state}&error=access_denied",
             "this address has both a code and an error"),
            (f"code=x&{state}&code=x", twice.format("code")),
            (f"code=x&{state}&{state}", twice.format("state")),
            (f"error=a&{state}&error=a", twice.format("error")),
            (f"error=a&{state}&error_description=a&error_description=a",
             twice.format("error_description")),
            (f"code=x&{state}&iss=a&iss=a", twice.format("iss")),
            (f"code=x&{state}&iss=https://evil.test/multipass", issuer),
            (f"code=x&{state}&iss=https://{self.host}/multipass//", issuer),
            (f"error=access_denied&{state}&iss=https://evil.test", issuer),
            (f"code=%zz&{state}", broken.format("code")),
            (f"code=a%00b&{state}", "the code in this address is broken"),
            (f"code=%ff&{state}", "the code in this address is broken"),
            (f"code={'c' * (LONGEST_CODE + 1)}&{state}",
             broken.format("code")),
        )
        for query, reason in rows:
            with self.subTest(query[:200]):
                answer = self.send(self.get("/?" + query))
                self.assert_shown(answer, 400, STRAY, WAITS,
                                  reason)
                self.assertNotIn(self.state.encode(), answer)
        self.assert_asked()
        self.win(terminal)

    def test_ended_by_another(self):
        """another user has read the state: he can end this login, and a saved
        one stays"""
        saved = self.home.log_in()
        self.assert_token(self.cli("token", self.host))
        terminal = self.start("--reauth")
        now = self.home.saved_token()
        self.assertNotEqual(now, saved)
        answer = self.send(self.get(
            f"/?error=access_denied&state={self.state}"), 60)
        self.assert_shown(answer, 403, "This login has failed")
        self.assertEqual(terminal.end().status, 5)
        self.assertEqual(self.home.saved_token(), now)
        self.assert_token(self.cli("token", self.host))

    def test_other_ways_to_say_it(self):
        """the right redirect, said as HTTP allows it too: taken"""
        def plain(target):
            return f"GET {target} HTTP/1.0\r\nHost: {self.authority}\r\n\r\n"

        def absolute(target, scheme="http"):
            return self.get(f"{scheme}://{self.authority}{target}").decode()

        rows = (
            ("HTTP/1.0 with Host", plain),
            ("the absolute form (RFC 9112 section 3.2.2)", absolute),
            ("its scheme in capitals (RFC 9110 section 4.2.3)",
             lambda target: absolute(target, "HTTP")),
            ("bare line feeds (RFC 9112 section 2.2)",
             lambda target: plain(target).replace("\r\n", "\n")),
            ("headers in small letters", lambda target: plain(
                target).replace("Host", "host")),
            ("a body", lambda target: self.get(
                target, more="Content-Length: 3\r\n").decode() + "abc"),
        )
        for name, say in rows:
            with self.subTest(name):
                terminal = self.start()
                answer = self.send(say(self.redirect_target()).encode(), 60)
                self.assert_shown(answer, 200, "You are logged in", "jdoe")
                self.assertEqual(terminal.end().status, 0)

    def test_longest_code(self):
        """a code of 64 KiB, with the headers and cookies of a browser"""
        terminal = self.start()
        more = "".join(f"{name}: {'v' * size}\r\n" for name, size in (
            ("User-Agent", 200), ("Accept", 300), ("Cookie", 8000),
            ("sec-ch-ua", 150), ("Accept-Language", 60)))
        answer = self.send(self.get(
            f"/?code={'c' * LONGEST_CODE}&state={self.state}", more=more), 60)
        # It came through: what refuses it is the Foundry.
        result = terminal.end()
        self.assertNotEqual(result.status, 0)
        self.assertIn("invalid_grant", result.err)
        self.assert_shown(answer, 502, "invalid_grant")
        self.assert_asked(authorization_code=1)


class Exchange(StraysTest):
    """The right redirect has come, and the Foundry takes its time."""

    def start(self, delay=2, **fault):
        self.foundry.fault(TOKEN_PATH, delay=delay, **fault)
        terminal = super().start()
        self.data = self.get(self.redirect_target())
        return terminal

    def test_again(self):
        """the redirect twice at once, and once more: all see the one end"""
        terminal = self.start()
        sendings = [self.send_later(self.data) for _ in range(2)]
        self.wait_for_exchange()
        sendings.append(self.send_later(self.data))
        for sending in sendings:
            self.assert_shown(sending.answer(), 200, "You are logged in")
        self.assertEqual(terminal.end().status, 0)
        self.assert_asked(authorization_code=1)

    def test_closed(self):
        """the browser goes away during the exchange: the login ends well"""
        for name, linger in (("closed", (0, 0)), ("reset", (1, 0))):
            with self.subTest(name):
                terminal = self.start(1)
                with self.connect() as connection:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                          struct.pack("ii", *linger))
                    connection.sendall(self.data)
                    self.wait_for_exchange()
                self.assertEqual(terminal.end().status, 0)
                self.assert_token(self.cli("token", self.host))
                self.assert_asked(authorization_code=1)
                self.foundry.reset_stats()

    def test_reloaded(self):
        """the browser goes away, and comes back: it is shown the end"""
        terminal = self.start()
        with self.connect() as connection:
            connection.sendall(self.data)
            self.wait_for_exchange()
        self.assert_shown(self.send(self.data, 60), 200, "You are logged in")
        self.assertEqual(terminal.end().status, 0)
        self.assert_asked(authorization_code=1)

    def test_hundred_idle(self):
        """100 idle connections, twice, and a slow exchange: the page comes"""
        terminal = self.start(7)
        idle = [self.connect() for _ in range(100)]
        sending = self.send_later(self.data)
        self.wait_for_exchange()
        idle += [self.connect() for _ in range(100)]
        self.assert_shown(sending.answer(), 200, "You are logged in")
        self.assertEqual(terminal.end().status, 0)
        for connection in idle:
            connection.close()

    def test_interrupted(self):
        """Ctrl-C during an exchange: page and files are put in order"""
        rows = (("it succeeds", {}, 200, "You are logged in"),
                ("it fails", {"status": 400, "json": {
                    "error": "invalid_grant"}}, 502, "invalid_grant"))
        for name, fault, status, text in rows:
            with self.subTest(name):
                terminal = self.start(1, **fault)
                sending = self.send_later(self.data)
                self.wait_for_exchange()
                time.sleep(0.2)  # the signals are held back by now
                terminal.press(b"\x03")
                self.assert_shown(sending.answer(), status, text)
                result = terminal.end()
                self.assertEqual(result.status, 0 if status == 200 else 3)
                self.check_house()
                self.foundry.reset_stats()
        self.assert_token(self.cli("token", self.host))


if __name__ == "__main__":
    main()
