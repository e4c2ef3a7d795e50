# SPDX-License-Identifier: Apache-2.0
"""Programs seen by strace: every system call of every process."""

import glob
import os
import re
import subprocess
import sys
import tempfile

from rules import need

# Only root sees the memory of a process that has made itself undumpable; root
# of a namespace of its own will do.
AS_ROOT = [] if os.geteuid() == 0 else ["unshare", "--user",
                                        "--map-root-user"]
STRACE = [*AS_ROOT, "strace", "-ff", "-qq", "-s", "65536"]

CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+|\?)(.*)$", re.S)


def need_strace():
    """Leave, saying so, when nothing can be seen here."""
    need("strace", *AS_ROOT[:1])
    for argv in ([*AS_ROOT, "true"], ["strace", "-o", "/dev/null", "true"]):
        if subprocess.run(argv, capture_output=True).returncode != 0:
            print(f"1..0 # SKIP {argv[0]} is not allowed here")
            sys.exit(0)


class Call:
    """One system call: its name, its arguments as text, what it returned."""

    def __init__(self, pid, name, arguments, result, rest):
        self.pid = pid
        self.name = name
        self.arguments = arguments
        self.result = None if result == "?" else int(result)
        self.text = f"{name}({arguments}) = {result}{rest}"

    def path(self):
        """The first string among the arguments."""
        found = re.search(r'"((?:\\.|[^"\\])*)"', self.arguments)
        return found.group(1) if found else ""


class Traced:
    def __init__(self, status, out, err, calls):
        self.status = status
        self.out = out
        self.err = err
        self.calls = calls

    def named(self, *names):
        return [call for call in self.calls if call.name in names]


def parse(directory):
    """Of each process a file, in the order of their numbers."""
    files = glob.glob(os.path.join(directory, "log.*"))
    for name in sorted(files, key=lambda name: int(name.split(".")[-1])):
        with open(name, encoding="latin-1") as file:
            for line in file:
                match = CALL.match(line)
                if match:
                    yield Call(int(name.split(".")[-1]), *match.groups())


def trace(argv, stdin, env, *options, **more):
    """Run it under strace, with all that it starts."""
    # LeakSanitizer traces its own process, which two cannot do.
    env = dict(env)
    env["ASAN_OPTIONS"] = ":".join(filter(None, [
        env.get("ASAN_OPTIONS"), "detect_leaks=0"]))
    with tempfile.TemporaryDirectory(prefix="fc-strace-") as directory:
        ended = subprocess.run(
            [*STRACE, *options, "-o", os.path.join(directory, "log"), *argv],
            input=stdin.encode(), env=env, capture_output=True,
            start_new_session=True, timeout=120, **more)
        return Traced(ended.returncode, ended.stdout.decode(),
                      ended.stderr.decode(), list(parse(directory)))
