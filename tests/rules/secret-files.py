# SPDX-License-Identifier: Apache-2.0
"""The file of logins and a client_secret_file are opened by foundry-oauth
alone, whatever is asked of whom and whatever lies there; and the other
programs have nothing in them that could read a refresh token."""

import os
import re
import subprocess
import sys
import tempfile
from concurrent import futures

from rules import BIN, BUILD, done, need, none, ok
from tracing import need_strace, trace

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "system"))
from harness import (CLI, CONFIDENTIAL_CLIENT,  # noqa: E402
                     CONFIDENTIAL_SECRET, DOCKER_HELPER, GIT_HELPER, KEYRING,
                     Foundry, Home)
from mounting import bind, in_namespace  # noqa: E402

REGISTRY = "registry.test"
INDEX = ".logins.index"
OPTIONS = ("--seccomp-bpf", "-f", "-e", "trace=open,openat,openat2,execve")
# The file itself, its next version, what is kept of it, and the secret.
SECRET = re.compile(r"oauth(\.broken-.*)?|\.oauth\..*|client-secret")


def request(host, **more):
    lines = {"protocol": "https", "host": host, **more}
    return "".join(f"{key}={value}\n" for key, value in lines.items())


def verbs(host):
    """(argv, stdin) of everything that can be asked, but what ends it."""
    ours = request(host)
    handed = request(host, username="u", password="a.b.c")
    git = [([GIT_HELPER, verb], text) for verb, text in (
        ("get", ours), ("get", request("github.com")), ("store", handed),
        ("erase", handed), ("capability", ""))]
    docker = [([DOCKER_HELPER, verb], text) for verb, text in (
        ("get", REGISTRY), ("get", "ghcr.io"), ("list", ""), ("version", ""),
        ("store", f'{{"ServerURL":"{REGISTRY}","Username":"u",'
                  '"Secret":"a.b.c"}'), ("erase", REGISTRY))]
    cli = [([CLI, *words], text) for words, text in (
        (["token", host], ""), (["get"], ours), (["get"],
                                                 request("github.com")),
        (["store"], handed), (["erase"], handed), (["refresh", "--all"], ""),
        (["status", host, "--online"], ""), (["status", "--all"], ""),
        (["list"], ""), (["whoami"], ""), (["exec", host, "--", "true"], ""),
        (["sweep"], ""), (["sweep", "/proc/self/environ"], ""),
        (["setup", host, "--dry-run"], ""), (["doctor", "--offline"], ""),
        (["login", host], ""), (["login", host, "--repair"], ""))]
    keyring = [([KEYRING, *words], "") for words in (
        ("get", f"https://{host}/x", "u"), ("get", "pypi.org", "u"),
        ("--mode=creds", "--output=json", "get", host),
        ("set", host, "u"), ("del", host, "u"))]
    return git + docker + cli + keyring


class House:
    """A home with a login, and one with a service user."""

    def __init__(self, foundry, scratch):
        self.home = Home(foundry, scratch)
        self.home.environment["CI"] = "1"  # nobody logs in
        self.wrap = None
        self.prepared = None
        self.index = (self.home.file(INDEX), os.path.join(
            self.home.run, "foundry-credential", INDEX))

    def configure(self, **keys):
        self.home.configure(**keys)
        with open(self.home.config_file, "a") as file:
            file.write(f"[{REGISTRY}]\nfoundry = {self.home.foundry.host}\n")

    def run(self, argv, stdin=""):
        subprocess.run(argv, input=stdin.encode(), capture_output=True,
                       env=self.home.environment, timeout=120, check=False)

    def forget(self):
        for path in self.index:
            if os.path.isdir(path):
                os.rmdir(path)
            elif os.path.exists(path):
                os.unlink(path)

    def prepare(self, state):
        """Nothing to do while all is as the last time left it."""
        if self.prepared == (state, self.untouched()):
            return
        self.wrap = None
        self.configure()
        state(self)
        self.prepared = (state, self.untouched())

    def untouched(self):
        """Equal only while nothing was written or made."""
        return [(path, found.st_ino, found.st_mode, found.st_size,
                 found.st_mtime_ns, found.st_ctime_ns)
                for root, _, names in os.walk(self.home.directory)
                for path in (root, *(os.path.join(root, name)
                                     for name in names))
                for found in (os.lstat(path),)]

    # States, each before every question

    def no_login(self):
        for path in (self.home.logins_file, self.home.record_file()):
            if os.path.exists(path):
                os.unlink(path)

    def cached(self):
        self.forget()
        self.home.log_in()
        self.run([CLI, "token"])

    def expired(self):
        self.cached()
        self.home.expire_record()

    def stale(self):
        self.expired()
        self.home.log_in()

    def missing(self):
        self.expired()
        self.forget()

    def garbage(self):
        self.expired()
        self.home.write(self.index[0], "version=1\nstamp=-\nhost=x\n")

    def broken(self):
        self.expired()
        with open(self.home.logins_file, "a") as file:
            file.write("half a li")

    def open_to_others(self):
        """a home that must not be obeyed"""
        os.chmod(self.home.foundry_home, 0o700)
        self.expired()
        os.chmod(self.home.foundry_home, 0o777)

    def in_the_runtime_directory(self):
        """the home is read-only"""
        self.missing()
        self.wrap = bind(self.home.foundry_home, self.home.foundry_home,
                         True)

    def nowhere(self):
        """and there is no runtime directory for it"""
        self.in_the_runtime_directory()
        os.mkdir(self.index[1])

    def service_user(self):
        path = os.path.join(self.home.directory, "client-secret")
        self.home.write(path, CONFIDENTIAL_SECRET + "\n")
        self.configure(client_id=CONFIDENTIAL_CLIENT, client_secret_file=path,
                       grant="client_credentials")
        self.no_login()


