#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""All three programs at once: one refresh for all, one login for all."""

import json
import os
import signal

from harness import (CLI, DOCKER_HELPER, GIT_HELPER, PATIENCE_S, WAITED,
                     LoggedInTest, SystemTest, main)

COUNT = 200
PASTE = "Paste here: "


class Mixed(SystemTest):
    """What git, docker and the command are asked, and how they answer."""

    def start_mixed(self, kinds, count, env=None):
        """So many processes, of each kind in turn: [(kind, process)]."""
        questions = {"git": ([GIT_HELPER, "get"], self.request()),
                     "docker": ([DOCKER_HELPER, "get"], self.host),
                     "cli": ([CLI, "token", self.host], "")}
        return [(kind, self.start_program(*questions[kind], env))
                for kind in (kinds[number % len(kinds)]
                             for number in range(count))]

    def foundry_oauth_of(self, process):
        path = f"/proc/{process.pid}/task/{process.pid}/children"
        with open(path) as file:
            return int(file.read().split()[0])

    def finish_mixed(self, started):
        return [(kind, self.finish(process)) for kind, process in started]

    def assert_answers(self, results):
        """All have the same good token, and nothing was said."""
        tokens = {self.token_of(kind, result) for kind, result in results}
        self.assertEqual(len(tokens), 1)
        self.assertEqual(self.foundry.me(tokens.pop()), "jdoe")

    def token_of(self, kind, result):
        self.assertEqual(result.status, 0, result.err)
        self.assertRegex(result.err, WAITED, kind)
        return {"git": lambda out: result.attributes["password"],
                "docker": lambda out: json.loads(out)["Secret"],
                "cli": str.strip}[kind](result.out)

    def assert_login_needed(self, results):
        """Each says so in one message, and git goes on without."""
        for kind, result in results:
            name = {"git": GIT_HELPER, "docker": DOCKER_HELPER,
                    "cli": CLI}[kind]
            self.assertEqual(result.status, {"git": 0, "docker": 1,
                                             "cli": 3}[kind])
            self.assertNotIn("password=", result.out)
            self.assert_message(result, "login needed",
                                f"foundry-credential login {self.host}",
                                program=os.path.basename(name))


class Refreshed(Mixed, LoggedInTest):
    def at_once(self, **settings):
        self.foundry.set(**settings)
        self.assert_good()
        self.home.expire_record()
        self.foundry.reset_stats()
        self.fault(delay=1)
        self.assert_answers(self.finish_mixed(
            self.start_mixed(("git", "docker", "cli"), COUNT)))
        self.assert_asked(refresh_token=1)

    def test_expired(self):
        """200 of git, docker and command, expired token: one request"""
        self.at_once()

    def test_expired_strict(self):
        """the same where a refresh token works exactly once"""
        self.at_once(strict_rotation=True)

    def test_holder_killed(self):
        """the holder killed with its foundry-oauth: the next goes on"""
        self.fault(stall=PATIENCE_S)
        first = self.start_program([GIT_HELPER, "get"], self.request())
        waiting = []
        try:
            self.wait_until(lambda: self.grants().get("refresh_token"))
            child = self.foundry_oauth_of(first)
            waiting = self.start_mixed(("git", "docker", "cli"), 9)
        finally:
            first.kill()
            os.kill(child, signal.SIGKILL)
        self.finish(first)
        self.assert_answers(self.finish_mixed(waiting))
        self.assert_asked(refresh_token=2)

    def test_waiting_is_explained(self):
        """after 5 seconds who waits is told for whom, and since when"""
        self.fault(hold="before")
        first = self.start_program([GIT_HELPER, "get"], self.request())
        self.wait_until_asked()
        holder = self.foundry_oauth_of(first)
        waiting = self.start_mixed(("git", "cli"), 2)
        said = [process.stderr.readline() for _, process in waiting]
        self.foundry.release()
        password = self.finish(first).attributes["password"]
        for line in said:
            self.assertRegex(
                line.decode(), rf"^\S+: {self.host}: waiting: process "
                rf"{holder} has been refreshing its token for \d+ "
                r"seconds\n$")
        for kind, result in self.finish_mixed(waiting):
            self.assertIn(password, result.out)
            self.assertEqual(result.err, "")
        self.assert_asked(refresh_token=1)


