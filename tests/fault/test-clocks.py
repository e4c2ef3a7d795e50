#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A clock that is wrong, or was: never a wrong "fresh", never a refresh at
each call, nobody held up."""

import fcntl
import os
import time

from clocks import DAY, HOUR, YEAR, ClockTest

from harness import CLI, DOCKER_HELPER, main


class Wrong(ClockTest):
    """The clock of the day is set while a token lies there."""

    def test_set(self):
        """set ahead: one request, and no other while that clock goes on; set
        back: none, the token ends when it would have ended"""
        for off in (-5, -HOUR, -YEAR, HOUR, DAY, YEAR, 10 * YEAR):
            with self.subTest(off=off):
                self.assert_good()
                self.foundry.reset_stats()
                for _ in range(3):
                    self.assertLess(abs(self.all_at(off) - HOUR), 60)
                self.assert_asked(**({"refresh_token": 1} if off > 0 else {}))

    def test_there_and_back(self):
        """got while the clock was wrong: right at once when it is set right
        """
        for off in (-YEAR, -HOUR, HOUR, YEAR):
            with self.subTest(off=off):
                self.all_at(off)
                self.foundry.reset_stats()
                for _ in range(3):
                    self.assertLess(abs(self.all_at(0) - HOUR), 60)
                self.assertLessEqual(self.grants().get("refresh_token", 0), 1)

    def test_set_back_within_its_life(self):
        """got two hours ago for three; the clock was set back by one: the
        token ends when it ends, not an hour later"""
        self.foundry.set(access_token_lifetime=3 * HOUR)
        self.assert_good()
        now = int(time.time())
        # As it would be: by the clock of now it is from an hour ago.
        clock = int(self.home.record()["clock"]) + HOUR
        for left, requests in ((HOUR, 0), (30, 1), (-60, 1)):
            with self.subTest(left=left):
                self.foundry.reset_stats()
                self.home.change_record(
                    issued_at=now + left + HOUR - 3 * HOUR,
                    expires_at=now + left + HOUR, clock=clock)
                self.assert_good()
                self.assertEqual(self.grants().get("refresh_token", 0),
                                 requests)

    def test_without_runtime_directory(self):
        """a record in the home, where only the day's clock is known"""
        del self.home.environment["XDG_RUNTIME_DIR"]
        self.assert_good()
        self.assertNotIn("clock", self.home.record())
        for off in (-HOUR, 0, YEAR, 0):
            self.foundry.reset_stats()
            for _ in range(3):
                self.assert_token(self.token_at(off))
            self.assert_asked(refresh_token=1)

    def test_no_network(self):
        """set back, and no network: what it has is not passed off as good
        for a year"""
        self.assert_good()
        self.home.configure(network_timeout=1)
        self.home.change_record(clock=0)
        self.fault(status=503, times=None)
        self.assert_failed(self.token_at(-YEAR), 4, "503")

    def test_certificate(self):
        """so far off that no certificate is valid: it says to look at it"""
        for off, why in ((30 * YEAR, "has expired"),
                         (-40 * YEAR, "is not valid yet")):
            self.assert_failed(self.token_at(off), 4, why,
                               "check this machine's clock")
        self.assert_asked()

    def test_server_off(self):
        """the server's Date and lifetimes are by another clock: only doctor
        speaks of it"""
        for off in (YEAR, -2 * YEAR):
            with self.subTest(off=off):
                self.foundry.advance(off)
                self.saved = self.home.log_in()
                self.foundry.reset_stats()
                for _ in range(3):
                    self.assertLess(abs(self.all_at(0) - HOUR), 60)
                self.assertLessEqual(self.grants().get("refresh_token", 0), 1)
                said = self.cli("doctor", self.host).out
                self.assertRegex(said,
                                 "(?m)^ *wrong +clock +31[0-9]+ seconds")
                self.home.expire_record()

    def test_status(self):
        """what lies in the future is not said to last"""
        self.assert_token(self.token_at(YEAR))
        self.home.change_record(clock=0)
        self.note(network_failure=YEAR)
        said = self.cli("status", self.host).out
        self.assertRegex(said, "access token +from the future")
        self.assertRegex(said, "refresh token +last used: unknown")
        self.assertNotIn("not reached", said)


