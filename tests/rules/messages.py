# SPDX-License-Identifier: Apache-2.0
"""Messages that no test quotes: the list is printed, and only shrinks.

A message counts as quoted when three words of it stand side by side in a
test.  What no test can reach is in docs/coverage.md.
"""

import re

from rules import code, files, none, done, ok, read, sources

# Lower it whenever the list has become shorter.
UNQUOTED = 32
CALL = re.compile(r"\b(fc_fail|fc_fail_sys|fc_error_hint|fc_warn)\(")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
CONVERSION = r"%[-+ #0-9.*]*(?:ll|l|z)?[a-z]|\\\""


def arguments(text, start):
    """What stands in the parentheses that end before start."""
    depth, at, quoted = 1, start, False
    while depth:
        if text[at] == '"' and text[at - 1] != "\\":
            quoted = not quoted
        elif not quoted:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    return text[start:at - 1]


def fragments(words):
    """Each three words of the fixed parts, or the whole of a shorter one."""
    for literal in STRING.findall(re.sub(r'"\s*"', "", words)):
        for part in re.split(CONVERSION, literal.replace("%%(", "\0(")):
            part = part.replace("\0", "%").split()
            for i in range(max(len(part) - 2, 1)):
                yield " ".join(part[i:i + 3])


tests = re.sub(r'"\s*\n\s*(?:r?f?|f?r?)"', "", "\n".join(
    read(name) for name in files()
    if re.match(r"tests/(unit|system|contract|fault)/.*\.(py|c)$", name)))
found, unquoted = 0, []
for name in sources(ends=(".c",)):
    text = code(name)
    for call in CALL.finditer(text):
        said = arguments(text, call.end())
        pieces = [piece for piece in fragments(said) if len(piece) >= 10]
        if not pieces:
            continue
        found += 1
        if not any(piece in tests for piece in pieces):
            line = text.count("\n", 0, call.start()) + 1
            unquoted.append(f"{name}:{line}: {max(pieces, key=len)}")

for message in unquoted:
    print("# " + message)
ok(found > 200, "the messages are found")
none(unquoted if len(unquoted) > UNQUOTED else [],
     f"of {found} messages at most {UNQUOTED} are quoted by no test: "
     f"{len(unquoted)}")
done()
