#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Logging in at the terminal of a real shell with job control, in tmux."""

import base64
import os
import subprocess
import time

from harness import SystemTest, main
from needed import need
from tmux import PROMPT, Tmux

CODE_PROMPT = "Enter the authorization code: "
PASTE = "Paste here: "
URL = r"https://\S+/oauth2/authorize\?\S+"


class TmuxTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure()
        self.shells = []

    def tearDown(self):
        for shell in self.shells:
            self.said.append(shell.screen() if shell.alive else "")
            shell.close()
        super().tearDown()

    def shell(self, env=(), **size):
        shell = Tmux(self.scratch, self.env(TERM="screen", **dict(env)),
                     **size)
        shell.alive = True
        self.shells.append(shell)
        return shell

    def start(self, shell, mode="--console"):
        """A login; the URL that is shown."""
        shell.keys(f"clear; foundry-credential login {self.host} {mode}",
                   "Enter")
        shell.wait(CODE_PROMPT if mode == "--console" else PASTE)
        return shell.wait(URL).group(0)

    def code(self, url):
        return self.foundry.browse(url).code

    def assert_logged_in(self, shell):
        shell.wait(f"logged in to {self.host} as jdoe")
        self.assert_usable(shell)
        self.assert_token(self.cli("token", self.host))

    def assert_usable(self, shell):
        """The shell has its terminal back: echo, lines, signals."""
        modes = shell.command("stty -a")
        for mode in (" echo ", " icanon ", " isig ", " icrnl "):
            self.assertIn(mode, modes.replace("\n", " ") + " ")

    def running(self):
        """Programs of ours that speak of this stack."""
        shown = subprocess.run(["pgrep", "-f", f"login {self.host}"],
                               capture_output=True, text=True).stdout
        return shown.split()


class Typing(TmuxTest):
    def test_long_paste(self):
        """6,000 characters of URL, pasted: read whole"""
        shell = self.shell()
        visit = self.foundry.browse(self.start(shell), follow=False)
        shell.paste(visit.url + "&pad=" + "x" * (6000 - len(visit.url)))
        shell.keys("Enter")
        self.assert_logged_in(shell)

    def test_editing(self):
        """backspace, ^W, ^U, arrows and stray letters: the code counts"""
        shell = self.shell()
        code = self.code(self.start(shell))
        shell.type("wrong words")
        shell.keys("C-w", "BSpace", "BSpace")
        shell.keys("Up", "Down", "Left", "Right", "C-v")
        shell.type("zürich €")
        shell.keys("C-u")
        shell.type(code + "zz")
        shell.keys("BSpace", "BSpace")
        shell.keys("Enter")
        self.assert_logged_in(shell)

    def test_enter_alone(self):
        """an empty line: asked again, nothing lost"""
        shell = self.shell()
        code = self.code(self.start(shell))
        shell.keys("Enter")
        shell.wait(f"(?s){CODE_PROMPT}.*{CODE_PROMPT}")
        shell.type(code)
        shell.keys("Enter")
        self.assert_logged_in(shell)

    def test_narrow(self):
        """40 columns, made 60 in the middle: the URL is one unbroken word"""
        shell = self.shell(width=40)
        url = self.start(shell)
        shell.run("resize-window", "-x", "60", "-y", "30")
        time.sleep(0.2)
        shell.type(self.code(url))
        shell.keys("Enter")
        self.assert_logged_in(shell)

    def test_plain_terminals(self):
        """TERM=dumb, NO_COLOR: nothing but text"""
        for env in ({"TERM": "dumb"}, {"NO_COLOR": "1"}):
            terminal = self.on_terminal(
                ["foundry-credential", "login", self.host, "--console"],
                env=env)
            url = terminal.url()
            terminal.expect(CODE_PROMPT)
            terminal.type(self.foundry.browse(url).code + "\r")
            self.assertEqual(terminal.end().status, 0)
            self.assertNotIn("\x1b", terminal.shown)

    def test_a_terminal_that_can(self):
        """a link, and on request the address in the clipboard"""
        terminal = self.on_terminal(
            ["foundry-credential", "login", self.host, "--console"],
            env={"TERM": "xterm-256color"})
        url = terminal.expect(r"\x1b\]8;;(https://\S+?)\x1b\\").group(1)
        terminal.expect(r"(?s)\x1b\]8;;\x1b\\.*Type c and\s+Enter.*" +
                        CODE_PROMPT)
        terminal.type("c\r")
        copied = terminal.expect(r"\x1b\]52;c;(\S+?)\x1b\\").group(1)
        self.assertEqual(base64.b64decode(copied).decode(), url)
        terminal.expect(CODE_PROMPT)
        terminal.type(self.foundry.browse(url).code + "\r")
        self.assertEqual(terminal.end().status, 0)

    def test_widths(self):
        """notice and errors at 40, 80 and 120 columns: wrapped at blanks"""
        for width in (40, 80, 120):
            with self.subTest(width=width):
                shell = self.shell({"COLUMNS": "", "BROWSER": "true"},
                                   width=width)
                self.start(shell, "--webserver")
                said = shell.screen()
                shell.keys("C-c")
                shell.wait("cancelled")
                shell.keys("clear; foundry-credential token nowhere.test",
                           "Enter")
                shell.wait(rf"(?s)nowhere.*{PROMPT}")
                said += shell.screen()
                for line in said.splitlines():
                    if " " in line.strip() and "clear;" not in line:
                        self.assertLessEqual(len(line), width)
                words = " ".join(said.split())
                self.assertIn("paste the address where your browser ends up",
                              words)
                self.assertIn("nowhere.test is not configured", words)

    def test_bracketed_paste(self):
        """the marks that some terminals put around a paste are not the code
        """
        terminal = self.on_terminal(
            ["foundry-credential", "login", self.host, "--console"])
        url = terminal.url()
        terminal.expect(CODE_PROMPT)
        terminal.type("\x1b[200~" + self.foundry.browse(url).code +
                      "\x1b[201~\r")
        result = terminal.end()
        self.assertEqual(result.status, 0, terminal.shown)


