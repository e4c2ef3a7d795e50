# SPDX-License-Identifier: Apache-2.0
"""A row of the table, and timer.c, which fills in its times."""

import os
import tempfile

from building import run


class Case:
    """A program, how it is run, and what it is measured by."""

    def __init__(self, name, argv, env, stdin="", status=0, remove=None,
                 than=None, bar=None, memory=None, most=None):
        self.name = name
        self.argv = argv
        self.env = env
        self.stdin = stdin
        self.status = status  # how it is to end
        self.remove = remove  # a file, before each run
        self.than = than  # a case it is compared with; None: the empty one
        self.bar = bar  # of that ratio
        self.memory = memory  # bar of its memory to the empty program's
        self.most = most  # bars of what is counted: counting.Counts
        self.counts = None
        self.ms = self.kib = self.faults = self.failures = None


class Timer:
    def __init__(self, program, scratch):
        self.program = program
        self.scratch = scratch
        self.inputs = 0

    def plan(self, cases):
        lines = []
        for case in cases:
            self.inputs += 1
            lines += ["case " + case.name, f"status {case.status}", "stdin " +
                      self.scratch.file(f"stdin-{self.inputs}", case.stdin)]
            lines += ["arg " + word for word in case.argv]
            lines += [f"env {name}={value}"
                      for name, value in case.env.items()]
            if case.remove:
                lines.append("remove " + case.remove)
        return "\n".join(lines) + "\n"

    def measure(self, cases, rounds):
        """Whole processes in turn, each round in another order."""
        out = run([self.program, str(rounds), str(os.getpid())],
                  input=self.plan(cases))
        for case, line in zip(cases, out.splitlines(), strict=True):
            _, ns, kib, faults, failures = line.split("\t")
            case.ms, case.kib = int(ns) / 1e6, int(kib)
            case.faults = int(faults)
            case.failures = int(failures)

    def burst(self, case, count):
        """So many at once: ms until the last has ended, their answers."""
        directory = tempfile.mkdtemp(dir=self.scratch.path)
        out = run([self.program, "--burst", str(count), directory],
                  input=self.plan([case]))
        answers = []
        for i in range(count):
            with open(os.path.join(directory, str(i))) as file:
                answers.append(file.read())
        return int(out) / 1e6, answers
