# SPDX-License-Identifier: Apache-2.0
"""Our programs under clocks that are wrong or are set."""

import os
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
from harness import (BIN, CLI, DOCKER_HELPER, GIT_HELPER,  # noqa: E402
                     LoggedInTest)

HOUR, DAY, YEAR = 3600, 86400, 365 * 86400
WRONG_CLOCK = os.path.join(BIN, "..", "fault", "wrong-clock.so")


class ClockTest(LoggedInTest):
    def clock(self, day, asleep=0, soon=False):
        """An environment where the clock of the day is so many seconds off,
        and the machine has slept for some: from the start, or from between
        one and two seconds on."""
        at = int(time.time()) + 2 if soon else 0
        return {"LD_PRELOAD": WRONG_CLOCK, "WRONG_CLOCK":
                f"{at},{day},{asleep}",
                "ASAN_OPTIONS": os.environ["ASAN_OPTIONS"] +
                ":verify_asan_link_order=0"}

    def at(self, day, *argv, env=None, **options):
        return self.run_program(argv, env={**self.clock(day), **(env or {})},
                                **options)

    def token_at(self, day, **options):
        return self.at(day, CLI, "token", self.host, **options)

    def all_at(self, day):
        """Each of the programs asks, all get the same good token; how long
        it lasts, by a clock that is right."""
        git = self.at(day, GIT_HELPER, "get", stdin=self.request())
        docker = self.at(day, DOCKER_HELPER, "get", stdin=self.host)
        token = self.assert_token(self.token_at(day))
        self.assertEqual(self.assert_answer(git), token)
        self.assertEqual((docker.status, docker.err), (0, ""))
        self.assertIn(token, docker.out)
        return (int(git.attributes["password_expiry_utc"]) - time.time() -
                day)

    def note(self, **when):
        """Notes of what happened, by seconds from now."""
        now = int(time.time())
        self.home.write(self.home.record_file() + ".notes", "".join(
            f"{key}={now + seconds}\n" for key, seconds in when.items()))