class Jobs(TmuxTest):
    def test_interrupt(self):
        """Ctrl-C: the prompt is back, nothing runs on"""
        shell = self.shell()
        self.start(shell)
        shell.type("half")
        shell.keys("C-c")
        shell.wait("cancelled")
        shell.keys("echo status=$?", "Enter")
        shell.wait("status=5")
        self.assert_usable(shell)
        self.assertEqual(self.running(), [])

    def test_interrupt_twice(self):
        """Ctrl-C Ctrl-C: the same, and no file is left"""
        shell = self.shell({"BROWSER": "true"})
        for mode in ("--console", "--webserver"):
            with self.subTest(mode):
                self.start(shell, mode)
                shell.type("half")
                shell.keys("C-c", "C-c", "C-c")
                shell.wait("cancelled")
                self.assert_usable(shell)
                self.assertEqual(self.running(), [])
                self.check_house()

    def test_stopped_and_continued(self):
        """Ctrl-Z gives the shell its terminal; fg asks again, and works"""
        for mode, prompt in (("--console", CODE_PROMPT),
                             ("--webserver", PASTE)):
            with self.subTest(mode):
                shell = self.shell({"BROWSER": "true"})
                url = self.start(shell, mode)
                visit = self.foundry.browse(url, follow=False)
                shell.type("half a co")
                shell.keys("C-z")
                shell.wait("Stopped")
                self.assert_usable(shell)
                shell.keys("clear; fg", "Enter")
                shell.wait(prompt)
                shell.keys("C-u")
                shell.type(visit.code)
                shell.keys("Enter")
                self.assert_logged_in(shell)
                shell.close()
                shell.alive = False
                self.home.log_in()

    def test_echo(self):
        """after Ctrl-Z, and after Ctrl-C under git, the shell edits its line
        in its own mode: what is typed stands there once"""
        url = self.foundry.repository()["url"]
        login = f"foundry-credential login {self.host} --console"
        shell = self.shell()
        for command, key in (login, "C-z"), (f"git clone -q {url}", "C-c"):
            for _ in range(5):
                shell.keys(f"clear; {command}", "Enter")
                shell.wait(CODE_PROMPT)
                shell.type("half")
                shell.keys(key)
                # The shell can be ready before we have said our last word.
                ready = rf"{PROMPT}([^\n]*: cancelled)?\s*"
                shell.wait(rf"(?s){CODE_PROMPT}.*{ready}\Z")
                shell.keys(": once", "Enter")
                shown = shell.wait(
                    rf"(?s){ready}: once(?P<more>.*){ready}\Z")
                self.assertNotIn(": once", shown.group("more"), command)
                shell.command("kill %1 2>/dev/null; wait")

    def test_continued_in_the_background(self):
        """Ctrl-Z, bg: the shell has its terminal; the browser ends it, or fg
        asks again"""
        shell = self.shell({"BROWSER": "true"})
        url = self.start(shell, "--webserver")
        shell.type("half a co")
        shell.keys("C-z")
        shell.wait("Stopped")
        shell.keys("bg", "Enter")
        self.assert_usable(shell)
        shell.keys("clear; fg", "Enter")
        shell.wait(PASTE)
        shell.keys("C-z")
        shell.wait("Stopped")
        shell.keys("clear; bg", "Enter")
        self.foundry.browse(url)
        shell.wait(f"logged in to {self.host} as jdoe")
        self.assert_usable(shell)
        self.assertNotIn("half", shell.screen())

    def test_terminal_closed(self):
        """the window closed in the middle: nothing runs on, nothing is left
        """
        shell = self.shell({"BROWSER": "true"})
        self.start(shell, "--webserver")
        self.assertNotEqual(self.running(), [])
        shell.close()
        shell.alive = False
        self.wait_until(lambda: not self.running())
        self.check_house()
        self.assertIsNone(self.home.saved_token())

    def test_background(self):
        """git clone & : not stopped, the terminal is left alone (git's own
        question for a password apart)"""
        repository = self.foundry.repository()
        shell = self.shell({"GIT_ASKPASS": "true"})
        shell.keys(f"git clone -q {repository['url']} work & "
                   "sleep 0.1; echo typed", "Enter")
        shell.wait("(?m)^typed")
        shell.keys("Enter")
        shell.wait(r"login needed \(this runs in the\s+background")
        shell.keys("clear; wait; jobs; echo over", "Enter")
        shown = shell.wait("(?ms)(.*)^over").group(1)
        self.assertNotIn("Stopped", shown)
        self.assertNotIn(CODE_PROMPT, shell.screen())
        self.assert_usable(shell)

    def test_background_with_login(self):
        """git clone & with a saved login: refreshed and cloned in silence"""
        self.home.log_in()
        repository = self.foundry.repository()
        shell = self.shell()
        shown = shell.command(f"cd; git clone -q {repository['url']} work & "
                              "wait; ls work")
        self.assertNotIn("foundry", shown)
        self.assertIn("README", shown)
        self.assert_asked(refresh_token=1)

    def test_half_a_line_is_not_the_shells(self):
        """the browser wins while something is typed: no shell runs that"""
        shell = self.shell({"BROWSER": "true"})
        url = self.start(shell, "--webserver")
        trap = os.path.join(self.scratch, "trap")
        shell.type(f"touch {trap}")
        self.foundry.browse(url)
        shell.wait(f"logged in to {self.host} as jdoe")
        shell.wait(f"(?s)logged in.*{PROMPT}")
        shell.keys("Enter")
        self.assert_usable(shell)
        self.assertFalse(os.path.exists(trap))

    def test_streams_elsewhere(self):
        """stdin, stdout, stderr away: the terminal itself is spoken to"""
        shell = self.shell()
        shell.keys(f"clear; foundry-credential login {self.host} --console "
                   "</dev/null >/dev/null 2>&-", "Enter")
        shell.wait(CODE_PROMPT)
        url = shell.wait(URL).group(0)
        shell.type(self.code(url))
        shell.keys("Enter")
        shell.wait(f"(?s){CODE_PROMPT}.*{PROMPT}")
        self.assert_usable(shell)
        self.assert_token(self.cli("token", self.host))


if __name__ == "__main__":
    need("tmux", "bash", "pgrep")
    main()
