#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What foundry-credential says to a person at a terminal, and to no program:
tables, the line that says what was done, the width of the window."""

import os
import re
import shlex

from harness import (CLI, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET, GIT_HELPER,
                     TOKEN_PATH, SystemTest, main)

DAY = 86400


class AtTerminal(SystemTest):
    def shown(self, *words, columns=80, status=0, stdin="", env=None):
        """All that a terminal of that width shows."""
        command = shlex.join([CLI, *words])
        terminal = self.on_terminal(
            ["sh", "-c", f"stty cols {columns} </dev/tty; "
             f"exec {command} >/dev/tty 2>&1"], stdin=stdin, env=env)
        self.assertEqual(terminal.end().status, status, terminal.shown)
        self.assertNotIn("\x1b", terminal.shown)
        return terminal.shown.replace("\r\n", "\n")

    def line(self, *words, **options):
        """The same, what was broken into lines put together."""
        return " ".join(self.shown(*words, **options).split())

    def log_in(self):
        self.home.configure()
        self.secrets.add(self.home.log_in())


class Width(AtTerminal):
    def test_every_width(self):
        """lines fit the window, from 40 to 120 columns; a word is never broken,
        and none is lost"""
        self.log_in()
        self.cli("whoami", self.host)
        with open(self.home.config_file, "a") as file:
            file.write("[acme.palantirfoundry.com]\nclient_id = x\nscopes = " +
                       " ".join(f"scope-{i}" for i in range(30)) + "\n")
        for words in (("status", "--all"), ("list",),
                      ("config", "acme.palantirfoundry.com")):
            lines, kept = {}, set()
            status = 3 if words[0] == "status" else 0
            for columns, width in ((20, 40), (40, 40), (80, 80), (200, 120)):
                shown = self.shown(*words, columns=columns, status=status)
                for line in shown.splitlines():
                    if len(line) > width:
                        self.assertEqual(len(line.split()), 1, shown)
                    self.assertEqual(line, line.rstrip())
                lines[columns] = len(shown.splitlines())
                kept.add(re.sub(r"\d+ (second|minute)s?", "", " ".join(
                    shown.split())))
            self.assertEqual(len(kept), 1, kept)
            self.assertGreaterEqual(lines[40], lines[80])
            self.assertGreaterEqual(lines[80], lines[200])


class List(AtTerminal):
    def test_nothing(self):
        """no stack: what to run; in a pipe nothing"""
        self.assertEqual(self.line("list"), "no stack is configured: run "
                         "foundry-credential setup HOST")
        self.assert_silent(self.cli("list"))

    def test_table(self):
        """who, how long the token lives, when the login ends"""
        self.log_in()
        self.assertEqual(self.cli("whoami", self.host).out, "jdoe\n")
        token = self.foundry.user_token()
        self.secrets.add(token)
        with open(self.home.config_file, "a") as file:
            file.write("[b.test]\nclient_id = x\n[r.test]\nfoundry = b.test\n"
                       "[c.test]\ntoken = static\n[d.test]\nscops = x\n"
                       "[e.test]\nclient_id = x\nclient_secret_file = /x\n"
                       "grant = client_credentials\n")
        self.cli("store", "--token-stdin", "c.test", "--username", "kim",
                 stdin=token)
        table = self.shown("list", columns=100)
        rows = [re.split("  +", line) for line in table.splitlines()]
        self.assertEqual(rows[0], ["HOST", "USER", "TOKEN LEFT", "LOGIN ENDS"])
        self.assertRegex(rows[1][3], r"^\d+ [A-Z][a-z]{2}$")
        self.assertRegex(rows[3][2], "^[67] days$")
        self.assertEqual([row[:2] + row[3:] for row in rows[2:6]], [
            ["b.test", "-", "not logged in"], ["c.test", "kim", "stored token"],
            ["d.test", "-", "see doctor"], ["e.test", "-", "never"]])
        self.assertEqual(rows[1][:2], [self.host, "jdoe"])
        self.assertRegex(rows[1][2], "^(59|60) minutes$")
        self.assertEqual(rows[6], ["r.test alias of b.test"])
        columns = [table.splitlines()[i].index(rows[i][3]) for i in range(6)]
        self.assertEqual(len(set(columns)), 1, table)
        # Too narrow for that: the host stands alone.
        narrow = self.shown("list", columns=40).splitlines()
        self.assertEqual(narrow[0], "HOST")
        self.assertEqual(narrow[4], "b.test")
        # A program reads hosts, as before.
        self.assertEqual(self.cli("list").out, f"{self.host}\nb.test\nc.test\n"
                         "d.test\ne.test\nr.test alias of b.test\n")
        self.assertEqual(self.foundry.requests("token")[1:], [])

    def test_states_of_a_login(self):
        self.log_in()
        self.cli("token", self.host)
        for prepare, left, ends in (
                (self.home.expire_record, "expired", r"\d+ [A-Z][a-z]{2}"),
                (lambda: self.home.used(31 * DAY), "expired",
                 "not logged in"),
                (lambda: os.unlink(self.home.file(f"used/{self.host}")),
                 "expired", "unknown"),
                (lambda: os.unlink(self.home.record_file()), "none",
                 "unknown")):
            prepare()
            self.assertRegex(self.shown("list").splitlines()[1],
                             f"^{self.host} .* {left} +{ends}$")
        given = {"FOUNDRY_HOSTNAME": self.host, "FOUNDRY_TOKEN": "x" * 40}
        self.secrets.add("x" * 40)
        self.assertRegex(self.shown("list", env=given).splitlines()[1],
                         f"^{self.host} +- +unknown +FOUNDRY_TOKEN$")

    def test_a_broken_file(self):
        """it is said, and that nothing is configured is not"""
        self.home.write(self.home.logins_file, "rubbish\n")
        shown = self.line("list", status=6)
        self.assertIn(self.home.logins_file, shown.replace(" ", ""))
        self.assertNotIn("no stack", shown)


class Done(AtTerminal):
    """The line that says what was done; nothing of it in a pipe."""

    def test_refresh(self):
        self.log_in()
        until = r"until \d+ [A-Z][a-z]{2} unless used before"
        self.assertRegex(self.line("refresh", self.host),
                         f"^{self.host}: renewed, {until}$")
        self.assertRegex(
            self.line("refresh", "--all", "--if-older", "1d"),
            f"^{self.host}: not renewed: its login was last used .* ago$")
        self.assert_asked(refresh_token=1)
        self.assert_silent(self.cli("refresh", self.host))
        self.assert_silent(self.cli("refresh", "--all", "--if-older", "1d"))

    def test_refresh_of_others(self):
        """a service user; a stack that keeps no login"""
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            client_secret=CONFIDENTIAL_SECRET,
                            grant="client_credentials")
        self.assertEqual(self.line("refresh", self.host),
                         f"{self.host}: a new token for the service user")
        self.assertIn("a service user has no login",
                      self.line("refresh", self.host, "--if-older", "1d"))
        self.home.configure(cache="noop")
        self.assertEqual(self.line("refresh", "--all"), f"{self.host}: passed "
                         "over: no login is kept for it")

    def test_store(self):
        """a token that is kept; one of the login's own, which is not"""
        self.log_in()
        token = self.foundry.user_token()
        self.secrets.add(token)
        words = ("store", "--token-stdin", self.host)
        self.assertRegex(
            self.line(*words, "--username", "kim", stdin=token),
            f"^{self.host}: the token is stored, for the user name kim, until "
            r"\d+ \w{3} \d\d:\d\d$")
        self.assert_silent(self.cli(*words, stdin=token))
        self.home.write(self.home.file("tokens"), "")
        own = self.assert_token(self.cli("token", self.host))
        self.assertRegex(self.line(*words, stdin=own), "nothing is stored")
        self.assertEqual(self.cli("status", self.host).out.count("stored"), 0)

    def test_login_ends_with_the_next_step(self):
        """what to run when git does not ask us yet; in a pipe nothing new"""
        self.home.configure()
        for helper, following in (
                (GIT_HELPER, "git clone and git push just work now "
                 f"next: foundry-credential status {self.host}"),
                ("store", "git does not ask for its tokens yet "
                 f"next: foundry-credential setup {self.host}")):
            self.home.git_config(f"[credential]\nhelper =\nhelper = {helper}\n")
            shown = self.line("login", self.host, "--reauth",
                              env={"BROWSER": self.browser()})
            self.assertTrue(shown.endswith(following), shown)
        result = self.cli("login", self.host)
        self.assertEqual(result.status, 0)
        self.assertNotIn("next:", result.out)


