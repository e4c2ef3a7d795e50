#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Logging in by a code that is pasted on the terminal."""

import os
import signal
import subprocess
import termios
import time
from urllib.parse import quote

from harness import (CLI, GIT_HELPER, LOGGED_IN, PUBLIC_CLIENT, SystemTest,
                     authorize_parameters, main)

PROMPT = "Enter the authorization code: "


class ConsoleTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure()

    def start_login(self, *words, env=None):
        return self.on_terminal([CLI, "login", self.host, *words], env=env)

    def visit(self, terminal, **options):
        """Wait for the prompt; what the person then has in the browser."""
        url = terminal.url()
        terminal.expect(PROMPT)
        return self.foundry.browse(url, **options)

    def assert_logged_in(self, terminal, user="jdoe"):
        result = terminal.end()
        self.assertEqual((result.status, result.out), (0, LOGGED_IN))
        self.assertEqual(result.err, f"logged in to {self.host} as {user}\n")
        self.assertEqual(terminal.after, terminal.before)
        token = self.cli("token", self.host)
        self.assert_token(token, user)
        self.assert_asked(authorization_code=1)


class Codes(ConsoleTest):
    def test_code(self):
        terminal = self.start_login()
        visit = self.visit(terminal)
        terminal.type(visit.code + "\r")
        self.assert_logged_in(terminal)

    def test_code_and_state(self):
        terminal = self.start_login()
        visit = self.visit(terminal)
        terminal.type(f"code={quote(visit.code)}&state={visit.state}\r")
        self.assert_logged_in(terminal)

    def test_whole_address(self):
        terminal = self.start_login()
        visit = self.visit(terminal)
        terminal.type(visit.url + "\r")
        self.assert_logged_in(terminal)

    def test_blanks_around_and_line_feed(self):
        terminal = self.start_login()
        visit = self.visit(terminal)
        terminal.type(f"  {visit.code} \n")
        self.assert_logged_in(terminal)

    def test_address_longer_than_a_terminal_line(self):
        """more than 4095 bytes can be pasted"""
        terminal = self.start_login()
        visit = self.visit(terminal)
        terminal.type(visit.url + "&future=" + "x" * 9000 + "\r")
        self.assert_logged_in(terminal)

    def test_what_the_page_is_asked_for(self):
        terminal = self.start_login()
        asked = authorize_parameters(terminal.url())
        self.assertEqual(asked["client_id"], PUBLIC_CLIENT)
        self.assertEqual(asked["response_type"], "code")
        self.assertEqual(asked["scope"], "offline_access api:read-data")
        self.assertEqual(asked["redirect_uri"], self.foundry.callback_url())
        self.assertEqual(asked["code_challenge_method"], "S256")
        self.assertEqual(len(asked["code_challenge"]), 43)
        self.assertGreaterEqual(len(asked["state"]), 22)

    def test_state_and_challenge_are_new_each_time(self):
        seen = set()
        for _ in range(2):
            terminal = self.start_login()
            asked = authorize_parameters(terminal.url())
            seen |= {asked["state"], asked["code_challenge"]}
            terminal.expect(PROMPT)
            terminal.press(b"\x03")
            terminal.end()
        self.assertEqual(len(seen), 4)

    def test_forged_state(self):
        """a state that is not ours is refused, and the prompt returns"""
        terminal = self.start_login()
        visit = self.visit(terminal)
        terminal.type(f"code={visit.code}&state=forged\r")
        terminal.expect("this address belongs to another login")
        terminal.expect(PROMPT)
        self.assert_asked()
        terminal.type(visit.code + "\r")
        self.assert_logged_in(terminal)

    def test_foreign_issuer(self):
        terminal = self.start_login()
        visit = self.visit(terminal)
        terminal.type(f"{visit.url}&iss={quote('https://evil.test')}\r")
        terminal.expect("issued by another server")
        terminal.expect(PROMPT)
        terminal.type(f"{visit.url}&iss="
                      f"{quote(self.foundry.url + '/multipass')}\r")
        self.assert_logged_in(terminal)

    def test_nonsense_is_asked_again(self):
        """an empty line, two words, an address without code: asked again"""
        terminal = self.start_login()
        visit = self.visit(terminal)
        for line in ("", "two words", "https://example.com/",
                     f"code={visit.code}&code=twice"):
            terminal.type(line + "\r")
            terminal.expect("That will not do: ")
            terminal.expect(PROMPT)
        terminal.type(visit.code + "\r")
        self.assert_logged_in(terminal)

    def test_its_own_address(self):
        """the address of the page itself, pasted: recognised, and explained;
        also as a browser shows it"""
        terminal = self.start_login()
        url = terminal.url()
        for pasted in (url, url.partition("://")[2]):
            terminal.expect(PROMPT)
            terminal.type(pasted + "\r")
            terminal.expect(r"this is the address of the login\s+page: open it")
        terminal.expect(PROMPT)
        terminal.type(self.foundry.browse(url).code + "\r")
        self.assert_logged_in(terminal)

    def test_wrong_code(self):
        """a code that the Foundry refuses: said, and never sent again"""
        terminal = self.start_login()
        self.visit(terminal)
        terminal.type("wrong-code\r")
        result = terminal.end()
        self.assertEqual(result.status, 3)
        self.assertRegex(result.err, "^foundry-credential: .*invalid_grant")
        self.assert_asked(authorization_code=1)
        self.assertIsNone(self.home.saved_token())

    def test_denied(self):
        """the person denies: a pasted error ends the login, exit 5"""
        terminal = self.start_login()
        visit = self.visit(terminal, decision="deny")
        terminal.type(visit.url + "\r")
        result = terminal.end()
        self.assertEqual(result.status, 5)
        self.assertRegex(result.err, "^foundry-credential: .*access_denied")
        self.assert_asked()

    def test_time_is_up(self):
        """login_timeout ends it: exit 3, the terminal restored"""
        self.home.configure(login_timeout=1)
        terminal = self.start_login()
        terminal.expect(PROMPT)
        result = terminal.end()
        self.assertEqual(result.status, 3)
        self.assertIn("nobody finished it in time", result.err)
        self.assertEqual(terminal.after, terminal.before)


