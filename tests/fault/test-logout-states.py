#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Logging out, whatever the state: no file below FOUNDRY_HOME or the runtime
directory has a token of that stack any more, and the other's are all there."""

import configparser
import os
import re

from injecting import OAUTH, InjectingTest, main_of

from client import Foundry
from harness import CLI, DOCKER_HELPER, GIT_HELPER, PUBLIC_CLIENT, TOKEN_PATH

REGISTRY = "registry.test"
TOKEN = re.compile(r"^(?:access_token|previous_token|refresh_token|token)"
                   r" ?= ?(\S+)$", re.M)


class Logout(InjectingTest):
    """Two stacks, the second of which has a registry."""

    @classmethod
    def setUpClass(cls):
        cls.other = Foundry()

    @classmethod
    def tearDownClass(cls):
        cls.other.stop()

    def begin(self):
        self.home.environment["XDG_RUNTIME_DIR"] = self.home.run
        for name in self.home.files():
            os.unlink(os.path.join(self.home.directory, name))
        self.other.revoke_all()
        self.tokens = {self.host: set(), self.other.host: set()}
        self.home.configure("".join(
            f"[{foundry.host}]\nclient_id = {PUBLIC_CLIENT}\n"
            f"ca_file = {foundry.ca_file}\nscopes = offline_access\n"
            for foundry in (self.foundry, self.other)) +
            f"[{REGISTRY}]\nfoundry = {self.other.host}\n")
        parser = configparser.ConfigParser()
        for foundry in (self.foundry, self.other):
            parser[foundry.host] = {
                "token_uri": foundry.url + TOKEN_PATH,
                "client_id": PUBLIC_CLIENT, "scopes": "offline_access",
                "refresh_token": foundry.grant(
                    scopes=["offline_access"])["refresh_token"]}
        with open(self.home.logins_file, "w") as file:
            parser.write(file)
        os.chmod(self.home.logins_file, 0o600)
        self.collect()

    def each_file(self):
        for name in self.home.files():
            with open(os.path.join(self.home.directory, name),
                      errors="replace") as file:
                yield name, file.read()

    def owner(self, section):
        """Whose tokens are in a section or a record of that name?"""
        host = section.rpartition("@")[2]
        return self.other.host if host == REGISTRY else host

    def collect(self):
        """Learn all tokens that lie about, and whose they are."""
        for name, text in self.each_file():
            base = os.path.basename(name).removeprefix(".")
            if base.startswith(("oauth", "tokens")):
                for part in re.split(r"^\[", text, flags=re.M)[1:]:
                    host = self.owner(part.partition("]")[0])
                    self.tokens[host].update(TOKEN.findall(part))
            elif base.removesuffix(".new") in self.tokens:
                self.tokens[base.removesuffix(".new")].update(
                    TOKEN.findall(text))
        for found in self.tokens.values():
            self.secrets |= found

    # States

    def kill(self, argv, into, stdin="", env=None):
        """SIGKILL where it renames a file of that name into place, which a
        run before this one has shown."""
        options = ["-s", "4096", "-e", "trace=renameat"]
        self.strace(argv, *options, stdin=stdin, env=env)
        with open(self.log) as file:
            names = [line.split('"')[3] for line in file
                     if line.startswith("renameat(")]
        self.again()
        self.strace(argv, *options, "-e", "inject=renameat:signal=SIGKILL:"
                    f"when={names.index(into) + 1}", stdin=stdin, env=env)
        self.collect()

    def kill_oauth(self, verb, into, again, **run):
        self.again = again
        self.kill([OAUTH, verb], into, f"host={self.host}\npurpose=cli\n"
                  "mode=webserver\nuser=u\nsecret=never.acknowledged.token\n"
                  f"verb={verb}\n", **run)

    def get_both(self):
        for foundry in (self.foundry, self.other):
            self.assertEqual(self.cli("token", foundry.host).status, 0)
        self.collect()

    def cached(self):
        """both have a token"""
        self.get_both()

    def renewed(self):
        """both have had one before"""
        self.get_both()
        self.cli("refresh", "--all")

    def in_the_home(self):
        """without a runtime directory"""
        self.home.environment.pop("XDG_RUNTIME_DIR")
        self.get_both()

    def in_both_places(self):
        """with and without one"""
        self.get_both()
        self.in_the_home()
        self.home.environment["XDG_RUNTIME_DIR"] = self.home.run

    def refresh_killed(self):
        """a refresh of the first killed where it renames the file of logins"""
        self.get_both()
        self.kill_oauth("refresh", "oauth", self.get_both)
        self.assertIn(f".oauth.{self.host}.new", os.listdir(
            self.home.foundry_home))

    def refresh_killed_at_the_record(self):
        """the same where it renames the record"""
        self.get_both()
        self.kill_oauth("refresh", self.host, self.begin)

    def without_first(self):
        self.begin()
        parser = self.home.logins()
        parser.remove_section(self.host)
        with open(self.home.logins_file, "w") as file:
            parser.write(file)

    def login_killed(self):
        """a login of the first killed where it renames the file of logins,
        which has nothing of it yet"""
        self.without_first()
        self.kill_oauth("login", "oauth", self.without_first,
                        env={"BROWSER": self.browser()})
        self.assertIn(f".oauth.{self.host}.new", os.listdir(
            self.home.foundry_home))

    def half_written(self):
        """a refresh of the first killed in the middle of writing"""
        self.get_both()
        with open(self.home.logins_file) as file:
            text = file.read()
        self.home.write(self.home.file(f".oauth.{self.host}.new"),
                        text[:-len(self.other.host)].rpartition("_tok")[0])
        self.collect()

    def stamping_killed(self):
        """a helper killed where it renames the record"""
        self.get_both()
        self.again = lambda: os.utime(self.home.config_file)
        self.again()
        self.kill([GIT_HELPER, "get"], self.host, self.request())
        self.assertIn(f".{self.host}.new", os.listdir(
            os.path.dirname(self.home.record_file())))

    def registry(self):
        """a registry has been answered, and one of its tokens is stored"""
        self.get_both()
        self.run_program([DOCKER_HELPER, "get"], REGISTRY)
        self.cli("store", "--token-stdin", REGISTRY, stdin="stored.for.it")
        self.run_program([DOCKER_HELPER, "get"], REGISTRY)
        self.collect()

    def stored(self):
        """both have a token that a person stored; storing one was killed"""
        for foundry in (self.foundry, self.other):
            self.cli("store", "--token-stdin", foundry.host,
                     stdin=foundry.user_token())
        self.collect()
        with open(self.home.file("tokens")) as file:
            text = file.read()
        self.kill_oauth("store", "tokens", lambda: self.home.write(
            self.home.file("tokens"), text))
        self.assertIn(".tokens.new", os.listdir(self.home.foundry_home))

    STATES = (cached, renewed, in_the_home, in_both_places, refresh_killed,
              refresh_killed_at_the_record, login_killed, half_written,
              stamping_killed, registry, stored)

    # Ends

    def check_gone(self, hosts):
        for name, text in self.each_file():
            for host in hosts:
                for token in self.tokens[host]:
                    self.assertNotIn(token, text, f"{name}, of {host}")

    def play(self, words, hosts):
        for state in self.STATES:
            with self.subTest(state=state.__name__):
                self.begin()
                state(self)
                for host in hosts:
                    self.assertTrue(self.tokens[host])
                kept = {host: self.home.saved_token(host)
                        for host in self.tokens if host not in hosts}
                result = self.cli("logout", *words)
                self.assertEqual((result.status, result.err), (0, ""))
                self.check_gone(hosts)
                for host, token in kept.items():
                    self.assertEqual(self.home.saved_token(host), token)

    def test_first(self):
        self.play([self.host], [self.host])

    def test_second(self):
        """also what was left of the first has no token of the second"""
        self.play([self.other.host], [self.other.host])

    def test_all(self):
        self.play(["--all"], [self.host, self.other.host])

    def test_what_the_first_had_left_stays(self):
        """the draft goes; the first's new token waits beside the file"""
        self.begin()
        self.kill_oauth("refresh", "oauth", self.begin)
        left = self.home.file(f".oauth.{self.host}.new")
        parser = configparser.ConfigParser()
        parser.read(left)
        self.assertIn(self.other.host, parser)
        newer = parser[self.host]["refresh_token"]
        self.cli("logout", self.other.host)
        self.assertFalse(os.path.exists(left))
        with open(self.home.file(f".oauth.{self.host}.kept")) as file:
            self.assertIn(newer, file.read())

    def test_erase(self):
        """a refused token that is erased is in no file either"""
        self.begin()
        self.stamping_killed()
        token = self.home.record()["access_token"]
        self.assert_refused(self.helper("erase", self.request(
            username="foundry", password=token)))
        for name, text in self.each_file():
            self.assertNotIn(token, text, name)

    def test_erase_of_a_stored_token(self):
        self.begin()
        self.stored()
        for token in ("never.acknowledged.token",
                      self.stored_token()):
            self.assert_silent(self.helper("erase", self.request(
                password=token)))
            for name, text in self.each_file():
                self.assertNotIn(token, text, name)

    def stored_token(self):
        parser = configparser.ConfigParser()
        parser.read(self.home.file("tokens"))
        return next(section["token"] for name, section in parser.items()
                    if name.endswith("@" + self.host))


if __name__ == "__main__":
    main_of("logging out")
