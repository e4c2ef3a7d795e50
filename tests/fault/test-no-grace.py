#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""At a server that takes a refresh token once and never again: killed, or
with a call that fails, at any moment from the reply on, and while what was
kept is adopted, nothing is lost."""

import os
import shutil

from injecting import InjectingTest, main_of

FILE_CALLS = {
    "openat": ("EMFILE", "EACCES"), "pwrite64": ("ENOSPC", "EDQUOT"),
    "write": ("ENOSPC",), "fsync": ("EIO", "ENOSPC"), "ftruncate": ("EIO",),
    "renameat": ("EBUSY", "EPERM", "EROFS"), "unlinkat": ("EROFS",),
    "newfstatat": ("EACCES",), "fstat": ("EIO",), "statx": ("ENOSYS",),
    "flock": ("ENOLCK",), "fchmod": ("EPERM",), "mkdir": ("EROFS",),
}


class NoGrace(InjectingTest):
    def setUp(self):
        super().setUp()
        self.foundry.set(refresh_grace=0, strict_rotation=True)

    def rehearse(self):
        """The calls of a refresh, the index of the first with the new token:
        it goes into the file that is kept beside the other."""
        self.prepare()
        self.assertEqual(self.oauth("refresh").status, 0)
        calls = self.calls()
        names = [name for name, _ in calls]
        return calls, names.index("pwrite64", names.index("connect"))

    def of_files(self, calls):
        """Of others, as of poll, there may be more or less the next time."""
        return [call for call in calls if call[0] in FILE_CALLS]

    def prepare(self):
        self.begin()

    def play(self, injection):
        """One refresh that goes wrong; then one that does not, and nothing
        is left."""
        name, which = injection.pop("call")
        how = ":".join(f"{key}={value}" for key, value in injection.items())
        self.oauth("refresh", "-e", f"inject={name}:when={which}:{how}")
        self.check_login(requests=4)

    def run_again(self):
        result = self.oauth("refresh")
        self.assertEqual(result.status, 0, result.err)

    def check_files(self):
        super().check_files()
        self.assertTrue(self.foundry.alive(self.home.saved_token()))
        self.assertEqual([name for name in os.listdir(self.home.foundry_home)
                          if name.endswith(".kept")], [])

    def test_killed(self):
        """SIGKILL before every call after the first that writes it down"""
        calls, first = self.rehearse()
        for call in self.of_files(calls[first + 1:]):
            with self.subTest(call=call):
                self.prepare()
                self.play({"call": call, "signal": "SIGKILL"})

    def test_failing(self):
        """a call about a file that fails, before the sending or after:
        one in three"""
        calls, _ = self.rehearse()
        begin = [name for name, _ in calls].index("umask")
        for call in self.of_files(calls[begin:])[::3]:
            for error in FILE_CALLS[call[0]]:
                with self.subTest(call=call, error=error):
                    self.prepare()
                    self.play({"call": call, "error": error})


class Adopting(NoGrace):
    """The same while the token waits that an earlier run could not save."""

    def prepare(self):
        self.begin()
        result = self.oauth("refresh", "-e", "inject=renameat:error=EBUSY")
        self.assertIn("is kept in", result.err)
        run = os.path.dirname(self.home.record_file())
        shutil.rmtree(run, ignore_errors=True)

    def test_killed(self):
        """SIGKILL from then on, and at some calls before the sending"""
        calls, first = self.rehearse()
        names = [name for name, _ in calls]
        begin, sent = names.index("umask"), names.index("connect")
        for call in (calls[begin:sent:4] +
                     self.of_files(calls[first + 1:])):
            with self.subTest(call=call):
                self.prepare()
                self.play({"call": call, "signal": "SIGKILL"})


if __name__ == "__main__":
    main_of("no-grace")
