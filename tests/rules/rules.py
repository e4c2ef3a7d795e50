# SPDX-License-Identifier: Apache-2.0
"""What the rule tests share: TAP, the files of the tree, C to be searched.

Run by "make check"; by hand, from the build directory: python3 RULE.py
"""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "system"))
from needed import need  # noqa: E402, F401
SOURCE = os.environ.get("top_srcdir") or os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get("top_builddir") or os.getcwd()
BIN = os.environ.get("FC_BIN") or os.path.join(BUILD, "tests", "bin")
SANITIZERS = os.environ.get("FC_SANITIZERS") == "yes"

# What autotools make, and ship in a tarball.
GENERATED = re.compile(
    r"aclocal\.m4|configure|Makefile\.in|build-aux/.*|config\..*|.*~"
    r"|autom4te\.cache/.*|.*__pycache__/.*|.*\.(o|a|log|trs|pyc)|\.git/.*"
    r"|.*\.deps/.*|.*\.dirstamp|Makefile|stamp-.*|.*\.so")

_count = 0
_failures = 0


def ok(good, label, *why):
    """One result; the reasons are printed only when it is bad."""
    global _count, _failures
    _count += 1
    print(f"{'' if good else 'not '}ok {_count} - {label}")
    if not good:
        _failures += 1
        for reason in why:
            for line in str(reason).splitlines():
                print("#  " + line)
    sys.stdout.flush()
    return good


def none(found, label):
    """Violations, of which there are to be none."""
    found = list(found)
    return ok(not found, label, *found)


def skip(label, reason):
    """What could be tested elsewhere, and should be."""
    global _count
    _count += 1
    print(f"ok {_count} - {label} # SKIP {reason}", flush=True)


def beside_the_point(label, reason):
    """What has no meaning in this build: said, and no test."""
    print(f"# not tested: {label}: {reason}", flush=True)


def done():
    print(f"1..{_count}")
    sys.exit(1 if _failures else 0)


def path(name):
    return os.path.join(SOURCE, name)


def read(name):
    with open(path(name), encoding="utf-8", errors="replace") as file:
        return file.read()


def built(name):
    """Is it a program, in a tree where somebody has built?"""
    with open(path(name), "rb") as file:
        return file.read(4) == b"\x7fELF"


def files():
    """Every file that is ours, by its path from the top: what git tracks or
    would, or in an unpacked tarball all but what autotools made."""
    if os.path.exists(path(".git")):
        listing = subprocess.run(
            ["git", "-C", SOURCE, "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"], capture_output=True)
        if listing.returncode == 0:
            names = listing.stdout.decode().split("\0")
            return sorted(name for name in set(names)
                          if name and os.path.isfile(path(name))
                          and not built(name))
    found = []
    for folder, folders, names in os.walk(SOURCE):
        # "make distcheck" builds inside the unpacked tarball.
        folders[:] = [name for name in folders if not os.path.exists(
            os.path.join(folder, name, "config.status"))
            and not name.startswith(("_build", "_inst"))]
        for name in names:
            name = os.path.relpath(os.path.join(folder, name), SOURCE)
            if not GENERATED.fullmatch(name) and not built(name):
                found.append(name)
    return sorted(found)


def sources(*folders, ends=(".c", ".h")):
    return [name for name in files()
            if name.startswith(folders or ("src/", "helpers/"))
            and name.endswith(ends)]


TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<string>"(?:\\.|[^"\\\n])*")"""
    r"""|(?P<char>'(?:\\.|[^'\\\n])+')""", re.S)


def code(name, strings=True):
    """C without its comments (and without what stands in strings); every
    line stays where it was."""
    def blank(match):
        if match.lastgroup == "comment":
            return re.sub(r"[^\n]", " ", match.group())
        if strings or match.lastgroup == "char":
            return match.group()
        return '"' + " " * (len(match.group()) - 2) + '"'

    return TOKEN.sub(blank, read(name))


def lines(name, pattern, strings=True):
    """(line number, match) of every match in the code of a file."""
    text = code(name, strings)
    for match in re.finditer(pattern, text, re.M):
        yield text.count("\n", 0, match.start()) + 1, match


def programs():
    """Those that get installed, with how they are called here."""
    names = {"git-credential-foundry", "docker-credential-foundry",
             "foundry-credential", "foundry-oauth", "keyring"}
    return sorted(name for name in names
                  if os.path.exists(os.path.join(BUILD, name)))
