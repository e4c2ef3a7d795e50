# SPDX-License-Identifier: Apache-2.0
"""A shell with job control in tmux, and the person before it."""

import os
import re
import subprocess
import tempfile
import time

PATIENCE_S = 60
PROMPT = "ready> "


class Tmux:
    """bash in a terminal of its own; nothing of the person's tmux."""

    def __init__(self, directory, environment, width=80, height=40):
        # One that is being ended still answers for a moment.
        self.socket = os.path.join(
            tempfile.mkdtemp(prefix="tmux-", dir=directory), "socket")
        self.environment = environment
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(width),
                 "-y", str(height), "bash", "--norc", "--noprofile", "-i")
        self.keys(f"PS1='{PROMPT}'; clear", "Enter")
        self.wait(rf"\A{PROMPT}")

    def run(self, *words, data=None):
        return subprocess.run(["tmux", "-S", self.socket, *words], check=True,
                              env=self.environment, input=data, text=True,
                              capture_output=True, timeout=PATIENCE_S).stdout

    def keys(self, *keys):
        """Keys by tmux's names: "C-c", "Enter"; other words are typed."""
        self.run("send-keys", "--", *keys)

    def type(self, text):
        """These letters and no keys."""
        self.run("send-keys", "-l", "--", text)

    def paste(self, text):
        self.run("load-buffer", "-", data=text)
        self.run("paste-buffer", "-p", "-d")

    def screen(self):
        """All that has been shown, long lines whole."""
        return self.run("capture-pane", "-p", "-J", "-S", "-")

    def wait(self, pattern, seconds=PATIENCE_S):
        end = time.monotonic() + seconds
        while True:
            shown = self.screen()
            found = re.search(pattern, shown)
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError(f"never shown: {pattern!r}\n{shown}")
            time.sleep(0.05)

    def command(self, line):
        """Run it in the shell; what it prints, by its own marks."""
        self.keys("C-l")
        self.keys(f"clear; {line}; echo '[do''ne]'", "Enter")
        return self.wait(r"(?s)\A(.*?)\[done\]").group(1)

    def close(self):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"],
                       env=self.environment, capture_output=True,
                       timeout=PATIENCE_S)
