# SPDX-License-Identifier: Apache-2.0
"""Twice the input, twice the work: no parser or masker of ours is quadratic
in the worst that it can be given.  Counted in instructions, which no busy
machine changes.

Run by "make check-counts".
"""

import os
import re
import subprocess
import tempfile

from building import run
from needed import need
from rules import BUILD, done, ok

PARSERS = os.path.join(BUILD, "tests", "bench", "parsers")
SMALL, LARGE = 16 * 1024, 32 * 1024
# A table that has just been made larger is not yet paid for.
GROWTH_MAX = 2.6


def instructions():
    """Of each row with the small input and with the large one, in turn: all
    in one process, whose counters begin anew after each."""
    with tempfile.TemporaryDirectory() as scratch:
        counters = os.path.join(scratch, "counters")
        run(["valgrind", "--vgdb=no", "--tool=callgrind",
             "--dump-after=run_row*", "--callgrind-out-file=" + counters,
             PARSERS, str(SMALL), str(LARGE)])
        for number in range(1, len(os.listdir(scratch))):
            with open(f"{counters}.{number}") as file:
                yield int(re.search(r"(?m)^(?:summary|totals): (\d+)",
                                    file.read()).group(1))


need("valgrind")
rows = subprocess.run([PARSERS, "--list"], capture_output=True, text=True,
                      check=True).stdout.splitlines()
ok(len(rows) > 40, f"{len(rows)} inputs")
# The first of all has the start of the program in it.
_, *counted = instructions()
for one, small, large in zip(rows, counted[::2], counted[1::2], strict=True):
    grown = large / small
    ok(grown <= GROWTH_MAX, f"{one}: {grown:.2f} times the instructions for "
                            f"twice the input")
done()
