#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Python library writes the file of logins beside us, in its own way."""

import configparser
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time

from harness import CLI, GIT_HELPER, Foundry, LoggedInTest, main
from python_library import Library

HERE = os.path.dirname(os.path.realpath(__file__))
MADE_PRIVATE = r"^(\S+: \S+ could be read by other users; made private\n)*$"


def lease(file):
    """Nobody may open it for writing now.  False: somebody has."""
    fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)  # no SIGIO, which kills
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return False
    return True


def can_lease(path):
    """Does this file system tell who has a file open for writing?"""
    try:
        with open(path) as file:
            return lease(file)
    except OSError:
        return False


class Beside(LoggedInTest):
    """The stand-in at work without a pause, and our programs with it."""

    @classmethod
    def setUpClass(cls):
        cls.other = Foundry()

    @classmethod
    def tearDownClass(cls):
        cls.other.stop()

    def setUp(self):
        super().setUp()
        self.leases = can_lease(self.home.logins_file)
        self.libraries = []

    def tearDown(self):
        for library in list(self.libraries):
            self.end(library)
        super().tearDown()

    def library(self, foundry=None, host=None):
        """Start the stand-in for a stack, or for one that is none."""
        argv = [sys.executable, os.path.join(HERE, "python_library.py"),
                self.home.logins_file, host or foundry.host]
        if foundry:
            argv += ["--control", foundry.control_url,
                     "--ca", foundry.ca_file]
        library = subprocess.Popen(argv, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True,
                                   env=self.env())
        self.libraries.append(library)
        for _ in range(1000):
            with open(self.home.logins_file) as file:
                if (host or foundry.host) in file.read():
                    return library
            time.sleep(0.01)
        self.fail("the stand-in does not start")

    def end(self, library):
        """What it met."""
        self.libraries.remove(library)
        out, _ = library.communicate(timeout=30)
        self.assertEqual(library.returncode, 0)
        met = json.loads(out)
        print("# the library: " + ", ".join(
            f"{name} {count}" for name, count in met.items()) +
            ("" if self.leases else "; no leases here"), flush=True)
        return met

    def saved_token(self):
        """Not from a file that is being written."""
        for _ in range(1000):
            with open(self.home.logins_file) as file:
                if not self.leases or lease(file):
                    parser = configparser.ConfigParser()
                    parser.read_file(file)
                    if self.leases or parser.sections():
                        return parser.get(self.host, "refresh_token",
                                          fallback=None)
            time.sleep(0.001)
        self.fail("the file is being written all the time")

    def refresh(self, words):
        """A good token, and at most a word about the mode."""
        if os.path.exists(self.home.record_file()):
            os.unlink(self.home.record_file())
        before = self.saved_token()
        result = self.run_program(words, self.request())
        self.assertEqual(result.status, 0, result.err)
        self.assertRegex(result.err, MADE_PRIVATE)
        token = (result.attributes["password"] if "password=" in result.out
                 else result.out.strip())
        self.assertEqual(self.foundry.me(token), "jdoe")
        self.reverted += self.saved_token() == before

    def refreshes(self, count):
        self.reverted = 0
        for i in range(count):
            self.refresh([GIT_HELPER, "get"] if i % 2 else
                         [CLI, "token", self.host])
        print(f"# of {count} tokens of ours the library undid "
              f"{self.reverted}", flush=True)

    def test_other_stack(self):
        """200 refreshes while the library refreshes another stack"""
        library = self.library(self.other)
        self.refreshes(200)
        met = self.end(library)
        self.assertEqual((met["unreadable"], met["missing"],
                          met["others_lost"], met["refused"]), (0, 0, 0, 0))
        self.assertTrue(met["kept"])
        if self.leases:  # once in a while it is told so a moment later
            self.assertLessEqual(met["older"], 10)

    def test_saves_without_end(self):
        """100 refreshes while the library does nothing but save"""
        library = self.library(host="other.example")
        self.refreshes(100)
        met = self.end(library)
        self.assertEqual((met["unreadable"], met["missing"],
                          met["others_lost"]), (0, 0, 0))
        if self.leases:
            self.assertTrue(met["kept"])

    def test_same_stack(self):
        """100 refreshes of one login, that the library refreshes too"""
        library = self.library(self.foundry)
        self.refreshes(100)
        met = self.end(library)
        self.assertEqual((met["unreadable"], met["missing"], met["refused"],
                          met["logins"]), (0, 0, 0, 0))
        self.assertTrue(self.foundry.alive(self.saved_token()))

    def test_logins(self):
        """20 logins and logouts while the library refreshes another stack"""
        library = self.library(self.other)
        undone = 0
        for _ in range(20):
            result = self.cli("logout", self.host)
            self.assertEqual(result.status, 0, result.err)
            undone += self.saved_token() is not None
            result = self.cli("login", self.host,
                              env={"BROWSER": self.browser()})
            self.assertEqual(result.status, 0, result.err)
            undone += not self.foundry.alive(self.saved_token() or "none")
        print(f"# of 40 changes of ours the library undid {undone}",
              flush=True)
        met = self.end(library)
        self.assertEqual((met["unreadable"], met["missing"], met["refused"]),
                         (0, 0, 0))
        self.assertTrue(met["kept"])


