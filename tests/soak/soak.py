#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A minute or a night of everything at once: tokens of 3 seconds, two stacks,
eight people who run all programs without end, kills, a server and a file
system that fail, and a container that sees the shared file as a mount.  Half
of the time a refresh token works for a minute more, as at Foundry, and the
Python library is beside us; then never again, what cannot but lose a login is
left out, and a third stack is logged in and out of.

    soak.py [--seconds N] [--seed N]

Whatever happens, answers are right, refusals are said, and no login is lost
(people.py, comings.py, weather.py).  Ends with counts; exit status 1 when anything was
wrong.  The seed repeats what is tried and when, not what the machine makes
of it.
"""

import argparse
import configparser
import ctypes
import glob
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.dont_write_bytecode = True
sys.path[1:1] = [os.path.join(os.path.dirname(HERE), "system")]

from harness import (CLI, DOCKER_HELPER, PUBLIC_CLIENT,  # noqa: E402
                     SCOPES, TOKEN_PATH, Foundry, Home, remove)
from comings import Container, Guest, Visitor, can_mount  # noqa: E402
from ledger import Ledger  # noqa: E402
from people import LIMIT_S, REGISTRY, Run, Worker, from_docker  # noqa: E402
from weather import Weather  # noqa: E402

WORKERS = 8
GUESTS = 2
LIFETIME_S = 3
PR_SET_CHILD_SUBREAPER = 36
NOBODY = 65534
SMALL_SIZE = "1m"


class Scene:
    """Two stacks where one stays logged in, one where not, and the home of
    the person who uses them."""

    def __init__(self, directory, small, no_grace):
        self.directory = directory
        self.small = small
        self.no_grace = no_grace
        self.foundries = [Foundry(), Foundry(), Foundry()]
        self.steady = self.foundries[:2]
        self.home = Home(self.foundries[0], directory)
        self.environment = self.home.environment
        self.known = {}
        self.tokens_lock = threading.Lock()
        self.configure()
        self.log_in()
        for foundry in self.foundries:
            foundry.set(access_token_lifetime=LIFETIME_S)
            if no_grace:
                foundry.set(refresh_grace=0, strict_rotation=True)
            foundry.reset_stats()

    def configure(self):
        text = "[DEFAULT]\nnetwork_timeout = 5\nlogin = never\n"
        for foundry in self.foundries:
            text += (f"[{foundry.host}]\nclient_id = {PUBLIC_CLIENT}\n"
                     f"scopes = {' '.join(SCOPES)}\n"
                     f"ca_file = {foundry.ca_file}\n")
        text += f"[{REGISTRY}]\nfoundry = {self.foundries[0].host}\n"
        self.home.write(self.home.config_file, text)

    def log_in(self):
        parser = configparser.ConfigParser()
        for foundry in self.steady:
            token = foundry.grant(scopes=list(SCOPES))["refresh_token"]
            parser[foundry.host] = {
                "token_uri": foundry.url + TOKEN_PATH,
                "client_id": PUBLIC_CLIENT, "scopes": ",".join(SCOPES),
                "refresh_token": token}
        with open(self.home.logins_file, "w") as file:
            parser.write(file)
        os.chmod(self.home.logins_file, 0o600)

    def expiry(self, stack, token):
        """When this token ends, by the stack that issued it; or None."""
        with self.tokens_lock:
            if (stack, token) not in self.known:
                state = self.foundries[stack].token_state(token)
                right = (state.get("kind") == "oauth" and
                         state["username"] == "jdoe" and
                         (state["alive"] or state["expires_in"] <= 0))
                self.known[stack, token] = (
                    time.time() + state["expires_in"] if right else None)
            return self.known[stack, token]

    def state(self, stack):
        foundry = self.foundries[stack]
        saved = self.home.saved_token(foundry.host)
        return (f"saved: {saved and foundry.token_state(saved)}; "
                f"stats: {foundry.stats()}")

    def calm(self):
        """Nothing goes wrong any more."""
        for foundry in self.foundries:
            foundry.clear_faults()

    def close(self):
        for foundry in self.foundries:
            foundry.stop()


def text(path):
    """Nothing of a thread or process that has just ended."""
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


class Soak:
    def __init__(self, seed, scene):
        self.seed = seed
        self.scene = scene
        self.ledger = Ledger()
        self.ours = {foundry.process.pid for foundry in scene.foundries}

    def go(self, seconds):
        threads = self.people()
        for thread in threads:
            thread.start()
        try:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                if self.ledger.stop.wait(1):
                    break
                dead = [thread.name for thread in threads
                        if not thread.is_alive()]
                if dead:
                    self.ledger.complain(f"{dead} of the soak has ended")
                    break
                self.reap()
        finally:
            self.ledger.stop.set()
            for thread in threads:
                thread.join()
        self.scene.calm()

    def people(self):
        same = self.seed, self.scene, self.ledger
        threads = [Weather(*same)]
        threads += [Worker(number, *same) for number in range(WORKERS)]
        if self.scene.no_grace:  # the Python library would bring logins back
            visitor = Visitor(self.scene, self.ledger,
                              len(self.scene.steady))
            threads.append(visitor)
            threads += [Guest(visitor, f"guest {number}", *same)
                        for number in range(GUESTS)]
        if can_mount(self.scene):
            threads.append(Container("container", *same))
        else:
            print("soak: without a container: nothing can be mounted")
        return threads

    # Programs whose caller was killed become our children

    def children(self):
        """Those that nobody here has started and waits for: {pid: name}."""
        found = {}
        for path in glob.glob("/proc/self/task/*/children"):
            for pid in map(int, text(path).split()):
                found[pid] = text(f"/proc/{pid}/comm").strip()
        return {pid: name for pid, name in found.items()
                if name and pid not in self.ours}

    def reap(self):
        for pid, name in self.children().items():
            if name == "foundry-oauth":
                os.waitpid(pid, os.WNOHANG)

    def wait_for_strays(self):
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            for pid in self.children():
                os.waitpid(pid, os.WNOHANG)
            if not self.children():
                return
            time.sleep(0.1)
        self.ledger.complain("processes are left", self.children())

    # The end

    def check_end(self):
        self.wait_for_strays()
        judge = Worker("end", self.seed, self.scene, self.ledger)
        judge.killer = lambda *_: None
        for stack, foundry in enumerate(self.scene.steady):
            self.quiet(judge, [CLI, "refresh", foundry.host], stack)
            self.quiet(judge, [CLI, "token", foundry.host], stack, str.strip)
            saved = self.scene.home.saved_token(foundry.host)
            if not foundry.alive(saved):
                self.ledger.complain(f"stack {stack}: what is saved is dead")
        self.quiet(judge, [DOCKER_HELPER, "get"], 0, from_docker, REGISTRY)
        self.check_leftovers()

    def quiet(self, judge, argv, stack, answer=None, stdin=""):
        run = Run("at the end", argv, stdin, answer, stack)
        run.go(self.scene.environment, judge)
        judge.judge(run)
        if run.status != 0 or (answer and not run.out):
            self.ledger.complain("not well at the end", *run.evidence())

    def check_leftovers(self):
        for name in self.scene.home.files():
            if name.endswith((".new", ".kept")):
                self.ledger.complain(f"left: {name}")

    def report(self):
        self.ledger.report()
        for stack, foundry in enumerate(self.scene.steady):
            stats = foundry.stats()
            again = stats["refresh_reused"]
            print(f"stack {stack}: token requests "
                  f"{sum(stats['grant_types'].values())}, refresh tokens "
                  f"that came again {again}")
            if again and self.scene.no_grace:
                self.ledger.complain("sent what had been used")
        print(f"logins lost: {self.ledger.total('logins lost')}")
        print(f"soak: {self.ledger.total('runs')} runs, "
              f"{self.ledger.complaints} things wrong (SOAK_SEED="
              f"{self.seed})", flush=True)
        return self.ledger.complaints == 0


def soak(seconds, seed, small):
    """Half of the time with grace, half without."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    directory = small or tempfile.mkdtemp(prefix="fc-soak-")
    print(f"soak: {seconds} seconds, SOAK_SEED={seed}; " + (
        "with a disk that fills up" if small else "no disk that fills up: "
        "that takes root, and leave to mount"), flush=True)
    try:
        return all([play(seconds / 2, seed, directory, bool(small), no_grace)
                    for no_grace in (False, True)])
    finally:
        if not small:
            remove(directory)


