#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the helpers know of the file of logins: by its index, which is made
anew when it is old, and goes with the login."""

import json
import os

from harness import CLI, LoggedInTest, main
from mounting import bind, in_namespace

INDEX = ".logins.index"


class Index(LoggedInTest):
    def setUp(self):
        super().setUp()
        self.index = self.home.file(INDEX)
        self.in_run = os.path.join(self.home.run, "foundry-credential", INDEX)

    def text(self, path=None):
        with open(path or self.index) as file:
            return file.read()

    def scopes(self):
        """Those of the saved login, as status tells them."""
        result = self.cli("status", self.host, "--json")
        self.assertEqual(result.status, 0, result.err)
        return json.loads(result.out)["scopes"]["login"]

    def block(self):
        """No index can be written anywhere."""
        for path in (self.index, self.in_run):
            if os.path.exists(path):
                os.unlink(path)
            os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
            os.mkdir(path, 0o700)

    def test_written_with_every_save(self):
        """a refresh leaves one that need not be made anew"""
        self.assert_good()
        before = self.text()
        self.home.expire_record()
        self.assert_good()
        after = os.stat(self.index)
        self.assertNotEqual(self.text(), before)
        self.scopes()
        self.assertEqual(os.stat(self.index).st_ino, after.st_ino)
        self.assertNotIn(self.home.saved_token(), self.text())
        self.assert_mode(self.index, 0o600)

    def test_of_another_version(self):
        """whatever it says of a file that is gone is not believed"""
        for name, change in (
                ("written in place", lambda: self.home.log_in(
                    scopes=("offline_access",))),
                ("put back", lambda: self.home.write(
                    self.index, before)),
                ("cut off", lambda: self.home.write(
                    self.index, self.text()[:-9])),
                ("gone", lambda: os.unlink(self.index))):
            with self.subTest(name):
                self.home.log_in()
                self.assertIn("api:read-data", self.scopes())
                before = self.text()
                self.home.log_in(scopes=("offline_access",))
                self.scopes()
                change()
                self.assertEqual(self.scopes(), ["offline_access"])

    def test_without_a_login(self):
        """no file of logins, no index, no foundry-oauth"""
        os.unlink(self.home.logins_file)
        self.assert_failed(self.token(env={"CI": "1"}), 3, "login needed")
        self.assertFalse(os.path.exists(self.index))

    def test_refused(self):
        """of one that must not be read it is said whom it concerns"""
        self.house_rules = False
        os.unlink(self.home.config_file)
        os.chmod(self.home.foundry_home, 0o777)
        reason = f"{self.home.foundry_home} can be written by other users"
        self.assert_failed(self.helper("get"), 0, reason,
                           program="git-credential-foundry")
        self.assert_failed(self.cli("status", self.host), 6, reason)
        self.assert_silent(self.helper("get", self.request("github.com")))
        os.unlink(self.home.logins_file)
        self.assert_silent(self.helper("get"))

    def test_logout(self):
        """nothing of a login that is gone stays, wherever it was"""
        self.block()
        os.rmdir(self.in_run)
        self.assert_good()
        self.assertIn(self.host.partition(":")[0], self.text(self.in_run))
        os.rmdir(self.index)
        self.assertEqual(self.cli("logout", self.host).status, 0)
        self.assertFalse(os.path.exists(self.in_run))
        self.assertNotIn("host=", self.text())

    def test_nowhere_to_write_it(self):
        """each question is answered all the same, and doctor says it"""
        self.block()
        self.assert_good()
        self.home.log_in()
        self.assert_good()
        self.assertEqual(self.helper("get", self.request("github.com")).out,
                         "")
        result = self.cli("doctor", self.host, "--offline")
        self.assertIn(f"{self.index} is not a regular file", result.out)

    def test_read_only(self):
        """home and runtime directory: the same, and doctor says it"""
        os.mkdir(os.path.dirname(self.in_run), 0o700)
        both = " && ".join(bind(path, path, True) for path in (
            self.home.foundry_home, os.path.dirname(self.in_run)))
        result = self.run_program(in_namespace(both, CLI, "doctor",
                                               self.host, "--offline"))
        if result.status == 99:
            self.skipTest("nothing can be mounted here")
        self.assertRegex(result.out, "the index of the logins cannot be kept"
                         f".*{self.home.foundry_home}.*Read-only")
        result = self.run_program(in_namespace(both, CLI, "status",
                                               self.host))
        self.assertEqual(result.status, 0, result.err)

    def test_noop(self):
        """nothing is written where nothing is kept"""
        self.home.configure(cache="noop")
        before = self.home.files()
        for words in (["token", self.host], ["status", self.host], ["list"]):
            self.cli(*words, env={"CI": "1"})
        self.run_program([CLI, "get"], self.request("github.com"))
        self.assertEqual(self.home.files(), before)

    def test_private_again(self):
        """a file that others could read is made private, and that is said"""
        self.assert_good()
        os.chmod(self.home.logins_file, 0o644)
        self.home.expire_record()
        self.assert_message(self.helper("get"), "could be read by other users",
                            program="git-credential-foundry")
        self.assert_mode(self.home.logins_file, 0o600)


if __name__ == "__main__":
    main()