class Rotation(LoggedInTest):
    def test_in_turn(self):
        """a token that either of them rotated is taken by the other"""
        self.foundry.set(strict_rotation=True)
        library = Library(self.home.logins_file, self.host,
                          self.foundry.control_url, self.foundry.ca_file)
        for _ in range(10):
            library.round()
            os.chmod(self.home.logins_file, 0o600)
            self.assert_good()
            self.home.expire_record()
        library.round()
        self.assertEqual((library.met["refused"], library.met["newer"],
                          library.met["logins"]), (0, 10, 0))

    def test_what_it_does_not_know(self):
        """keys and sections that are neither's survive both"""
        self.home.log_in(self.saved, notes="100%% mine\n\n=x")
        with open(self.home.logins_file, "a") as file:
            file.write("[DEFAULT]\ncolour : blue\n[É]\nk=\n")
        library = Library(self.home.logins_file, self.host,
                          self.foundry.control_url, self.foundry.ca_file)
        library.round()
        os.chmod(self.home.logins_file, 0o600)
        self.assert_good()
        library.round()
        logins = self.home.logins()
        self.assertEqual(logins.get(self.host, "notes"), "100% mine\n\n=x")
        self.assertEqual(logins.get("É", "colour"), "blue")
        self.assertEqual(logins.get("É", "k"), "")


class HalfWritten(LoggedInTest):
    """The library was stopped between opening the file and closing it."""

    def setUp(self):
        super().setUp()
        self.leases = can_lease(self.home.logins_file)
        with open(self.home.logins_file) as file:
            self.ours = file.read()
        self.theirs = self.ours.replace(self.host, "other.example").replace(
            self.saved, "theirs")

    def write(self, text, cut, seconds):
        """Begin now, go on after that time; join() the result."""
        file = open(self.home.logins_file, "w")
        file.write(text[:cut])
        file.flush()

        def finish():
            time.sleep(seconds)
            file.write(text[cut:])
            file.close()

        thread = threading.Thread(target=finish)
        thread.start()
        self.addCleanup(thread.join)
        return thread

    def halves(self):
        """(label, whole, cut, can be seen in what is there)"""
        ours, theirs = self.ours, self.theirs
        yield "nothing", ours + theirs, 0, True
        yield "not our section", theirs + ours, len(theirs), False
        yield "not our refresh_token", theirs + ours, (theirs + ours).rindex(
            "refresh_token"), False
        yield "half a key", ours, ours.index("fresh_token"), True
        yield "half a token", ours, ours.index(self.saved) + 20, True
        yield "not theirs", ours + theirs, len(ours), False
        yield "half of theirs", ours + theirs, len(ours + theirs) - 30, False

    def test_refresh(self):
        """whatever half of the file there is, a refresh waits for the other"""
        for label, whole, cut, visible in self.halves():
            if not visible and not self.leases:
                print(f"# no leases here: {label}", flush=True)
                continue
            with self.subTest(label):
                token = self.foundry.grant(
                    scopes=["offline_access", "api:read-data"]
                )["refresh_token"]
                self.foundry.reset_stats()
                whole = whole.replace(self.saved, token)
                writer = self.write(whole, cut, 0.2)
                self.assert_good()
                writer.join()
                self.assert_asked(refresh_token=1)
                self.assertTrue(self.foundry.alive(self.home.saved_token()))
                self.assertNotEqual(self.home.saved_token(), token)
                self.assertEqual(self.home.saved_token("other.example"),
                                 "theirs" if "theirs" in whole else None)
                os.unlink(self.home.record_file())

    def test_logout(self):
        """a logout waits too, and takes only our section"""
        self.write(self.ours + self.theirs, 0, 0.2)
        self.assertEqual(self.cli("logout", self.host).status, 0)
        self.assertIsNone(self.home.saved_token())
        self.assertEqual(self.home.saved_token("other.example"), "theirs")

    def test_not_for_ever(self):
        """a file that stays half-written: nothing is sent, nothing saved"""
        if not self.leases:
            return print("# no leases here: a second is all", flush=True)
        writer = self.write(self.ours + self.theirs, len(self.ours) + 3, 8)
        self.assert_failed(self.token(), 6, self.home.logins_file,
                           "another program has it open.*\nrun this again when "
                           "it has")
        self.assert_asked()
        result = self.cli("logout", self.host)
        self.assertEqual(result.status, 6, result.err)
        self.assertTrue(writer.is_alive())
        writer.join()
        with open(self.home.logins_file) as file:
            self.assertEqual(file.read(), self.ours + self.theirs)
        self.assert_good()

    def test_while_we_asked(self):
        """a rotated token waits longer: it has no other place"""
        self.foundry.set(strict_rotation=True)
        self.fault(delay=0.5)
        process = self.start_program([CLI, "token", self.host])
        while not self.grants():
            time.sleep(0.02)
        self.write(self.theirs + self.ours, len(self.theirs) + 3, 1.5)
        self.assert_token(self.finish(process))
        self.assertTrue(self.foundry.alive(self.home.saved_token()))
        self.assertEqual(self.home.saved_token("other.example"), "theirs")
        os.unlink(self.home.record_file())
        self.assert_good()


if __name__ == "__main__":
    main()
