#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The redirect receiver on 127.0.0.1 against strays and harm: whatever comes,
the wait goes on, and the right redirect wins."""

import os
import socket
import subprocess
import threading
import time
from urllib.parse import urlsplit

from harness import CLI, SystemTest, authorize_parameters, main
from needed import need

PASTE = "Paste here: "
MEGABYTE = 1 << 20


class StraysTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure()

    def start(self, *words, env=None):
        """A login that waits, with a browser that does nothing."""
        terminal = self.on_terminal(
            [CLI, "login", self.host, "--webserver", *words],
            env={"BROWSER": "true", **(env or {})})
        self.url = terminal.url()
        terminal.expect(PASTE)
        asked = authorize_parameters(self.url)
        self.state = asked["state"]
        self.port = urlsplit(asked["redirect_uri"]).port
        self.authority = f"127.0.0.1:{self.port}"
        return terminal

    def connect(self, seconds=10):
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def send(self, data, seconds=10):
        """The whole answer to these bytes; b"" when there was none."""
        with self.connect(seconds) as connection:
            answer = b""
            try:
                connection.sendall(data)
                while True:
                    piece = connection.recv(65536)
                    if not piece:
                        break
                    answer += piece
            except OSError:
                pass  # it has had enough of us
            return answer

    def get(self, target, method="GET", host=None, more=""):
        return (f"{method} {target} HTTP/1.1\r\nHost: "
                f"{host or self.authority}\r\n{more}\r\n").encode()

    def win(self, terminal):
        """The right redirect comes, and is taken at once."""
        start = time.monotonic()
        self.assertEqual(self.foundry.browse(self.url).status, 200)
        result = terminal.end()
        self.assertEqual(result.status, 0, result.err + terminal.shown)
        self.assertLess(time.monotonic() - start, 10)
        self.assert_token(self.cli("token", self.host))

    def receiver(self):
        """The process that listens."""
        inode = None
        with open("/proc/net/tcp") as file:
            for line in file:
                words = line.split()
                if words[1] == f"0100007F:{self.port:04X}" and \
                        words[3] == "0A":
                    inode = words[9]
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                for name in os.listdir(f"/proc/{pid}/fd"):
                    if os.readlink(f"/proc/{pid}/fd/{name}") == \
                            f"socket:[{inode}]":
                        return int(pid)
            except OSError:
                continue  # gone, or not ours to see
        self.fail("nobody listens")

    def busy(self, pid):
        """Its seconds of processor time so far."""
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Requests(StraysTest):
    def test_each(self):
        """whatever a client says: refused or dropped, and the wait goes on"""
        terminal = self.start()
        good = f"/?code=x&state={self.state}"
        rows = (
            ("code and error", self.get(good + "&error=access_denied"), 400),
            ("a code twice", self.get(good + "&code=y"), 400),
            ("the state twice", self.get(good + f"&state={self.state}"), 400),
            ("a NUL in the code", self.get(
                f"/?code=a%00b&state={self.state}"), 400),
            ("broken encoding", self.get(f"/?code=%zz&state={self.state}"),
             400),
            ("a code beyond ASCII", self.get(
                f"/?code=%ff&state={self.state}"), 400),
            ("another path", self.get("/x" + good[1:]), 404),
            ("above the root", self.get("/../" + good[1:]), 404),
            ("POST", self.get(good, "POST", more="Content-Length: 0\r\n"),
             405),
            ("HEAD", self.get(good, "HEAD"), 405),
            ("PUT of 10 GB", self.get(good, "PUT", more="Content-Length: "
                                      "9999999999\r\n") + b"x" * MEGABYTE,
             405),
            ("chunks without end", self.get(
                good, "POST", more="Transfer-Encoding: chunked\r\n") +
             b"ffff\r\n" + b"x" * 65535, 405),
            ("OPTIONS *", self.get("*", "OPTIONS"), 405),
            ("CONNECT", self.get("other.test:443", "CONNECT"), None),
            ("a method of its own", self.get(good, "STEAL"), 405),
            ("HTTP/0.9", f"GET {good}\r\n\r\n".encode(), None),
            ("HTTP/1.0 without Host", f"GET {good} HTTP/1.0\r\n\r\n".encode(),
             400),
            ("two Hosts", self.get(good, more="Host: x\r\n"), 400),
            ("another Host", self.get(good, host="localhost"), 421),
            ("a Host without port", self.get(good, host="127.0.0.1"), 421),
            ("an absolute target elsewhere", self.get(
                "http://evil.test" + good), 404),
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
                self.assertNotIn(b" 200 ", answer[:20])
                self.assertNotIn(b"logged in", answer)
        self.win(terminal)

    def test_absolute_target(self):
        """the absolute form of our own address is the same request (RFC 9112
        section 3.2.2)"""
        terminal = self.start()
        visit = self.foundry.browse(self.url, follow=False)
        parts = urlsplit(visit.url)
        answer = self.send(self.get(
            f"http://{self.authority}/?{parts.query}"))
        self.assertIn(b" 200 ", answer[:20])
        self.assertEqual(terminal.end().status, 0)

    def test_pipelined(self):
        """a redirect behind another request on one connection is not taken"""
        terminal = self.start()
        visit = self.foundry.browse(self.url, follow=False)
        target = "/?" + urlsplit(visit.url).query
        answer = self.send(self.get("/favicon.ico") + self.get(target))
        self.assertEqual(answer.count(b"HTTP/1.1 "), 1)
        self.assertIn(b" 404 ", answer[:20])
        self.assertEqual(self.send(self.get(target))[9:12], b"200")
        self.assertEqual(terminal.end().status, 0)

    def test_long_code_with_cookies(self):
        """a code of 60 KB, with the headers and cookies of a browser"""
        terminal = self.start()
        code = "c" * 60000
        more = "".join(f"{name}: {'v' * size}\r\n" for name, size in (
            ("User-Agent", 200), ("Accept", 300), ("Cookie", 8000),
            ("sec-ch-ua", 150), ("Accept-Language", 60)))
        answer = self.send(self.get(f"/?code={code}&state={self.state}",
                                    more=more))
        # It came through: what refuses it is the Foundry.
        result = terminal.end()
        self.assertNotEqual(result.status, 0)
        self.assertIn("invalid_grant", result.err)
        self.assertIn(b"invalid_grant", answer)

    def test_two_at_once(self):
        """the right redirect twice at once: one exchange, both see the end"""
        terminal = self.start()
        visit = self.foundry.browse(self.url, follow=False)
        data = self.get("/?" + urlsplit(visit.url).query)
        answers = []
        threads = [threading.Thread(
            target=lambda: answers.append(self.send(data)))
            for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(terminal.end().status, 0)
        self.assertIn(b" 200 ", max(answers)[:20])
        self.assert_asked(authorization_code=1)

    def test_closed_in_the_middle(self):
        """the browser goes away before its answer: the login ends well"""
        terminal = self.start()
        visit = self.foundry.browse(self.url, follow=False)
        with self.connect() as connection:
            connection.sendall(self.get("/?" + urlsplit(visit.url).query))
        self.assertEqual(terminal.end().status, 0)
        self.assert_token(self.cli("token", self.host))


class Crowds(StraysTest):
    def crowd(self, count):
        found = []
        for _ in range(count):
            try:
                found.append(self.connect(2))
            except OSError:
                break
        self.addCleanup(lambda: [one.close() for one in found])
        return found

    def test_thousand_silent(self):
        """1,000 connections that say nothing: no busy loop, and the right
        redirect wins at once"""
        terminal = self.start()
        pid = self.receiver()
        self.assertGreater(len(self.crowd(1000)), 900)
        before = self.busy(pid)
        time.sleep(2)
        self.assertLess(self.busy(pid) - before, 0.5)
        self.win(terminal)

    def test_hundred_half_requests(self):
        """100 that stop in the middle of a header"""
        terminal = self.start()
        for connection in self.crowd(100):
            try:
                connection.sendall(b"GET / HTTP/1.1\r\nHos")
            except OSError:
                pass
        self.win(terminal)

    def test_slow(self):
        """one byte per second, from ten at once: dropped, and not waited for
        """
        terminal = self.start()
        crowd = self.crowd(10)
        over = threading.Event()

        def drip():
            while not over.wait(1):
                for connection in crowd:
                    try:
                        connection.sendall(b"G")
                    except OSError:
                        pass
        thread = threading.Thread(target=drip)
        thread.start()
        time.sleep(2)
        self.win(terminal)
        over.set()
        thread.join()

    def test_flood(self):
        """a flood of new connections while the right redirect comes"""
        terminal = self.start()
        pid = self.receiver()
        over = threading.Event()

        def flood():
            held = []
            while not over.is_set():
                try:
                    held.append(self.connect(1))
                except OSError:
                    pass
                if len(held) > 150:
                    held.pop(0).close()
                time.sleep(0.002)
        threads = [threading.Thread(target=flood) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        try:
            self.win(terminal)
        finally:
            over.set()
            for thread in threads:
                thread.join()
        self.assertFalse(os.path.exists(f"/proc/{pid}/fd/0"))


class Ports(StraysTest):
    def test_all_taken(self):
        """no port of the range is free: said, and what else can be done"""
        taken = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(taken.close)
        port = taken.getsockname()[1]
        self.home.configure(ports=f"{port}-{port}")
        result = self.cli("login", self.host, "--webserver",
                          env={"BROWSER": "true"})
        self.assertEqual(result.status, 6, result.err)
        self.assertRegex(result.err, f"{port}")
        self.assertRegex(result.err, "--console|ports")

    def test_port_cannot_be_shared(self):
        """nobody else can listen on our port, not with SO_REUSEPORT either"""
        terminal = self.start()
        with socket.socket() as other:
            for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
                other.setsockopt(socket.SOL_SOCKET, option, 1)
            with self.assertRaises(OSError):
                other.bind(("127.0.0.1", self.port))
        self.win(terminal)

    def test_no_ipv4_loopback(self):
        """a machine whose loopback has IPv6 only: said, console offered"""
        script = ("ip link set lo up && ip addr del 127.0.0.1/8 dev lo && "
                  f'exec "{CLI}" login {self.host} --webserver')
        unshare = ["unshare", "-n"] if os.geteuid() == 0 else \
            ["unshare", "-rn"]
        if subprocess.run([*unshare, "true"],
                          capture_output=True).returncode:
            self.skipTest("no network namespaces here")
        result = self.run_program([*unshare, "sh", "-c", script],
                                  env={"BROWSER": "true",
                                       "PATH": self.home.environment["PATH"] +
                                       ":/sbin:/usr/sbin"})
        self.assertEqual(result.status, 6, result.err)
        self.assertRegex(result.err, "127.0.0.1")
        self.assertRegex(result.err, "--console")


if __name__ == "__main__":
    need("ip", "unshare")
    main()
