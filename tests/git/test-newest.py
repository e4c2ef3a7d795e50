#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What only newer versions of git do: capabilities, authtype, expiry, state,
proactive authentication.  FC_GIT is the directory of such a git."""

import os
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                os.pardir, "system"))

from harness import LoggedInTest, main  # noqa: E402

OFFER = ["capability[]=authtype", "capability[]=state"]


class NewestTest(LoggedInTest):
    """What git says to its helper is written down on the way."""
    keys = {}

    def setUp(self):
        super().setUp()
        self.home.configure(**self.keys)
        self.dialogue = os.path.join(self.scratch, "dialogue")
        self.listener = self.program(
            "listener", f'echo "verb=$1" >>{self.dialogue}\n'
            f'tee -a {self.dialogue} | git-credential-foundry "$1"\n')
        self.home.git_config(f"\thelper =\n\thelper = {self.listener}")

    def program(self, name, text):
        path = os.path.join(self.scratch, name)
        self.home.write(path, "#!/bin/sh\n" + text, mode=0o700)
        return path

    def heard(self):
        """(verb, lines) of each call since the last time."""
        with open(self.dialogue) as file:
            calls = file.read().split("verb=")[1:]
        os.unlink(self.dialogue)
        return [(call.split("\n")[0], call.split("\n")[1:-1])
                for call in calls]

    def work(self, repository):
        """Clone, commit, push, fetch."""
        self.assert_silent(self.clone(repository))
        for words in (("commit", "-q", "--allow-empty", "-m", "More"),
                      ("push", "-q"), ("fetch", "-q")):
            self.assert_silent(self.git("-C", "work", *words))

    def schemes(self):
        """How git proved who it was, and what that led to."""
        return [(entry["auth"], entry["status"])
                for entry in self.foundry.requests()
                if (entry["user_agent"] or "").startswith("git/")]

    def credential(self, verb, *lines):
        return self.git("credential", verb,
                        stdin="".join(line + "\n" for line in lines))


class AnyAuth:
    """What holds for either git_auth."""

    def setUp(self):
        super().setUp()
        self.repository = self.foundry.repository()

    def shortDescription(self):
        return f"{self.scheme}: {super().shortDescription()}"

    def assert_handed_back(self, lines, record):
        """That token, in the form that git was given."""
        self.assertEqual(
            sorted(line for line in lines if "wwwauth" not in line),
            sorted(["capability[]=authtype", "protocol=https",
                    f"host={self.host}", *self.proof(record),
                    f"password_expiry_utc={record['expires_at']}"]))

    def test_clone_push_fetch(self):
        """clone, push, fetch; what git hands back says what it was given"""
        self.work(self.repository)
        calls = self.heard()
        self.assertEqual([verb for verb, _ in calls], ["get", "store"] * 3)
        for _, lines in calls[::2]:
            self.assertEqual(lines[:2], OFFER)
            self.assertIn('wwwauth[]=Basic realm="Foundry"', lines)
        for _, lines in calls[1::2]:
            self.assert_handed_back(lines, self.home.record())
        self.assertLessEqual(set(self.schemes()),
                             {(None, 401), (self.scheme, 200)})
        self.assert_asked(refresh_token=1)

    def test_a_push_over_1_mib(self):
        """more than http.postBuffer; doctor warns where git cannot do it"""
        self.assert_silent(self.clone(self.repository))
        self.home.write(os.path.join(self.home.path, "work", "large"),
                        os.urandom(1 << 20).hex())
        self.assert_silent(self.git("-C", "work", "add", "large"))
        self.assert_silent(self.git("-C", "work", "commit", "-qm", "Large"))
        pushed = self.git("-C", "work", "push", "-q").status == 0
        warned = "http.postBuffer" in self.cli("doctor", "--offline",
                                               self.host).out
        self.assertEqual(pushed, not warned)
        self.assertTrue(pushed or self.scheme == "bearer")

    def test_store_writes_nothing(self):
        """what git hands back changes nothing on disk but the first time"""
        self.assert_good()
        self.assert_silent(self.clone(self.repository, "first"))
        before = self.home.files(), self.home.record()
        self.assert_silent(self.clone(self.repository))
        self.assertEqual((self.home.files(), self.home.record()), before)

    def test_refused(self):
        """a token that is refused is erased, and the next clone works"""
        self.assert_silent(self.clone(self.repository))
        # Died at the Foundry before its time, not lately issued.
        self.foundry.expire_access_tokens()
        self.home.change_record(issued_at=int(time.time()) - 1000)
        record = self.home.record()
        self.heard()
        result = self.clone(self.repository, "again")
        self.assertEqual(result.status, 128)
        self.assertIn("Authentication failed", result.err)
        calls = self.heard()
        self.assertEqual([verb for verb, _ in calls], ["get", "erase"])
        self.assert_handed_back(calls[1][1], record)
        self.assert_silent(self.clone(self.repository, "at last"))

    def test_another_helper_has_an_expired_one(self):
        """an expired answer of an earlier helper: ours is asked, and taken"""
        earlier = self.program("earlier", 'test "$1" != get || '
                               'printf "username=foundry\\npassword=old\\n'
                               'password_expiry_utc=1\\n'
                               'oauth_refresh_token=theirs\\n"\n')
        self.home.git_config(f"\thelper =\n\thelper = {earlier}\n"
                             f"\thelper = {self.listener}")
        self.assert_silent(self.clone(self.repository))
        self.assertIn("username=foundry", self.heard()[0][1])

    def test_another_helper_has_a_state(self):
        """state[] of another helper: passed over"""
        other = self.program("other", 'test "$1" != get || printf '
                             '"capability[]=state\\nstate[]=other:1\\n"\n')
        self.home.git_config(f"\thelper =\n\thelper = {other}\n"
                             f"\thelper = {self.listener}")
        self.assert_silent(self.clone(self.repository))
        get, store = self.heard()
        self.assertIn("state[]=other:1", store[1])

    def test_proactive(self):
        """http.proactiveAuth: the first request has the token already"""
        for value in ("auto", "basic"):
            with self.subTest(value=value):
                self.foundry.reset_stats()
                self.assert_silent(self.git(
                    "-c", f"http.proactiveAuth={value}", "clone", "-q",
                    self.repository["url"], value))
                self.assertEqual(set(self.schemes()), {(self.scheme, 200)})

    def test_a_caller_without_capabilities(self):
        """git credential fill without capabilities: name and password"""
        result = self.credential("fill", "protocol=https",
                                 f"host={self.host}")
        self.assert_answer(result)
        self.assertEqual(list(result.attributes), [
            "protocol", "host", "username", "password",
            "password_expiry_utc"])
        self.assert_silent(self.credential("approve", result.out.rstrip()))
        self.assert_refused(self.credential("reject", result.out.rstrip()))
        self.assertEqual(self.home.record()["refused"], "1")

    def test_a_caller_with_capabilities(self):
        """git credential fill as git-lfs asks, approve and reject"""
        result = self.credential(
            "fill", *OFFER, "protocol=https", f"host={self.host}",
            'wwwauth[]=Basic realm="Foundry"')
        self.assertEqual((result.status, result.err), (0, ""))
        self.assert_handed_back(result.out.splitlines(), self.home.record())
        self.assert_silent(self.credential("approve", result.out.rstrip()))
        self.assert_refused(self.credential("reject", result.out.rstrip()))
        self.assertEqual(self.home.record()["refused"], "1")

    def test_goauth(self):
        """GOAUTH=git: only the URL; all that was said is handed back"""
        result = self.credential("fill", f"url={self.foundry.url}/go/module")
        said = result.out + result.err
        self.assert_answer(result)
        for line in said.splitlines():
            self.assertIn("=", line)
        self.assertEqual((result.attributes["protocol"],
                          result.attributes["host"]), ("https", self.host))
        self.assert_silent(self.credential("approve", said.rstrip()))
        self.assert_refused(self.credential("reject", said.rstrip()))
        self.assertEqual(self.home.record()["refused"], "1")


class Basic(AnyAuth, NewestTest):
    scheme = "basic"

    def proof(self, record):
        return ["username=foundry", f"password={record['access_token']}"]


class Bearer(AnyAuth, NewestTest):
    keys = {"git_auth": "bearer"}
    scheme = "bearer"

    def test_requests(self):
        """one request without the token, and then it is sent with each"""
        self.assert_silent(self.clone(self.repository))
        schemes = self.schemes()
        self.assertEqual(schemes[0], (None, 401))
        self.assertEqual(set(schemes[1:]), {("bearer", 200)})

    def proof(self, record):
        return ["authtype=Bearer", f"credential={record['access_token']}",
                "ephemeral=1"]

    def test_helpers_that_store(self):
        """git's store and cache, asked before ours, keep nothing of it"""
        self.addCleanup(self.git, "credential-cache", "exit")
        self.home.git_config("\thelper =\n\thelper = store\n"
                             f"\thelper = cache\n\thelper = {self.listener}")
        self.assert_silent(self.clone(self.repository))
        self.assertFalse(os.path.exists(
            os.path.join(self.home.path, ".git-credentials")))
        self.assert_silent(self.git("credential-cache", "get",
                                    stdin="\n".join(OFFER) + "\n" +
                                    self.request()))


