#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A late answer is saved.  The caller leaves when its time is over, or is
killed; the server has rotated the token and takes the old one no more."""

import os
import signal
import subprocess

from harness import (CLI, DOCKER_HELPER, GIT_HELPER, LoggedInTest, is_free,
                     main)


class LateTest(LoggedInTest):
    def setUp(self):
        super().setUp()
        self.foundry.set(refresh_grace=0, strict_rotation=True)
        self.lock = self.home.file("lock/" + self.host)

    def is_saved(self):
        return self.home.saved_token() not in (None, self.saved)

    def is_free(self):
        return is_free(self.lock)

    def holder(self):
        """What the lock says of its holder."""
        with open(self.lock) as file:
            work, pid, _ = file.read().split()
        return work, int(pid)

    def assert_came(self, requests=1):
        """Saved in the end, and nothing was sent twice."""
        self.wait_until(self.is_saved)
        self.wait_until(self.is_free)
        self.assert_good()
        self.assert_asked(refresh_token=requests)
        self.home.expire_record()
        self.assert_good()
        self.assertEqual([name for name in self.home.files()
                          if "oauth." in name], [])


class CallersLimit(LateTest):
    def docker(self):
        return self.run_program([DOCKER_HELPER, "get"], self.host)

    def assert_left(self, process, status, *said):
        """It has ended, and so has all that it says, while foundry-oauth
        goes on under the lock."""
        result = self.finish(process)
        self.assertFalse(self.is_saved())
        self.assertFalse(self.is_free())
        self.assertEqual(result.status, status, result.err)
        for text in said:
            self.assertIn(text, result.err)
        work, pid = self.holder()
        self.assertEqual(work, "refresh")
        os.kill(pid, 0)
        return result

    def test_docker(self):
        """docker get leaves after 5 seconds; the token comes after 8"""
        self.fault(delay=8)
        process = self.start_program([DOCKER_HELPER, "get"], self.host)
        result = self.assert_left(process, 1, "no complete answer within 5 s")
        self.assertEqual(result.out,
                         "credentials not found in native keychain\n")
        self.assert_came()

    def test_network_timeout(self):
        """past network_timeout, for git, the command and its verbs"""
        self.home.configure(network_timeout=1)
        for status, argv in ((0, [GIT_HELPER, "get"]),
                             (4, [CLI, "token", self.host]),
                             (4, [CLI, "refresh", self.host]),
                             (4, [CLI, "exec", self.host, "--", "true"])):
            with self.subTest(argv=argv):
                self.saved = self.home.log_in()
                if os.path.exists(self.home.record_file()):
                    os.unlink(self.home.record_file())
                self.foundry.reset_stats()
                self.fault(delay=3)
                process = self.start_program(argv, self.request())
                self.assert_left(process, status,
                                 "no complete answer within 1 s")
                self.assert_came()

    def test_peace(self):
        """who asks meanwhile for docker is answered at once, until the token
        has come"""
        self.fault(delay=9)
        self.docker()
        result = self.docker()
        self.assertEqual(result.status, 1)
        self.assertIn("could not be reached", result.err)
        self.assertFalse(self.is_saved())
        self.wait_until(self.is_saved)
        self.wait_until(self.is_free)
        result = self.docker()
        self.assertEqual((result.status, result.err), (0, ""))
        self.assert_asked(refresh_token=1)

    def test_who_waits(self):
        """who waits behind it takes what it brings"""
        self.fault(delay=8)
        self.docker()
        waiting = [self.start_program([GIT_HELPER, "get"], self.request())
                   for _ in range(3)]
        for process in waiting:
            self.assert_answer(self.finish(process))
        self.assert_came()

    def test_dead_on_arrival(self):
        """a token that has expired before it came serves nobody"""
        self.foundry.set(access_token_lifetime=6)
        self.fault(delay=8)
        self.docker()
        process = self.start_program([GIT_HELPER, "get"], self.request())
        self.assertIn("password=", self.finish(process).out)
        self.assert_asked(refresh_token=2)

    def test_logout_waits(self):
        """logout waits for what comes, and revokes that"""
        self.fault(delay=8)
        self.docker()
        result = self.cli("logout", self.host)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assert_asked(refresh_token=1)
        self.assertEqual(self.foundry.stats()["grants_alive"], 0)
        self.assertFalse(os.path.exists(self.home.record_file()))
        self.assertIsNone(self.home.saved_token())

    def test_living_token(self):
        """a token that lives is answered; exec's command gets no child that
        it does not know"""
        self.home.configure(network_timeout=1)
        token = self.assert_good()
        self.saved = self.home.saved_token()
        self.home.expire_record(ago=-30)
        self.foundry.reset_stats()
        self.fault(delay=4)
        script = ('echo "$FOUNDRY_TOKEN"; cat /proc/$$/task/$$/children; '
                  'exec 3>&-')
        process = self.start_program(
            [CLI, "exec", self.host, "--", "sh", "-c", script])
        result = self.assert_left(process, 0)
        shown = result.out.split()
        self.assertEqual(shown[0], token)
        for pid in shown[1:]:  # cat itself
            self.assertFalse(os.path.exists(f"/proc/{pid}"))
        self.assert_came()

    def test_dead_login(self):
        """a refusal that comes late ends the login, and nothing more is
        sent"""
        self.home.configure(network_timeout=1)
        self.foundry.revoke_all()
        self.fault(delay=3)
        self.assert_failed(self.token(), 4, "no complete answer")
        self.wait_until(self.is_free)
        self.assertIsNone(self.home.saved_token())
        self.assert_asked(refresh_token=1)
        self.assert_failed(self.token(), 3)

    def test_not_sent(self):
        """nothing sent: nothing to wait for"""
        self.home.configure(network_timeout=1,
                            token_uri="https://10.255.255.1/token")
        self.home.log_in(token_uri="https://10.255.255.1/token")
        self.token()
        self.assertTrue(self.is_free())
        self.assert_asked()


class CallerKilled(LateTest):
    def test_end_of_what_it_says(self):
        """killed: who reads its stdout and stderr meets their end at once"""
        for argv in ([GIT_HELPER, "get"], [DOCKER_HELPER, "get"],
                     [CLI, "token", self.host]):
            for whole_group in (False, True):
                with self.subTest(argv=argv, whole_group=whole_group):
                    self.check(argv, whole_group)

    def check(self, argv, whole_group):
        self.saved = self.home.log_in()
        if os.path.exists(self.home.record_file()):
            os.unlink(self.home.record_file())
        self.foundry.reset_stats()
        self.fault(delay=3)
        stdin = self.host if argv[0] == DOCKER_HELPER else self.request()
        process = self.start_program(argv, stdin)
        self.wait_until_asked()
        if whole_group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        self.finish(process)  # reads to the end of both
        self.assertFalse(self.is_saved())
        self.assertFalse(self.is_free())
        self.assert_came()

    def test_reader_of_stderr_gone(self):
        """nobody reads what is said: no broken pipe ends it"""
        self.fault(delay=2)
        process = subprocess.Popen(
            [CLI, "token", self.host], env=self.env(FOUNDRY_TRACE="1"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True)
        process.stderr.close()
        process.stdout.close()
        self.wait_until_asked()
        process.kill()
        process.wait()
        self.assert_came()


if __name__ == "__main__":
    main()
