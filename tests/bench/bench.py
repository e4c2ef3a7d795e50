# SPDX-License-Identifier: Apache-2.0
"""How fast the helpers answer: whole processes of an installed default
build, beside others that do the same.

    bench.py SOURCE [--rounds N]

SOURCE is an unpacked tarball ("make bench" makes one).  It is configured
without any option, built and installed into a scratch directory, and measured
against the simulator.  Prints one table; a "!" marks a bar that is missed.
Times differ from machine to machine and from hour to hour: only the ratios
are worth comparing.
"""

import argparse
import atexit
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
TESTS = os.path.dirname(HERE)
CC = os.environ.get("CC", "cc").split()
BUNDLES = ("/etc/ssl/certs/ca-certificates.crt",
           "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
# As the README has it: one stack, and its container registry.
CONFIG = """[DEFAULT]
scopes = offline_access, api:read-data

[{host}]
client_id = f5496be223e4db85c6a7c99bc5c2d81a
ca_file = {ca_file}

[{registry}]
foundry = {host}
username = ri.artifacts.main.repository.7b7471ff-6f16-4988-b605-7c7beeb68ea3
"""
REGISTRY = "acme-container-registry.palantirfoundry.com"
MEMORY = "/dev/shm"
MANY = 10000
AT_ONCE = 200


def run(argv, **options):
    ended = subprocess.run(argv, capture_output=True, text=True, **options)
    if ended.returncode != 0:
        sys.exit(f"bench: {' '.join(argv)}: {ended.stdout}{ended.stderr}")
    return ended.stdout


def build(source, scratch):
    """The default build, installed; its prefix."""
    prefix = os.path.join(scratch, "prefix")
    objects = os.path.join(scratch, "objects")
    os.mkdir(objects)
    env = {**os.environ, "CC": " ".join(CC)}
    for name in ("CFLAGS", "CPPFLAGS", "LDFLAGS", "MAKEFLAGS", "MFLAGS"):
        env.pop(name, None)
    source = os.path.abspath(source)
    run([source + "/configure", "-q", "--prefix=" + prefix], cwd=objects,
        env=env)
    run(["make", "-j", str(os.cpu_count()), "install"], cwd=objects, env=env)
    return prefix


def compile_tools(scratch):
    timer = os.path.join(scratch, "timer")
    empty = os.path.join(scratch, "empty")
    # Static, so that its own size does not hide that of others.
    trial = subprocess.run([*CC, "-O2", "-static", "-o", timer,
                            HERE + "/timer.c"], capture_output=True)
    if trial.returncode != 0:
        run([*CC, "-O2", "-o", timer, HERE + "/timer.c"])
    run([*CC, "-O2", "-o", empty, HERE + "/empty.c"])
    return timer, empty


class Case:
    """A row of the table: a program, and what it is measured by."""

    def __init__(self, name, argv, env, stdin="", remove=None, bar=None,
                 memory=None, than=None, note="", status=0):
        self.name = name
        self.argv = argv
        self.env = env
        self.stdin = stdin
        self.remove = remove
        self.bar = bar
        self.memory = memory
        self.than = than  # the case it is compared with; None: the first
        self.note = note
        self.status = status  # 0, or 1: that it fails is its answer
        self.ms = self.kib = self.failures = None


class Timer:
    def __init__(self, program, scratch):
        self.program = program
        self.scratch = scratch
        self.inputs = 0

    def plan(self, cases):
        lines = []
        for case in cases:
            self.inputs += 1
            path = os.path.join(self.scratch, f"stdin-{self.inputs}")
            with open(path, "w") as file:
                file.write(case.stdin)
            lines += ["case " + case.name, "stdin " + path]
            lines += ["arg " + word for word in case.argv]
            lines += [f"env {name}={value}"
                      for name, value in case.env.items()]
            if case.remove:
                lines.append("remove " + case.remove)
        return "\n".join(lines) + "\n"

    def measure(self, cases, rounds):
        out = run([self.program, str(rounds), str(os.getpid())],
                  input=self.plan(cases))
        for case, line in zip(cases, out.splitlines(), strict=True):
            _, ns, kib, failures = line.split("\t")
            case.ms, case.kib = int(ns) / 1e6, int(kib)
            case.failures = int(failures)
            if case.status:
                case.failures = rounds - case.failures

    def burst(self, case, count):
        directory = tempfile.mkdtemp(dir=self.scratch)
        out = run([self.program, "--burst", str(count), directory],
                  input=self.plan([case]))
        answers = []
        for i in range(count):
            with open(os.path.join(directory, str(i))) as file:
                answers.append(file.read())
        return int(out) / 1e6, answers


def request(host, **more):
    lines = {"protocol": "https", "host": host, **more}
    return "".join(f"{name}={value}\n" for name, value in lines.items())


class Ground:
    """The programs, a home, and what is in it."""

    def __init__(self, foundry, prefix, scratch, name, ca_file=None):
        from harness import Home
        directory = os.path.join(scratch, name)
        os.mkdir(directory)
        self.foundry = foundry
        self.home = Home(foundry, directory)
        self.env = self.home.environment
        # A runtime directory is in memory wherever there is one.
        if os.access(MEMORY, os.W_OK):
            self.home.run = tempfile.mkdtemp(prefix="fc-bench-", dir=MEMORY)
            self.env["XDG_RUNTIME_DIR"] = self.home.run
            atexit.register(shutil.rmtree, self.home.run, True)
        self.bin = os.path.join(prefix, "bin")
        self.home.configure(CONFIG.format(host=foundry.host,
                                          registry=REGISTRY,
                                          ca_file=ca_file
                                          or foundry.ca_file))

    def program(self, name):
        return os.path.join(self.bin, name)

    def ask(self, program, *words, stdin=""):
        return subprocess.run([self.program(program), *words], input=stdin,
                              env=self.env, capture_output=True, text=True)

    def cache(self):
        """Log in, cache a token; it is returned."""
        self.home.log_in()
        self.ask("foundry-credential", "token")
        token = self.ask("foundry-credential", "token").stdout.strip()
        if self.foundry.me(token) != "jdoe":
            sys.exit("bench: no token is cached")
        answer = self.ask("docker-credential-foundry", "get", stdin=REGISTRY)
        if json.loads(answer.stdout)["Secret"] != token:
            sys.exit("bench: the registry has another token")
        return token

    def many_stacks(self, count):
        """So many more in the config and in the shared file."""
        with open(self.home.config_file, "a") as config, \
                open(self.home.logins_file, "a") as logins:
            for i in range(count):
                host = f"stack{i}.palantirfoundry.com"
                config.write(f"[{host}]\nclient_id = {i:032x}\n\n")
                logins.write(f"[{host}]\nclient_id = {i:032x}\ntoken_uri = "
                             f"https://{host}/multipass/api/oauth2/token\n"
                             f"refresh_token = {i:064x}\n\n")


def git_core(name):
    path = os.path.join(run(["git", "--exec-path"]).strip(), name)
    return path if os.path.exists(path) else None


def answers(ground, host, token):
    """The cases that an empty program is compared with."""
    git = ground.program("git-credential-foundry")
    cli = ground.program("foundry-credential")
    docker = ground.program("docker-credential-foundry")
    env = ground.env
    ours, other = request(host), request("github.com")
    yield Case("git: get, cached", [git, "get"], env, ours, bar=1.2,
               memory=1.5)
    yield Case("git: get, not mine", [git, "get"], env, other, bar=1.2)
    yield Case("git: store of ours", [git, "store"], env,
               request(host, username="foundry", password=token), bar=1.2)
    yield Case("git: erase, no match", [git, "erase"], env,
               request(host, username="foundry", password="another"),
               bar=1.2)
    yield Case("git: unknown verb", [git, "approve"], env, ours, bar=1.2)
    yield Case("cli: token, cached", [cli, "token", host], env, bar=1.4,
               memory=1.8)
    yield Case("cli: get, cached", [cli, "get", host, "--format=json"], env,
               bar=1.4, memory=1.8)
    yield Case("cli: list", [cli, "list"], env, bar=1.4)
    yield Case("cli: status, and one git", [cli, "status", host], env)
    yield Case("docker: get, cached", [docker, "get"], env, REGISTRY,
               bar=1.4, memory=1.8)
    yield Case("docker: get, not found", [docker, "get"], env, "ghcr.io",
               bar=1.4, status=1)
    yield Case("docker: list", [docker, "list"], env, bar=1.4)


def login_needed(ground, host):
    return Case("git: get, login needed", [ground.program(
        "git-credential-foundry"), "get"], {**ground.env, "CI": "1"},
        request(host), bar=1.2)


def others(ground, scratch, host, token):
    """Other people's helpers, each given the same credential."""
    env = {**ground.env, "PATH": "/usr/bin:/bin"}
    kept = request(host, username="foundry", password=token)
    ours = request(host)
    store, cache = git_core("git-credential-store"), git_core(
        "git-credential-cache")
    if store:
        argv = [store, "--file", os.path.join(scratch, "git-credentials")]
        subprocess.run([*argv, "store"], input=kept, text=True, env=env)
        yield Case("git-credential-store get", [*argv, "get"], env, ours)
    if cache:
        argv = [cache, "--timeout", "600", "--socket",
                os.path.join(scratch, "cache-socket", "socket")]
        os.mkdir(os.path.join(scratch, "cache-socket"), 0o700)
        subprocess.run([*argv, "store"], input=kept, text=True, env=env)
        yield Case("git-credential-cache get", [*argv, "get"], env, ours)
    other = shutil.which("git-credential-oauth", path="/usr/bin:/bin")
    if other:
        yield Case("git-credential-oauth store", [other, "store"], env, kept,
                   note="its get has no cache of its own: this verb does "
                        "nothing, the least it can cost")


def docker_pass(scratch, host, token):
    """docker's helper for pass, with a key that has no passphrase."""
    program = shutil.which("docker-credential-pass")
    if not program or not shutil.which("pass"):
        return
    env = {"PATH": os.environ["PATH"], "HOME": scratch,
           "GNUPGHOME": os.path.join(scratch, "gnupg"),
           "PASSWORD_STORE_DIR": os.path.join(scratch, "pass")}
    os.mkdir(env["GNUPGHOME"], 0o700)
    run(["gpg", "-q", "--batch", "--passphrase", "", "--quick-gen-key",
         "bench", "default", "default", "never"], env=env)
    atexit.register(subprocess.run, ["gpgconf", "--kill", "all"], env=env)
    run(["pass", "init", "bench"], env=env)
    run([program, "store"], env=env, input=json.dumps(
        {"ServerURL": host, "Username": "x", "Secret": token}))
    yield Case("docker-credential-pass get", [program, "get"], env, host)


def fills(ground, scratch, host):
    """git itself, with one helper and nothing else."""
    git = shutil.which("git", path="/usr/bin:/bin")
    file = os.path.join(scratch, "git-credentials")
    helpers = (("git credential fill, ours",
                ground.program("git-credential-foundry"), 0.9),
               ("git credential fill, store", f"store --file {file}", None))
    for name, helper, bar in helpers:
        config = os.path.join(scratch, "config-" + name.split()[-1])
        with open(config, "w") as out:
            out.write(f"[credential]\n\thelper = {helper}\n")
        yield Case(name, [git, "credential", "fill"], {
            **ground.env, "GIT_CONFIG_GLOBAL": config,
            "GIT_TERMINAL_PROMPT": "0", "PATH": "/usr/bin:/bin"},
            request(host), bar=bar)


def refreshes(ground, label, scratch, ca_file):
    """A refresh by us and, of another login, by the curl command."""
    from harness import PUBLIC_CLIENT, TOKEN_PATH
    refresh = ground.foundry.grant()["refresh_token"]
    form = os.path.join(scratch, "form-" + label)
    with open(form, "w") as file:
        file.write("grant_type=refresh_token&refresh_token=" + refresh
                   + "&client_id=" + PUBLIC_CLIENT)
    curl = shutil.which("curl", path="/usr/bin:/bin")
    them = Case(f"curl, the same POST, {label}",
                [curl, "-q", "-sS", "-f", "--cacert", ca_file, "-d",
                 "@" + form, ground.foundry.url + TOKEN_PATH], ground.env)
    ours = Case(f"git: get by refresh, {label}",
                [ground.program("git-credential-foundry"), "get"],
                ground.env, request(ground.foundry.host),
                remove=ground.home.record_file(), than=them,
                bar=0.7 if label == "system CAs" else 1.1)
    return [ours, them]


def system_bundle(foundry, scratch):
    """The system's authorities and the simulator's, in one file."""
    path = os.path.join(scratch, "bundle.pem")
    with open(path, "w") as out:
        for name in BUNDLES:
            if os.path.exists(name):
                with open(name) as file:
                    out.write(file.read())
                break
        else:
            return None
        with open(foundry.ca_file) as file:
            out.write(file.read())
    return path


# What is counted rather than timed

def instructions(case):
    if not shutil.which("valgrind"):
        return None
    ended = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
         *case.argv], env=case.env, input=case.stdin, capture_output=True,
        text=True)
    found = re.search(r"Collected : (\d+)", ended.stderr)
    return int(found.group(1)) if found else None


