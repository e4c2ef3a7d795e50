# SPDX-License-Identifier: Apache-2.0
"""Nothing of the machine or the day on which a file was written is in it."""

import re

from rules import code, done, files, lines, none, read, sources

# A path that exists on one machine only.  The brackets keep these lines from
# finding themselves.
MACHINE = re.compile(
    r"(?<![\w.$~}])/[h]ome/[a-z]\w*|(?<![\w.$~}])/[r]oot\b"
    r"|(?<![\w.$~}\"/])/[w]ork/\w|/[U]sers/[a-z]|/[b]ash_jobs"
    r"|(?<![\w.$~}])/[t]mp/(?!\.\.\.|fc-|foundry)[a-z]\w*\d", re.I)
MARK = re.compile(r"\b([X]XX|[F]IXME|[H]ACK)\b")
TASK = re.compile(r"\b[T]ODO\b(?!\(#\d+\)|:? *issue \d+)")
CHAT = re.compile(r"\b([a]s an ai|language [m]odel|assistant[:]|sub-?[a]gent|"
                  r"[c]laude|[c]hatgpt)\b", re.I)
# Code put out of use: a comment line that ends like a statement.
DEAD = re.compile(r"/\*[^*]*;\s*\*/|^\s*//|^#\s*if\s+0\b", re.M)


def search(pattern, names, reader=read):
    for name in names:
        for number, line in enumerate(reader(name).splitlines(), 1):
            if pattern.search(line):
                yield f"{name}:{number}: {line.strip()[:100]}"


everything = files()
none(search(MACHINE, everything), "no path of one machine")
none(search(CHAT, everything), "nothing about who or what wrote it")
none(search(MARK, everything), "no mark without an issue")
none(search(TASK, everything), "what is to be done names its issue")
none([f"{name}: line {read(name).count(chr(10), 0, match.start()) + 1}"
      for name in sources() for match in DEAD.finditer(read(name))
      if not re.match(r"/\*[^*]*[a-z],? [a-z]", match.group())],
     "no code is commented out")
none([f"{name}:{line}" for name in sources()
      for line, match in lines(name, r"[ \t]+$")
      if code(name).splitlines()[line - 1].strip()
      and read(name).splitlines()[line - 1].rstrip()
      != read(name).splitlines()[line - 1]],
     "no blanks at the end of a line")
done()
