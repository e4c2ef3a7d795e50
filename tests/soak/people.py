# SPDX-License-Identifier: Apache-2.0
"""The workers: each runs our programs without end, kills some of them, and
holds every answer and every word against what was promised."""

import json
import os
import random
import re
import signal
import subprocess
import threading
import time

from harness import CLI, DOCKER_HELPER, GIT_HELPER
from ledger import kind

KILLS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
REGISTRY = "registry.test"
# network_timeout is 5 here: in the lock, for the refresh, for foundry-oauth
# to be given up or started once more; then for a machine under load.
LIMIT_S = 45
LINE_MAX = 600
# A message, or the line after it that says what to do.
MESSAGE = re.compile(r"(git-credential-foundry|docker-credential-foundry|"
                     r"foundry-credential|foundry-oauth): \S.*")
HINT = re.compile(r"(git-credential-foundry|docker-credential-foundry|"
                  r"foundry-credential|foundry-oauth): \S.*|[a-z].*")
# Refresh tokens, states and verifiers have that many; tokens begin so.
SECRET = re.compile(r"[A-Za-z0-9_-]{40,}|eyJ[A-Za-z0-9_-]+")
LOST = re.compile(r"login needed|no longer valid")


def from_git(out):
    for line in out.splitlines():
        if line.startswith("password="):
            return line.removeprefix("password=")
    return None


def from_docker(out):
    try:
        return json.loads(out)["Secret"]
    except ValueError:
        return None


def bare(out):
    return out.strip() or None


class Run:
    """One run of a program, from the question to its end."""

    def __init__(self, program, argv, stdin="", answer=None, stack=0):
        self.program = program
        self.argv = argv
        self.stdin = stdin
        self.answer = answer  # how to read it, if there is one
        self.stack = stack
        self.sent = None  # the signal that we sent, and to whom
        self.limited = False

    def go(self, environment, worker):
        self.start = time.time()
        process = subprocess.Popen(
            (["prlimit", "--fsize=0", "--"] if self.limited else []) +
            self.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=environment, start_new_session=True)
        killer = worker.killer(self, process)
        try:
            out, err = process.communicate(self.stdin.encode(), LIMIT_S)
        except subprocess.TimeoutExpired:
            out, err = b"", b"still running"
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if killer:
            killer.join()
        self.seconds = time.time() - self.start
        self.status = process.returncode
        self.out = out.decode("utf-8", "replace")
        self.raw_err = err
        self.err = err.decode("utf-8", "replace")

    def evidence(self):
        return (f"{self.program}, stack {self.stack}: "
                f"{' '.join(map(os.path.basename, self.argv))}",
                f"status {self.status}, {self.seconds:.2f} s, killed: "
                f"{self.sent}, file size limited: {self.limited}",
                *(repr(line[:300]) for line in self.err.splitlines()))


