# SPDX-License-Identifier: Apache-2.0
"""What a fault has left behind.  Most of many leave the same, and what a next
run makes of that has to be seen once."""

import os
import re
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
from harness import LoggedInTest  # noqa: E402

TOKEN = re.compile(r"[\w.-]{40,}")
MARK = re.compile(r"\b[0-9a-f]{16}\b")
NUMBER = re.compile(r"\d+")
TRIES_MAX = 3000
AN_AGE_AGO = 10 ** 9  # a larger number is a time
MINUTE = 60


class AftermathTest(LoggedInTest):
    """A saved login; play() of a subclass lets many faults happen to it."""

    house_rules = False

    def setUp(self):
        super().setUp()
        self.seen = {}  # what was left: the requests that the next run sent
        self.prepared = None
        self.failed_file = os.path.join(self.scratch, "failed")

    # Allocations that fail: failing.c

    def allocations(self, program, step=1):
        """The environments where the program's first one fails, then the
        second, to the last, as the caller sees by has_failed()."""
        for at in range(1, TRIES_MAX, step):
            yield {"FC_FAIL_IN": program, "FC_FAIL_AT": str(at),
                   "FC_FAILED_FILE": self.failed_file}
            if not self.failed:
                return
        self.fail("it never ran through")

    def has_failed(self):
        """Whether there was such a one."""
        self.failed = os.path.exists(self.failed_file)
        if self.failed:
            os.unlink(self.failed_file)
        return self.failed

    # Before a fault

    def prepare(self, cached):
        """As when the access token has expired, or with one from the cache:
        nothing to do while all is as the last time left it."""
        if cached and self.prepared == self.untouched():
            return
        self.begin()
        if cached:
            self.assert_good()
            self.foundry.reset_stats()
            self.prepared = self.untouched()

    def begin(self):
        """Nothing but the login."""
        self.saved = self.home.log_in()
        self.secrets.add(self.saved)
        run = os.path.dirname(self.home.record_file())
        for name in os.listdir(run) if os.path.isdir(run) else ():
            os.unlink(os.path.join(run, name))
        self.foundry.reset_stats()

    def untouched(self):
        """Equal only while no file was written and nothing sent."""
        return (self.foundry.stats()["endpoints"], [
            (name, stat.st_ino, stat.st_size, stat.st_mode, stat.st_mtime_ns)
            for name, stat in ((name, os.stat(self.path(name)))
                               for name in self.home.files())])

    # After it

    def check_login(self, requests):
        """It lives, for at most so many refreshes in all.  Among them are
        the next run's, which takes place if this was not yet left."""
        left, sent = self.left(), self.refreshes()
        if left not in self.seen:
            self.run_again()
            self.check_files()
            self.seen[left] = self.refreshes() - sent
        self.assertLessEqual(sent + self.seen[left], requests)

    def refreshes(self):
        return self.grants().get("refresh_token", 0)

    def run_again(self):
        self.assert_good()

    def check_files(self):
        """What else must hold then."""
        self.assertIsNotNone(self.home.saved_token())

    def left(self):
        """All files with what they hold, in other words where it is another
        each time: tokens by what the stack knows of them, times in minutes
        from now, marks and tokens by the order in which they are met."""
        met = {}

        def word(kind, text):
            return f"{kind}{met.setdefault(text, len(met))}"

        def token(match):
            known = self.foundry.token_state(match.group())
            return f"{word('token', match.group())} " + " ".join(
                f"{key}={known.get(key)}" for key in ("kind", "alive", "used"))

        def number(match):
            value = int(match.group())
            return match.group() if value < AN_AGE_AGO else \
                f"{round((value - time.time()) / MINUTE)}m"

        everything = []
        for name in self.home.files():
            with open(self.path(name), errors="replace") as file:
                text = file.read()
            if name.startswith("home/.foundry/lock/"):
                text = re.sub(r"\d+", "N", text)  # who held it
            for known, path in (("CONFIG", self.home.config_file),
                                ("LOGINS", self.home.logins_file)):
                text = text.replace(stamp(path), known)
            text = text.replace(self.home.directory, "")
            text = re.sub(r"(?m)^(stamps=.*?)(\d+\.){3}.*$", r"\1old", text)
            text = TOKEN.sub(token, text)
            text = MARK.sub(lambda match: word("mark", match.group()), text)
            mode = os.stat(self.path(name)).st_mode
            everything.append((name, mode, NUMBER.sub(number, text)))
        return tuple(everything)

    def path(self, name):
        return os.path.join(self.home.directory, name)


def stamp(path):
    """Of this version of a file, as records have it."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return "no stamp"
    return ".".join(map(str, (
        found.st_dev, found.st_ino, found.st_size,
        *divmod(found.st_mtime_ns, 10 ** 9),
        *divmod(found.st_ctime_ns, 10 ** 9))))
