# SPDX-License-Identifier: Apache-2.0
"""What is counted rather than timed: the same on a busy machine."""

import glob
import os
import re
import subprocess
import tempfile
import time
from collections import namedtuple

import building  # noqa: F401 (where the next two are)
from needed import missing
from tracing import trace

Counts = namedtuple("Counts", "instructions calls files processes sockets")
# The instructions of the loader are among them.
WORDS = Counts("instructions", "system calls", "files opened", "processes",
               "sockets")
TOOLS = ("strace", "valgrind")
LIMIT_S = 60
SOCKETS = ("socket", "socketpair")


def lacking():
    """What to say of the tools that are not there, a line each."""
    return missing(*TOOLS)


def instructions(argv, **options):
    """Of the program, and of those of ours that it starts."""
    with tempfile.TemporaryDirectory() as logs:
        subprocess.run(
            ["valgrind", "--vgdb=no", "--tool=callgrind",
             "--trace-children=yes", f"--log-file={logs}/%p",
             "--callgrind-out-file=/dev/null", *argv], capture_output=True,
            text=True, **options)
        # One that has the answer out goes on by itself for a moment.
        until = time.monotonic() + LIMIT_S
        while not all(counted := [collected(log) for log
                                  in glob.glob(logs + "/*")]):
            if time.monotonic() > until:
                return None
            time.sleep(0.01)
        return sum(counted)


def collected(log):
    """0: it has not ended."""
    with open(log) as file:
        return sum(map(int, re.findall(r"Collected : (\d+)", file.read())))


def count(case):
    """The Counts of one run, of all its processes."""
    if case.remove and os.path.exists(case.remove):
        os.unlink(case.remove)
    seen = trace(case.argv, case.stdin, case.env)
    opened = [call for call in seen.named("open", "openat", "openat2")
              if call.result is not None and call.result >= 0]
    processes = len({call.pid for call in seen.calls})
    if case.remove and os.path.exists(case.remove):
        os.unlink(case.remove)
    return Counts(instructions(case.argv, env=case.env, input=case.stdin),
                  len(seen.calls), len(opened), processes,
                  len(seen.named(*SOCKETS)))
