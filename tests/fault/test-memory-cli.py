#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each allocation of what a person types finds no memory once: it says so,
and nothing is lost or half written."""

import json
import os
import re
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
from aftermath import AftermathTest  # noqa: E402
from harness import main, slowly  # noqa: E402

FAILING = os.path.join(os.environ.get("top_builddir", "."), "tests", "fault",
                       "failing")
CLI = os.path.join(FAILING, "foundry-credential")


def helpers(text):
    """Of docker's file: the entries, of which none may go."""
    return json.loads(text)["credHelpers"].items()


class MemoryTest(AftermathTest):
    def setUp(self):
        super().setUp()
        self.registry = "registry.test"
        with open(self.home.config_file, "a") as file:
            file.write(f"[{self.registry}]\nfoundry = {self.host}\n")
        self.docker_file = os.path.join(self.home.path, ".docker",
                                        "config.json")
        self.home.write(self.docker_file, '{"credHelpers":{"a.test":"pass"},'
                        '"auths":{"other.test":{"auth":"eDp5"}}}')
        self.files = {path: None for path in (
            self.home.config_file, self.home.logins_file, self.docker_file,
            self.home.environment["GIT_CONFIG_GLOBAL"])}

    def contents(self):
        found = {}
        for path in self.files:
            with open(path) as file:
                found[path] = file.read()
        return found

    def play(self, *words, step=1, **run):
        """Of the command, and of the foundry-oauth that it may start."""
        # First, as what it has found out once need not be asked again.
        of_oauth = self.play_in("foundry-oauth", words, step=step, **run)
        failed = self.play_in("foundry-credential", words, **run)
        self.assertGreater(failed, 0)
        print(f"# {words[0]}: {failed} allocations, {of_oauth} of "
              "foundry-oauth", flush=True)

    def play_in(self, program, words, prepare=None, check=None, stdin="",
                env=None, lines=3, step=1):
        failed = 0
        for failing in self.allocations(program, step):
            prepare and prepare()
            result = self.run_program([CLI, *words], stdin,
                                      {**failing, **(env or {})})
            if not self.has_failed():
                break
            failed += 1
            if failed % 25 == 0:
                print(f"# {failed}", flush=True)
            with self.subTest(words=words, program=program,
                              allocation=failing["FC_FAIL_AT"]):
                self.assertIn(result.status, range(7), result.err)
                self.assertNotIn("Sanitizer", result.err)
                self.assertLessEqual(len(result.err.splitlines()), lines)
                if result.status and words[0] != "doctor":
                    self.assertRegex(result.err, "^foundry-credential: ")
                check and check()
        self.assertIn(result.status, (0, 1), result.err)
        return failed


class Looking(MemoryTest):
    def test_looking(self):
        """status, list, doctor, whoami, get, exec: what lies there stays"""
        self.assert_good()
        before = self.contents()

        def check():
            self.assertEqual(self.contents(), before)
        for words in (("status", self.host), ("status", self.host, "--json"),
                      ("list",), ("list", "--json"),
                      ("doctor", self.host, "--offline"),
                      ("doctor", self.host, "--offline", "--json"),
                      ("whoami", self.host),
                      ("get", self.host, "--format=json"),
                      ("exec", self.host, "--", "true")):
            self.play(*words, check=check)

    def test_get_from_stdin(self):
        self.assert_good()
        self.play("get", stdin=self.request())


class Changing(MemoryTest):
    def test_refresh(self):
        def check():
            self.assertTrue(self.foundry.alive(self.home.saved_token()))
        # test-memory.py has all of foundry-oauth's.
        self.play("refresh", self.host, check=check, step=5)

    def test_store_and_erase(self):
        self.home.configure(token="static")
        self.play("store", "--token-stdin", self.host, stdin="p.q.r\n")
        self.play("erase", stdin=self.request(password="p.q.r"))

    def test_setup(self):
        """setup and undo: each file as it was or as it will be"""
        before = self.contents()
        words = ("setup", self.host, "--client-id", "x" * 32, "--git",
                 "--docker", "--registry", "new.test")
        plain = self.cli(*words)
        self.assertEqual(plain.status, 0, plain.err)
        after = self.contents()
        self.assertEqual(self.cli("setup", "--undo", self.host).status, 0)
        self.assertEqual(self.contents(), before)

        def prepare():
            for path, text in before.items():
                with open(path, "w") as file:
                    file.write(text)

        def check():
            for path, text in self.contents().items():
                if path == self.docker_file:
                    self.assertLessEqual(helpers(before[path]),
                                         helpers(text))
                    continue
                self.assertIn(self.neutral(text), (
                    self.neutral(before[path]), self.neutral(after[path])))
            self.assertEqual([name for path in self.files for name in
                              os.listdir(os.path.dirname(path))
                              if name.endswith((".new", ".lock"))], [])
        self.play(*words, prepare=prepare, check=check)
        prepare()
        self.assertEqual(self.cli(*words).status, 0)
        self.play("setup", "--undo", self.host, check=check)

    @staticmethod
    def neutral(text):
        """The helper's path is another one in each build."""
        return re.sub(r"\S*/git-credential-foundry", "HELPER", text)

    def test_login(self):
        """login: the one before it lives, or the new one does"""
        self.home.configure(login_timeout=slowly(3))

        def check():
            self.assertTrue(self.foundry.alive(self.home.saved_token()))
        # Most are those of a refresh: test-memory.py.
        self.play("login", self.host, "--reauth", check=check, step=2,
                  lines=12, env={"BROWSER": self.browser()})


if __name__ == "__main__":
    main()
