#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""base/ini against Python's own configparser, on files made at random.

usage: ini-differential.py [INI-TOOL [SEED [FILES]]]

INI-TOOL: the built tests/unit/ini-tool ($FC_UNIT/ini-tool).  More files, or
others, are a matter of the operands: SEED is printed, 8000 FILES are usual.

DIFFERENCES lists where base/ini and Python part on purpose; everywhere else
they must agree.
"""

import configparser
import io
import os
import random
import re
import subprocess
import sys
import tempfile

SHOWN_MAX = 3

HEADERS = """[a] [b] [c] [A] [DEFAULT] [DEFAULT] [default] [[a]] [a]b] [a]]
[host:8443] [x=a] [a]tail [a];c [é] [#] [%(x)s] [127.0.0.1:8080] [::1]
""".split() + ["[ a ]", "[a b]", "[a] tail", "[a] = x", "[ ]", "[\ta]",
               "[a\0b]", "[\xa0]", "[]]", "[]]]", "[[]", "[]a]", "[[]]",
               "[a]\u2028", "[a]\x0b[b]", "[\x85]", "[É]", "[İ]", "[K]",
               "[DEFAULT ]", "[ DEFAULT]", "[DEFAULT]]", "[rem]", "[;a]",
               "[%]", "[a\x1cb]", "[" + "n" * 300 + "]"]
NO_HEADERS = ["[]", "[", "[a", "a]", "]", "[]x", "x[a]", "[]\u2028",
              "novalue", "rem", "rem [a] k", "REM", "include other", "k;c",
              "=", ":", "= v", "\xa0=v", "\u200b", "\ufeff[a]"]
KEYS = """x y z key KEY Key X token_uri client_id é ß中 [k a] "q" %(x)s k%
k#;k - . \ufeffk""".split() + ["k e y", "k\ty", "k\xa0y", "k\0y", "k [y]",
                     "k\u2028y", "k\x85y", "k\x1cy", "\u200bk", "rem k",
                     "K" * 300]
DELIMITERS = [" = ", " = ", " = ", "=", ":", " : ", "\t=\t", "==", ":=", "=:",
              " =", "= ", "\xa0=\u2003", " : = "]
VALUES = """v V 1 100% % %% %%% %%%% %(x)s %(y)s %(X)s %(key)s %()s %(x) %(x
%(x)d %(x)%%s %%(x)s %(x)s%(y)s a;b a#b #v ;v [a] [a =v :v x=y %(nope)s
%(é)s %(É)s %(K)s é %(x%(y)s)s %(%(x)s)s https://h/p?q=%20 \ufeff
[] []] [DEFAULT] rem 'q' "a;b" v;c v#c \\ v\\ $(x) ${x} ${a:x} %(a:x)s
%%%(x)s %(x)s% %(DEFAULT)s""".split() + [
    "", "", "a b", "a  b", "a # b", "a ; b", "\xa0v\xa0", "v\x1f", "\x0bv",
    "v\x0cw", "v\0w", "\0", "%(k e y)s", "%(k\ty)s", "v\u2028w", "v\x85w",
    "v\x1cw", "%\xa0", "a\u3000", "\u200bv", "v ;c", "v\t#c", "v\x1d",
    "\x1ev", "v\u2029w", "\u180ev", "%(x\u2028)s", "v \\"]
LONG = "L" * 70000
INDENTS = [" ", "  ", "    ", "\t", "\xa0", "\u3000 ", "\x1f", "\x0c",
           "\u2003\u2003", " \t "]
COMMENTS = ["#", ";", "# c", "; c = d", "#[a]", ";%", "#\xa0", "# é\0"]
SPACES = [chr(code) for code in range(0x3001)
          if chr(code).isspace() and chr(code) not in "\r\n"]
# What may be taken for one, by str.splitlines or by the eye.
NO_SPACES = ["\u180e", "\u200b", "\u2060", "\ufeff", "\x08", "\x1b", "\0"]
BLANKS = ["", " ", "\t", " \t ", "\xa0 ", "\x0b\x0c"] + SPACES
ENDS = ["\n"] * 6 + ["\r\n", "\r", "\n\n", "\n\r", "\r\r\n"]
BROKEN = [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
          b"\xe2\x82", b"\x80", b"\xef\xbb\xbf", b"\xf8\x88\x80\x80\x80"]
SECRETS = ["", "v", "a b", "50%", "%(x)s", "%%", "#v", ";v", "[v]", "=v", ":",
           "é", "eyJ.abc-_~+/==", " v", "v ", "\xa0v", "v\u3000", "a\tb",
           "a\nb", "a\rb", "\x1b[31m", "\x7f", "a\n[b]", "v\u2028w",
           "T" * 4096]
