#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each allocation of ours fails once: no crash, no leak (under sanitizers),
no lost login, one message.

The programs are linked once more, with allocations that fail (failing.c).
"""

import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
BUILD = os.environ.get("top_builddir", ".")
os.environ["FC_BIN"] = os.path.join(BUILD, "tests", "fault", "failing")
sys.path.insert(0, os.path.join(HERE, "..", "system"))

from harness import (BIN, CLI, DOCKER_HELPER, GIT_HELPER,  # noqa: E402
                     LoggedInTest, main)

OAUTH = os.path.join(BIN, "foundry-oauth")
TRIES_MAX = 3000


class Memory(LoggedInTest):
    house_rules = False

    def setUp(self):
        super().setUp()
        self.failed_file = os.path.join(self.scratch, "failed")

    def play(self, argv, stdin="", cached=False, statuses=(0, 1), env=None):
        """The first allocation fails, then the second, to the last."""
        failed = answered = 0
        for at in range(1, TRIES_MAX):
            self.prepare(cached)
            result = self.run_program(argv, stdin, {
                "FC_FAIL_AT": str(at), "FC_FAILED_FILE": self.failed_file,
                **(env or {})})
            if not os.path.exists(self.failed_file):
                break
            os.unlink(self.failed_file)
            failed += 1
            if failed % 25 == 0:
                print(f"# {failed}", flush=True)
            answered += result.status == 0 and bool(result.out)
            with self.subTest(allocation=at):
                self.assertIn(result.status, statuses, result.err)
                self.assertNotIn("Sanitizer", result.err)
                self.assertLessEqual(len(result.err.splitlines()), 3,
                                     result.err)
                self.check_login()
        else:
            self.fail("it never ran through")
        self.assertEqual(result.status, 0, result.err)
        self.assertGreater(failed, 0)
        print(f"# {failed} allocations, {answered} answered all the same",
              flush=True)

    def prepare(self, cached):
        self.saved = self.home.log_in()
        self.secrets.add(self.saved)
        run = os.path.dirname(self.home.record_file())
        for name in os.listdir(run) if os.path.isdir(run) else ():
            os.unlink(os.path.join(run, name))
        self.foundry.reset_stats()
        if cached:
            self.assert_good()

    def check_login(self):
        self.assert_good()
        self.assertIsNotNone(self.home.saved_token())
        self.assertLessEqual(self.grants()["refresh_token"], 3)

    def test_refresh(self):
        """foundry-oauth during a refresh"""
        self.play([OAUTH, "refresh"], f"host={self.host}\npurpose=cli\n"
                  "mode=auto\nverb=refresh\n")

    def test_git(self):
        """git's get, store and erase, from the cache"""
        for verb in ("get", "store", "erase"):
            self.play([GIT_HELPER, verb], self.request(
                username="x", password=None if verb == "get" else "y"),
                cached=True, statuses=(0,))

    def test_docker(self):
        """docker's get and list, from the cache"""
        self.play([DOCKER_HELPER, "get"], self.host, cached=True)
        self.play([DOCKER_HELPER, "list"], cached=True)

    def test_token(self):
        """foundry-credential token, from the cache and with a refresh"""
        for cached in (True, False):
            self.play([CLI, "token", self.host], cached=cached,
                      statuses=range(7))

    def test_logout(self):
        """foundry-oauth logging out: what it keeps still works"""
        self.play_logout()

    def play_logout(self):
        for at in range(1, TRIES_MAX):
            self.prepare(True)
            result = self.run_program(
                [OAUTH, "logout"], f"host={self.host}\npurpose=cli\n"
                "mode=auto\nverb=logout\n",
                {"FC_FAIL_AT": str(at), "FC_FAILED_FILE": self.failed_file})
            if not os.path.exists(self.failed_file):
                return
            os.unlink(self.failed_file)
            with self.subTest(allocation=at):
                self.assertIn(result.status, (0, 1), result.err)
                self.assertNotIn("Sanitizer", result.err)
                self.home.logins()  # Python reads it
        self.fail("it never ran through")


if __name__ == "__main__":
    main()
