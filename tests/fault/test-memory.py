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
os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=1")
sys.path.insert(0, os.path.join(HERE, "..", "system"))

from aftermath import AftermathTest  # noqa: E402
from harness import (BIN, CLI, DOCKER_HELPER, GIT_HELPER,  # noqa: E402
                     KEYRING, main)

OAUTH = os.path.join(BIN, "foundry-oauth")


class Memory(AftermathTest):
    def play(self, argv, stdin="", cached=False, statuses=(0, 1),
             program=None, step=1):
        failed = answered = 0
        for env in self.allocations(program or os.path.basename(argv[0]),
                                    step):
            self.prepare(cached)
            result = self.run_program(argv, stdin, env)
            if not self.has_failed():
                break
            failed += 1
            if failed % 25 == 0:
                print(f"# {failed}", flush=True)
            answered += result.status == 0 and bool(result.out)
            with self.subTest(allocation=env["FC_FAIL_AT"]):
                self.assertIn(result.status, statuses, result.err)
                self.assertNotIn("Sanitizer", result.err)
                self.assertLessEqual(len(result.err.splitlines()), 3,
                                     result.err)
                self.check_login(requests=3)
        self.assertEqual(result.status, 0, result.err)
        self.assertGreater(failed, 0)
        print(f"# {failed} allocations, {answered} answered all the same, "
              f"{len(self.seen)} states", flush=True)

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

    def test_keyring(self):
        """keyring's get, from the cache"""
        self.play([KEYRING, "--mode=creds", "--output=json", "get",
                   self.host], cached=True)

    def test_token(self):
        """foundry-credential token, from the cache and with a refresh"""
        for cached in (True, False):
            self.play([CLI, "token", self.host], cached=cached,
                      statuses=range(7))

    def test_asking(self):
        """foundry-credential told by foundry-oauth that it has no memory"""
        # Where in it hardly matters; test_refresh has them all.
        self.play([CLI, "token", self.host], statuses=range(7),
                  program="foundry-oauth", step=5)

    def test_logout(self):
        """foundry-oauth logging out: what it keeps still works"""
        for env in self.allocations("foundry-oauth"):
            self.prepare(True)
            result = self.run_program(
                [OAUTH, "logout"], f"host={self.host}\npurpose=cli\n"
                "mode=auto\nverb=logout\n", env)
            if not self.has_failed():
                return
            with self.subTest(allocation=env["FC_FAIL_AT"]):
                self.assertIn(result.status, (0, 1), result.err)
                self.assertNotIn("Sanitizer", result.err)
                self.home.logins()  # Python reads it


if __name__ == "__main__":
    main()