STATES = (House.no_login, House.cached, House.expired, House.stale,
          House.missing, House.garbage, House.broken, House.open_to_others,
          House.in_the_runtime_directory, House.nowhere, House.service_user)


def opened(calls):
    """(program, path) of what is opened of these files, by whom."""
    programs = {}
    for call in calls:
        if call.name == "execve":
            if call.result == 0:
                programs[call.pid] = os.path.basename(call.path())
        elif SECRET.fullmatch(os.path.basename(call.path())):
            yield programs.get(call.pid, "a fork"), call.path()


def look_at_state(house, state):
    """(what is wrong, label), more than once."""
    title = (state.__doc__ or state.__name__).replace("_", " ")
    others, readers, failed = [], 0, []
    for argv, stdin in verbs(house.home.foundry.host):
        house.prepare(state)
        words = in_namespace(house.wrap, *argv) if house.wrap else argv
        seen = trace(words, stdin, house.home.environment, *OPTIONS)
        what = " ".join([os.path.basename(argv[0]), *argv[1:]])
        if seen.status not in range(7):
            failed.append(f"{what}: {seen.status}: {seen.err}")
        for program, path in opened(seen.calls):
            if program == "foundry-oauth":
                readers += 1
            else:
                others.append(f"{what}: {program} opens {path}")
    nobody = readers == 0 and state is not House.no_login
    return ((failed, f"{title}: each comes to its end"),
            (others, f"{title}: only foundry-oauth opens what is secret"),
            (["nobody"] * nobody, f"{title}: and it does"))


def look_at_end(house):
    """The same of what ends a login."""
    house.configure()
    others = []
    for argv, stdin in (([CLI, "logout"], ""),
                        ([DOCKER_HELPER, "erase"], house.home.foundry.host)):
        house.cached()
        seen = trace(argv, stdin, house.home.environment, *OPTIONS)
        others += [f"{argv}: {program}" for program, _ in opened(seen.calls)
                   if program != "foundry-oauth"]
    return [(others, "logging out: the same")]


def in_a_home_of_its_own(look):
    with tempfile.TemporaryDirectory(prefix="fc-") as scratch:
        return look(House(foundry, scratch))


def symbols(path, kinds):
    listing = subprocess.run(["nm", path], capture_output=True, text=True,
                             check=True).stdout
    return {line.split()[-1] for line in listing.splitlines()
            if re.search(rf" [{kinds}] \w+$", line)}


need("nm")
need_strace()
reading = symbols(os.path.join(BUILD, "src", "libvault.a"), "T")
for name in ("git-credential-foundry", "docker-credential-foundry",
             "foundry-credential", "keyring"):
    none(reading & symbols(os.path.join(BIN, name), "Tt"),
         f"{name} is linked without what reads refresh tokens")
ok(reading & symbols(os.path.join(BIN, "foundry-oauth"), "Tt"),
   "foundry-oauth is linked with it")
with Foundry() as foundry, futures.ThreadPoolExecutor(4) as pool:
    for results in pool.map(in_a_home_of_its_own, [
            lambda house, state=state: look_at_state(house, state)
            for state in STATES] + [look_at_end]):
        for found, label in results:
            none(found, label)
done()