class StreamsAndSignals(ConsoleTest):
    def test_under_git_with_stdin_taken(self):
        """git clone: the code is read from /dev/tty, not from git's pipe"""
        terminal = self.on_terminal(
            ["git", "clone", "-q", self.foundry.repository()["url"], "work"])
        visit = self.visit(terminal)
        terminal.type(visit.code + "\r")
        result = terminal.end()
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(result.err, f"logged in to {self.host} as jdoe\n")
        self.assertTrue(os.path.exists(
            os.path.join(self.home.path, "work", "README.md")))
        self.assertEqual(terminal.after, terminal.before)

    def test_helper_answers_on_stdout_only(self):
        terminal = self.on_terminal([GIT_HELPER, "get"], self.request())
        visit = self.visit(terminal)
        terminal.type(visit.code + "\r")
        result = terminal.end()
        self.assertEqual(self.foundry.me(result.attributes["password"]),
                         "jdoe")
        self.assertNotIn(result.attributes["password"], terminal.shown)

    def end_by_key(self, key):
        terminal = self.start_login()
        terminal.expect(PROMPT)
        terminal.type("half a co")
        terminal.expect("half a co")
        terminal.press(key)
        result = terminal.end()
        self.assertEqual((result.status, result.out), (5, ""))
        self.assertRegex(result.err, "^foundry-credential: .*cancelled\n$")
        self.assertEqual(terminal.after, terminal.before)
        self.assert_asked()
        self.assertIsNone(self.home.saved_token())

    def test_interrupt(self):
        """Ctrl-C: exit 5, one line, the terminal as it was"""
        self.end_by_key(b"\x03")

    def test_end_of_file(self):
        """Ctrl-D on an empty line: exit 5"""
        terminal = self.start_login()
        terminal.expect(PROMPT)
        terminal.press(b"\x04")
        self.assertEqual(terminal.end().status, 5)
        self.assertEqual(terminal.after, terminal.before)

    def test_quit(self):
        """Ctrl-backslash: no core, the terminal as it was"""
        self.end_by_key(b"\x1c")

    def test_terminated(self):
        """SIGTERM to all: the terminal as it was; the next login cleans up"""
        terminal = self.start_login()
        terminal.expect(PROMPT)
        os.killpg(terminal.process.pid, signal.SIGTERM)
        terminal.end()
        # foundry-oauth, nobody's child now, may take a moment longer.
        for _ in range(250):
            if termios.tcgetattr(terminal.slave) == terminal.before:
                break
            time.sleep(0.02)
        self.assertEqual(termios.tcgetattr(terminal.slave), terminal.before)
        self.start_login().expect(PROMPT)

    def test_unread_input_is_not_left_for_the_shell(self):
        terminal = self.start_login()
        terminal.expect(PROMPT)
        terminal.press(b"\x03rm -rf /\n")
        terminal.end()
        os.set_blocking(terminal.slave, False)
        with self.assertRaises(BlockingIOError):
            os.read(terminal.slave, 100)

    def test_without_terminal(self):
        """no terminal: exit 3 at once, with what to do"""
        result = self.cli("login", self.host, "--console")
        self.assert_within(2, result.seconds)
        self.assert_failed(result, 3, "no terminal",
                           f"foundry-credential login {self.host}")
        self.assert_asked()

    def test_token_and_get_log_in_on_a_terminal(self):
        terminal = self.on_terminal([CLI, "token", self.host])
        visit = self.visit(terminal, user="asmith")
        terminal.type(visit.code + "\r")
        result = terminal.end()
        self.assertEqual(self.foundry.me(result.out.strip()), "asmith")
        self.assertIn("as asmith", result.err)

    def test_a_background_job_is_not_asked(self):
        """in the background of a terminal: login needed, not stopped"""
        script = (f"set -m; {CLI} token {self.host} & wait $!; "
                  "echo status=$?")
        terminal = self.on_terminal(["/bin/bash", "-c", script],
                                    stderr=subprocess.STDOUT)
        result = terminal.end()
        self.assertIn("login needed", result.out)
        self.assertIn("status=3", result.out)

    def test_one_login_for_all_who_wait(self):
        """a second process waits for the first one's login"""
        first = self.start_login()
        visit = self.visit(first)
        second = self.on_terminal([CLI, "token", self.host])
        self.wait_until_asleep(second.process.pid)
        first.type(visit.code + "\r")
        self.assertEqual(first.end().status, 0)
        result = second.end()
        self.assertEqual(result.status, 0, result.err)
        self.assert_asked(authorization_code=1)

    def test_those_who_may_not_log_in_do_not_wait_for_a_login(self):
        first = self.start_login()
        first.expect(PROMPT)
        result = self.cli("token", self.host)
        self.assert_within(1, result.seconds)
        self.assert_failed(result, 3, "login needed")