NEW_KEYS = ["x", "Y", "new", "k e y", "É", "K", "rem", "rem x", "refresh_token", "é", "#k", ";k", "[k",
            "k=y", "k:y", "", " k", "k ", "k\nx", "k\x01"]
NEW_SECTIONS = ["a", "b", "DEFAULT", "new", "host:8443", "[a]", "a]", "é",
                "", " a ", "a\nb", "a\x7f", "]", "[]", "É", "\xa0", "%(x)s",
                "DEFAULT ", "a;b", "a#b", "n" * 300]


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
                key = fold(unhex(operand))
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


def fold(key):
    """A key as base/ini compares it: Python's str.lower, but of ASCII."""
    return re.sub("[A-Z]+", lambda match: match.group().lower(), key)


class Judge(configparser.ConfigParser):
    """The library's parser, with the one difference that is everywhere."""

    def optionxform(self, optionstr):
        return fold(optionstr)


def read(text):
    """As the Python library opens its file; where keys have capitals beyond
    ASCII, by the Judge."""
    plain = text.decode("utf-8", "replace")
    parser = (configparser.ConfigParser() if plain.lower() == fold(plain)
              else Judge())
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


def library_reads(text):
    """{section: {key: value}} by the library's very parser, or None."""
    parser = configparser.ConfigParser()
    try:
        parser.read_string(text)
        return {name: dict(parser[name]) for name in parser.sections()}
    except (configparser.Error, RecursionError):
        return None


def laughs(count):
    """One value that refers to others, count references in all."""
    return "[a]\nx = v\ny = " + "%(x)s" * count + "\n"