class Worker(threading.Thread):
    def __init__(self, number, seed, scene, ledger):
        super().__init__(name=f"worker {number}")
        self.random = random.Random(f"{seed}/worker {number}")
        self.scene = scene
        self.ledger = ledger
        self.last = "nothing-yet"  # a password that was answered

    def run(self):
        while not self.ledger.stop.is_set():
            run = self.choose()
            run.limited = self.random.random() < 0.02
            run.go(self.scene.environment, self)
            self.judge(run)
            self.ledger.stop.wait(self.random.expovariate(8))

    # What to run

    def choose(self):
        stack = self.random.randrange(2)
        host = self.scene.foundries[stack].host
        options = {
            "git get": 30, "git store": 4, "git erase": 4, "docker get": 24,
            "docker registry": 8, "docker list": 2, "token": 20, "exec": 5,
            "status": 5, "refresh": 1.5, "refresh --if-older": 2, "erase": 0.1}
        name, = self.random.choices(list(options), options.values())
        question = f"protocol=https\nhost={host}\n"
        answer = question + f"username=foundry\npassword={self.last}\n"
        return {
            "git get": lambda: Run("git", [GIT_HELPER, "get"], question,
                                   from_git, stack),
            "git store": lambda: Run("git", [GIT_HELPER, "store"], answer),
            "git erase": lambda: Run(
                "git", [GIT_HELPER, "erase"],
                question + "username=foundry\npassword=not-a-token\n"),
            "docker get": lambda: Run("docker", [DOCKER_HELPER, "get"], host,
                                      from_docker, stack),
            "docker registry": lambda: Run(
                "docker", [DOCKER_HELPER, "get"], REGISTRY, from_docker, 0),
            "docker list": lambda: Run("docker", [DOCKER_HELPER, "list"]),
            "token": lambda: Run("cli", [CLI, "token", host], "", bare, stack),
            "exec": lambda: Run(
                "cli", [CLI, "exec", host, "--", "sh", "-c",
                        'echo "$FOUNDRY_TOKEN"'], "", bare, stack),
            "status": lambda: Run("cli", [CLI, "status", host]),
            "refresh": lambda: Run("cli", [CLI, "refresh", host],
                                   stack=stack),
            "refresh --if-older": lambda: Run(
                "cli", [CLI, "refresh", host, "--if-older", "2s"],
                stack=stack),
            # A fresh token refused: for a minute git gets no other.
            "erase": lambda: Run("git", [GIT_HELPER, "erase"], answer),
        }[name]()

    # Killing

    def killer(self, run, process):
        """A thread that kills it a moment later, once in a while."""
        if self.random.random() > 0.3:
            return None
        number = self.random.choice(KILLS)
        whom = self.random.choice(("process", "group", "foundry-oauth"))
        delay = self.random.choice((0.002, 0.01, 0.05, 0.3, 1))
        if whom == "foundry-oauth":  # which holds the others back
            number = self.random.choice((number, signal.SIGKILL))
            delay = min(delay, 0.05)
        # Between the reply and its first write nobody can save it.
        if (whom, number) == ("foundry-oauth", signal.SIGKILL) and \
                self.scene.no_grace:
            return None
        thread = threading.Thread(target=self.kill, args=(
            run, process, number, whom, self.random.uniform(0, delay)))
        thread.start()
        return thread

    def kill(self, run, process, number, whom, delay):
        pid = process.pid
        if whom == "foundry-oauth":
            while (pid := foundry_oauth_of(process.pid)) is None:
                if process.poll() is not None:
                    return
                time.sleep(0.005)
        end = time.monotonic() + delay
        while time.monotonic() < end:
            if process.poll() is not None:
                return
            time.sleep(0.001)
        try:
            (os.killpg if whom == "group" else os.kill)(pid, number)
        except ProcessLookupError:
            return
        run.sent = f"{number.name} to the {whom}"
        self.ledger.count("kills", run.sent)

    # Judging

    def judge(self, run):
        ledger = self.ledger
        ledger.count("runs", run.program)
        ledger.took(run.program, run.seconds)
        self.judge_words(run)
        if run.seconds > LIMIT_S:
            ledger.complain("waited beyond its limit", *run.evidence())
        elif run.status < 0:
            self.judge_death(run)
        elif run.answer and (answer := run.answer(run.out)):
            self.judge_answer(run, answer)
        elif run.answer or run.status != 0:
            self.judge_refusal(run)

    def judge_words(self, run):
        try:
            run.raw_err.decode("utf-8")
        except UnicodeDecodeError:
            self.ledger.complain("stderr is no text", *run.evidence())
        if re.search(r"[\x00-\x09\x0b-\x1f\x7f\x80-\x9f]", run.err):
            self.ledger.complain("a control character", *run.evidence())
        if SECRET.search(run.err):
            self.ledger.complain("a secret was said", *run.evidence())
        for line in run.err.splitlines():
            if not HINT.fullmatch(line) or len(line) > LINE_MAX:
                self.ledger.complain("no clear line", *run.evidence())
                break

    def judge_death(self, run):
        number = signal.Signals(-run.status)
        if run.sent and run.sent.startswith(number.name):
            return
        if run.limited and number == signal.SIGXFSZ:
            self.ledger.count("ended by the file size limit", run.program)
            return
        self.ledger.complain(f"died of {number.name}", *run.evidence())

    def judge_answer(self, run, answer):
        expires = self.scene.expiry(run.stack, answer)
        self.last = answer
        if expires is None:
            self.ledger.complain("not a token of this stack",
                                 *run.evidence())
        elif expires < run.start:
            self.ledger.complain(
                f"expired {run.start - expires:.2f} s before it was asked "
                "for", *run.evidence())
        self.ledger.count("answers", run.program)
        for line in run.err.splitlines():
            if MESSAGE.fullmatch(line):
                self.ledger.count("said beside an answer", kind(line))

    def judge_refusal(self, run):
        lines = run.err.splitlines()
        if run.sent and not lines and "to the group" in run.sent:
            return  # what exec ran was killed
        if run.status == 3 and run.argv[1] == "status" and not lines:
            return  # what it shows says it
        if not lines or not MESSAGE.fullmatch(lines[0]):
            self.ledger.complain("refused without a word", *run.evidence())
            return
        self.ledger.count("refusals", kind(lines[0]))
        if LOST.search(run.err):
            self.judge_loss(run)

    def judge_loss(self, run):
        self.ledger.count("logins lost", f"stack {run.stack}")
        self.ledger.complain("A LOGIN WAS LOST", *run.evidence(),
                             self.scene.state(run.stack))
        self.ledger.stop.set()


def foundry_oauth_of(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            for child in file.read().split():
                with open(f"/proc/{child}/comm") as comm:
                    if comm.read().strip() == "foundry-oauth":
                        return int(child)
    except OSError:
        pass
    return None
