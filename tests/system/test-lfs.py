#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""git-lfs, which asks for credentials by git: a service that answers 401 to a
good token costs neither the token nor the push."""

import hashlib
import os
import shutil

from harness import LoggedInTest, main
from needed import missing

TYPE = "application/vnd.git-lfs+json"


class Locks(LoggedInTest):
    def setUp(self):
        super().setUp()
        self.assertEqual(missing("git-lfs"), [])
        repository = self.foundry.repository(files={"a": "b"})
        self.assert_silent(self.clone(repository))
        self.work = os.path.join(self.home.path, "work")
        path = repository["url"].removeprefix(self.foundry.url)
        for base in (path, path + ".git"):
            self.serve(base + "/info/lfs")
        for words in (("lfs", "install", "--local"), ("lfs", "track", "*.x")):
            self.assertEqual(self.git(*words, cwd=self.work).status, 0)

    def serve(self, base):
        """401 for locks, whatever the token; of the file all is there."""
        self.foundry.fault(
            base + "/locks/verify", times=None, status=401, content_type=TYPE,
            headers={"WWW-Authenticate": "Basic realm=lfs"},
            json={"message": "no"})
        self.foundry.fault(
            base + "/objects/batch", times=None, status=200,
            content_type=TYPE, json={"transfer": "basic", "objects": [
                {"oid": hashlib.sha256(b"data").hexdigest(), "size": 4}]})

    def push(self, env=None):
        with open(os.path.join(self.work, "one.x"), "w") as file:
            file.write("data")
        for words in (("add", "-A"), ("commit", "-qm", "one"),
                      ("push", "-q", "origin", "HEAD")):
            result = self.git(*words, cwd=self.work, env=env)
            self.assertEqual(result.status, 0, result.err)
        return result

    def test_push(self):
        """it ends, the file is pushed, and one refresh is the price"""
        result = self.push()
        self.assertIn("refused the same token again and again", result.err)
        self.assertLess(result.err.count("refused the token"), 13)
        self.assert_asked(refresh_token=2)
        self.assert_good()
        self.assert_silent(self.git("fetch", "-q", cwd=self.work))
        self.assert_asked(refresh_token=2)

    def test_push_without_a_refresh_token(self):
        """then no newer token can be had, and the one that lives stays"""
        token = self.home.record()["access_token"]
        os.unlink(self.home.logins_file)
        self.push()
        self.assertEqual(self.home.record()["access_token"], token)
        self.assert_asked(refresh_token=1)

    def test_push_with_a_token_of_the_environment(self):
        """it ends, and the next one has the token again"""
        token = self.foundry.user_token()
        self.secrets.add(token)
        env = {"FOUNDRY_TOKEN": token, "FOUNDRY_HOSTNAME": self.host}
        shutil.rmtree(self.home.foundry_home)
        result = self.push(env)
        self.assertIn(f"git-credential-foundry: {self.host} has refused "
                      "FOUNDRY_TOKEN again and again", result.err)
        self.assertLess(result.err.count("refused FOUNDRY_TOKEN"), 13)
        self.assert_silent(self.git("fetch", "-q", cwd=self.work, env=env))
        self.assert_asked(refresh_token=1)
        self.assertEqual(self.home.files(), [
            "home/.foundry/lock/" + self.host,
            f"run/foundry-credential/{self.host}",
            f"run/foundry-credential/{self.host}.notes"])

    def test_push_with_a_stored_token(self):
        """that one is forgotten when it is refused, and git has nobody to
        ask: it ends"""
        self.home.configure(git_token="static")
        token = self.foundry.user_token()
        self.secrets.add(token)
        self.assert_silent(self.cli("store", "--token-stdin", self.host,
                                    stdin=token))
        with open(os.path.join(self.work, "one.x"), "w") as file:
            file.write("data")
        self.git("add", "-A", cwd=self.work)
        self.git("commit", "-qm", "one", cwd=self.work)
        result = self.git("push", "-q", "origin", "HEAD", cwd=self.work,
                          env={"GIT_TERMINAL_PROMPT": "0"})
        self.assertEqual(result.status, 1)
        self.assertIn("could not read Username", result.err)


if __name__ == "__main__":
    main()
