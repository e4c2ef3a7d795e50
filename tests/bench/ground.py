# SPDX-License-Identifier: Apache-2.0
"""Where it is measured: a scratch directory that goes away, and homes."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import building  # noqa: F401 (where home is)
from home import Home

# As the README has it: one stack, and its container registry.
CONFIG = """[DEFAULT]
scopes = offline_access, api:read-data

[{host}]
client_id = f5496be223e4db85c6a7c99bc5c2d81a
ca_file = {ca_file}

[{registry}]
foundry = {host}
username = {repository}
"""
REGISTRY = "acme-container-registry.palantirfoundry.com"
REPOSITORY = "ri.artifacts.main.repository.7b7471ff-6f16-4988-b605-7c7beeb68ea3"
MEMORY = "/dev/shm"
SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def stop(number, _):
    sys.exit(128 + number)


class Scratch(contextlib.ExitStack):
    """A directory; it goes with all that was entrusted to this stack,
    whatever ends the program."""

    def __enter__(self):
        for number in SIGNALS:
            signal.signal(number, stop)
        super().__enter__()
        self.path = tempfile.mkdtemp(prefix="fc-bench-")
        self.callback(shutil.rmtree, self.path, True)
        return self

    def __exit__(self, *reason):
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        return super().__exit__(*reason)

    def file(self, name, text=""):
        path = os.path.join(self.path, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def directory(self, name):
        path = os.path.join(self.path, name)
        os.mkdir(path, 0o700)
        return path

    def in_memory(self):
        """A directory in memory, as a runtime directory is, if possible."""
        if not os.access(MEMORY, os.W_OK):
            return tempfile.mkdtemp(dir=self.path)
        path = tempfile.mkdtemp(prefix="fc-bench-", dir=MEMORY)
        self.callback(shutil.rmtree, path, True)
        return path


def request(host, **more):
    lines = {"protocol": "https", "host": host, **more}
    return "".join(f"{name}={value}\n" for name, value in lines.items())


class Ground:
    """A home, the programs, and a configuration of the README's size."""

    def __init__(self, foundry, prefix, scratch, name, ca_file=None):
        self.foundry = foundry
        self.host = foundry.host
        self.home = Home(foundry, scratch.directory(name))
        self.home.run = scratch.in_memory()
        self.bin = os.path.join(prefix, "bin")
        self.env = self.home.environment
        self.env["XDG_RUNTIME_DIR"] = self.home.run
        self.env["PATH"] = self.bin + ":/usr/bin:/bin"
        self.home.configure(CONFIG.format(
            host=self.host, registry=REGISTRY, repository=REPOSITORY,
            ca_file=ca_file or foundry.ca_file))

    def program(self, name):
        return os.path.join(self.bin, name)

    def ask(self, program, *words, stdin=""):
        return subprocess.run([self.program(program), *words], input=stdin,
                              env=self.env, capture_output=True, text=True)

    def settle(self):
        """Cache a token, for the registry too; it is returned.  The second
        time the record is bound to the files as they now are."""
        for _ in range(2):
            token = self.ask("foundry-credential", "token",
                             self.host).stdout.strip()
            answer = self.ask("docker-credential-foundry", "get",
                              stdin=REGISTRY)
        if self.foundry.me(token) != "jdoe":
            sys.exit("no token is cached")
        if json.loads(answer.stdout)["Secret"] != token:
            sys.exit("the registry has another token")
        return token

    def cache(self):
        """As on most days: the token is not the first of its login, so the
        record knows the one before it too."""
        self.home.log_in()
        self.settle()
        self.ask("foundry-credential", "refresh", self.host)
        return self.settle()

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
