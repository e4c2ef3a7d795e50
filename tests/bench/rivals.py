# SPDX-License-Identifier: Apache-2.0
"""What other people's programs take for the same.  One that is not there is
said, never left out in silence."""

import json
import os
import shutil
import subprocess
import sys

from building import HERE, run
from driver import Case
from ground import REGISTRY, Ground, request
from home import PUBLIC_CLIENT, TOKEN_PATH
from needed import missing

SYSTEM_PATH = "/usr/bin:/bin"
BUNDLES = ("/etc/ssl/certs/ca-certificates.crt",
           "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


class Absent:
    """A row that could not be measured."""

    def __init__(self, name, why):
        self.name = name
        self.why = why


def found(program, name):
    """(its path, None), or (None, the row that says it is missing)."""
    path = shutil.which(program, path=SYSTEM_PATH)
    return (path, None) if path else (None, Absent(
        name, "; ".join(missing(program)) or f"{program}: not in "
        + SYSTEM_PATH))


def git_core(name):
    path = os.path.join(run(["git", "--exec-path"]).strip(), name)
    return path if os.path.exists(path) else None


def git_helpers(ground, scratch, token):
    env = {**ground.env, "PATH": SYSTEM_PATH}
    kept = request(ground.host, username="foundry", password=token)
    ours = request(ground.host)
    store, cache = map(git_core, ("git-credential-store",
                                  "git-credential-cache"))
    if store:
        argv = [store, "--file", credentials_file(scratch)]
        subprocess.run([*argv, "store"], input=kept, text=True, env=env)
        yield Case("git-credential-store: get", [*argv, "get"], env, ours)
    else:
        yield Absent("git-credential-store: get", "not in this git")
    if cache:
        socket = os.path.join(scratch.directory("cache-socket"), "socket")
        argv = [cache, "--timeout", "600", "--socket", socket]
        scratch.callback(subprocess.run, [cache, "--socket", socket, "exit"],
                         env=env)
        subprocess.run([*argv, "store"], input=kept, text=True, env=env)
        yield Case("git-credential-cache: get", [*argv, "get"], env, ours)
    else:
        yield Absent("git-credential-cache: get", "not in this git")
    name = "git-credential-oauth: get, not its own"
    program, absent = found("git-credential-oauth", name)
    # It keeps nothing itself: every other get of this version is a login.
    yield absent or Case(name, [program, "get"], env, request("example.com"))


def credentials_file(scratch):
    return os.path.join(scratch.path, "git-credentials")


def docker_pass(scratch, token):
    """docker's helper for pass, with a key that has no passphrase."""
    name = "docker-credential-pass: get"
    for needed in ("docker-credential-pass", "pass", "gpg"):
        program, absent = found(needed, name)
        if absent:
            return absent
    env = {"PATH": SYSTEM_PATH, "HOME": scratch.path,
           "GNUPGHOME": scratch.directory("gnupg"),
           "PASSWORD_STORE_DIR": os.path.join(scratch.path, "pass")}
    for what in (["--remove-socketdir"], ["--kill", "all"]):
        scratch.callback(subprocess.run, ["gpgconf", *what], env=env,
                         stderr=subprocess.DEVNULL)
    run(["gpg", "-q", "--batch", "--passphrase", "", "--quick-gen-key",
         "bench", "default", "default", "never"], env=env)
    run(["pass", "init", "bench"], env=env)
    program = shutil.which("docker-credential-pass", path=SYSTEM_PATH)
    run([program, "store"], env=env, input=json.dumps(
        {"ServerURL": REGISTRY, "Username": "x", "Secret": token}))
    return Case(name, [program, "get"], env, REGISTRY)


def fills(foundry, prefix, scratch):
    """git itself, wired by "setup"; and with its own store alone."""
    ground = Ground(foundry, prefix, scratch, "fill")
    ground.home.log_in()
    with open(ground.env["GIT_CONFIG_GLOBAL"], "w"):
        pass
    run([ground.program("foundry-credential"), "setup", ground.host,
         "--client-id", PUBLIC_CLIENT, "--ca-file", foundry.ca_file, "--git"],
        env=ground.env)
    ground.settle()
    git = shutil.which("git", path=SYSTEM_PATH)
    argv = [git, "credential", "fill"]
    env = {**ground.env, "GIT_TERMINAL_PROMPT": "0", "PATH": SYSTEM_PATH}
    theirs = Case("git credential fill: git's store", argv, {
        **env, "GIT_CONFIG_GLOBAL": scratch.file(
            "store-config", "[credential]\n\thelper = store --file "
            + credentials_file(scratch) + "\n")}, request(ground.host))
    yield Case("git credential fill: ours, by setup", argv, env,
               request(ground.host), than=theirs, bar=0.9)
    yield theirs


# --- refreshes ---

def curl_refresh(ground, label, scratch, ca_file):
    """The curl command doing the same POST, of another login."""
    refresh = ground.foundry.grant()["refresh_token"]
    form = scratch.file("form-" + label.replace(" ", "-"),
                        f"grant_type=refresh_token&refresh_token={refresh}"
                        f"&client_id={PUBLIC_CLIENT}")
    name = f"curl, the same POST, {label}"
    curl, absent = found("curl", name)
    return absent or Case(name, [
        curl, "-q", "-sS", "-f", "--cacert", ca_file, "-d", "@" + form,
        ground.foundry.url + TOKEN_PATH], ground.env)


def our_refreshes(ground, label, than, bar):
    host = ground.host
    for name, program, words, stdin in (
            ("git: get by refresh", "git-credential-foundry", ["get"],
             request(host)),
            ("docker: get by refresh", "docker-credential-foundry", ["get"],
             REGISTRY),
            ("cli: refresh", "foundry-credential", ["refresh", host], "")):
        yield Case(f"{name}, {label}", [ground.program(program), *words],
                   ground.env, stdin, remove=ground.home.record_file(),
                   than=than, bar=bar)


def system_bundle(foundry, scratch):
    """The system's authorities and the simulator's, in one file."""
    for name in filter(os.path.exists, BUNDLES):
        with open(name) as system, open(foundry.ca_file) as own:
            return scratch.file("bundle.pem", system.read() + own.read())
    return None


def python_refresh(foundry, prefix, scratch):
    name = "Python: what the library does, one CA"
    if subprocess.run([sys.executable, "-c", "import requests"],
                      capture_output=True).returncode != 0:
        return Absent(name, "python3-requests is not installed")
    ground = Ground(foundry, prefix, scratch, "python")
    ground.home.log_in()
    return Case(name, [
        sys.executable, os.path.join(HERE, "library.py"),
        ground.home.logins_file, ground.host, PUBLIC_CLIENT,
        foundry.ca_file], {**ground.env, "PYTHONDONTWRITEBYTECODE": "1"})


def refreshes(foundry, prefix, scratch, many):
    """Each of ours beside curl; and once with so many stacks."""
    one = foundry.ca_file
    for label, ca_file, bar in (("system CAs", system_bundle(
            foundry, scratch), 0.7), ("one CA", one, 1.1)):
        if not ca_file:
            yield Absent("refresh, system CAs", "no bundle of the system's")
            continue
        ground = Ground(foundry, prefix, scratch, label.replace(" ", "-"),
                        ca_file)
        ground.cache()
        curl = curl_refresh(ground, label, scratch, ca_file)
        than = None if isinstance(curl, Absent) else curl
        ours = list(our_refreshes(ground, label, than, bar if than else None))
        yield from ours
        yield curl
    ground = Ground(foundry, prefix, scratch, "many-refreshed")
    ground.home.log_in()
    ground.many_stacks(many)
    ground.settle()
    yield next(our_refreshes(ground, f"one CA, {many:,} stacks", ours[0],
                             None))
