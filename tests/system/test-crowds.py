#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The redirect receiver on 127.0.0.1 against many and slow clients: no busy
loop, nobody is kept for ever, and the right redirect wins."""

import os
import socket
import struct
import threading
import time

from harness import PATIENCE_S, main
from strays import StraysTest

HALF = b"GET / HTTP/1.1\r\nHos"
IDLE_S = 5
# Of one that spins; a machine that others load may give it less than all.
SPINNING = 0.25


def say(connection, data):
    try:
        connection.sendall(data)
    except OSError:
        pass  # it has had enough of us


class Repeated(threading.Thread):
    """Does it again and again while the with block runs."""

    def __init__(self, deed, pause):
        super().__init__()
        self.deed, self.pause, self.over = deed, pause, threading.Event()

    def run(self):
        while not self.over.wait(self.pause):
            self.deed()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        self.join()


class CrowdsTest(StraysTest):
    def crowd(self, count):
        found = []
        for _ in range(count):
            try:
                found.append(self.connect(2))
            except OSError:
                break
        self.addCleanup(lambda: [one.close() for one in found])
        return found

    def receiver(self):
        """The process that listens: the child of our program."""
        pid = self.terminals[-1].process.pid
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return int(file.read().split()[0])

    def busy(self, pid):
        """Its seconds of processor time so far."""
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def assert_sleeps(self, pid, seconds=2):
        """Now that nobody does anything."""
        before = self.busy(pid)
        time.sleep(seconds)
        self.assertLess(self.busy(pid) - before, SPINNING * seconds)

    def wait_for_end(self, connection):
        """Until the other side has closed it; what it has sent before."""
        connection.settimeout(PATIENCE_S)
        got = b""
        try:
            while piece := connection.recv(65536):
                got += piece
        except ConnectionError:
            pass
        return got


class Idle(CrowdsTest):
    def test_dropped(self):
        """silent, or silent in the middle: dropped after 5 s, unanswered"""
        terminal = self.start()
        connections = self.crowd(3)
        say(connections[1], b"G")
        say(connections[2], HALF)
        start = time.monotonic()
        for connection in connections:
            self.assertEqual(self.wait_for_end(connection), b"")
        # To the second, as libmicrohttpd counts.
        self.assertGreater(time.monotonic() - start, IDLE_S - 1.5)
        self.win(terminal)

    def test_thousand_silent(self):
        """1,000 that say nothing: it sleeps, and the right redirect wins"""
        terminal = self.start()
        pid = self.receiver()
        self.assertGreater(len(self.crowd(1000)), 900)
        self.assert_sleeps(pid)
        self.win(terminal)

    def test_half_gone(self):
        """closed on one side, reset, out of band: it sleeps all the same"""
        terminal = self.start()
        pid = self.receiver()
        for number, connection in enumerate(self.crowd(60)):
            if number % 2:
                say(connection, HALF)
            if number % 3 == 0:
                connection.shutdown(socket.SHUT_WR)
            elif number % 3 == 1:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                      struct.pack("ii", 1, 0))
                connection.close()
            else:
                connection.send(b"!", socket.MSG_OOB)
        self.assert_sleeps(pid)
        self.win(terminal)

    def test_nobody(self):
        """no client at all: it sleeps"""
        terminal = self.start()
        self.assert_sleeps(self.receiver())
        self.win(terminal)


class Busy(CrowdsTest):
    def test_hundred_half_requests(self):
        """100 that stop in the middle of a header"""
        terminal = self.start()
        for connection in self.crowd(100):
            say(connection, HALF)
        self.win(terminal)

    def test_slow(self):
        """ten that send a byte per second: not waited for"""
        terminal = self.start()
        pid = self.receiver()
        crowd = self.crowd(10)
        before = self.busy(pid)
        with Repeated(lambda: [say(one, b"G") for one in crowd], 1):
            time.sleep(IDLE_S + 2)
            self.assertLess(self.busy(pid) - before, SPINNING * IDLE_S)
            self.win(terminal)
        for connection in crowd:
            self.wait_for_end(connection)

    def test_slow_and_right(self):
        """the right redirect itself, a few bytes at a time: taken"""
        terminal = self.start()
        data = self.get(self.redirect_target())
        step = len(data) // 8 + 1
        with self.connect(PATIENCE_S) as connection:
            for at in range(0, len(data), step):
                connection.sendall(data[at:at + step])
                time.sleep(1)
            self.assert_shown(self.wait_for_end(connection), 200,
                              "You are logged in")
        self.assertEqual(terminal.end().status, 0)

    def test_flood(self):
        """a flood of new connections while the right redirect comes"""
        terminal = self.start()
        pid = self.receiver()
        held = []

        def knock():
            try:
                held.append(self.connect(1))
            except OSError:
                pass
            if len(held) > 150:
                held.pop(0).close()

        with Repeated(knock, 0.002), Repeated(knock, 0.002):
            time.sleep(1)
        self.assert_sleeps(pid)
        with Repeated(knock, 0.002), Repeated(knock, 0.002):
            time.sleep(0.5)
            self.win(terminal)
        for connection in held:
            connection.close()
        self.assertFalse(os.path.exists(f"/proc/{pid}/fd/0"))


if __name__ == "__main__":
    main()