class Typed(NewestTest):
    """token = static: what a person types for git is kept, by either way."""

    def keep(self, git_auth):
        self.home.configure(token="static", git_auth=git_auth)
        repository = self.foundry.repository()
        token = self.foundry.user_token()
        self.secrets.add(token)
        terminal = self.on_terminal(["git", "clone", "-q", repository["url"],
                                     "typed"], stderr=subprocess.STDOUT)
        terminal.expect("Username for ")
        terminal.type("jdoe\n")
        terminal.expect("Password for ")
        terminal.type(token + "\n")
        self.assertEqual(terminal.end().status, 0)
        self.foundry.reset_stats()
        self.work(repository)
        self.assertLessEqual(set(self.schemes()),
                             {(None, 401), (git_auth, 200)})
        with open(self.home.file("tokens")) as file:
            self.assertEqual(file.read().count(token), 1)
        self.foundry.revoke_all()
        self.assertEqual(self.clone(repository, "refused").status, 128)
        self.assert_silent(self.helper("get"))

    def test_basic(self):
        """typed once, answered, and gone when refused"""
        self.keep("basic")

    def test_bearer(self):
        """the same with git_auth = bearer"""
        self.keep("bearer")


class NotInteractive(NewestTest):
    def test_nobody_is_asked(self):
        """credential.interactive = false on a terminal: no login, no prompt"""
        os.unlink(self.home.logins_file)
        terminal = self.on_terminal(
            ["git", "-c", "credential.interactive=false", "clone", "-q",
             self.foundry.repository()["url"], "work"],
            stderr=subprocess.STDOUT)
        result = terminal.end()
        self.assertEqual(result.status, 128)
        self.assertEqual(terminal.shown, "")
        self.assertIn("credential.interactive", result.out)
        self.assertIn(f"run: foundry-credential login {self.host}\n",
                      result.out)
        self.assert_asked()


class Capabilities(NewestTest):
    def test_the_git_under_test_has_them(self):
        """ours are among those of git credential capability"""
        git = self.git("credential", "capability")
        ours = self.helper("capability", "")
        self.assertIn("capability authtype\n", ours.out)
        self.assertLessEqual(set(ours.out.splitlines()),
                             set(git.out.splitlines()))


if __name__ == "__main__":
    main()
