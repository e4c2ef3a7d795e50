# SPDX-License-Identifier: Apache-2.0
"""Twice the input, twice the work: no parser or masker of ours is quadratic
in the worst that it can be given.  Counted in instructions, which no busy
machine changes.

Run by "make check-counts".
"""

import os
import subprocess

from counting import instructions
from needed import need
from rules import BUILD, done, ok

PARSERS = os.path.join(BUILD, "tests", "bench", "parsers")
SMALL, LARGE = 16 * 1024, 32 * 1024
# A table that has just been made larger is not yet paid for.
GROWTH_MAX = 2.6


def growth(row, nothing):
    small, large = (instructions([PARSERS, row, str(size)])
                    for size in (SMALL, LARGE))
    return (large - nothing) / max(small - nothing, 1)


need("valgrind")
start = instructions([PARSERS, "--list"])
rows = subprocess.run([PARSERS, "--list"], capture_output=True, text=True,
                      check=True).stdout.splitlines()
ok(len(rows) > 40, f"{len(rows)} inputs")
for one in rows:
    grown = growth(one, start)
    ok(grown <= GROWTH_MAX, f"{one}: {grown:.2f} times the instructions for "
                            f"twice the input")
done()
