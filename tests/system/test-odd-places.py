#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A pipe, a directory or a socket in the place of each file of ours: nothing
waits for it, the answer is given where it can be, else the file is named; and
doctor names every one."""

import json
import os
import shutil
import socket

from harness import (BIN, CLI, CONFIDENTIAL_CLIENT, DOCKER_HELPER,
                     GIT_HELPER, LoggedInTest, main)

HELPER = os.path.join(BIN, "git-credential-foundry")


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(path)


TOKEN = r"\bey[\w-]+\.\w"
KINDS = {"pipe": os.mkfifo, "directory": os.mkdir, "socket": make_socket}


class OddTest(LoggedInTest):
    house_rules = False  # odd files are left on purpose

    def setUp(self):
        super().setUp()
        self.home.environment["CI"] = "1"  # nobody logs in

    def place(self, kind, path):
        """In place of whatever is there."""
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.unlink(path)
        # A socket's name is short; it is made elsewhere.
        made = os.path.join(self.scratch, "odd")
        KINDS[kind](made)
        os.rename(made, path)

    def begin(self):
        """Logged in, and a token cached that must be renewed."""
        shutil.rmtree(self.home.foundry_home)
        run = os.path.join(self.home.run, "foundry-credential")
        if os.path.isdir(run):
            shutil.rmtree(run)
        elif os.path.lexists(run):
            os.unlink(run)
        self.home.configure()
        self.secrets.add(self.home.log_in())
        self.assert_good()
        self.home.expire_record()
        self.foundry.reset_stats()

    def each(self, paths, check, kinds=tuple(KINDS)):
        """Of each kind; a name with a "/" is a directory's already."""
        for name, path in paths.items():
            for kind in kinds:
                if kind == "directory" and name.endswith("/"):
                    continue
                with self.subTest(file=name, kind=kind):
                    self.begin()
                    self.place(kind, path)
                    check(path)

    # What may be in the way

    def places(self):
        run = self.home.record_file()
        home = self.home.file
        return {
            "record": run, "notes": run + ".notes",
            "records/": os.path.dirname(run),
            "draft of the record": os.path.join(
                os.path.dirname(run), f".{self.host}.new"),
            "used": home(f"used/{self.host}"), "used/": home("used"),
        }

    def needed(self):
        home = self.home.file
        return {
            "oauth": home("oauth"), "config": home("config"),
            "lock": home(f"lock/{self.host}"), "lock/": home("lock"),
            "lock/vault": home("lock/vault"), "tokens": home("tokens"),
        }


class OddFiles(OddTest):
    def ask_all(self, check):
        """Each program asks; check(result, program)."""
        for argv, stdin in (([CLI, "token", self.host], ""),
                            ([GIT_HELPER, "get"], self.request()),
                            ([DOCKER_HELPER, "get"], self.host)):
            check(self.run_program(argv, stdin), os.path.basename(argv[0]))

    def test_answered_without(self):
        """a record is no record, and what only informs is not missed"""
        def is_answered(result, program):
            self.assertEqual(result.status, 0, result.err)
            self.assertRegex(result.out, TOKEN, program)

        def check(_):
            self.ask_all(is_answered)
            self.assertTrue(self.foundry.alive(self.home.saved_token()))
            self.assertEqual(self.cli("status", self.host).status, 0)
            self.assertEqual(self.cli("whoami", self.host).out, "jdoe\n")
            self.assertEqual(self.cli("refresh", self.host).status, 0)
        self.each(self.places(), check)

    def test_said_that_it_is_not_cached(self):
        run = self.home.record_file()
        for path in (run, os.path.dirname(run)):
            with self.subTest(path=path):
                self.begin()
                shutil.rmtree(os.path.dirname(run))
                self.place("directory" if path == run else "pipe", path)
                result = self.token()
                self.assertEqual(result.status, 0)
                self.assertRegex(result.err, f"not cached.*{path}")

    def test_a_pipe_gives_way_to_the_record(self):
        for kind in ("pipe", "socket"):
            self.begin()
            self.place(kind, self.home.record_file())
            token = self.assert_good()
            self.assertEqual(self.home.record()["access_token"], token)

    def test_needed(self):
        """what cannot be done without is named, and nothing is sent"""
        def check(path):
            def is_refused(result, program):
                self.assertNotRegex(result.out, TOKEN, program)
                self.assertIn(path, result.err + result.out)
            self.ask_all(is_refused)
            self.assert_failed(self.token(), 6, path)
            self.assert_asked()
        self.each(self.needed(), check)

    def test_a_living_token_is_answered(self):
        """a lock that is none keeps nobody from a token that still lives"""
        def check(path):
            now = self.home.record()
            self.home.change_record(expires_at=int(now["expires_at"]) + 31)
            result = self.token()
            self.assertEqual(result.status, 0, result.err)
            self.assertIn(path, result.err)
        self.each({name: path for name, path in self.needed().items()
                   if name.startswith("lock")}, check)

    def test_every_verb_ends(self):
        """none waits, whatever is in the way"""
        verbs = (["logout"], ["erase"], ["store"], ["list"], ["status"],
                 ["doctor", "--offline"], ["refresh"], ["whoami"],
                 ["exec", "--", "true"], ["setup", self.host, "--git"],
                 ["setup", "--undo", self.host])
        backup = self.home.file(f"setup/{self.host}.git")

        def check(_):
            for words in verbs:
                result = self.cli(*words, stdin=self.request(password="x"))
                self.assertNotEqual(result.status, 1 if words[0] != "doctor"
                                    else -1, result.err)
        self.each({**self.places(), **self.needed(), "backup": backup},
                  check, kinds=("pipe",))

    def test_logout(self):
        """in place of a record there is nothing to forget"""
        def check(_):
            result = self.cli("logout", self.host)
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertIsNone(self.home.saved_token())
        self.each(self.places(), check)

    def test_client_secret(self):
        """HOST.secret, which setup writes"""
        path = self.home.file(f"{self.host}.secret")

        def check(_):
            self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                                grant="client_credentials",
                                client_secret_file=path)
            self.assert_failed(self.token(), 6, path)
        self.each({"secret": path}, check)

    def test_configuration_of_git_and_docker(self):
        """theirs is named by setup; doctor and status are not held up"""
        docker = os.path.join(self.home.path, ".docker", "config.json")
        for option, path in (
                ("--git", self.home.environment["GIT_CONFIG_GLOBAL"]),
                ("--docker", docker)):
            for kind in KINDS:
                with self.subTest(file=path, kind=kind):
                    self.place(kind, path)
                    result = self.cli("setup", self.host, option,
                                      "--registry", "registry.test")
                    self.assert_failed(result, 6, path)
                    self.cli("doctor", "--offline")
                    self.cli("status", self.host)


