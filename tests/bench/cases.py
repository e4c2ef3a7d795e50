# SPDX-License-Identifier: Apache-2.0
"""The rows that are ours, with their bars: times and memory are ratios to
the empty program (docs/performance.md)."""

import json
import subprocess

from counting import Counts
from driver import Case
from ground import REGISTRY, REPOSITORY, Ground, request

# Times: libc only; with json-c.
GIT_BAR, JSON_BAR = 1.2, 1.4
GIT_MEMORY, JSON_MEMORY = 1.5, 1.8
FILES_MAX = 12


def most(instructions, calls):
    """Bars of what is counted, where everything is in one process."""
    return Counts(instructions, calls, FILES_MAX, 1, 0)


class Row:
    """Makes the cases of one program in one home."""

    def __init__(self, ground, program, label, bar, memory):
        self.ground = ground
        self.path = ground.program(program)
        self.label = label
        self.bar = bar
        self.memory = memory

    def __call__(self, what, words, stdin="", bars=None, env=(), **more):
        return Case(f"{self.label}: {what}", [self.path, *words],
                    {**self.ground.env, **dict(env)}, stdin, bar=self.bar,
                    memory=self.memory if what.endswith(", cached") else None,
                    most=bars, **more)


def git(ground):
    return Row(ground, "git-credential-foundry", "git", GIT_BAR, GIT_MEMORY)


def docker(ground):
    return Row(ground, "docker-credential-foundry", "docker", JSON_BAR,
               JSON_MEMORY)


def cli(ground):
    return Row(ground, "foundry-credential", "cli", JSON_BAR, JSON_MEMORY)


def keyring(ground):
    return Row(ground, "../libexec/foundry-credential/keyring", "keyring",
               GIT_BAR, GIT_MEMORY)


def git_answers(ground, bare, token):
    row, host = git(ground), ground.host
    yield row("get, cached", ["get"], request(host), most(204000, 60))
    yield row("get, not ours", ["get"], request("github.com"),
              most(204000, 73))
    yield git(bare)("get, login needed", ["get"], request(host),
                    most(250000, 70), {"CI": "1"})
    yield row("store of ours", ["store"],
              request(host, username="foundry", password=token),
              most(200000, 58))
    yield row("erase, no match", ["erase"],
              request(host, username="foundry", password="another"),
              most(220000, 69))
    yield row("unknown verb", ["approve"], request(host), most(166000, 40))


def handed_over(secret):
    return json.dumps({"ServerURL": REGISTRY, "Username": REPOSITORY,
                       "Secret": secret})


def docker_answers(ground, bare, token):
    row = docker(ground)
    yield row("get, cached", ["get"], REGISTRY, most(297000, 77))
    yield row("get, not ours", ["get"], "ghcr.io", most(271000, 83),
              status=1)
    yield docker(bare)("get, login needed", ["get"], REGISTRY,
                       most(362000, 85), status=1)
    yield row("store of ours", ["store"], handed_over(token),
              most(405000, 93))
    yield row("erase, not ours", ["erase"], "ghcr.io", most(267000, 77))
    yield docker(bare)("erase, nothing there", ["erase"], REGISTRY,
                       most(352000, 93))
    yield row("list", ["list"], "", most(373000, 82))


def keyring_answers(ground, bare, token):
    row, index = keyring(ground), f"https://{ground.host}/artifacts/api/"
    yield row("get, cached", ["--mode=creds", "--output=json", "get", index],
              "", most(204000, 60))
    yield row("get, not ours", ["get", "https://pypi.org/simple/", "x"], "",
              most(212000, 80), status=1)
    yield keyring(bare)("get, login needed", ["get", index, "x"], "",
                        most(260000, 90), status=1)


def cli_answers(ground, bare, token):
    row, host = cli(ground), ground.host
    ours = request(host, username="foundry", password=token)
    other = request(host, username="foundry", password="another")
    yield row("token, cached", ["token", host], "", most(316000, 69))
    yield row("get as JSON, cached", ["get", host, "--format=json"], "",
              most(323000, 69))
    yield row("get, not ours", ["get"], request("github.com"),
              most(320000, 83))
    yield cli(bare)("token, login needed", ["token", host], "",
                    most(365000, 77), {"CI": "1"}, status=3)
    yield row("store of ours", ["store"], ours, most(314000, 69))
    yield row("erase, no match", ["erase"], other, most(334000, 79))
    yield row("list", ["list"], "", most(349000, 77))


def asking_git(ground):
    """What starts git to see how it is wired, and so has no bar."""
    row = Row(ground, "foundry-credential", "cli", None, None)
    yield row("status", ["status"])
    yield row("doctor --offline", ["doctor", "--offline"])


def answers(foundry, prefix, scratch):
    """(the cases without a network, the home they are in)."""
    ground = Ground(foundry, prefix, scratch, "one")
    token = ground.cache()
    bare = Ground(foundry, prefix, scratch, "bare")
    cases = [case for make in (git_answers, docker_answers, keyring_answers,
                               cli_answers)
             for case in make(ground, bare, token)]
    # What the first run alone does is not meant: docker's store remembers a
    # name, and that file's new stamp makes others read the configuration.
    for case in cases:
        subprocess.run(case.argv, input=case.stdin, env=case.env, text=True,
                       capture_output=True)
    ground.settle()
    return cases, ground


def with_many_stacks(foundry, prefix, scratch, few, count):
    """The same questions with so many stacks in config and shared file;
    few: the cases with one."""
    ground = Ground(foundry, prefix, scratch, "many")
    ground.home.log_in()
    ground.many_stacks(count)
    ground.settle()
    for case in few:
        if case.name.endswith((", cached", "git: get, not ours")):
            yield Case(f"{case.name}, {count:,} stacks", case.argv,
                       ground.env, case.stdin, case.status, than=case,
                       bar=1.2 if case.name.endswith("cached") else None)
