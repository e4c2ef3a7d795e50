#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A file of logins that nobody can read any more, not even Python: what can
be read of it is kept, and the file as it was too."""

import configparser
import glob
import os

from harness import CLI, PUBLIC_CLIENT, TOKEN_PATH, LoggedInTest, main

QUESTION = r"Repair it\? .*\[y/N\] "
OTHER = ("[other.test]\ntoken_uri = https://other.test/t\nclient_id = o\n"
         "scopes = offline_access\nrefresh_token = token-of-the-other-one\n\n")


class RepairTest(LoggedInTest):
    def setUp(self):
        super().setUp()
        self.whole = self.text() + OTHER

    def text(self):
        with open(self.home.logins_file, encoding="latin-1") as file:
            return file.read()

    def section(self, token, host=None):
        return (f"[{host or self.host}]\nclient_id = {PUBLIC_CLIENT}\n"
                f"token_uri = {self.foundry.url}{TOKEN_PATH}\n"
                f"scopes = offline_access,api:read-data\n"
                f"refresh_token = {token}\n\n")

    def put(self, text):
        self.home.write(self.home.logins_file, "")
        with open(self.home.logins_file, "w", encoding="latin-1") as file:
            file.write(text)

    def asides(self):
        return sorted(glob.glob(self.home.file("oauth.broken-*")))

    def repair(self, *words):
        return self.cli("login", self.host, "--repair", *words)

    def assert_as_it_was(self, text):
        self.assertEqual(self.text(), text)
        self.assertEqual(self.asides(), [])

    def assert_repaired(self, result, before, token=None):
        """Our login and the other one are there, and what was is aside."""
        self.assertEqual(result.status, 0, result.err)
        aside, = self.asides()
        self.assert_mode(aside, 0o600)
        with open(aside, encoding="latin-1") as file:
            self.assertEqual(file.read(), before)
        self.assertRegex(result.err, f"^foundry-credential: "
                         f"{self.home.logins_file} is repaired; .*"
                         f"{os.path.basename(aside)}.*\n$")
        self.assertIn("already logged in", result.out)
        self.assertEqual(
            self.home.logins().get("other.test", "refresh_token"),
            "token-of-the-other-one")
        self.assert_asked(refresh_token=1)
        self.assertTrue(self.foundry.alive(self.home.saved_token()))


class Broken(RepairTest):
    @staticmethod
    def rows(section):
        ours = section("TOKEN")
        whole = ours + OTHER
        return (
            ("a section twice", whole + ours),
            ("a section twice, the first without a token",
             ours.replace("refresh_token", "rest") + OTHER + ours),
            ("a section three times", ours + whole + ours),
            ("a key twice", whole.replace(
                "\nclient_id", "\nname = 1\nName = 2\nclient_id", 1)),
            ("a shorter version over a longer one",
             whole + "oken = stale\nrefresh_token = token-of-a-third\n\n"),
            ("the same, from the beginning of a line",
             OTHER + ours + "client_id = o\nrefresh_token = of-a-third\n\n"),
            ("the same, from the middle of a header",
             OTHER + ours + "ird.test]\nrefresh_token = of-a-third\n\n" +
             section("of-a-fourth", "fourth.test")),
            ("half a line at the end", whole + "[third.test]\nrefresh_tok"),
            ("a slip of the pen", ours.replace(
                "refresh_token =", "scope\nrefresh_token =") + OTHER),
            ("no header at the beginning", "refresh_token = x\n" + whole),
            ("a byte order mark", "\xef\xbb\xbf" + whole),
            ("Latin-1", whole + "[third.test]\nname = Jos\xe9\n"),
        )

    def test_each(self):
        """each way of it: both logins are kept, and the file as it was"""
        for name, text in self.rows(self.section):
            with self.subTest(name):
                text = text.replace("TOKEN", self.home.log_in())
                self.foundry.reset_stats()
                for aside in self.asides():
                    os.remove(aside)
                if self.home.record():
                    os.remove(self.home.record_file())
                self.put(text)
                with self.assertRaises((configparser.Error,
                                        UnicodeDecodeError)):
                    self.home.logins()
                self.assert_repaired(self.repair(), text)
                self.assertNotIn("of-a-third", self.text())

    def test_our_own_token_of_two(self):
        """two tokens of one stack: the one that we used last counts"""
        self.assert_good()
        used = self.home.saved_token()
        for order in (0, 1):
            with self.subTest(order=order):
                pair = [self.section("a-token-of-somebody"),
                        self.section(used)]
                self.put(pair[order] + OTHER + pair[1 - order])
                self.assertEqual(self.repair().status, 0)
                self.assertEqual(self.home.saved_token(), used)

    def test_first_of_two_that_nobody_knows(self):
        """else the first: who writes last writes over the beginning"""
        self.put(self.section(self.saved) + OTHER + self.section("another"))
        self.assertEqual(self.repair().status, 0)
        self.assert_asked(refresh_token=1)

    def test_nothing_can_be_read(self):
        """nothing but rubbish: kept aside, and a login begins"""
        self.put("rubbish\n")
        result = self.cli("login", self.host, "--repair",
                          env={"BROWSER": self.browser()})
        self.assertEqual(result.status, 0, result.err)
        self.assertIn("logged in to", result.err)
        self.assertEqual(len(self.asides()), 1)
        self.assert_good()

    def test_without_a_configuration(self):
        """who has used the Python library alone, and names no host"""
        self.home.write(self.home.config_file, "")
        self.put(self.section(self.saved) * 2)
        result = self.cli("login", "--repair",
                          env={"FOUNDRY_CA_FILE": self.foundry.ca_file})
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(len(self.asides()), 1)

    def test_no_other_file_is_overwritten(self):
        """two in one second: two names"""
        for _ in range(3):
            self.put(self.section(self.saved) * 2)
            self.assertEqual(self.repair().status, 0)
            self.saved = self.home.saved_token()
        self.assertEqual(len(self.asides()), 3)

    def test_several_at_once(self):
        """several at once: repaired once, one request"""
        self.put(self.section(self.saved) * 2)
        runs = [self.start_program([CLI, "login", self.host, "--repair"])
                for _ in range(6)]
        for run in runs:
            self.assertEqual(self.finish(run).status, 0)
        self.assertEqual(len(self.asides()), 1)
        self.assert_asked(refresh_token=1)

    def test_while_somebody_writes(self):
        """a file that is open for writing is not broken yet"""
        self.put(self.section(self.saved) * 2)
        with open(self.home.logins_file, "a"):
            result = self.repair()
        self.assert_failed(result, 6, "another program has it open")
        self.assertEqual(self.asides(), [])

    def test_nothing_to_repair(self):
        """a file that is fine stays as it is"""
        self.assert_good()
        before = self.text()
        result = self.repair()
        self.assertEqual((result.status, result.err), (0, ""))
        self.assert_as_it_was(before)

    def test_cannot_be_kept_aside(self):
        """a place that takes no file: nothing is changed"""
        text = self.section(self.saved) * 2
        self.put(text)
        result = self.run_program(
            ["prlimit", "--fsize=64", CLI, "login", self.host, "--repair"])
        self.assert_failed(result, 6, "oauth.broken-.*: ")
        self.assert_as_it_was(text)


class Offered(RepairTest):
    def setUp(self):
        super().setUp()
        self.broken = self.whole + self.section(self.saved)
        self.put(self.broken)

    def test_without_a_terminal(self):
        """nobody can be asked: what to run is said, and nothing done"""
        command = f"foundry-credential login {self.host} --repair"
        for words in (("login",), ("token",), ("refresh",), ("whoami",)):
            with self.subTest(words):
                self.assert_failed(self.cli(*words, self.host), 6,
                                   "oauth: line .*twice", command)
        self.assertIn(command, self.helper("get").err)
        self.assert_as_it_was(self.broken)

    def test_at_the_terminal(self):
        """yes at the terminal, and only that"""
        for typed in ("\n", "n\n", "x\n", "yep\n"):
            terminal = self.on_terminal([CLI, "login", self.host], stdin=None)
            terminal.expect(QUESTION)
            terminal.type(typed)
            self.assertEqual(terminal.end().status, 6)
            self.assert_as_it_was(self.broken)
        terminal = self.on_terminal([CLI, "login", self.host], stdin=None)
        terminal.expect("oauth: line .*twice")
        terminal.expect(QUESTION)
        terminal.type("y\n")
        self.assert_repaired(terminal.end(), self.broken)

    def test_doctor(self):
        """doctor names the command, then the file that was kept"""
        result = self.cli("doctor", self.host, "--offline")
        self.assertEqual(result.status, 1)
        self.assertRegex(result.out, f"wrong +tokens .*twice\n +.*run: "
                         f"foundry-credential login {self.host} --repair")
        self.assert_as_it_was(self.broken)
        self.repair()
        result = self.cli("doctor", self.host, "--offline")
        self.assertRegex(result.out, f"warning +files +{self.asides()[0]}")
        self.assertIn(f"remove {self.asides()[0]}", result.out)

    def test_doctor_without_a_stack(self):
        """doctor, when no stack can be read either"""
        self.home.write(self.home.config_file, "")
        self.put("rubbish\n")
        result = self.cli("doctor", "--offline")
        self.assertEqual(result.status, 1)
        self.assertIn("foundry-credential login --repair", result.out)

    def test_logout(self):
        """a logout leaves no token in what was kept aside"""
        self.repair()
        with open(self.home.file(".oauth.repair.new"), "w") as file:
            file.write(self.broken)
        self.assertEqual(self.cli("logout", self.host).status, 0)
        for name in self.home.files():
            with open(os.path.join(self.home.directory, name),
                      encoding="latin-1") as file:
                self.assertNotIn(self.saved, file.read(), name)
        self.assertEqual(self.asides(), [])


if __name__ == "__main__":
    main()