class OneLogin(Mixed):
    """No login yet, one login open, and everybody asks."""

    def setUp(self):
        super().setUp()
        self.home.configure()
        self.opened = os.path.join(self.scratch, "opened")
        recorder = os.path.join(self.scratch, "browser")
        self.home.write(recorder, f'#!/bin/sh\necho "$1" >>{self.opened}\n',
                        mode=0o700)
        self.browser_env = {"BROWSER": recorder}
        self.login = self.on_terminal([CLI, "login", self.host],
                                      env=self.browser_env)
        self.url = self.login.url()
        self.login.expect(PASTE)

    def tabs(self):
        self.wait_until(lambda: os.path.exists(self.opened))
        with open(self.opened) as file:
            return len(file.read().splitlines())

    def start_all(self):
        """Those who may not wait, and those who may: they have a desktop."""
        refused = self.start_mixed(("git", "docker", "cli"), COUNT // 2,
                                   self.browser_env)
        waiting = self.start_mixed(("git", "cli"), COUNT // 2,
                                   {**self.browser_env, "DISPLAY": ":0"})
        # While the login is still open.
        self.assert_login_needed(self.finish_mixed(refused))
        self.assertIsNone(self.login.process.poll())
        self.assertEqual([kind for kind, process in waiting
                          if process.poll() is not None], [])
        return waiting

    def test_it_ends_well(self):
        """200 and one login: who may wait gets its token, one tab"""
        waiting = self.start_all()
        self.assertEqual(self.foundry.browse(self.url).status, 200)
        self.assertEqual(self.login.end().status, 0)
        self.assert_answers(self.finish_mixed(waiting))
        self.assert_asked(authorization_code=1)
        self.assertEqual(self.tabs(), 1)

    def test_it_is_cancelled(self):
        """200 and a login that is cancelled: all end, no second tab"""
        waiting = self.start_all()
        self.login.press(b"\x03")
        self.assertEqual(self.login.end().status, 5)
        self.assert_login_needed(self.finish_mixed(waiting))
        self.assert_asked()
        self.assertEqual(self.tabs(), 1)

    def test_it_is_cancelled_meanwhile(self):
        """cancelled while another is on its way to it: no second tab"""
        asked, answer = (os.path.join(self.scratch, name)
                         for name in ("asked", "answer"))
        self.home.write(os.path.join(self.scratch, "git"), "#!/bin/sh\n"
                        f">{asked}\nuntil test -e {answer}; do sleep 0.02; "
                        "done\nexit 1\n", mode=0o700)
        path = self.scratch + ":" + self.home.environment["PATH"]
        late = self.start_mixed(("cli",), 1, {
            **self.browser_env, "DISPLAY": ":0", "PATH": path})
        self.wait_until(lambda: os.path.exists(asked))
        self.login.press(b"\x03")
        self.assertEqual(self.login.end().status, 5)
        self.home.write(answer, "")
        self.assert_login_needed(self.finish_mixed(late))
        self.assertEqual(self.tabs(), 1)

    def test_waiting_is_explained(self):
        """after 5 seconds who waits for a login is told for whose"""
        waiting = self.start_mixed(("git", "cli"), 2,
                                   {**self.browser_env, "DISPLAY": ":0"})
        holder = self.foundry_oauth_of(self.login.process)
        told = (rf"^\S+: {self.host}: waiting: process {holder} "
                rf"has had its login open for \d+ "
                r"seconds\n$")
        for _, process in waiting:
            self.assertRegex(process.stderr.readline().decode(), told)
        self.assertEqual(self.foundry.browse(self.url).status, 200)
        self.assertEqual(self.login.end().status, 0)
        for _, result in self.finish_mixed(waiting):
            self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(self.tabs(), 1)


if __name__ == "__main__":
    main()
