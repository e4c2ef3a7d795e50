# SPDX-License-Identifier: Apache-2.0
"""How fast the helpers answer: whole processes of an installed default
build, beside others that do the same.

    bench.py SOURCE [--rounds N] [--markdown]

SOURCE is an unpacked tarball ("make bench" makes one).  It is configured
without any option, built and installed into a scratch directory, and measured
against the simulator.  A "!" marks a bar that is missed.  Times differ from
machine to machine and from hour to hour: only the ratios are worth comparing.
"""

import argparse
import time

from building import (build, empty_program, footprint, machine,
                      timer_program)
from cases import answers, asking_git, with_many_stacks
from counting import count, lacking
from crowds import crowds
from driver import Case, Timer
from ground import Scratch
from rivals import (Absent, docker_pass, fills, git_helpers, python_refresh,
                    refreshes)
from tables import (CROWD_HEAD, HEAD, Markdown, Text, crowd_row, judged,
                    row_of)

from client import Foundry

MANY = 10000
SIZE_MAX = 1200000
# Slow programs are run this many times less often.
SELDOM = 10


def present(cases):
    return [case for case in cases if not isinstance(case, Absent)]


class Bench:
    def __init__(self, foundry, prefix, scratch, rounds):
        self.foundry = foundry
        self.prefix = prefix
        self.scratch = scratch
        self.rounds = rounds
        self.timer = Timer(timer_program(scratch.path), scratch)
        self.empty_path = empty_program(scratch.path)

    def time(self, cases, rounds):
        """Beside the empty program, always: it is returned."""
        empty = Case("empty C program", [self.empty_path], {})
        self.timer.measure([empty, *present(cases)], rounds)
        return empty

    def sections(self):
        """(title, rows) of the one table."""
        place = (self.foundry, self.prefix, self.scratch)
        ours, ground = answers(*place)
        token = ground.settle()
        many = list(with_many_stacks(*place, ours, MANY))
        others = list(git_helpers(ground, self.scratch, token))
        fill = list(fills(*place))
        # What reads all the stacks or starts git is slow, and has no bar.
        wired = list(asking_git(ground))
        rare = [case for case in many if case.bar is None]
        empty = self.time([*ours, *others, *fill, *(
            case for case in many if case not in rare)], self.rounds)
        slow = list(refreshes(*place, MANY))
        for case in present([empty, *ours, *slow]) if not lacking() else ():
            case.env = case.env or ground.env
            case.counts = count(case)
        slow += [python_refresh(*place), docker_pass(self.scratch, token)]
        seldom = self.time([*rare, *wired, *slow],
                           max(20, self.rounds // SELDOM))
        others.append(slow.pop())
        yield "", [row_of(empty, empty)]
        for title, cases, than in (
                ("ours, without a network", ours, empty),
                ("ours, asking git", wired, seldom),
                ("ratio: to the same with one stack", many, empty),
                ("others", others[:-1], empty),
                ("", others[-1:], seldom),
                ("ratio: to git's store", fill, empty),
                ("refreshes; ratio: of ours to curl, else to the empty "
                 "program; of many stacks to one", slow, seldom)):
            yield title, [row_of(case, than) for case in cases]

    def show(self, style):
        rows = []
        for title, inner in self.sections():
            rows += [style.section(title)] if title else []
            rows += inner
        style.table(HEAD, rows)
        style.table(CROWD_HEAD, [crowd_row(crowd) for crowd in crowds(
            self.foundry, self.prefix, self.scratch, self.timer)])
        for line in lacking():
            print(f"not counted: {line}\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--markdown", action="store_true")
    arguments = parser.parse_args()
    style = Markdown() if arguments.markdown else Text()
    facts = machine()
    began = time.monotonic()
    with Scratch() as scratch:
        prefix = build(arguments.source, scratch.path)
        built = time.monotonic() - began
        with Foundry() as foundry:
            # An expired token must not take the others' along.
            foundry.set(refresh_grace=10 * 86400)
            Bench(foundry, prefix, scratch, arguments.rounds).show(style)
        size = footprint(prefix, scratch.path)
    style.facts((*facts, (
        "all programs, stripped", judged(size, SIZE_MAX)
        + f" bytes (at most {SIZE_MAX:,})"), (
        "rounds", f"{arguments.rounds}; of refreshes and docker's pass "
        f"{max(20, arguments.rounds // SELDOM)}"), (
        "took", f"{built:.0f} s to build, "
        f"{time.monotonic() - began - built:.0f} s to measure")))


if __name__ == "__main__":
    main()
