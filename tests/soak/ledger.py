# SPDX-License-Identifier: Apache-2.0
"""What the soak counts, and what it complains of."""

import re
import threading
import time
from collections import Counter

COMPLAINTS_MAX = 20
# What differs from run to run is not what a message says.
VARIABLE = ((re.compile(r"127\.0\.0\.1:\d+"), "HOST"),
            (re.compile(r"(?<![\w/])/[\w./:-]+"), "FILE"),
            (re.compile(r"\d+"), "N"))


def kind(line):
    for pattern, word in VARIABLE:
        line = pattern.sub(word, line)
    return line


class Ledger:
    """Shared by all threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = {}
        self.longest = {}
        self.complaints = 0
        self.stop = threading.Event()

    def count(self, chapter, what, by=1):
        with self.lock:
            self.counts.setdefault(chapter, Counter())[what] += by

    def took(self, program, seconds):
        with self.lock:
            self.longest[program] = max(seconds,
                                        self.longest.get(program, 0))

    def complain(self, what, *evidence):
        """The soak fails; it goes on for a while, to see more."""
        with self.lock:
            self.complaints += 1
            print(time.strftime("%H:%M:%S"), "WRONG:", what, flush=True)
            for line in evidence:
                print("    ", line, flush=True)
        if self.complaints >= COMPLAINTS_MAX:
            self.stop.set()

    def total(self, chapter):
        return sum(self.counts.get(chapter, {}).values())

    def report(self):
        for chapter, counter in self.counts.items():
            print(f"{chapter}: {sum(counter.values())}")
            for what, number in counter.most_common():
                print(f"  {number:6} {what}")
        print("longest run:", ", ".join(
            f"{program} {seconds:.1f} s"
            for program, seconds in sorted(self.longest.items())))
