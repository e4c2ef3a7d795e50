#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""base/json against Python's own json, on texts made at random: what is
taken, and which values come of it, must not depend on the json-c below.

usage: json-differential.py [JSON-TOOL [SEED [TEXTS]]]

JSON-TOOL: the built tests/unit/json-tool ($FC_UNIT/json-tool), perhaps with
words before it.  SEED is printed, 6000 TEXTS are usual.

Python is held to what base/json_check.h promises: one object, 32 levels, no
NaN, no NUL in a name.
"""

import json
import os
import random
import subprocess
import sys

DEPTH_MAX = 32
SHOWN_MAX = 3
INT_MIN, INT_MAX = -2 ** 63, 2 ** 64 - 1
HERE = os.path.dirname(os.path.realpath(__file__))
CORPUS = os.path.join(HERE, "..", "fuzz", "corpus")

STRINGS = ["", "a", "refresh_token", "é", "Société", "日本", "😀", "\x7f",
           "\u0080", "\u2028", "\ufffd", "\uffff", "/", "'", "\\", '"']
ESCAPES = [r"\n", r"\"", r"\\", r"\/", r"\u0041", r"\u00E9", r"\ud83d\ude00",
           r"\ud800", r"\udc00", r"\ud800\ud800\udc00", r"\ud800x", r"\u0000",
           r"\ud800\n", r"\ud800A", r"\x", r"\u12", r"\u00g0", r"\N",
           "\\"]
RAW = ["\t", "\n", "\x01", "\x00", "\x1f", "\x7f"]
NUMBERS = """0 -0 1 -1 3600 9223372036854775807 9223372036854775808
-9223372036854775808 -9223372036854775809 18446744073709551615
18446744073709551616 123456789012345678901234567890 -1e400 1e400 0.1 -0.0 1.5e3
1E+5 1e-7 2.2250738585072014e-308 0e0 01 -01 00 1. .5 +1 1e 1e+ - 0x10 1_0
Infinity -Infinity NaN nan inf""".split() + ["9" * 400, "0." + "3" * 400]
WORDS = ["true", "false", "null", "True", "TRUE", "nul", "nullx", "tru", ""]
BLANKS = ["", "", "", " ", "\n", "\r\n\t", "\x0b", "\xa0", "\ufeff", "/**/",
          "//\n", "#\n", "\x00"]
BROKEN = [b"\xff", b"\xc3", b"\xe9", b"\xc0\x80", b"\xed\xa0\x80",
          b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\x80"]
PIECES = [b'"', b",", b":", b"{", b"}", b"[", b"]", b"\\", b"\0", b"'", b"-",
          b"1", b" ", b"\xc3\xa9", b"\\u0000", b"null", b"{}", b"[]"]


class Maker:
    """Texts that are JSON, nearly JSON, or were once."""

    def __init__(self, dice):
        self.dice = dice
        self.seeds = []
        for folder in ("json", "json-edit", "token-reply", "docker-request"):
            for entry in sorted(os.scandir(os.path.join(CORPUS, folder)),
                                key=lambda entry: entry.name):
                with open(entry.path, "rb") as file:
                    text = file.read()
                self.seeds.append(text[max(0, text.find(b"{")):])

    def rarely(self, share=0.02):
        return self.dice.random() < share

    def blank(self):
        return self.dice.choice(BLANKS if self.rarely() else BLANKS[:6])

    def string(self):
        parts = [self.dice.choice(STRINGS[:-2])]
        if self.rarely(0.3):
            parts.append(self.dice.choice(ESCAPES if self.rarely(0.1)
                                          else ESCAPES[:11]))
        if self.rarely():
            parts.append(self.dice.choice(RAW))
        return '"' + "".join(parts) + '"'

    def scalar(self):
        if self.rarely(0.4):
            return self.string()
        if self.rarely(0.5):
            return self.dice.choice(NUMBERS if self.rarely(0.1)
                                    else NUMBERS[:22])
        return self.dice.choice(WORDS if self.rarely() else WORDS[:3])

    def value(self, depth):
        if depth == 0 or self.rarely(0.5):
            return self.scalar()
        return (self.array if self.rarely(0.4) else self.object)(depth - 1)

    def list(self, item):
        items = [self.blank() + item() + self.blank()
                 for _ in range(self.dice.randrange(4))]
        if self.rarely():
            items.append(self.dice.choice(["", ",", " "]))
        return ",".join(items) or self.blank()

    def array(self, depth):
        return "[" + self.list(lambda: self.value(depth)) + "]"

    def object(self, depth):
        return "{" + self.list(
            lambda: self.string() + self.blank() + ":" + self.blank() +
            self.value(depth)) + "}"

    def deep(self):
        opening, closing = self.dice.choice([("[", "]"), ('{"a":', "}")])
        levels = self.dice.choice([30, 31, 32, 33, 500])
        return ('{"a":' + opening * levels + self.dice.choice(["", "1"]) +
                closing * levels + "}")

    def text(self):
        if self.rarely():
            return self.deep().encode()
        if self.rarely(0.3):
            return self.mutate(self.dice.choice(self.seeds))
        text = (self.blank() + self.object(4) + self.blank()).encode()
        if self.rarely(0.1):
            text += self.dice.choice([b"x", b"{}", b"\0", b",", b"\xff"])
        return self.mutate(text) if self.rarely(0.2) else text

    def mutate(self, text):
        text = bytearray(text)
        for _ in range(self.dice.randrange(1, 4)):
            at = self.dice.randrange(len(text) + 1)
            end = at + self.dice.choice([0, 0, 1, 1, 2, 8])
            text[at:end] = self.dice.choice(
                BROKEN if self.rarely(0.2) else PIECES + [b""] * 8)
        return bytes(text)


def refuse(_):
    raise ValueError


def depth_of(value):
    if isinstance(value, (dict, list)):
        inner = value.values() if isinstance(value, dict) else value
        return 1 + max((depth_of(one) for one in inner), default=0)
    return 0


def mended(text):
    """A surrogate alone is no character: json-c puts U+FFFD in its place."""
    return "".join("\ufffd" if 0xd800 <= ord(one) < 0xe000 else one
                   for one in text)


def members(pairs):
    if any("\0" in name for name, _ in pairs):
        raise ValueError
    return {mended(name): value for name, value in pairs}


def hexed(text):
    return mended(text).encode().hex()


def dump(value):
    if isinstance(value, dict):
        return "{" + "".join(f"{hexed(name)}={dump(one)};"
                             for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + "".join(dump(one) + ";" for one in value) + "]"
    if isinstance(value, str):
        return "s" + hexed(value)
    if value is None or isinstance(value, bool):
        return {None: "n", True: "t", False: "f"}[value]
    if isinstance(value, int):
        return "i%d" % min(max(value, INT_MIN), INT_MAX)
    return "d%.17g" % value


def expected(text):
    try:
        value = json.loads(text.decode("utf-8"), parse_constant=refuse,
                           object_pairs_hook=members)
        if not isinstance(value, dict) or depth_of(value) > DEPTH_MAX:
            raise ValueError
    except (ValueError, RecursionError):
        return "refused"
    return "read " + dump(value)


def main():
    tool = (sys.argv[1].split() if len(sys.argv) > 1
            else [os.path.join(os.environ["FC_UNIT"], "json-tool")])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 8259
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 6000
    print("# seed %d" % seed)
    maker = Maker(random.Random(seed))
    texts = [maker.text() for _ in range(count)]
    run = subprocess.run(tool, capture_output=True, text=True, check=False,
                         input="".join((text.hex() or "-") + "\n"
                                       for text in texts))
    said = run.stdout.splitlines()
    wanted = [expected(text) for text in texts]
    wrong = [triple for triple in zip(texts, said, wanted)
             if triple[1] != triple[2]]
    for text, answer, want in wrong[:SHOWN_MAX]:
        print(f"# {text!r}\n#   said   {answer}\n#   wanted {want}")
    taken = sum(one != "refused" for one in wanted)
    results = [
        (run.returncode == 0 and len(said) == count, "each text is answered"),
        (not wrong, f"{count} texts are read as Python reads them"),
        (count // 4 < taken < count * 9 // 10, f"{taken} of them are taken"),
    ]
    for number, (good, what) in enumerate(results, 1):
        print(f"{'ok' if good else 'not ok'} {number} - {what}")
    print("1..%d" % len(results))
    return 0 if all(good for good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
