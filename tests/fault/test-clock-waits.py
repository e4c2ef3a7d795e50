#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tokens that hardly live, clocks that are set and machines that sleep in the
middle of a wait: asked once, waited for as long as promised."""

import fcntl
import os
import time

from clocks import HOUR, YEAR, ClockTest

from harness import CLI, PATIENCE_S, main


class Short(ClockTest):
    """Lives that the server makes odd, or that end on the way."""

    def answers(self, calls=3):
        return [self.token().status for _ in range(calls)]

    def test_odd_lives(self):
        """expires_in: answered or refused, and how often it is asked"""
        table = (
            # expires_in, statuses of three calls, requests
            ("1e300", 4, 3), (10 ** 30, 0, 1), ("86400000000", 0, 1),
            (None, 0, 1), (HOUR, 0, 1), ("20", 0, 1), (20.5, 0, 1),
            (0, 4, 3), ("0", 4, 3), (-1, 4, 3), ("-3600", 4, 3),
            ("soon", 4, 3), (True, 4, 3), ("NaN", 4, 3),
        )
        for value, status, requests in table:
            with self.subTest(expires_in=value):
                self.saved = self.home.log_in()
                if self.home.record():
                    os.unlink(self.home.record_file())
                self.foundry.reset_stats()
                self.foundry.clear_faults()
                self.fault(override={"expires_in": value}, times=None)
                self.assertEqual(self.answers(), [status] * 3)
                self.assert_asked(refresh_token=requests)

    def test_ends_on_the_way(self):
        """the answer takes longer than the token lives: those who wait ask
        once more, together"""
        self.fault(delay=1.5, override={"expires_in": 1})
        waiting = [self.start_program([CLI, "token", self.host])
                   for _ in range(10)]
        self.assertEqual({self.finish(one).status for one in waiting}, {0})
        self.assert_asked(refresh_token=2)

    def test_two_seconds(self):
        """a life of two seconds: used while it lasts, then one request"""
        self.foundry.set(access_token_lifetime=2)
        end = time.monotonic() + 5
        calls = 0
        while time.monotonic() < end:
            self.assertEqual(self.token().status, 0)
            calls += 1
        self.assertLessEqual(self.grants()["refresh_token"], 6)
        self.assertGreater(calls, 6)

    def test_exec(self):
        """exec wants five minutes: where no token has them, one half used
        does not mean a request at each call"""
        for life, requests in ((120, 1), (400, 1), (HOUR, 1)):
            with self.subTest(life=life):
                self.foundry.set(access_token_lifetime=life)
                self.home.expire_record() if self.home.record() else None
                self.foundry.reset_stats()
                for _ in range(4):
                    self.assertEqual(self.cli("exec", self.host, "--",
                                              "true").status, 0)
                self.assert_asked(refresh_token=requests)


class Waiting(ClockTest):
    """In the middle of a wait the clock of the day is set, or the machine
    sleeps."""

    SET = ({"day": YEAR}, {"day": -YEAR})
    ASLEEP = {"day": HOUR, "asleep": HOUR}

    def wait(self, clock, *argv, **env):
        return self.run_program(argv, env={
            **self.clock(**clock, soon=True), **env})

    def hold_lock(self, clock):
        path = os.path.join(self.home.file("lock"), self.host)
        self.home.write(path, "refresh 1 1\n")
        with open(path) as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            return self.wait(clock, CLI, "token", self.host)

    def log_in(self, clock):
        result = self.wait(clock, CLI, "login", self.host, "--webserver",
                           "--reauth", BROWSER="true")
        self.assertEqual(result.status, 3, result.err)
        self.assertIn("nobody finished it in time", result.err)
        return result

    def test_set_while_it_answers(self):
        """an answer that takes three seconds is waited for; the next call
        asks once at most"""
        for clock in self.SET:
            with self.subTest(**clock):
                self.foundry.reset_stats()
                self.home.expire_record() if self.home.record() else None
                self.fault(stall=3)
                self.assertEqual(self.wait(clock, CLI, "token",
                                           self.host).status, 0)
                self.all_at(clock["day"])
                self.all_at(clock["day"])
                self.assertLessEqual(self.grants()["refresh_token"], 2)

    def test_set_while_it_is_silent(self):
        """no answer: given up after network_timeout, not at once"""
        self.home.configure(network_timeout=3)
        self.fault(stall=10, times=None)
        for clock in self.SET:
            with self.subTest(**clock):
                result = self.wait(clock, CLI, "token", self.host)
                self.assert_failed(result, 4)
                self.assertGreater(result.seconds, 2.9)
        self.wait_for_late()

    def test_set_in_a_login(self):
        """a login waits login_timeout"""
        self.home.configure(login_timeout=3)
        for clock in self.SET:
            with self.subTest(**clock):
                self.assertGreater(self.log_in(clock).seconds, 2.9)

    def test_set_before_a_lock(self):
        """a lock is waited for as long as ever"""
        self.home.configure(network_timeout=3)
        for clock in self.SET:
            with self.subTest(**clock):
                result = self.hold_lock(clock)
                self.assert_failed(result, 4, "gave up after 3 seconds.*\n"
                                   "try again, or end that process")
                self.assertGreater(result.seconds, 2.9)

    def test_asleep_in_a_login(self):
        """a login that was slept through has ended"""
        self.home.configure(login_timeout=1800)
        self.log_in(self.ASLEEP)

    def test_asleep_before_a_lock(self):
        """so has the wait for a lock"""
        self.home.configure(network_timeout=1800)
        self.assert_failed(self.hold_lock(self.ASLEEP), 4, "gave up after")

    def test_asleep_in_a_refresh(self):
        """an answer that was slept through: it counts from when it was asked
        for, and the next call asks again"""
        self.fault(stall=3)
        self.assertEqual(self.wait(self.ASLEEP, CLI, "token",
                                   self.host).status, 0)
        self.assertLess(abs(self.all_at(HOUR) - HOUR), 60)
        self.assert_asked(refresh_token=2)

    def test_asleep_without_an_answer(self):
        """what was sent before the sleep is not sent again after it: the
        minute in which that would do is over"""
        self.home.configure(network_timeout=1800)
        self.fault(stall=3, close="lost", times=None)
        self.assert_failed(self.wait(self.ASLEEP, CLI, "token", self.host), 4)
        self.assert_asked(refresh_token=1)


if __name__ == "__main__":
    main()
