# SPDX-License-Identifier: Apache-2.0
"""What goes wrong around the programs: one thing after the other, each for a
second or so.  The Python library loses what it writes on a full disk, and
logs in anew after any error of the server: beside it neither is tried."""

import configparser
import errno
import json
import os
import random
import signal
import subprocess
import sys
import threading

from harness import TOKEN_PATH

LIBRARY = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..",
                       "system", "python_library.py")
# What the library must never meet, whatever we do.
NEVER = ("unreadable", "missing", "others_lost", "refused", "logins")
INTERNAL = {"error": "internal_failure"}


class Weather(threading.Thread):
    def __init__(self, seed, scene, ledger):
        super().__init__(name="weather")
        self.random = random.Random(f"{seed}/weather")
        self.scene = scene
        self.ledger = ledger
        self.scenes = [self.fair, self.server, self.server, self.hanging,
                       self.read_only]
        if not scene.no_grace:  # what it has read, it writes back later
            self.scenes += [self.library_alone, self.library_same_login]
        if scene.small:
            self.scenes.append(self.full)

    def run(self):
        while not self.ledger.stop.is_set():
            self.random.choice(self.scenes)()
            self.check_files()
        self.scene.calm()

    def wait(self, low, high):
        return self.ledger.stop.wait(self.random.uniform(low, high))

    def fair(self):
        self.wait(0.5, 2)

    # The server

    def server(self):
        for _ in range(self.random.randint(2, 8)):
            self.fault(self.random.choice(self.scene.steady))
            if self.wait(0.05, 0.6):
                break

    def fault(self, foundry):
        name, members = self.random.choice(self.faults())
        foundry.fault(TOKEN_PATH, times=self.random.choice((1, 1, 2, 3)),
                      **members)
        self.ledger.count("faults", "server: " + name)

    def faults(self):
        lossless = (
            ("500", {"status": 500}),
            ("503, come back", {"status": 503,
                                "headers": {"Retry-After": "1"}}),
            ("502 with a page", {"status": 502, "content_type": "text/html",
                                 "body": "<h1>\x1b[31mno\x07</h1>"}),
            ("429", {"status": 429, "headers": {"Retry-After": "1"}}),
            ("internal_failure", {"status": 400, "json": INTERNAL}),
            ("closed before", {"close": "before"}),
            ("late", {"stall": self.random.uniform(0.1, 3)}),
            ("late answer", {"delay": self.random.uniform(0.1, 3)}),
            ("drips", {"drip": 300}),
            ("not JSON", {"body": "eyJ{"}),
            ("endless", {"endless": True}),
        )
        if self.scene.no_grace:
            return (*lossless, ("after the limit", {"delay": 7}))
        return (*lossless, ("answer lost", {"close": "lost"}),
                ("closed in the middle", {"close": "middle"}))

    def hanging(self):
        """The server does not run at all, and then goes on."""
        foundry = self.random.choice(self.scene.steady)
        self.ledger.count("faults", "server: stopped")
        foundry.process.send_signal(signal.SIGSTOP)
        self.wait(0.2, 1.5)
        foundry.process.send_signal(signal.SIGCONT)

    # The file system

    def read_only(self):
        home = self.scene.home
        path = self.random.choice((
            home.foundry_home, home.file("lock"), home.file("used"),
            os.path.dirname(home.record_file())))
        if os.path.isdir(path):
            self.ledger.count("faults", "read-only: " +
                              os.path.basename(path))
            os.chmod(path, 0o500)
            self.wait(0.1, 1.5)
            os.chmod(path, 0o700)

    def full(self):
        self.ledger.count("faults", "disk full")
        path = os.path.join(self.scene.directory, "filler")
        try:
            with open(path, "wb", buffering=0) as file:
                while True:
                    if file.write(b"x" * 4096) < 4096:
                        break
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        self.wait(0.1, 1.5)
        os.unlink(path)

    # The Python library

    def library_alone(self):
        """It saves a login for another stack, as fast as it can."""
        self.library("other.example")

    def library_same_login(self):
        """It refreshes the first stack's login, which we refresh too; the
        other stack's server fails meanwhile."""
        first, second = self.scene.steady
        first.clear_faults()
        self.fault(second)
        self.library(first.host, "--control", first.control_url,
                     "--ca", first.ca_file)

    def library(self, *words):
        library = subprocess.Popen(
            [sys.executable, LIBRARY, self.scene.home.logins_file, *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=self.scene.environment)
        self.wait(0.5, 2.5)
        out, _ = library.communicate(timeout=60)
        if library.returncode != 0:
            self.ledger.complain("the Python library failed")
            return
        met = json.loads(out)
        for name, number in met.items():
            self.ledger.count("the Python library's rounds, and what it met",
                              name, number)
        bad = {name: met[name] for name in NEVER if met[name]}
        if bad:
            self.ledger.complain(f"the Python library met {bad}")

    # Nobody but us writes now: the files are whole at any moment

    def check_files(self):
        try:
            logins = self.scene.home.logins()
        except configparser.Error as error:
            self.ledger.complain(f"the shared file cannot be read: {error}")
            return self.ledger.stop.set()
        for foundry in self.scene.steady:
            if not logins.get(foundry.host, "refresh_token", fallback=None):
                self.ledger.complain("the saved login is gone from the file",
                                     f"sections: {logins.sections()}")
                self.ledger.stop.set()
        self.ledger.count("looks at the shared file", "whole")
