#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each call that opens, writes or renames fails once, or is the last, while
setup changes other programs' files: each is as it was or as it will be, and
setup, run again, does the rest."""

import json
import os
import re
import shutil

from injecting import InjectingTest, main_of

from harness import CLI

ERRORS = {"openat": "EMFILE", "fsync": "EIO", "ftruncate": "EIO",
          "renameat": "EROFS", "renameat2": "EROFS", "pwrite64": "ENOSPC", "fchmod": "EPERM",
          "fstat": "EIO", "mkdir": "EROFS", "pipe2": "EMFILE",
          "clone": "EAGAIN", "unlinkat": "EROFS", "lstat": "EACCES",
          "newfstatat": "EACCES", "access": "EACCES"}
KILLED = ("renameat", "renameat2", "fsync")
# The copy that git works on: a kill leaves it.
COPY = re.compile(r'^mkdir\("(/tmp/foundry-credential\.\w+)"', re.M)


class Setup(InjectingTest):
    def setUp(self):
        super().setUp()
        self.git_file = self.home.environment["GIT_CONFIG_GLOBAL"]
        self.docker_file = os.path.join(self.home.path, ".docker",
                                        "config.json")
        self.words = [CLI, "setup", self.host, "--client-id", "x" * 32,
                      "--git", "--docker", "--registry", "new.test"]
        self.home.write(self.docker_file,
                        '{"credHelpers": {"a.test": "pass"}}')
        self.paths = (self.home.config_file, self.git_file,
                      self.docker_file)
        self.before = self.contents()
        self.assertEqual(self.strace(self.words).status, 0)
        names = [name for name, _ in self.calls()]
        self.wanted = [call for i, call in enumerate(self.calls())
                       if i > names.index("umask") and call[0] in ERRORS]
        self.after = self.contents()

    def contents(self):
        return {path: open(path).read() for path in self.paths}

    def put_back(self):
        for path, text in self.before.items():
            with open(path, "w") as file:
                file.write(text)
            lock = path + ".lock"
            os.path.exists(lock) and os.unlink(lock)
        folder = self.home.file("setup")
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            os.unlink(os.path.join(folder, name))

    def play(self, name, which, what):
        with self.subTest(call=name, which=which, what=what):
            self.put_back()
            result = self.strace(self.words, "-e",
                                 f"inject={name}:{what}:when={which}")
            for path, text in self.contents().items():
                self.assertIn(text, (self.before[path], self.after[path]))
            if what.startswith("error"):
                self.assertGreaterEqual(result.status, 0)
                if result.status:
                    self.assertRegex(result.err, "^foundry-credential: ")
            for path in self.paths:
                lock = path + ".lock"
                # As git's own, it stays when its owner is killed.
                if what.startswith("signal") and os.path.exists(lock):
                    os.unlink(lock)
            with open(self.log, encoding="latin-1") as file:
                for path in COPY.findall(file.read()):
                    shutil.rmtree(path, ignore_errors=True)
            if what.startswith("signal") or which % 4 == 0:
                again = self.cli(*self.words[1:])
                self.assertEqual(again.status, 0, again.err)
                json.loads(self.contents()[self.docker_file])
                self.assertEqual(self.contents(), self.after)

    def test_calls_that_fail(self):
        for name, which in self.wanted:
            self.play(name, which, f"error={ERRORS[name]}")
        print(f"# {len(self.wanted)} faults", flush=True)

    def test_kills(self):
        calls = [call for call in self.wanted if call[0] in KILLED]
        for name, which in calls:
            self.play(name, which, "signal=SIGKILL")
        print(f"# {len(calls)} kills", flush=True)


if __name__ == "__main__":
    main_of("faults")
