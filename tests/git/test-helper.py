#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""git's own tests for the authors of credential helpers, on ours.

t0303-credential-external.sh as Debian 12's git and the newest have it, and
the tests for authtype, which git's own cache alone is held to.  FC_GITS is
the directory that tests/git/gits has filled, FC_BIN that of the programs.
What need not hold for a helper of Foundry tokens is listed here, with the
reason, and in README.md: that list is exact.
"""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
README = os.path.join(HERE, os.pardir, os.pardir, "README.md")
GITS = os.environ.get("FC_GITS", "")
BIN = os.path.abspath(os.environ.get("FC_BIN", "tests/bin"))

# As a person would write it.  The other hosts of the tests are ours too, or
# it would be easy to be silent about them.
CONFIG = """\
[DEFAULT]
token = static

[example.com]
[other.tld]
[path.tld]
[sso.tld]
[timeout.tld]
[badguy.example.com]
[victim.example.com]

[git.example.com]
git_auth = bearer

[git2.example.com]
git_auth = bearer
"""

SETUP = """\
mkdir -m 700 "$HOME/.foundry" &&
cp "$TEST_OUTPUT_DIRECTORY/foundry.config" "$HOME/.foundry/config" &&
if type helper_test_authtype >/dev/null
then
	helper_test_authtype "$GIT_TEST_CREDENTIAL_HELPER"
fi
"""

EVERYWHERE = {
    "can store empty username":
        "its password is empty as well, and that is no token",
    "times out":
        "there is no such option: a token is good until it expires",
}
SINCE_2_41 = {
    "gets oauth_refresh_token":
        "no refresh token is taken from git or given to it",
}
SINCE_2_46 = {
    "gets authtype and credential":
        "it says ephemeral=1 besides, so that no other helper keeps it",
    "gets authtype and credential with username":
        "it says ephemeral=1 besides, so that no other helper keeps it",
    "gets authtype and credential only if request has authtype capability":
        "a Foundry token is a password as well",
    "does not get authtype and credential with different username":
        "a token stored without a name is good for any",
}
KNOWN = {
    "bookworm": EVERYWHERE,
    "sid": {**EVERYWHERE, **SINCE_2_41, **SINCE_2_46},
}

# A header with a host in its tail, in a line longer than git(1) allows for;
# as it stands the test is for helpers that read 1024 bytes at a time.
LONG = {"GIT_TEST_LONG_CRED_BUFFER": "65536"}
RESULT = re.compile(r"(ok|not ok) \d+ - helper \([^)]*\) (.*)")


class Tap:
    """The tests as they come; the number of them is said at the end."""

    def __init__(self):
        self.count = self.failed = 0

    def ok(self, passed, name, log=(), excuse=None):
        self.count += 1
        excused = f" # todo {excuse}" if excuse else ""
        print(f"{'ok' if passed else 'not ok'} {self.count} - {name}{excused}")
        if passed == bool(excuse):
            self.failed += 1
            for line in log:
                print("# " + line)


def run(git, options=(), variables=()):
    """The lines that the script prints."""
    with tempfile.TemporaryDirectory(prefix="fc-") as scratch:
        with open(os.path.join(scratch, "foundry.config"), "w") as file:
            file.write(CONFIG)
        process = subprocess.run(
            ["./t0303-credential-external.sh", "-v", *options],
            cwd=os.path.join(git, "t"), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": scratch,
                 "TEST_OUTPUT_DIRECTORY": scratch,
                 "GIT_TEST_CREDENTIAL_HELPER": "foundry",
                 "GIT_TEST_CREDENTIAL_HELPER_SETUP": SETUP,
                 "GIT_TEST_CREDENTIAL_HELPER_TIMEOUT": "foundry --timeout=1",
                 **dict(variables)})
    return process.stdout.splitlines()


def judge(tap, label, lines, known):
    """One line for each of theirs that ran."""
    missed = set(known)
    log = []
    for line in lines:
        if line.startswith("expecting success of "):
            log = []  # what follows a result belongs to the one before
        log.append(line)
        found = RESULT.fullmatch(line)
        if found:
            word, name = found.groups()
            missed.discard(name)
            tap.ok(word == "ok", f"{label}: {name}", log, known.get(name))
    tap.ok(any(re.match(r"1\.\.", line) for line in log),
           f"{label}: it ran to its end", log)
    tap.ok(not missed, f"{label}: all that need not hold was tried",
           sorted(missed))


def main():
    tap = Tap()
    for suite, known in KNOWN.items():
        git = os.path.join(GITS, suite, "git")
        if not GITS or not os.access(os.path.join(git, "git"), os.X_OK):
            sys.exit(f"no git in {git}: see tests/git/gits")
        version = subprocess.run([os.path.join(git, "git"), "--version"],
                                 capture_output=True, text=True).stdout
        label = version.strip().replace("version ", "")
        judge(tap, label, run(git), known)
    with open(README) as file:
        text = file.read()
    untold = [name for name in KNOWN["sid"] if f"| {name} |" not in text]
    tap.ok(not untold, "README.md has all that need not hold", untold)
    judge(tap, label + ", long lines", run(git, ["--run=*long header*"], LONG),
          {})
    print(f"1..{tap.count}")
    sys.exit(tap.failed > 0)


main()
