# SPDX-License-Identifier: Apache-2.0
"""A login that waits at its port, and raw requests to that port."""

import html
import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

from harness import CLI, PATIENCE_S, SystemTest, authorize_parameters

PASTE = "Paste here: "


class Sending(threading.Thread):
    def __init__(self, test, data):
        super().__init__()
        self.test, self.data, self.got = test, data, None
        self.start()

    def run(self):
        self.got = self.test.send(self.data, PATIENCE_S)

    def answer(self):
        self.join()
        return self.got


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
            with suppress(OSError):  # it has had enough of us
                connection.sendall(data)
            answer = b""
            with suppress(OSError):
                while piece := connection.recv(65536):
                    answer += piece
            return answer

    def send_later(self, data):
        """In a thread; its answer() is what came back."""
        return Sending(self, data)

    def get(self, target, method="GET", host=None, more=""):
        return (f"{method} {target} HTTP/1.1\r\nHost: "
                f"{host or self.authority}\r\n{more}\r\n").encode()

    def redirect_target(self):
        """Of the right redirect: the person has pressed the button."""
        visit = self.foundry.browse(self.url, follow=False)
        return "/?" + urlsplit(visit.url).query

    def wait_for_exchange(self):
        """The code has reached the token endpoint."""
        self.wait_until_asked("authorization_code")

    def assert_shown(self, answer, status, *texts):
        """That page of ours has come, whole."""
        text = answer.decode()
        self.assertEqual(text.split(" ")[1:2], [str(status)], text[:200])
        self.assertTrue(text.endswith("</html>\n"), text[-200:])
        for one in texts:
            self.assertIn(html.escape(one), text)

    def win(self, terminal):
        """The right redirect comes, and is taken at once."""
        start = time.monotonic()
        self.assertEqual(self.foundry.browse(self.url).status, 200)
        result = terminal.end()
        self.assertEqual(result.status, 0, result.err + terminal.shown)
        self.assert_within(10, time.monotonic() - start)
        self.assert_token(self.cli("token", self.host))
