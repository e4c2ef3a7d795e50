#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each open, write, fsync, rename, ... of our programs fails once: no crash,
no lost login, a clear message, and the answer where one can be given."""

import re

from injecting import InjectingTest, main_of

from harness import CLI, DOCKER_HELPER, GIT_HELPER

ERRORS = {
    "openat": ("EMFILE", "EACCES"), "read": ("EIO",),
    "write": ("ENOSPC", "EIO"), "pwrite64": ("ENOSPC", "EDQUOT"),
    "fsync": ("EIO",), "ftruncate": ("EIO",),
    "rename": ("EROFS",), "renameat": ("EROFS", "EACCES"),
    "unlinkat": ("EROFS",), "mkdir": ("EROFS", "ENOSPC"),
    "newfstatat": ("EACCES",), "fstat": ("EIO",), "fchmod": ("EPERM",),
    "flock": ("ENOLCK",), "pipe2": ("EMFILE",), "clone": ("EAGAIN",),
    "vfork": ("EAGAIN",),
    "socket": ("EMFILE",), "socketpair": ("EMFILE",),
    "connect": ("ENETUNREACH",), "sendto": ("ECONNRESET",),
    "recvfrom": ("ECONNRESET",), "poll": ("EINTR",),
    "getrandom": ("ENOSYS",), "mmap": ("ENOMEM",),
    "dup2": ("EMFILE",), "prctl": ("EPERM",), "setsid": ("EPERM",),
    "clock_nanosleep": ("EINTR",), "wait4": ("EINTR",),
    "rt_sigaction": ("EINVAL",), "rt_sigprocmask": ("EINVAL",),
}
# An answer is a password or a token; anything else on stdout is a fault.
ANSWER = re.compile(r"(?m)^(password=|access_token=|ey)|\"Secret\"")


class Faults(InjectingTest):
    def play(self, run, cached, requests=2):
        """Each call of run that the table knows fails, in every way of it."""
        self.prepare(cached)
        self.assertEqual(run().status, 0)
        calls = self.calls()
        main_begins = [name for name, _ in calls].index("umask")
        played = failed = 0
        for name, which in calls[main_begins:]:
            for error in ERRORS.get(name, ()):
                with self.subTest(call=name, which=which, error=error):
                    self.prepare(cached)
                    result = run("-e", f"inject={name}:error={error}:"
                                       f"when={which}")
                    played += 1
                    failed += not ANSWER.search(result.out)
                    self.check_end(result)
                    self.check_login(requests)
        print(f"# {played} faults, {failed} without an answer, "
              f"{len(self.seen)} states", flush=True)
        self.assertGreater(played, 5)

    def check_end(self, result):
        """It ended by itself, and said what it was doing, if anything."""
        self.assertGreaterEqual(result.status, 0, result.err)
        lines = result.err.splitlines()
        self.assertLessEqual(len(lines), 4, result.err)
        for line in lines:
            self.assertRegex(line, r"^[ -~]*$")
        if result.status not in (0, 1) or lines:
            self.assertTrue(lines, f"silent, status {result.status}")
            self.assertRegex(result.err, "(?m)^[a-z-]+: ")

    def test_refresh(self):
        """foundry-oauth during a refresh"""
        def run(*options):
            result = self.oauth("refresh", *options)
            # Its error goes to the caller, who prints it.
            self.assertNotIn("Sanitizer", result.err)
            return result
        self.play(run, cached=False, requests=3)

    def test_git_from_the_cache(self):
        self.play(lambda *options: self.strace(
            [GIT_HELPER, "get"], *options, stdin=self.request()), True)

    def test_git_with_a_refresh(self):
        self.play(lambda *options: self.strace(
            [GIT_HELPER, "get"], *options, stdin=self.request()), False, 3)

    def test_docker(self):
        self.play(lambda *options: self.strace(
            [DOCKER_HELPER, "get"], *options, stdin=self.host), True)

    def test_token(self):
        self.play(lambda *options: self.strace(
            [CLI, "token", self.host], *options), False, 3)

    def test_erase(self):
        """git's erase: the login is not what is erased"""
        def run(*options):
            record = self.home.record() or {}
            return self.strace(
                [GIT_HELPER, "erase"], *options, stdin=self.request(
                    password=record.get("access_token", "x")))
        self.play(run, True)


if __name__ == "__main__":
    main_of("faults")