def system_calls(case):
    """(system calls, files opened), or (None, None)."""
    from tracing import trace
    if not shutil.which("strace"):
        return None, None
    seen = trace(case.argv, case.stdin, case.env)
    opened = [call for call in seen.named("open", "openat")
              if call.result is not None and call.result >= 0]
    return (len(seen.calls), len(opened)) if seen.calls else (None, None)


def at_once(timer, ground, label):
    """200 processes with an expired token: the line about them."""
    foundry = ground.foundry
    case = Case("at once", [ground.program("git-credential-foundry"), "get"],
                ground.env, request(foundry.host))
    best, requests, right = None, [], []
    for _ in range(5):
        ground.home.expire_record()
        foundry.reset_stats()
        ms, texts = timer.burst(case, AT_ONCE)
        asked = foundry.stats()["grant_types"].get("refresh_token", 0)
        token = ground.home.record()["access_token"]
        good = sum(f"password={token}\n" in text for text in texts)
        best = ms if best is None else min(best, ms)
        requests.append(asked)
        right.append(good)
    mark = "" if max(requests) == 1 and min(right) == AT_ONCE else " !"
    return (f"{AT_ONCE} at once, expired token, {label}: "
            f"{max(requests)} token request, {min(right)} right answers, "
            f"{best:.0f} ms (the best of five){mark}")


