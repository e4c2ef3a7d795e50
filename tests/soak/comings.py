# SPDX-License-Identifier: Apache-2.0
"""Those for whom other things hold than for the workers of people.py: a
person who logs in and out without end, others who ask meanwhile, and a
container into which the shared file alone is mounted."""

import os
import shutil
import subprocess
import threading
import time

from harness import CLI, DOCKER_HELPER, GIT_HELPER, SIMULATOR
from mounting import bind, in_namespace
from people import LIMIT_S, Run, Worker, bare, from_docker, from_git

COMING, IN, LEAVING, OUT = "coming", "in", "leaving", "out"


class Visitor(threading.Thread):
    """Logs in and out.  What is gone stays gone: after a logout no token of
    this stack lives there or lies here."""

    def __init__(self, scene, ledger, stack):
        super().__init__(name="visitor")
        self.scene = scene
        self.ledger = ledger
        self.stack = stack
        self.foundry = scene.foundries[stack]
        self.state = (0, OUT)  # how often it has changed, and where we are
        self.seen = set()
        browser = [os.path.join(SIMULATOR, "browser"), "--ca",
                   self.foundry.ca_file]
        self.environment = {**scene.environment, "BROWSER": " ".join(browser)}

    def run(self):
        while not self.ledger.stop.is_set():
            self.change(COMING)
            if self.do("login", self.foundry.host, "--webserver", "--reauth"):
                self.change(IN)
                self.ledger.stop.wait(1.5)
            self.leave()
            self.ledger.stop.wait(0.3)

    def leave(self):
        self.change(LEAVING)
        self.see(self.scene.home.saved_token(self.foundry.host))
        while not self.do("logout", self.foundry.host):
            if self.ledger.stop.wait(0.2):
                return
        self.change(OUT)
        self.look_around()

    def change(self, where):
        self.state = (self.state[0] + 1, where)

    def see(self, token):
        if token:
            self.seen.add(token)

    def do(self, verb, *words):
        """A refusal is no wonder: of a disk that is full, a lock that is
        held by whoever waits."""
        result = subprocess.run([CLI, verb, *words], env=self.environment,
                                capture_output=True, text=True,
                                timeout=2 * LIMIT_S)
        self.ledger.count("comings and goings",
                          f"{verb}, status {result.returncode}")
        return result.returncode == 0

    def look_around(self):
        """Nothing of the stack is left, whoever else works meanwhile."""
        if self.foundry.stats()["grants_alive"]:
            self.ledger.complain("logged out, and a token lives on there")
        home = self.scene.home
        for top in (home.foundry_home, os.path.dirname(home.record_file())):
            for directory, _, names in os.walk(top):
                for name in names:
                    self.look_at(os.path.join(directory, name))

    def look_at(self, path):
        try:
            with open(path, "rb") as file:
                text = file.read().decode("utf-8", "replace")
        except OSError:
            return  # it has ended meanwhile
        for token in list(self.seen):
            if token in text:
                self.ledger.complain("logged out, and a token lies in " +
                                     path)


class Guest(Worker):
    """Asks for tokens of the visitor's stack."""

    def __init__(self, visitor, *arguments):
        super().__init__(*arguments)
        self.visitor = visitor
        self.before = None

    def choose(self):
        stack, host = self.visitor.stack, self.visitor.foundry.host
        self.before = self.visitor.state
        return self.random.choice((
            Run("guest", [GIT_HELPER, "get"],
                f"protocol=https\nhost={host}\n", from_git, stack),
            Run("guest", [DOCKER_HELPER, "get"], host, from_docker, stack),
            Run("guest", [CLI, "token", host], "", bare, stack)))

    def judge_answer(self, run, answer):
        self.visitor.see(answer)
        if self.before == self.visitor.state and self.before[1] == OUT:
            self.ledger.complain("a token after the logout",
                                 *run.evidence())
        if self.visitor.foundry.token_state(answer).get("kind") != "oauth":
            self.ledger.complain("not a token of this stack",
                                 *run.evidence())
        self.ledger.count("answers", run.program)

    def judge_loss(self, run):
        pass  # he has just logged out


class Container(Worker):
    """Sees the shared file, or a copy that grows old, as a mount."""

    def choose(self):
        run = super().choose()
        logins = self.scene.home.logins_file
        source = logins
        if self.random.random() < 0.5:
            source = os.path.join(self.scene.directory, "copy")
            try:
                shutil.copy2(logins, source)
            except OSError:  # the disk is full
                source = logins
        run.argv = in_namespace(bind(source, logins), *run.argv)
        run.program = "container"
        return run


def can_mount(scene):
    """Nobody may need leave for it."""
    argv = in_namespace(bind(scene.home.logins_file, scene.home.logins_file),
                        "true")
    return subprocess.run(argv, capture_output=True).returncode == 0
