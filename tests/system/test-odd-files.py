#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Links, pipes, devices, directories and huge files where ours should be."""

import os
import shutil
import socket

from harness import CONFIDENTIAL_CLIENT, LoggedInTest, main


class Temporaries(LoggedInTest):
    def test_planted(self):
        """a link where the temporary file will be is not written through"""
        victim = os.path.join(self.scratch, "victim")
        self.home.write(victim, "untouched")
        for name in (f".oauth.{self.host}.new", ".tokens.new"):
            os.symlink(victim, self.home.file(name))
        self.assert_good()
        self.home.configure(token="static")
        self.assert_silent(self.helper("store", self.request(
            username="u", password="p.q.r")))
        with open(victim) as file:
            self.assertEqual(file.read(), "untouched")
        self.assertFalse(os.path.islink(self.home.logins_file))
        self.assertFalse(os.path.islink(self.home.file("tokens")))


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(path)


class OddFiles(LoggedInTest):
    """Refused by name, and not waited for."""

    KINDS = {"pipe": os.mkfifo, "directory": os.mkdir, "socket": make_socket,
             "device": lambda path: os.symlink("/dev/zero", path),
             "terminal": lambda path: os.symlink("/dev/tty", path)}

    def setUp(self):
        super().setUp()
        self.house_rules = False
        self.odd = os.path.join(self.scratch, "odd")

    def each_kind(self):
        for kind, make in self.KINDS.items():
            with self.subTest(kind=kind):
                make(self.odd)
                yield kind
                (os.rmdir if kind == "directory" else os.unlink)(self.odd)

    def assert_refused(self, path):
        result = self.token()
        self.assert_failed(result, 6, path)
        self.assert_within(8, result.seconds)
        self.assert_asked()

    def test_config(self):
        os.unlink(self.home.config_file)
        os.symlink(self.odd, self.home.config_file)
        for _ in self.each_kind():
            self.assert_refused(self.home.config_file)

    def test_client_secret_file(self):
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            grant="client_credentials",
                            client_secret_file=self.odd)
        for _ in self.each_kind():
            self.assert_refused(self.odd)

    def test_ca_file(self):
        self.home.configure(ca_file=self.odd)
        for _ in self.each_kind():
            self.assert_refused(self.odd)

    def test_huge(self):
        """files beyond their caps"""
        self.home.configure()
        shutil.copy(self.home.config_file, self.odd)
        os.truncate(self.odd, 1 << 40)
        for name in ("config", "oauth", "tokens"):
            with self.subTest(name=name):
                path = self.home.file(name)
                kept = os.path.join(self.scratch, name)
                os.path.exists(path) and os.rename(path, kept)
                os.rename(self.odd, path)
                result = self.token()
                self.assertEqual((result.status, result.out), (6, ""),
                                 result.err)
                self.assertIn(name, result.err)
                os.rename(path, self.odd)
                os.path.exists(kept) and os.rename(kept, path)

    def test_lock(self):
        for kind in ("pipe", "directory"):
            with self.subTest(kind=kind):
                path = self.home.file(f"lock/{self.host}")
                os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
                self.KINDS[kind](path)
                result = self.token()
                self.assert_within(8, result.seconds)
                self.assertIn(result.status, (0, 6))
                (os.rmdir if kind == "directory" else os.unlink)(path)


if __name__ == "__main__":
    main()