class Logout(AtTerminal):
    """It says what it really did, in a pipe too."""

    def out(self, **options):
        result = self.cli("logout", self.host, **options)
        self.assertEqual((result.status, result.err), (0, ""))
        return result.out

    def test_table(self):
        in_environment = {"FOUNDRY_HOSTNAME": self.host,
                          "FOUNDRY_TOKEN": "x" * 40}
        self.secrets.add("x" * 40)
        still = (f"{self.host}: FOUNDRY_TOKEN is set, and still answers for "
                 "it: unset FOUNDRY_TOKEN\n")
        self.log_in()
        self.assertEqual(self.out(), f"logged out of {self.host}\n")
        self.assertEqual(self.out(), f"{self.host}: nobody was logged in\n")
        self.assertEqual(self.out(env=in_environment),
                         f"{self.host}: nobody was logged in\n" + still)
        self.log_in()
        self.assertEqual(self.out(env=in_environment),
                         f"logged out of {self.host}\n" + still)
        self.assertEqual(self.cli("logout", "--all").out,
                         f"{self.host}: nobody was logged in\n")

    def test_access_token_alone(self):
        """a login without a refresh token is one"""
        self.home.configure(scopes="api:read-data")
        self.cli("login", self.host, env={"BROWSER": self.browser()})
        self.assertEqual(self.out(), f"logged out of {self.host}\n")

    def test_another_applications(self):
        """another application's login stays, which is said, and was not ours
        """
        self.home.configure()
        self.secrets.add(self.home.log_in(client_id="another"))
        result = self.cli("logout", self.host)
        self.assertEqual(result.out, f"{self.host}: nobody was logged in\n")
        self.assertIn("another application", result.err)

    def test_service_user(self):
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            client_secret=CONFIDENTIAL_SECRET,
                            grant="client_credentials")
        self.cli("token", self.host)
        self.assertEqual(self.out(), f"{self.host}: the token of its service "
                         "user is forgotten; whoever asks gets a new one\n")
        self.assertEqual(self.out(), f"{self.host}: nothing was kept of its "
                         "service user, who needs no login\n")

    def test_stored_tokens(self):
        self.log_in()
        self.cli("store", "--token-stdin", self.host, stdin="a.static.token")
        self.assertRegex(self.line("logout", self.host), "what was stored by "
                         "hand is forgotten too$")

    def test_behind_a_login(self):
        """one that ends while we wait for it was one"""
        self.home.configure()
        login = self.on_terminal([CLI, "login", self.host, "--console"])
        url = login.url()
        code = self.foundry.browse(url).code
        logout = self.start_program([CLI, "logout", self.host])
        self.wait_until_asleep(logout.pid)
        login.type(code + "\r")
        login.end()
        self.assertEqual(self.finish(logout).out,
                         f"logged out of {self.host}\n")


