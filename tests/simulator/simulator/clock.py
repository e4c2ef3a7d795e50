# SPDX-License-Identifier: Apache-2.0
"""The simulator's own clock: tests move it, nobody waits an hour."""

import time


class Clock:
    def __init__(self):
        self.offset = 0.0

    def now(self):
        return time.time() + self.offset

    def advance(self, seconds):
        self.offset += seconds