class Doctor(OddTest):
    """Each is named, with what to do."""

    def complaints(self):
        result = self.cli("doctor", "--offline", "--json")
        return [found for found in json.loads(result.out)["checks"]
                if found["status"] == "wrong"]

    def test_named(self):
        home = self.home.file
        places = {**self.places(), **self.needed(),
                  "draft": home(f".oauth.{self.host}.new"),
                  "kept": home(f".oauth.{self.host}.kept"),
                  "backup": home(f"setup/{self.host}.git"),
                  "cache/": home("cache"),
                  "record in the home": home(f"cache/{self.host}")}
        for kind in KINDS:
            self.play(kind, [path for name, path in places.items()
                             if not name.endswith("/")])
        self.play("pipe", [path for name, path in places.items()
                           if name.endswith("/")])

    def play(self, kind, paths):
        """All of them are in the way at once."""
        self.begin()
        for path in paths:
            self.place(kind, path)
        complaints = self.complaints()
        for path in paths:
            with self.subTest(kind=kind, path=path):
                found = [one for one in complaints
                         if one["text"].startswith(path + " ")]
                self.assertTrue(found)
                self.assertIn(path, found[0]["cure"])


class Login(OddTest):
    """What a login could not be saved in is found out before the person is
    asked."""

    def test_before_the_person_is_asked(self):
        home = self.home.file
        places = {"oauth": home("oauth"), "lock/": home("lock"),
                  "lock": home(f"lock/{self.host}"),
                  "lock/vault": home("lock/vault"),
                  "draft": home(f".oauth.{self.host}.new"),
                  "kept": home(f".oauth.{self.host}.kept")}

        def check(path):
            passing = path in (places["draft"], places["kept"])
            if passing and not os.path.isdir(path):
                return  # it is removed
            terminal = self.on_terminal([CLI, "login", self.host,
                                         "--console", "--reauth"])
            result = terminal.end()
            self.assertEqual(result.status, 6, terminal.shown)
            self.assertNotIn("https://", terminal.shown)
            self.assertIn(path if passing else self.home.foundry_home,
                          terminal.errors())
        self.each(places, check)

    def test_without_a_refresh_token(self):
        """the access record is all that is kept then"""
        run = self.home.record_file()

        def check(path):
            self.home.configure(scopes="api:read-data")
            terminal = self.on_terminal([CLI, "login", self.host,
                                         "--console", "--reauth"])
            if path == run and not os.path.isdir(run):
                terminal.expect("authorization code: ")
                return terminal.cancel()
            self.assertEqual(terminal.end().status, 6)
            self.assertNotIn("https://", terminal.shown)
            self.assertIn(path, terminal.errors())
        self.each({"record": run, "records/": os.path.dirname(run)}, check)

    def test_with_a_refresh_token(self):
        """it is not: the login is saved, and that nothing is cached is
        said"""
        def check(path):
            result = self.cli("login", self.host, "--reauth", env={
                "BROWSER": self.browser()})
            self.assertEqual(result.status, 0, result.err)
            self.assertTrue(self.foundry.alive(self.home.saved_token()))
        self.each({"record": self.home.record_file(), "records/":
                   os.path.dirname(self.home.record_file())}, check)


del OddTest

if __name__ == "__main__":
    main()
