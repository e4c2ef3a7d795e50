#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a real browser fetches of ours before anybody has asked for it."""

import http.server
import threading
import time
from urllib.parse import urlsplit

from chromium import wait
from chromium_login import ALLOW, ChromiumTest
from harness import main
from needed import need


class Neighbour:
    """Another web page on this machine; remembers the requests to it."""

    def __init__(self):
        neighbour = self
        self.pages, self.seen = {}, []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                neighbour.seen.append((self.path, dict(self.headers)))
                page = neighbour.pages.get(urlsplit(self.path).path)
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write((page or "none").encode())

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                      Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def headers(self, path):
        """Of the first request for that path, None when none came."""
        return next(({name.lower(): value for name, value in headers.items()}
                     for target, headers in list(self.seen)
                     if target == path), None)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Speculation(ChromiumTest):
    def setUp(self):
        super().setUp()
        self.neighbour = Neighbour()
        self.addCleanup(self.neighbour.close)

    def page(self, base, query):
        """One that wants all sorts of things from base in advance."""
        return f"""<!DOCTYPE html><title>x</title>
<link rel="icon" href="{base}favicon.ico">
<link rel="preconnect" href="{base}">
<link rel="prefetch" href="{base}?{query}">
<script type="speculationrules">{{"prefetch": [{{"source": "list",
"urls": ["{base}?{query}&by=rule"], "eagerness": "immediate"}}],
"prerender": [{{"source": "list", "urls": ["{base}?{query}&by=render"],
"eagerness": "immediate"}}]}}</script>
<img src="{base}logo.png" alt="">"""

    def test_headers(self):
        """Sec-Purpose: sent by this browser with all it fetches early"""
        self.neighbour.pages["/"] = self.page("/", "q")
        self.chromium.open(self.neighbour.url + "/")
        for target in ("/?q", "/?q&by=rule", "/?q&by=render"):
            with self.subTest(target=target):
                headers = wait(lambda: self.neighbour.headers(target),
                               target)
                self.assertTrue(headers.get("sec-purpose", "").startswith(
                    "prefetch"), headers)

    def test_does_not_end_the_wait(self):
        """our very redirect, fetched early: the login still waits"""
        terminal = self.start()
        login = self.chromium.get("window")
        query = f"code=early&state={self.asked['state']}"
        self.neighbour.pages["/"] = self.page(self.base, query)
        self.chromium.new_tab()
        self.chromium.requests()
        self.chromium.open(self.neighbour.url + "/")
        asked = []

        def all_came():
            asked.extend(self.chromium.requests())
            return self.base + "?" + query in asked
        wait(all_came, "prefetch")
        time.sleep(0.3)  # nothing to wait for: nothing must happen
        self.assertIsNone(terminal.process.poll())
        self.assert_asked()
        self.chromium.switch(login)
        self.chromium.press(ALLOW)
        self.assert_ended(terminal)
        self.assert_asked(authorization_code=1)


if __name__ == "__main__":
    need("chromium", "chromedriver")
    main()