# The table

def mark(value, bar):
    if value is None:
        return "-"
    return f"{value:.2f}" + (" !" if bar and value > bar else "")


def print_table(cases, first):
    head = ("", "median ms", "ratio", "bar", "RSS KiB", "ratio", "bar")
    rows = [head]
    for case in cases:
        than = case.than or first
        ratio, memory = case.ms / than.ms, case.kib / than.kib
        compared = case is not first and (case.than or case.name[:4] != "curl")
        rows.append((
            case.name + (f" ({case.failures} failed !)"
                         if case.failures else ""),
            f"{case.ms:.3f}", mark(ratio, case.bar) if compared else "1",
            f"{case.bar}" if case.bar else "",
            f"{case.kib}", mark(memory, case.memory) if compared else "1",
            f"{case.memory}" if case.memory else ""))
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    for row in rows:
        print("  ".join(
            word.ljust(width) if i == 0 else word.rjust(width)
            for i, (word, width) in enumerate(zip(row, widths))).rstrip())


def print_counts(empty, git, others):
    for label, of, bars in (("empty program", empty, (None,) * 3),
                            (git.name, git, (200000, 60, 12)),
                            *((case.name, case, (None, None, 12))
                              for case in others)):
        calls, files = system_calls(of)
        values = (instructions(of), calls, files)
        words = [f"{value} {what}" + (f" (at most {bar})" if bar else "")
                 + (" !" if bar and value and value > bar else "")
                 for value, what, bar in zip(
                     values, ("instructions, loader included",
                              "system calls", "files opened"), bars)
                 if value is not None]
        print(f"{label}: {', '.join(words)}")


