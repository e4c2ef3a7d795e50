# SPDX-License-Identifier: Apache-2.0
"""Programs that a test cannot do without, and modules (python:NAME) of
Debian's Python.  One that is missing is a failure that says how to get it,
never a test left out in silence."""

import functools
import os
import shutil
import subprocess
import sys

PACKAGES = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..",
                        "..", "tools", "packages")
PYTHON = "/usr/bin/python3"
PLACES = [*os.environ.get("PATH", "").split(os.pathsep), "/usr/local/bin",
          "/usr/bin", "/usr/sbin", "/sbin"]


@functools.lru_cache(maxsize=None)
def found(program):
    """Where it is, on PATH or where packages put it; or None.  Of a module,
    the Python that has it."""
    if program.startswith("python:"):
        has = f"import {program.partition(':')[2]}"
        return None if subprocess.run(
            [PYTHON, "-c", has], stderr=subprocess.DEVNULL).returncode \
            else PYTHON
    return shutil.which(program, path=os.pathsep.join(PLACES))


def package_of(program):
    """The Debian package that tools/packages names for it."""
    with open(PACKAGES) as file:
        for line in file:
            words = line.split()
            if not line.startswith("#") and words[2:3] == [program]:
                return words[1]
    return program


def missing(*programs):
    """What to say about those that are not there, a line each."""
    return [f"{program} is not installed: apt-get install "
            f"{package_of(program)} (tools/packages)"
            for program in programs if not found(program)]


def need(*programs):
    """Fail the whole test program unless all of these are there."""
    lines = missing(*programs)
    if lines:
        print("1..1\nnot ok 1 - what is tested with is there")
        for line in lines:
            print("# " + line)
        sys.exit(1)
