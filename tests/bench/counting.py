# SPDX-License-Identifier: Apache-2.0
"""What is counted rather than timed: the same on a busy machine."""

import re
import subprocess
from collections import namedtuple

import building  # noqa: F401 (where the next two are)
from needed import missing
from tracing import trace

Counts = namedtuple("Counts", "instructions calls files processes sockets")
# The instructions of the loader are among them.
WORDS = Counts("instructions", "system calls", "files opened", "processes",
               "sockets")
TOOLS = ("strace", "valgrind")
SOCKETS = ("socket", "socketpair")


def lacking():
    """What to say of the tools that are not there, a line each."""
    return missing(*TOOLS)


def instructions(argv, **options):
    ended = subprocess.run(
        ["valgrind", "--vgdb=no", "--tool=callgrind",
         "--callgrind-out-file=/dev/null", *argv], capture_output=True,
        text=True, **options)
    found = re.search(r"Collected : (\d+)", ended.stderr)
    return int(found.group(1)) if found else None


def count(case):
    """The Counts of one run; instructions: None where others were started,
    as each would have its own."""
    seen = trace(case.argv, case.stdin, case.env)
    opened = [call for call in seen.named("open", "openat", "openat2")
              if call.result is not None and call.result >= 0]
    processes = len({call.pid for call in seen.calls})
    return Counts(instructions(
        case.argv, env=case.env, input=case.stdin)
                  if processes == 1 else None,
                  len(seen.calls), len(opened), processes,
                  len(seen.named(*SOCKETS)))
