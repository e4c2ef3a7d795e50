# SPDX-License-Identifier: Apache-2.0
"""A terminal with a program on it, and the person who reads and types."""

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import tempfile
import termios
import time
from dataclasses import dataclass

# Of a stack's answer to a program that may run under sanitizers.
PATIENCE_S = 120


@dataclass
class Result:
    """How a program ended, and what it said."""
    status: int
    out: str
    err: str
    seconds: float = 0

    @property
    def attributes(self):
        """The key=value lines of the answer; the last of a key counts."""
        return dict(line.split("=", 1) for line in self.out.splitlines())


class Terminal:
    """A program with a terminal of its own; stdout is not it, and stdin only
    where it is None."""

    def __init__(self, argv, environment, stdin=b"", umask=-1, cwd=None,
                 stderr=None):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.shown = ""
        self.at = 0
        self.out = tempfile.TemporaryFile()
        self.err = tempfile.TemporaryFile()
        given = tempfile.TemporaryFile()
        given.write(stdin or b"")
        given.seek(0)
        with given:
            self.process = subprocess.Popen(
                argv, env=environment, stdout=self.out,
                stdin=self.slave if stdin is None else given,
                stderr=stderr or self.err, umask=umask, cwd=cwd,
                start_new_session=True, preexec_fn=self.become_theirs)

    def become_theirs(self):
        """In the child: its terminal, and the keys that send signals."""
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        for number in range(1, signal.NSIG):
            try:
                signal.signal(number, signal.SIG_DFL)
            except (OSError, ValueError):
                pass  # not one that can be set

    def read(self, seconds):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            self.shown += os.read(self.master, 65536).decode("utf-8",
                                                             "replace")
        except OSError:
            return False
        return True

    def expect(self, pattern, seconds=PATIENCE_S):
        """Wait for the terminal to show it, after what was expected before."""
        end = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.shown[self.at:])
            if found:
                self.at += found.end()
                return found
            left = end - time.monotonic()
            if left <= 0 or (not self.read(min(left, 1)) and
                             self.process.poll() is not None and
                             not self.read(0)):
                if re.search(pattern, self.shown[self.at:]):
                    continue
                raise AssertionError(f"the terminal never showed {pattern!r}:"
                                     f"\n{self.shown}\n{self.errors()}")

    def errors(self):
        self.err.seek(0)
        return self.err.read().decode("utf-8", "replace")

    def url(self):
        """The authorize URL that is shown, whole."""
        return self.expect(r"https://\S+/oauth2/authorize\?\S+(?=\s)").group(0)

    def type(self, text):
        data = text.encode()
        while data:
            data = data[os.write(self.master, data[:512]):]
            if data:
                self.read(0.01)

    def press(self, key):
        os.write(self.master, key)

    def end(self, seconds=PATIENCE_S):
        """Wait for the program's end."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > end:
                self.kill()
                raise AssertionError(f"still running: {self.shown}")
            self.read(0.05)
        while self.read(0):
            pass
        self.after = termios.tcgetattr(self.slave)
        self.out.seek(0)
        return Result(self.process.returncode,
                      self.out.read().decode("utf-8", "replace"),
                      self.errors())

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def cancel(self):
        """Ctrl-C, unless it has ended."""
        if self.process.poll() is None:
            self.press(b"\x03")
            self.end()

    def close(self):
        self.cancel()
        for fd in (self.master, self.slave):
            os.close(fd)
        self.out.close()
        self.err.close()
