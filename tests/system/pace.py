# SPDX-License-Identifier: Apache-2.0
"""How slow this machine is, and this build: limits of tests follow it.

What counts is how long a program of ours takes to start.  Unhurried, that is
below START_S; in a busy machine, or under sanitizers, many times as long.
"""

import math
import os
import subprocess
import time

from home import BIN

START_S = 0.01
SLOWEST = 4  # what a promise of ours may be stretched to

_measured = []


def _start_s():
    start = time.monotonic()
    subprocess.run([os.path.join(BIN, "git-credential-foundry"), "-"],
                   stdin=subprocess.DEVNULL)
    return time.monotonic() - start


def _times(start_s):
    """What that is as a factor."""
    return min(SLOWEST, max(1, start_s / START_S))


def slowness():
    """At least 1; as slow as it has been seen to be so far."""
    _measured.append(sorted(_start_s() for _ in range(5))[2])
    return _times(max(_measured))


def slowly(seconds):
    """Whole seconds that are as good as these on a fast machine: the same
    each time, as it was when first asked."""
    if not _measured:
        slowness()
    return math.ceil(seconds * _times(_measured[0]))
