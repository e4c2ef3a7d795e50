# SPDX-License-Identifier: Apache-2.0
"""Our programs under strace, with one system call that is the last, or that
goes wrong."""

import configparser
import os
import re
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
for folder in ("system", "rules"):
    sys.path.insert(0, os.path.join(HERE, "..", folder))
from aftermath import AftermathTest  # noqa: E402
from harness import BIN, main  # noqa: E402
from needed import need  # noqa: E402
from rules import SANITIZERS  # noqa: E402
from tracing import AS_ROOT, need_strace  # noqa: E402

OAUTH = os.path.join(BIN, "foundry-oauth")
OTHER = "other.test"
CALL = re.compile(r"^(\w+)\(")


def main_of(what, *tools):
    """As main; strace and the sanitizers cannot both trace a program."""
    if SANITIZERS:
        print(f"1..1\nok 1 - {what} # not under sanitizers: they trace too")
        return
    need_strace()
    need(*tools)
    main()


class InjectingTest(AftermathTest):
    """A saved login, and that of another stack beside it."""

    def setUp(self):
        super().setUp()
        self.log = os.path.join(self.scratch, "strace")
        os.makedirs(self.home.file("lock"), mode=0o700)

    def begin(self):
        super().begin()
        with open(self.home.logins_file, "a") as file:
            file.write(f"[{OTHER}]\ntoken_uri = https://{OTHER}/\n"
                       "client_id = x\nrefresh_token = of-another\n")

    def strace(self, argv, *options, stdin="", **run):
        return self.run_program(
            [*AS_ROOT, "strace", "-qq", "-s", "0", "-o", self.log, *options,
             *argv], stdin, **run)

    def oauth(self, verb, *options, **run):
        """foundry-oauth as a helper runs it, alone.  Where a call of a
        refresh fails, strace looks at that one only (a signal is not injected
        that way, and -f would see the browser of a login)."""
        failing = re.match(r"inject=(\w+):error=", options[-1]) \
            if options and verb == "refresh" else None
        if failing:
            options = ("-f", "--seccomp-bpf", "-e",
                       f"trace={failing.group(1)}", *options)
        return self.strace(
            [OAUTH, verb], *options, stdin=f"host={self.host}\n"
            f"purpose=cli\nmode=webserver\nverb={verb}\n", **run)

    def calls(self):
        """The system calls of the last run, each as (name, which of that
        name): what strace counts by."""
        counts = {}
        calls = []
        with open(self.log, encoding="latin-1") as file:
            for line in file:
                if ".gcda" in line:
                    break  # the counters of "make coverage"
                match = CALL.match(line)
                if match:
                    name = match.group(1)
                    counts[name] = counts.get(name, 0) + 1
                    calls.append((name, counts[name]))
        return calls

    def check_files(self):
        """Python reads the file of logins, the other stack's is whole, and
        no file was left behind."""
        parser = configparser.ConfigParser()
        parser.read(self.home.logins_file)
        self.assertEqual(parser[OTHER]["refresh_token"], "of-another")
        self.assertTrue(parser[self.host]["refresh_token"])
        self.assertEqual([name for name in os.listdir(self.home.foundry_home)
                          if name.endswith(".new")], [])


__all__ = ["InjectingTest", "OTHER", "need_strace"]