class Choice(ConsoleTest):
    def test_auto_is_console_over_ssh_and_without_desktop(self):
        """auto: console over ssh and without a desktop, BROWSER wins"""
        ssh = {"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22", "DISPLAY": ":0"}
        for env, prompt in (
                ({}, PROMPT), (ssh, PROMPT),
                ({"SSH_TTY": "/dev/pts/9", "DISPLAY": ":0"}, PROMPT),
                ({"BROWSER": "true"}, "Paste here: "),
                ({**ssh, "BROWSER": "true"}, "Paste here: ")):
            with self.subTest(env=env):
                terminal = self.start_login(env=env)
                terminal.expect(prompt)
                terminal.press(b"\x03")
                terminal.end()

    def test_over_ssh_the_forwarding_is_shown(self):
        terminal = self.start_login(
            "--webserver", env={"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 2222",
                                "BROWSER": "true"})
        found = terminal.expect(r"ssh -L (\d+):127\.0\.0\.1:(\d+) -p 2222 "
                                r"\S+@10\.0\.0\.2")
        self.assertEqual(found.group(1), found.group(2))

    def test_config_and_environment_choose(self):
        self.home.configure(login="webserver")
        for env, prompt in (({"BROWSER": "true"}, "Paste here: "),
                            ({"FOUNDRY_LOGIN": "console",
                              "BROWSER": "true"}, PROMPT)):
            terminal = self.start_login(env=env)
            terminal.expect(prompt)
            terminal.press(b"\x03")
            terminal.end()

    def test_login_works_with_login_never(self):
        """foundry-credential login also works with login = never"""
        self.home.configure(login="never")
        terminal = self.start_login()
        visit = self.visit(terminal)
        terminal.type(visit.code + "\r")
        self.assertEqual(terminal.end().status, 0)


if __name__ == "__main__":
    main()