class Waiting(AtTerminal):
    """After three seconds: what is waited for, which try, when the next."""

    def test_told(self):
        """no answer yet, then a bad one, then a good one"""
        self.log_in()
        self.foundry.fault(TOKEN_PATH, hold="before", status=503)
        terminal = self.on_terminal(
            ["sh", "-c", f"exec {CLI} token {self.host} 2>/dev/tty"])
        terminal.expect(f"foundry-credential: {self.host}: still waiting for "
                        r"its answer, for \d+ s at\s+most\r\n")
        self.foundry.release()
        terminal.expect(f"{self.host}: HTTP 503 to try 1; the next one in 1 s")
        self.assert_token(terminal.end())
        self.assert_asked(refresh_token=2)

    def test_not_told(self):
        """nothing where stderr is no terminal, and nothing in a short time;
        one who waits for somebody else is told of him"""
        self.log_in()
        self.foundry.fault(TOKEN_PATH, status=503)
        self.assertEqual(self.line("refresh", self.host).count("503"), 0)
        self.home.expire_record()
        self.foundry.fault(TOKEN_PATH, hold="before")
        first = self.start_program([CLI, "token", self.host])
        self.wait_until(lambda: self.grants().get("refresh_token") == 3)
        second = self.on_terminal(
            ["sh", "-c", f"exec {CLI} token {self.host} 2>/dev/tty"])
        second.expect("waiting: process")
        self.foundry.release()
        self.assert_token(self.finish(first))
        self.assert_token(second.end())


if __name__ == "__main__":
    main()