# (why, a file, what Python reads, what base/ini reads); None: refused.  A
# value None: it cannot be had, the rest can.
DIFFERENCES = [
    ("small and capital letters beyond ASCII are two keys: no table of them "
     "is worth a key that none of these programs has",
     "[a]\nÉ = 1\né = 2\n", None, {"a": {"É": "1", "é": "2"}}),
    ("so the dotted capital I stays what it is, and the capital sharp s",
     "[a]\nİ = 1\nẞ = 2\n", {"a": {"i\u0307": "1", "ß": "2"}},
     {"a": {"İ": "1", "ẞ": "2"}}),
    ("nor is the sign of the unit kelvin a k, which it is to str.lower",
     "[a]\nto\u212aen = 1\n", {"a": {"token": "1"}},
     {"a": {"to\u212aen": "1"}}),
    ("nor is a key found by %(...)s that is spelled so",
     "[a]\né = 1\nx = %(É)s\n", {"a": {"é": "1", "x": "1"}},
     {"a": {"é": "1", "x": None}}),
    ("a value with a NUL: C would cut it there, and half a token is none",
     "[a]\nx = v\0w\ny = 1\n", {"a": {"x": "v\0w", "y": "1"}},
     {"a": {"x": None, "y": "1"}}),
    ("more than 1000 references: a small file must not fill the memory",
     laughs(1001), {"a": {"x": "v", "y": "v" * 1001}},
     {"a": {"x": "v", "y": None}}),
    ("1000 of them are read", laughs(1000),
     {"a": {"x": "v", "y": "v" * 1000}}, {"a": {"x": "v", "y": "v" * 1000}}),
]
# Python would write these values, and read what it wrote; set does not.
NOT_WRITTEN = [
    ("a line end: no token has one, and it could begin a section", "a\nb"),
    ("a tab, or another control byte: no token has one", "a\tb"),
    ("an escape sequence: it would reach a terminal", "a\x1b[31mb"),
]


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
                                      DELIMITERS + INDENTS + ENDS + SPACES +
                                      NO_SPACES)
            return text[:at] + wild.encode() + text[at:]
        if self.some(0.5):
            return text[:at] + text[at + self.chance.randrange(4):]
        return text[:at] + self.chance.choice(BROKEN) + text[at:]

    def large(self):
        """Many sections, or one value of many lines, or a long one."""
        count = self.chance.randrange(200, 1500)
        return self.chance.choice([
            "[DEFAULT]\nd = %(x)s\n" + "".join(
                f"[{i}.example]\nx = {i}\n\n" for i in range(count)),
            "[a]\nk =\n" + " line\n\n  # c\n" * count + "l = w\n",
            "[a]\nk = " + "%%" * count * 40 + "\n",
            "[a]\n" + "".join(f"k{i} = %(k{i + 1})s\n"
                              for i in range(0, count, 2)) + "[b]\nk = v\n"])

    def disguise(self, text):
        """All of a file's lines end so, or it is in another encoding."""
        return self.chance.choice([
            lambda: text.replace(b"\n", b"\r\n"),
            lambda: text.replace(b"\n", b"\r"),
            lambda: text.replace(b"\n", b"\xe2\x80\xa8"),
            lambda: text.replace(b"\n", self.chance.choice(
                [b"\x0b", b"\x0c", b"\x1c", b"\x1e", b"\xc2\x85", b"\0"])),
            lambda: b"\xef\xbb\xbf" + text,
            lambda: text.decode().encode("utf-16"),
            lambda: text.decode().encode("latin-1", "replace"),
            lambda: text + text,
            lambda: text[:self.chance.randrange(len(text) + 1)]])()

    def file(self):
        if self.some(0.03):
            return self.chain().encode()
        if self.some(0.003):
            return self.large().encode()
        headers = self.chance.sample(HEADERS, self.chance.randrange(5))
        if headers and self.some(0.05):
            headers.append(self.chance.choice(headers))
        text = self.noise() + "".join(map(self.section, headers))
        if self.some(0.2):
            text = text.rstrip()
        text = text.encode()
        if self.some(0.1):
            text = self.disguise(text)
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
        self.left = Property("what Python refuses is not edited")
        self.path = Property("a file by its name reads the same to Python")
        self.differs = Property("they differ where that is meant, only there")
        self.spares = Property("set does not write what Python would")

    def properties(self):
        return [self.reads, self.refuses, self.rewritten, self.holds,
                self.set, self.unset, self.remove, self.bytes, self.agree,
                self.left, self.path, self.differs, self.spares]

    def file(self, text):
        verdict, ours = self.tool.dump(text)
        mistake = first_mistake(text)
        if mistake is not None:
            self.refuses.check((verdict, ours) == ("refused", mistake), text,
                               ours, mistake)
            self.left.check(self.tool.edit("set", text, "a", "k", "v") is None
                            and self.tool.edit("remove", text, "a") is None,
                            text)
            return
        parser = read(text)
        self.reads.check(verdict == "read" and same_values(parser, ours),
                         text, ours)
        out = io.StringIO()
        parser.write(out)
        self.written(out.getvalue().encode())
        for _ in range(3):
            text = self.edit(text)
        out = io.StringIO()
        read(text).write(out)
        self.written(out.getvalue().encode())

    def by_name(self, text, path):
        """The library says read(path), which takes the locale's encoding:
        UTF-8 nearly everywhere, and always in base/ini."""
        parser = configparser.ConfigParser()
        with open(path, "wb") as file:
            file.write(text)
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            parser = None
        plain = text.decode("utf-8", "replace")
        if plain.lower() == fold(plain):
            ours = read_or_none(text)
            self.path.check((parser and raw(parser)) == (ours and raw(ours)),
                            text)

    def differences(self):
        for why, text, theirs, ours in DIFFERENCES:
            verdict, found = self.tool.dump(text.encode())
            self.differs.check(
                library_reads(text) == theirs and
                (found if verdict == "read" else None) == ours, why, found)
        for why, value in NOT_WRITTEN:
            parser = configparser.ConfigParser()
            parser["a"] = {"k": value}
            out = io.StringIO()
            parser.write(out)
            self.spares.check(
                library_reads(out.getvalue()) == {"a": {"k": value}} and
                self.tool.edit("set", b"", "a", "k", value) is None, why)

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
        added = fold(key) not in before.get(section, {})
        before.setdefault(section, {})[fold(key)] = secret.replace("%", "%%")
        self.set.check(is_now(edited, before), text, section, key, secret,
                       edited)
        self.bytes.check(comments(edited) == comments(text) and
                         (not added or only_inserted(text, edited)), text,
                         section, key, secret, edited)
        return edited

    def try_unset(self, text, before, section, key):
        edited = self.tool.edit("unset", text, section, key)
        absent = before.get(section, {}).pop(fold(key), None) is None
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
            raw(parser).get(section, {}).keys() == {fold(key)} and
            value(parser, section, key) == secret)


def is_now(text, expected):
    parser = read_or_none(text)
    return parser is not None and raw(parser) == expected


def main():
    path = (sys.argv[1] if len(sys.argv) > 1
            else os.path.join(os.environ["FC_UNIT"], "ini-tool"))
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20231
    files = int(sys.argv[3]) if len(sys.argv) > 3 else 8000
    print("# seed %d" % seed)
    tool = Tool(path)
    maker = Maker(random.Random(seed))
    test = Differential(tool, maker)
    test.differences()
    with tempfile.TemporaryDirectory() as scratch:
        for i in range(files):
            text = maker.file()
            test.file(text)
            if i % 20 == 0:
                test.by_name(text, os.path.join(scratch, "oauth"))
    for part in test.properties():
        part.report()
    end = Property("the program ends well")
    end.check(tool.close() == 0)
    end.report()
    print("1..%d" % Property.count)
    return Property.failed


if __name__ == "__main__":
    sys.exit(main())