def play(seconds, seed, directory, small, no_grace):
    home = os.path.join(directory, "home")
    os.mkdir(home)
    print("soak:", "no grace at all" if no_grace else "a minute of grace",
          flush=True)
    scene = Scene(home, small, no_grace)
    try:
        course = Soak(seed, scene)
        course.go(seconds)
        course.check_end()
        return course.report()
    finally:
        scene.close()
        remove(home)


def as_nobody():
    """Root may write anywhere: be somebody else, with a small disk."""
    directory = tempfile.mkdtemp(prefix="fc-soak-")
    own = ["unshare", "--mount", "--propagation", "private", "sh", "-c",
           "mount -t tmpfs -o size=" + SMALL_SIZE +
           f',mode=0700,uid={NOBODY},gid={NOBODY} none "$0" && exec "$@"',
           directory]
    other = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
             "--clear-groups", sys.executable, *sys.argv]
    try:
        if subprocess.call([*own, "true"]) == 0:
            return subprocess.call([*own, *other, "--small", directory])
        return subprocess.call(other)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--small", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.randrange(1000000)
        sys.argv += ["--seed", str(options.seed)]
    if os.geteuid() == 0:
        sys.exit(as_nobody())
    sys.exit(0 if soak(options.seconds, options.seed,
                    options.small) else 1)


if __name__ == "__main__":
    main()
