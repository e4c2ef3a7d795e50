#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Logging in with a real browser, and what a person sees there."""

import os
import shutil
from urllib.parse import quote

from chromium import OPTIONS, Chromium, WebDriverError, end_all, running, wait
from chromium_login import ALLOW, DENY, ChromiumTest
from harness import CLI, GIT_HELPER, TOKEN_PATH, SystemTest, main
from needed import need


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
        self.assert_page("You are not logged in", "The login was refused.",
                         "access_denied", "close this page",
                         f"foundry-credential login {self.host}")
        self.assert_nothing_else()
        self.assertIsNone(self.home.saved_token())

    def test_server_error(self):
        """a reason long, strange or from right to left: text, and it fits"""
        word = "a-very-long-word" * 6
        rows = (("<b>" + word, "<b>" + word),
                ("<img src=x onerror=alert(1)><script>alert(2)</script>",
                 "<img src=x onerror=alert(1)><script>alert(2)</script>"),
                ("&lt;b&gt; &amp;", "server_error: &lt;b&gt; &amp;"),
                # Other than ASCII is not shown: no text turns the next one.
                ("\u202egnp.exe \u05e9\u05dc", "server_error: ???gnp.exe ??"),
                ("x" * 5000, "x" * 100))
        for reason, shown in rows:
            with self.subTest(reason[:60]):
                terminal = self.start()
                self.chromium.open(
                    f"{self.base}?state={self.asked['state']}"
                    f"&error=server_error&error_description={quote(reason)}")
                self.assert_ended(terminal, 4)
                self.assert_page("You are not logged in", "try again later",
                                 shown)
                self.assert_nothing_else()

    def test_exchange_fails(self):
        """allowed, but the code is refused: page and terminal say why"""
        self.foundry.fault(TOKEN_PATH, status=400, json={
            "error": "invalid_client", "error_description": "not today"})
        terminal = self.start()
        self.chromium.press(ALLOW)
        self.assert_ended(terminal, 5)
        self.assert_page("You are not logged in", "invalid_client: not today",
                         "client_id")
        self.assert_nothing_else()

    def test_for_git(self):
        """a login that git asks for: the page says so"""
        terminal = self.start([GIT_HELPER, "get"], self.request())
        self.chromium.press(ALLOW)
        self.assert_answer(self.assert_ended(terminal), err="logged in to "
                           f"{self.host} as jdoe\n")
        self.assert_page("You are logged in", "git, through foundry-credential")

    def test_long_names(self):
        """the longest host and account: they fit"""
        terminal = self.start()
        self.chromium.press(ALLOW)
        self.assert_ended(terminal)
        host = self.host + ".a-label-as-long-as-a-label-may-ever-be" * 6
        self.chromium.run("""
            const facts = document.querySelectorAll("dd");
            facts[0].textContent = arguments[0];
            facts[1].textContent = arguments[1];""", host, "j" * 250)
        self.assert_page("You are logged in", host)

    def test_too_late(self):
        """the login has ended meanwhile: the port is closed, exit 3"""
        self.configure_own_port(login_timeout=2)
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
        self.configure_own_port()
        terminal = self.start()
        self.chromium.press(ALLOW)
        self.assert_ended(terminal)
        self.do_in_vain(self.chromium.send, "refresh")
        self.chromium.send("back")
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
    need("chromium", "chromedriver")
    main()
