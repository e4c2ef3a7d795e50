#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""base/ini against Python's own configparser, on files made at random.

usage: ini-differential.py [INI-TOOL [SEED [FILES]]]

INI-TOOL: the built tests/unit/ini-tool ($FC_UNIT/ini-tool).
"""

import configparser
import io
import os
import random
import re
import subprocess
import sys

SHOWN_MAX = 3

# Letters beyond ASCII are small ones: ini.h says why.
HEADERS = """[a] [b] [c] [A] [DEFAULT] [DEFAULT] [default] [[a]] [a]b] [a]]
[host:8443] [x=a] [a]tail [a];c [é] [#] [%(x)s] [127.0.0.1:8080] [::1]
""".split() + ["[ a ]", "[a b]", "[a] tail", "[a] = x", "[ ]", "[\ta]",
               "[a\0b]", "[\xa0]"]
NO_HEADERS = ["[]", "[", "[a", "a]", "]", "[]x", "x[a]"]
KEYS = """x y z key KEY Key X token_uri client_id é ß中 [k a] "q" %(x)s k%
k#;k - . \ufeffk""".split() + ["k e y", "k\ty", "k\xa0y", "k\0y", "k [y]"]
DELIMITERS = [" = ", " = ", " = ", "=", ":", " : ", "\t=\t", "==", ":=", "=:",
              " =", "= ", "\xa0=\u2003", " : = "]
VALUES = """v V 1 100% % %% %%% %%%% %(x)s %(y)s %(X)s %(key)s %()s %(x) %(x
%(x)d %(x)%%s %%(x)s %(x)s%(y)s a;b a#b #v ;v [a] [a =v :v x=y %(nope)s
%(é)s é %(x%(y)s)s %(%(x)s)s https://h/p?q=%20 \ufeff""".split() + [
    "", "", "a b", "a  b", "a # b", "a ; b", "\xa0v\xa0", "v\x1f", "\x0bv",
    "v\x0cw", "v\0w", "\0", "%(k e y)s", "%(k\ty)s", "v\u2028w", "v\x85w",
    "v\x1cw", "%\xa0", "a\u3000", "\u200bv"]
LONG = "L" * 70000
INDENTS = [" ", "  ", "    ", "\t", "\xa0", "\u3000 ", "\x1f", "\x0c",
           "\u2003\u2003", " \t "]
COMMENTS = ["#", ";", "# c", "; c = d", "#[a]", ";%", "#\xa0", "# é\0"]
BLANKS = ["", " ", "\t", "\u2028", "\x1c", "\x85", "\xa0 ", "\x0b\x0c"]
ENDS = ["\n"] * 6 + ["\r\n", "\r", "\n\n", "\n\r", "\r\r\n"]
BROKEN = [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
          b"\xe2\x82", b"\x80", b"\xef\xbb\xbf", b"\xf8\x88\x80\x80\x80"]
SECRETS = ["", "v", "a b", "50%", "%(x)s", "%%", "#v", ";v", "[v]", "=v", ":",
           "é", "eyJ.abc-_~+/==", " v", "v ", "\xa0v", "v\u3000", "a\tb",
           "a\nb", "a\rb", "\x1b[31m", "\x7f", "a\n[b]", "v\u2028w",
           "T" * 4096]
NEW_KEYS = ["x", "Y", "new", "k e y", "refresh_token", "é", "#k", ";k", "[k",
            "k=y", "k:y", "", " k", "k ", "k\nx", "k\x01"]
NEW_SECTIONS = ["a", "b", "DEFAULT", "new", "host:8443", "[a]", "a]", "é",
                "", " a ", "a\nb", "a\x7f", "]"]


class Tool:
    """The program under test, one request at a time."""

    def __init__(self, path):
        self.child = subprocess.Popen([path], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)

    def ask(self, verb, text, *operands):
        words = [text] + [word.encode() for word in operands]
        line = " ".join([verb] + [word.hex() or "-" for word in words])
        self.child.stdin.write(line.encode() + b"\n")
        self.child.stdin.flush()
        return self.child.stdout.readline().decode().split()

    def dump(self, text):
        """("read", {section: {key: value or None}}) or ("refused", line)."""
        answer = self.ask("dump", text)
        if answer[0] != "read":
            return answer[0], int(answer[1])
        sections = {}
        key = None
        for word in answer[1:]:
            kind, _, operand = word.partition(":")
            if kind == "s":
                section = sections.setdefault(unhex(operand), {})
            elif kind == "k":
                key = unhex(operand).lower()
            elif kind == "v":
                section.setdefault(key, unhex(operand))
            elif kind == "f":
                assert int(operand) > 0
                section.setdefault(key, None)
        return "read", sections

    def edit(self, verb, text, *operands):
        """The new text, or None when it is refused."""
        answer = self.ask(verb, text, *operands)
        if answer[0] == "text":
            return bytes.fromhex(answer[1].strip("-"))
        assert answer[0] == "refused", answer
        return None

    def close(self):
        self.child.stdin.close()
        return self.child.wait()


def unhex(word):
    return bytes.fromhex(word.strip("-")).decode()


def read(text):
    """As the Python library opens its file."""
    parser = configparser.ConfigParser()
    parser.read_file(io.TextIOWrapper(io.BytesIO(text), encoding="utf-8"))
    return parser


def read_or_none(text):
    try:
        return read(text)
    except (configparser.Error, UnicodeDecodeError):
        return None


def lines(text):
    return re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


def first_mistake(text):
    """The first line that Python refuses; what it raises hides others."""
    try:
        text.decode()
        read(text)
        return None
    except UnicodeDecodeError as error:
        line = len(lines(text[:error.start] + b"?"))
    except configparser.MissingSectionHeaderError as error:
        line = error.lineno
    except configparser.ParsingError as error:
        return error.errors[0][0]
    except (configparser.DuplicateSectionError,
            configparser.DuplicateOptionError) as error:
        line = error.lineno
    return first_mistake(b"".join(lines(text)[:line - 1])) or line


def values(parser):
    """What every key reads as.  A NUL, which C cannot give out, is None."""
    found = {}
    for section in ["DEFAULT"] + parser.sections():
        if "\0" in section:
            continue
        keys = (parser.defaults() if section == "DEFAULT"
                else parser.options(section))
        found[section] = {key: value(parser, section, key) for key in keys
                          if "\0" not in key}
    return found


def value(parser, section, key):
    try:
        text = parser.get(section, key)
    except configparser.InterpolationError:
        return None
    return None if "\0" in text else text


def same_values(parser, ours):
    ours = {name: keys for name, keys in ours.items() if "\0" not in name}
    ours.setdefault("DEFAULT", {})
    ours = {section: {key: text for key, text in keys.items()
                      if "\0" not in key} for section, keys in ours.items()}
    names = [name for name in ours if name != "DEFAULT"]
    return (ours == values(parser) and
            names == [s for s in parser.sections() if "\0" not in s])


def raw(parser):
    """What stands in the file, nothing inherited or interpolated."""
    found = {name: dict(parser._sections[name])
             for name in parser.sections()}
    found["DEFAULT"] = dict(parser.defaults())
    return found


def comments(text):
    stripped = [line.decode().strip() for line in lines(text)]
    return sorted(line for line in stripped if line.startswith(("#", ";")))


def only_inserted(old, new):
    start = 0
    while start < len(old) and old[start] == new[start]:
        start += 1
    return new.endswith(old[start:])


class Maker:
    """Files of the grammar's nasty pieces; most of them can be read."""

    def __init__(self, chance):
        self.chance = chance

    def some(self, probability):
        return self.chance.random() < probability

    def end(self):
        return self.chance.choice(ENDS) if self.some(0.2) else "\n"

    def noise(self):
        if self.some(0.7):
            return ""
        line = self.chance.choice(COMMENTS if self.some(0.5) else BLANKS)
        if self.some(0.3):
            line = self.chance.choice(INDENTS) + line
        return line + self.end()

    def option(self, key, indent):
        text = indent + key + self.chance.choice(DELIMITERS)
        text += self.chance.choice(VALUES) + self.end()
        if self.some(0.001):
            text = text.rstrip("\r\n") + LONG + self.end()
        while self.some(0.25):
            text += self.noise() + indent + self.chance.choice(INDENTS)
            text += self.chance.choice(VALUES) + self.end()
        return text

    def section(self, header):
        indent = self.chance.choice(INDENTS) if self.some(0.1) else ""
        text = indent + header + self.end()
        indent = self.chance.choice(INDENTS) if self.some(0.2) else ""
        for key in self.chance.sample(KEYS, self.chance.randrange(6)):
            text += self.noise() + self.option(key, indent)
        return text + self.noise()

    def chain(self):
        """References of a length near the limit of ten."""
        depth = self.chance.randrange(8, 13)
        text = "[a]\n"
        for level in range(depth):
            text += "k%d = <%%(k%d)s>\n" % (level, level + 1)
        return text + "k%d = %s\n" % (depth, self.chance.choice(["e", "%%"]))

    def mutate(self, text):
        """One line, or a few bytes, from anywhere at any place."""
        at = self.chance.randrange(len(text) + 1)
        if self.some(0.7):
            wild = self.chance.choice(HEADERS + NO_HEADERS + KEYS + VALUES +
                                      DELIMITERS + INDENTS + ENDS)
            return text[:at] + wild.encode() + text[at:]
        if self.some(0.5):
            return text[:at] + text[at + self.chance.randrange(4):]
        return text[:at] + self.chance.choice(BROKEN) + text[at:]

    def file(self):
        if self.some(0.03):
            return self.chain().encode()
        headers = self.chance.sample(HEADERS, self.chance.randrange(5))
        text = self.noise() + "".join(map(self.section, headers))
        if self.some(0.2):
            text = text.rstrip()
        text = text.encode()
        while self.some(0.25):
            text = self.mutate(text)
        return text


class Property:
    """One line of TAP for as many cases as there were."""

    count = 0
    failed = False

    def __init__(self, name):
        self.name = name
        self.cases = 0
        self.broken = []

    def check(self, good, *case):
        self.cases += 1
        if not good:
            self.broken.append(case)

    def report(self):
        Property.count += 1
        good = self.cases > 0 and not self.broken
        Property.failed |= not good
        print("%sok %d - %s (%d cases)" % ("" if good else "not ",
                                           Property.count, self.name,
                                           self.cases))
        for case in self.broken[:SHOWN_MAX]:
            print("# " + " | ".join(repr(part)[:1000] for part in case))


class Differential:
    def __init__(self, tool, maker):
        self.tool = tool
        self.maker = maker
        self.reads = Property("reads what Python reads")
        self.refuses = Property("refuses what Python refuses, same line")
        self.rewritten = Property("reads what Python writes")
        self.holds = Property("set refuses what Python could not read back")
        self.set = Property("set: Python reads it, the rest unchanged")
        self.unset = Property("unset: that key is gone, the rest unchanged")
        self.remove = Property("remove: that section is gone, no other")
        self.bytes = Property("comments survive, additions only insert")
        self.agree = Property("both read an edited text alike")

    def properties(self):
        return [self.reads, self.refuses, self.rewritten, self.holds,
                self.set, self.unset, self.remove, self.bytes, self.agree]

    def file(self, text):
        verdict, ours = self.tool.dump(text)
        mistake = first_mistake(text)
        if mistake is not None:
            self.refuses.check((verdict, ours) == ("refused", mistake), text,
                               ours, mistake)
            return
        parser = read(text)
        self.reads.check(verdict == "read" and same_values(parser, ours),
                         text, ours)
        out = io.StringIO()
        parser.write(out)
        self.written(out.getvalue().encode())
        for _ in range(3):
            text = self.edit(text)

    def written(self, text):
        """Python writes some things that it does not read back itself."""
        parser = read_or_none(text)
        verdict, ours = self.tool.dump(text)
        if parser is None:
            self.rewritten.check(verdict == "refused", text, ours)
        else:
            self.rewritten.check(verdict == "read" and
                                 same_values(parser, ours), text, ours)

    def edit(self, text):
        verb = self.maker.chance.choice(["set", "set", "unset", "remove"])
        before = raw(read(text))
        section = self.pick(NEW_SECTIONS, list(before))
        keys = list(before.get(section, {}))
        key = self.pick(NEW_KEYS, keys)
        if "\0" in section + key:
            return text
        edited = {"set": self.try_set, "unset": self.try_unset,
                  "remove": self.try_remove}[verb](text, before, section, key)
        if edited is None:
            return text
        verdict, ours = self.tool.dump(edited)
        parser = read_or_none(edited)
        self.agree.check(parser is not None and verdict == "read" and
                         same_values(parser, ours), verb, text, section, key,
                         edited)
        return edited if parser is not None else text

    def pick(self, new, old):
        chance = self.maker.chance
        return chance.choice(old if old and chance.random() < 0.6 else new)

    def try_set(self, text, before, section, key):
        secret = self.maker.chance.choice(SECRETS)
        edited = self.tool.edit("set", text, section, key, secret)
        can = can_hold(section, key, secret)
        self.holds.check((edited is not None) == can, text, section, key,
                         secret)
        if edited is None or not can:
            return None
        added = key.lower() not in before.get(section, {})
        before.setdefault(section, {})[key.lower()] = secret.replace("%", "%%")
        self.set.check(is_now(edited, before), text, section, key, secret,
                       edited)
        self.bytes.check(comments(edited) == comments(text) and
                         (not added or only_inserted(text, edited)), text,
                         section, key, secret, edited)
        return edited

    def try_unset(self, text, before, section, key):
        edited = self.tool.edit("unset", text, section, key)
        absent = before.get(section, {}).pop(key.lower(), None) is None
        self.unset.check(edited is not None and is_now(edited, before) and
                         (not absent or edited == text), text, section, key,
                         edited)
        self.bytes.check(edited is not None and
                         comments(edited) == comments(text), text, section,
                         key, edited)
        return edited

    def try_remove(self, text, before, section, key):
        edited = self.tool.edit("remove", text, section)
        if section == "DEFAULT":
            self.remove.check(edited == text if not re.search(
                rb"\[DEFAULT\]", text) else edited is None or edited == text,
                text, edited)
            return None
        absent = before.pop(section, None) is None
        self.remove.check(edited is not None and is_now(edited, before) and
                          (not absent or edited == text), text, section,
                          edited)
        return edited


def can_hold(section, key, secret):
    """Could a file with nothing else in it say this?"""
    if re.search(r"[\0-\x1f\x7f]", section + key + secret):
        return False
    parser = read_or_none(("[%s]\n%s = %s\n" % (
        section, key, secret.replace("%", "%%"))).encode())
    return (parser is not None and
            raw(parser).get(section, {}).keys() == {key.lower()} and
            value(parser, section, key) == secret)


def is_now(text, expected):
    parser = read_or_none(text)
    return parser is not None and raw(parser) == expected


def main():
    path = (sys.argv[1] if len(sys.argv) > 1
            else os.path.join(os.environ["FC_UNIT"], "ini-tool"))
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20231
    files = int(sys.argv[3]) if len(sys.argv) > 3 else 4000
    print("# seed %d" % seed)
    tool = Tool(path)
    maker = Maker(random.Random(seed))
    test = Differential(tool, maker)
    for _ in range(files):
        test.file(maker.file())
    for part in test.properties():
        part.report()
    end = Property("the program ends well")
    end.check(tool.close() == 0)
    end.report()
    print("1..%d" % Property.count)
    return Property.failed


if __name__ == "__main__":
    sys.exit(main())
