#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""FOUNDRY_TRACE tells the whole story, where it was told to."""

import os
import re
import stat

from harness import (CLI, DOCKER_HELPER, GIT_HELPER, LoggedInTest, main)

LINE = re.compile(r"\d\d:\d\d:\d\d\.\d{6} "
                  r"(git-credential-foundry|docker-credential-foundry|"
                  r"foundry-credential|foundry-oauth|keyring)\[\d+\] +\S.*")
OFF = ("", "0", "false")
ON = ("1", "true")


class TraceTest(LoggedInTest):
    def get(self, trace, **more):
        return self.run_program([GIT_HELPER, "get"], self.request(**more),
                                {"FOUNDRY_TRACE": trace})

    def assert_story(self, text, *steps):
        """Each line is one, and these are among them in this order."""
        for line in text.splitlines():
            self.assertRegex(line, LINE)
        self.assertRegex(text, "(?s)" + ".*".join(steps))


class Where(TraceTest):
    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.scratch, "trace")
        self.assert_good()

    def test_stderr(self):
        for value in ON:
            with self.subTest(value=value):
                result = self.get(value)
                self.assertIn("password=", result.out)
                self.assert_story(result.err, "answered by the record")
        for value in OFF:
            with self.subTest(value=value):
                self.assertEqual(self.get(value).err, "")

    def test_file(self):
        """made 0600, whatever the umask; then added to"""
        for lines in (1, 2):
            result = self.run_program(
                [GIT_HELPER, "get"], self.request(),
                {"FOUNDRY_TRACE": self.path}, umask=0)
            self.assertEqual(result.err, "")
            with open(self.path) as file:
                text = file.read()
            self.assert_story(text, "answered by the record")
            self.assertEqual(text.count("answered by the record"), lines)
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)

    def test_no_file(self):
        """nothing is traced, that is said, and the answer is given"""
        target = os.path.join(self.scratch, "target")
        makers = {
            "a link": lambda: os.symlink(target, self.path),
            "a link to a file": lambda: (open(target, "w").close(),
                                         os.symlink(target, self.path)),
            "a pipe": lambda: os.mkfifo(self.path),
            "a directory": lambda: os.mkdir(self.path),
        }
        for name, make in makers.items():
            with self.subTest(what=name):
                make()
                result = self.get(self.path)
                self.assertIn("password=", result.out)
                self.assertRegex(result.err, "FOUNDRY_TRACE: nothing is "
                                 f"traced: {self.path}: .")
                if os.path.exists(target):
                    self.assertEqual(os.path.getsize(target), 0)
                (os.rmdir if name == "a directory" else os.unlink)(self.path)
        result = self.get("trace.log")
        self.assertIn("password=", result.out)
        self.assertIn("neither 1, true nor an absolute path", result.err)


class Story(TraceTest):
    def test_refresh(self):
        """from the question to the answer, foundry-oauth's part included"""
        for argv, stdin in (([GIT_HELPER, "get"], self.request()),
                            ([DOCKER_HELPER, "get"], self.host),
                            ([CLI, "token", self.host], "")):
            with self.subTest(argv=argv):
                self.spend()
                result = self.run_program(argv, stdin, {"FOUNDRY_TRACE": "1"})
                self.assertEqual(result.status, 0)
                self.assert_story(
                    result.err, "version ", "asked for a token of " +
                    self.host, "FOUNDRY_TOKEN: not set", "configured by",
                    "kind of token", "record: ", "lock: taken",
                    "refresh: the login saved in", "POST https://.*"
                    "grant_type=refresh_token", "connected to 127.0.0.1 port",
                    "TLS", "signed by", "answer: 200 after",
                    "refresh token rotated, saved in", "access token kept in",
                    "foundry-oauth: done", "answered by the stack after")

    def spend(self):
        if os.path.exists(self.home.record_file()):
            os.unlink(self.home.record_file())

    def test_not_ours(self):
        result = self.run_program(
            [GIT_HELPER, "get"], "protocol=https\nhost=github.com\n\n",
            {"FOUNDRY_TRACE": "1"})
        self.assertEqual(result.out, "")
        self.assert_story(result.err, "github.com is not configured: not ours")

    def test_why_not_from_the_record(self):
        self.assert_good()
        self.home.expire_record()
        self.assertIn("record: not answered at once: it has expired",
                      self.get("1").err)
        os.utime(self.home.config_file)
        self.assertIn("the configuration has changed since",
                      self.get("1").err)

    def test_environment(self):
        result = self.run_program(
            [GIT_HELPER, "get"], self.request(),
            {"FOUNDRY_TRACE": "1", "FOUNDRY_TOKEN": "a-token",
             "FOUNDRY_HOSTNAME": self.host})
        self.assertIn("password=a-token", result.out)
        self.assert_story(result.err, "answered by FOUNDRY_TOKEN")
        self.assertNotIn("a-token", result.err)

    def test_tries(self):
        """each that failed, with the reason and what comes next"""
        self.fault(status=500)
        result = self.get("1")
        self.assertIn("password=", result.out)
        self.assert_story(result.err, "answer: 500", "try 1: .*once more",
                          "answer: 200")

    def test_login(self):
        result = self.run_program(
            [CLI, "login", self.host, "--reauth", "--webserver"], "",
            {"FOUNDRY_TRACE": os.path.join(self.scratch, "trace"),
             "BROWSER": self.browser()})
        self.assertEqual(result.status, 0, result.err)
        with open(os.path.join(self.scratch, "trace")) as file:
            self.assert_story(
                file.read(), "login mode: webserver, as", "listening at "
                "http://127.0.0.1:", "browser, ", ": started",
                "the browser brought a code", "grant_type=authorization_code",
                "refresh token new, saved in", "GET https://.*/api/me")

    def test_handed_back(self):
        """store and erase: recognised as ours, kept, dropped, why"""
        token = self.assert_good()
        for verb, secret, told in (
                ("store", token, "our own token was taken"),
                ("store", "another", "a token is handed over"),
                ("erase", "another", "the record holds another token"),
                ("erase", token, "the record's token was refused")):
            with self.subTest(verb=verb, told=told):
                result = self.run_program(
                    [GIT_HELPER, verb], self.request(
                        username="foundry", password=secret),
                    {"FOUNDRY_TRACE": "1"})
                self.assertIn(told, result.err)


if __name__ == "__main__":
    main()
