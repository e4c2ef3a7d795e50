# SPDX-License-Identifier: Apache-2.0
"""The measured, as text or as Markdown."""

from rivals import Absent

HEAD = ("", "ms", "ratio", "bar", "instructions", "calls", "files",
        "faults", "KiB", "ratio", "bar")
CROWD_HEAD = ("at once, expired token", "refresh token", "requests",
              "right answers", "ms", "with a cached one, ms", "limit, ms")


def judged(value, bar, form="{:,}"):
    if value is None:
        return ""
    return form.format(value) + (" !" if bar is not None and value > bar
                                 else "")


def bar_of(bar):
    return "" if bar is None else f"{bar}"


def counted(case):
    if case.counts is None:
        return [""] * 3
    bars = case.most or [None] * 3
    return [judged(value, bar) for value, bar
            in zip(case.counts[:3], bars[:3])]


def row_of(case, empty):
    if isinstance(case, Absent):
        return [case.name, case.why]
    than = case.than or empty
    name = case.name + (f" ({case.failures} FAILED)" if case.failures else "")
    return [name, f"{case.ms:.3f}" if case.ms < 10 else f"{case.ms:.1f}",
            judged(case.ms / than.ms, case.bar, "{:.2f}"), bar_of(case.bar),
            *counted(case), f"{case.faults:,}", f"{case.kib:,}",
            judged(case.kib / empty.kib, case.memory, "{:.2f}"),
            bar_of(case.memory)]


def crowd_row(crowd):
    return [f"{crowd.size}", "works once" if crowd.once
            else "works for a minute",
            judged(crowd.requests, 1), f"{crowd.right}" +
            (" !" if crowd.right < crowd.size else ""), f"{crowd.ms:.0f}"
            + (" !" if crowd.slow() else ""), f"{crowd.cached_ms:.0f}",
            "" if crowd.limit_ms is None else f"{crowd.limit_ms:.0f}"]


class Text:
    def table(self, head, rows):
        whole = [row for row in rows if len(row) == len(head)]
        widths = [max(len(row[i]) for row in [head, *whole])
                  for i in range(len(head))]
        for row in [head, *rows]:
            if len(row) != len(head):
                print("  ".join(row))
                continue
            print("  ".join(
                word.ljust(width) if i == 0 else word.rjust(width)
                for i, (word, width) in enumerate(zip(row, widths))).rstrip())
        print()

    def section(self, title):
        return [f"--- {title}"]

    def facts(self, pairs):
        for name, value in pairs:
            print(f"{name}: {value}")
        print()


class Markdown:
    def table(self, head, rows):
        print("| " + " | ".join(head) + " |")
        print("|---|" + "---:|" * (len(head) - 1))
        for row in rows:
            cells = row + [""] * (len(head) - len(row))
            print("| " + " | ".join(cells) + " |")
        print()

    def section(self, title):
        return [f"**{title}**"]

    def facts(self, pairs):
        self.table(("measured", ""), [[*pair] for pair in pairs])
