# SPDX-License-Identifier: Apache-2.0
"""What an answer without a network costs, in counts that no busy machine
changes: instructions, system calls, files, processes, sockets.

Run by "make check-counts", which unpacks a tarball; it is built and installed
as everybody does, and measured.
"""

import subprocess
import sys

from building import build
from cases import answers
from counting import TOOLS, WORDS, count
from ground import Scratch

from client import Foundry
from needed import need
from rules import BUILD, done, ok
from tracing import need_strace


def check(case, token):
    """It does what it is measured for, and within its bars."""
    seen = subprocess.run(case.argv, input=case.stdin, env=case.env,
                          text=True, capture_output=True)
    ok(seen.returncode == case.status and
       (token in seen.stdout) == case.name.endswith(", cached"),
       f"{case.name}: as it should be",
       f"status {seen.returncode}", seen.stderr)
    counts = count(case)
    for value, bar, what in zip(counts, case.most, WORDS):
        ok(value is not None and value <= bar,
           f"{case.name}: {value} {what}, at most {bar}")


need(*TOOLS)
need_strace()
with Scratch() as scratch, Foundry() as foundry:
    prefix = build(sys.argv[1] if sys.argv[1:] else BUILD
                   + "/tests/bench/source", scratch.path)
    cases, ground = answers(foundry, prefix, scratch)
    token = ground.settle()
    for one in cases:
        check(one, token)
done()