class Memory(ClockTest):
    """What was written down while the clock was ahead holds nobody up."""

    def test_failed_network(self):
        """no peace of thirty seconds, or of a year, for docker"""
        self.note(network_failure=YEAR)
        result = self.run_program([DOCKER_HELPER, "get"], self.host)
        self.assertEqual(result.status, 0, result.out)

    def test_those_who_waited(self):
        """a failure of the future is not that of whom they waited for"""
        for key in ("network_failure", "unfinished_login"):
            with self.subTest(key):
                self.note(**{key: YEAR})
                path = os.path.join(self.home.file("lock"), self.host)
                self.home.write(path, f"refresh 1 {int(time.time()) + YEAR}\n")
                with open(path) as held:
                    fcntl.flock(held, fcntl.LOCK_EX)
                    process = self.start_program([CLI, "token", self.host])
                    time.sleep(0.5)
                self.assert_token(self.finish(process))
                os.unlink(self.home.record_file())

    def test_unfinished_login(self):
        """no ten minutes without a browser"""
        os.unlink(self.home.logins_file)
        self.note(unfinished_login=YEAR)
        self.assert_good_by_browser()

    def assert_good_by_browser(self):
        result = self.cli("token", self.host, env={
            "BROWSER": self.browser(), "DISPLAY": ":0"})
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(self.foundry.me(result.out.strip()), "jdoe")

    def test_unfinished_just_now(self):
        """but one of ten seconds ago counts"""
        os.unlink(self.home.logins_file)
        self.note(unfinished_login=-10)
        self.assert_failed(self.cli("token", self.host, env={
            "BROWSER": self.browser(), "DISPLAY": ":0"}), 3, "not finished")

    def test_refused(self):
        """one refresh, then a minute's peace: also when that was noted in
        the future"""
        self.note(refused_cli=YEAR, refused_refresh=YEAR)
        result = self.token()
        self.assertEqual(result.status, 0, result.err)
        self.assertIn("refused an OAuth token", result.err)
        for _ in range(3):
            self.home.expire_record()
            self.assert_failed(self.token(), 5, "refused an OAuth token")
        self.assert_asked(refresh_token=1)

    def test_killed_refresh(self):
        """a refresh that was killed in the future is no reason to wait"""
        self.note(refresh_since=YEAR)
        self.fault(status=503)
        self.assert_within(20, self.token().seconds)
        self.assert_good()

    def test_used(self):
        """refresh --if-older: once, and the age is known again"""
        self.assertEqual(self.at(YEAR, CLI, "refresh", self.host).status, 0)
        for _ in range(3):
            self.assert_silent(self.cli("refresh", self.host, "--if-older",
                                        "1d"))
        self.assert_asked(refresh_token=2)
        self.assertRegex(self.cli("status", self.host).out,
                         "refresh token +last used [0-9]+ seconds? ago")

    def test_holder_from_the_future(self):
        """who waits for a lock is told so, without a word about the year"""
        path = os.path.join(self.home.file("lock"), self.host)
        self.home.configure(network_timeout=6)
        self.home.write(path, f"refresh 1 {int(time.time()) + YEAR}\n")
        with open(path) as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            result = self.token()
        self.assertEqual(result.status, 4)
        self.assertIn("waiting: process 1 has been refreshing its token for "
                      "0 seconds", result.err)
        self.assertIn("gave up after 6 seconds", result.err)


class Static(ClockTest):
    """A stored token with an end, and FOUNDRY_TOKEN."""

    def setUp(self):
        super().setUp()
        self.home.configure(token="static", client_id=None)
        self.pat = self.foundry.user_token(lifetime=DAY)
        self.secrets.add(self.pat)

    def test_clock_ahead(self):
        """it has ended by a clock that is ahead, and lives when that is set
        right; storing it in between is no harm"""
        store = (CLI, "store", "--token-stdin", self.host)
        self.assertEqual(self.cli(*store[1:], stdin=self.pat).status, 0)
        self.assertEqual(self.token_at(2 * DAY).status, 3)
        self.assertEqual(self.assert_good(), self.pat)
        self.at(2 * DAY, *store, stdin=self.pat)
        self.assertEqual(self.assert_good(), self.pat)
        self.assertEqual(self.assert_token(self.token_at(-YEAR)), self.pat)

    def test_environment(self):
        """FOUNDRY_TOKEN_EXPIRES is by our clock"""
        given = {"FOUNDRY_TOKEN": self.pat, "FOUNDRY_HOSTNAME": self.host,
                 "FOUNDRY_TOKEN_EXPIRES": str(int(time.time()) + HOUR)}
        for off, status in ((0, 0), (-YEAR, 0), (YEAR, 3)):
            self.assertEqual(self.at(off, CLI, "token", self.host,
                                     env=given).status, status)


if __name__ == "__main__":
    main()
