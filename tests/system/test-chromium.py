#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Logging in with a real browser, and what a person sees there."""

import http.server
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from urllib.parse import quote, urlsplit

from chromium import (OPTIONS, Chromium, WebDriverError, end_all, missing,
                      running, wait)
from harness import CLI, SystemTest, authorize_parameters, main

PASTE = "Paste here: "
ALLOW, DENY = "button[value=allow]", "button[value=deny]"
SCREENS = (("light", 320), ("dark", 320), ("light", 360), ("dark", 1000),
           ("light", 1000))

# Colours of all texts, and of what is behind them.
COLOURS = """
return [...document.querySelectorAll("h1,p,dt,dd")].map(e => [
  e.tagName, getComputedStyle(e).color,
  getComputedStyle(document.querySelector("main")).backgroundColor])"""


def luminance(colour):
    """WCAG 2.1, relative luminance of "rgb(r, g, b)"."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else
                        ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


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


class ChromiumTest(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.profile = tempfile.mkdtemp(prefix="fc-chromium-")
        cls.addClassCleanup(shutil.rmtree, cls.profile, True)
        cls.chromium = Chromium(cls.profile)
        cls.addClassCleanup(cls.chromium.close)

    def setUp(self):
        super().setUp()
        self.home.configure()
        self.chromium.new_tab()
        self.chromium.log(), self.chromium.requests()

    def start(self):
        """On a terminal; $BROWSER hands the URL to the test, and the real
        browser has opened it."""
        given = os.path.join(self.scratch, "given")
        script = os.path.join(self.scratch, "hand-over")
        with open(script, "w") as file:
            file.write(f'#!/bin/sh\necho "$1" >{given}.new\n'
                       f"mv {given}.new {given}\n")
        os.chmod(script, 0o755)
        terminal = self.on_terminal([CLI, "login", self.host],
                                    env={"BROWSER": script})
        terminal.expect(PASTE)
        wait(lambda: os.path.exists(given), "URL for the browser")
        with open(given) as file:
            url = file.read().strip()
        self.asked = authorize_parameters(url)
        self.base = self.asked["redirect_uri"]
        self.chromium.open(url)
        return terminal

    def assert_ended(self, terminal, status=0):
        result = terminal.end()
        self.assertEqual(result.status, status, result.err)
        return result

    def assert_page(self, heading, *texts):
        """The page there is ours, plain and whole, on every screen."""
        chromium = self.chromium
        self.assertEqual(chromium.title, heading + " - foundry-credential")
        self.assertEqual(chromium.run(
            "return [...document.querySelectorAll('h1')]"
            ".map(e => e.innerText)"), [heading])
        self.assertEqual(chromium.run("return document.documentElement.lang"),
                         "en")
        for text in ("foundry-credential", self.host, *texts):
            self.assertIn(text, chromium.text)
        for scheme, width in SCREENS:
            with self.subTest(scheme=scheme, width=width):
                chromium.looks(scheme, width)
                self.assertLessEqual(chromium.run(
                    "return document.documentElement.scrollWidth"), width)
                backs = set()
                for tag, ink, back in chromium.run(COLOURS):
                    self.assertGreater(contrast(ink, back), 4.5, tag)
                    backs.add(luminance(back) < 0.2)
                self.assertEqual(backs, {scheme == "dark"})
                self.take_picture(heading, scheme, width)

    def take_picture(self, *words):
        """Into $FC_PICTURES, for whoever wants to look."""
        directory = os.environ.get("FC_PICTURES")
        if directory:
            name = "-".join(map(str, words)).replace(" ", "_") + ".png"
            self.chromium.picture(os.path.join(directory, name))

    def assert_nothing_else(self):
        """No complaint of the browser but over our status, and no request
        to anyone else; what was asked for."""
        self.assertEqual([line for line in self.chromium.log()
                          if "Failed to load resource" not in line], [])
        asked = self.chromium.requests()
        for url in asked:
            self.assertTrue(url.startswith(
                (self.base, self.foundry.url + "/", "data:", "chrome:",
                 "about:")), url)
        return asked


class Person(ChromiumTest):
    def do_in_vain(self, deed, *arguments):
        """It leads to the closed port; chromedriver may report that."""
        try:
            deed(*arguments)
        except WebDriverError as error:
            self.assertIn("ERR_CONNECTION_REFUSED", str(error))
        wait(lambda: "ERR_CONNECTION_REFUSED" in self.chromium.text,
             "page of the browser's own")

    def test_success(self):
        """allowed: the page says so, and the terminal"""
        terminal = self.start()
        self.chromium.press(ALLOW)
        self.assertIn("logged in", self.assert_ended(terminal).err +
                      terminal.shown)
        self.assert_page("You are logged in", "jdoe", "close this page")
        asked = self.assert_nothing_else()
        self.assertNotIn(self.base + "favicon.ico", asked)
        self.assert_token(self.cli("token", self.host))

    def test_denial(self):
        """denied: page and terminal say why, exit 5"""
        terminal = self.start()
        self.chromium.press(DENY)
        self.assert_ended(terminal, 5)
        self.assert_page("You are not logged in", "access_denied")
        self.assert_nothing_else()
        self.assertIsNone(self.home.saved_token())

    def test_server_error(self):
        """a long reason fits the page, and is text"""
        terminal = self.start()
        reason = "<b>" + "a-very-long-word" * 6
        self.chromium.open(f"{self.base}?state={self.asked['state']}"
                           f"&error=server_error&error_description="
                           f"{quote(reason)}")
        self.assert_ended(terminal, 4)
        self.assert_page("You are not logged in", "<b>a-very-long-word")
        self.assert_nothing_else()

    def test_too_late(self):
        """the login has ended meanwhile: the port is closed, exit 3"""
        self.home.configure(login_timeout=2)
        terminal = self.start()
        result = self.assert_ended(terminal, 3)
        self.assertIn("nobody finished it in time",
                      result.err + terminal.shown)
        self.assertIn("foundry-credential login", result.err + terminal.shown)
        self.do_in_vain(self.chromium.press, ALLOW)
        self.assert_asked()

    def test_strays(self):
        """by hand, wrong path, wrong state, a second tab: the wait goes on"""
        terminal = self.start()
        first = self.chromium.get("window")
        self.chromium.new_tab()
        for target in ("", "favicon.ico", "?code=x&state=wrong",
                       "?error=access_denied&state=wrong"):
            with self.subTest(target=target):
                self.chromium.open(self.base + target)
                self.assertEqual(self.chromium.run(
                    "return document.querySelector('h1').innerText"),
                    "This is not the answer to the login")
        self.assert_page("This is not the answer to the login",
                         "still waits")
        self.assert_nothing_else()
        self.chromium.switch(first)
        self.chromium.press(ALLOW)
        self.assert_ended(terminal)
        self.assert_page("You are logged in")

    def test_reload_and_back(self):
        """a finished page reloaded, and back: nothing is sent twice"""
        terminal = self.start()
        self.chromium.press(ALLOW)
        self.assert_ended(terminal)
        self.do_in_vain(self.chromium.send, "refresh")
        self.chromium.send("back")
        self.assert_asked(authorization_code=1)


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


class Started(SystemTest):
    """$BROWSER is Chromium itself."""

    def setUp(self):
        super().setUp()
        self.home.configure()
        self.profile = os.path.join(self.scratch, "profile")
        self.addCleanup(end_all, self.profile)
        self.words = " ".join((
            shutil.which("chromium"), *OPTIONS,
            "--ignore-certificate-errors", "--remote-debugging-port=0",
            f"--user-data-dir={self.profile}"))

    def attach(self):
        """The driver, for the browser that our program started."""
        path = os.path.join(self.profile, "DevToolsActivePort")
        wait(lambda: os.path.exists(path) and os.path.getsize(path),
             "browser")
        with open(path) as file:
            port = file.readline().strip()
        driver = Chromium(os.path.join(self.scratch, "driver"),
                          f"127.0.0.1:{port}")
        self.addCleanup(driver.close)
        wait(lambda: driver.title.startswith("Foundry simulator"), "page")
        return driver

    def test_login(self):
        """started by us, not our child, in a session of its own, lives on"""
        process = self.start_program([CLI, "login", self.host],
                                     env={"BROWSER": self.words})
        try:
            driver = self.attach()
            ours = running(CLI) + running("foundry-oauth")
            browser = running("--user-data-dir=" + self.profile)
            for pid in browser:
                parent, session = self.parent_and_session(pid)
                self.assertNotIn(parent, ours)
                self.assertNotEqual(session, process.pid)
            driver.press(ALLOW)
        except BaseException:
            process.kill()
            self.finish(process)
            raise
        result = self.finish(process)
        self.assertEqual(result.status, 0, result.err)
        wait(lambda: driver.title.startswith("You are logged in"), "page")
        self.assertTrue(set(browser) & set(running(self.profile)))
        self.assert_token(self.cli("token", self.host))

    def parent_and_session(self, pid):
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return int(fields[1]), int(fields[3])


if __name__ == "__main__":
    if missing():
        print(f"1..1\nnot ok 1 - {missing()}; see tools/packages")
        sys.exit(1)
    main()