def measure(timer, empty_program, prefix, scratch, rounds):
    from harness import Foundry
    with Foundry() as foundry:
        # An expired token must not take the others' along.
        foundry.set(refresh_grace=10 * 86400)
        ground = Ground(foundry, prefix, scratch, "one")
        token = ground.cache()
        bare = Ground(foundry, prefix, scratch, "bare")
        many = Ground(foundry, prefix, scratch, "many")
        many.home.log_in()
        many.many_stacks(MANY)
        for _ in range(2):
            many.ask("foundry-credential", "token", foundry.host)
            many.ask("docker-credential-foundry", "get", stdin=REGISTRY)

        empty = Case("empty C program", [empty_program], ground.env)
        quick = [empty, *answers(ground, foundry.host, token),
                 login_needed(bare, foundry.host)]
        named = {case.name: case for case in quick}
        git, docker = (named[name + ": get, cached"]
                       for name in ("git", "docker"))
        quick += [Case(f"{case.name}, {MANY} stacks", case.argv, many.env,
                       case.stdin, than=case, bar=1.2)
                  for case in (git, docker)]
        quick += others(ground, scratch, foundry.host, token)
        quick += docker_pass(scratch, REGISTRY, token)
        fill = list(fills(ground, scratch, foundry.host))
        fill[0].than = fill[1]
        timer.measure(quick + fill, rounds)

        slow = []
        bundle = system_bundle(foundry, scratch)
        for label, ca_file in (("system CAs", bundle),
                               ("one CA", foundry.ca_file)):
            if ca_file and shutil.which("curl"):
                its = Ground(foundry, prefix, scratch, label.replace(
                    " ", "-"), ca_file)
                its.cache()
                slow += refreshes(its, label, scratch,
                                  ca_file)
        timer.measure(slow, max(20, rounds // 5))

        print_table(quick + fill + slow, empty)
        print()
        print_counts(empty, git, [case for name, case in named.items()
                                  if name.startswith(("cli", "docker"))])
        print(at_once(timer, ground, "tokens reusable for a minute"))
        foundry.set(strict_rotation=True)
        print(at_once(timer, ground, "each refresh token works once"))
        for case in quick:
            if case.note:
                print(f"{case.name}: {case.note}")
        print("ratio: to the empty program; of refreshes to curl's, of many "
              "stacks to one,\nof fill with ours to fill with git's store. "
              "!: the bar is missed.")
        for pid in glob.glob(os.path.join(scratch, "cache-socket", "socket")):
            subprocess.run([git_core("git-credential-cache"), "--socket", pid,
                            "exit"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--rounds", type=int, default=500)
    arguments = parser.parse_args()
    began = time.monotonic()
    scratch = tempfile.mkdtemp(prefix="fc-bench-")
    try:
        prefix = build(arguments.source, scratch)
        os.environ["FC_BIN"] = os.path.join(prefix, "bin")
        sys.path[:0] = [os.path.join(TESTS, name)
                        for name in ("system", "rules")]
        timer, empty = compile_tools(scratch)
        built = time.monotonic() - began
        measure(Timer(timer, scratch), empty, prefix, scratch,
                arguments.rounds)
        print(f"built in {built:.0f} s, measured in "
              f"{time.monotonic() - began - built:.0f} s, "
              f"{arguments.rounds} rounds")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
