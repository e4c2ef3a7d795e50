#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clients that merge both streams: whatever goes wrong beside an answer, one
pipe has the answer and nothing else."""

import json
import os
import shutil
import socket

from asking import NOT_FOUND, RID, DockerTest
from harness import (CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET, DOCKER_HELPER,
                     TOKEN_PATH, main, reset, slowly)

NOTHING, LINE = r"\A\Z", r"\A[^\n]+\n\Z"
FOUND = r'\A{"ServerURL":"[^"]+","Username":"[^"]+","Secret":"[^"]+"}\n\Z'
REFUSED = r"\A(?!docker-credential|foundry-credential)[^\n]+\n\Z"
# By the exit status: what the bytes of both streams are.
VERBS = {
    "get": (FOUND, rf"\A{NOT_FOUND}\Z"),
    "list": (r"\A{[^\n]*}\n\Z", REFUSED),
    "store": (NOTHING, REFUSED),
    "erase": (NOTHING, REFUSED),
    "version": (r"\Adocker-credential-foundry [^\n]+\n\Z", None),
    "--version": (r"\Adocker-credential-foundry [^\n]+\n\Z", None),
    "-v": (r"\Adocker-credential-foundry [^\n]+\n\Z", None),
    "--help": (r"\Ausage: [^\n]+\n\Z", None),
    "-h": (r"\Ausage: [^\n]+\n\Z", None),
    "frobnicate": (None, r"\Aunknown action[^\n]+\n\Z"),
    "": (None, r"\Aunknown action[^\n]+\n\Z"),
}


class OnePipe(DockerTest):
    house_rules = False

    def renew(self):
        """As it was at first, but for a login that has a token."""
        reset(self.foundry)
        for path in (self.home.foundry_home, self.home.run):
            shutil.rmtree(path, ignore_errors=True)
        os.mkdir(self.home.run, 0o700)
        self.configure(network_timeout=slowly(1))
        self.home.log_in()
        self.get()

    def spend(self):
        self.home.expire_record()

    # What may be wrong.  Each gives the variables that go with it.

    def fresh(self):
        pass

    def spent(self):
        self.spend()

    def revoked(self):
        self.foundry.revoke_all()
        self.spend()

    def logged_out(self):
        os.unlink(self.home.logins_file)
        os.unlink(self.home.record_file())

    def not_configured(self):
        os.unlink(self.home.config_file)

    def damaged_record(self):
        self.home.write(self.home.record_file(), "nonsense\n")

    def record_from_the_future(self):
        self.home.change_record(issued_at=4000000000,
                                expires_at=4000003600)

    def record_is_a_directory(self):
        os.unlink(self.home.record_file())
        os.mkdir(self.home.record_file())

    def record_is_a_link(self):
        os.rename(self.home.record_file(), self.scratch + "/elsewhere")
        os.symlink(self.scratch + "/elsewhere", self.home.record_file())

    def runtime_directory_for_all(self):
        self.spend()
        os.chmod(self.home.run, 0o777)

    def login_for_all(self):
        self.spend()
        os.chmod(self.home.logins_file, 0o644)

    def login_is_nonsense(self):
        self.home.write(self.home.logins_file, "nonsense\n")

    def login_is_a_link(self):
        os.rename(self.home.logins_file, self.scratch + "/login")
        os.symlink(self.scratch + "/login", self.home.logins_file)

    def index_is_a_directory(self):
        self.spend()
        os.unlink(self.home.file(".logins.index"))
        os.mkdir(self.home.file(".logins.index"))

    def tokens_for_all(self):
        self.store("a.b.c")
        os.chmod(self.home.file("tokens"), 0o644)

    def tokens_are_nonsense(self):
        self.home.write(self.home.file("tokens"), "nonsense\n")

    def lock_is_a_directory(self):
        self.spend()
        shutil.rmtree(self.home.file("lock"))
        os.makedirs(self.home.file(f"lock/{self.host}"))

    def home_for_all(self):
        os.chmod(self.home.foundry_home, 0o777)

    def config_for_all(self):
        os.chmod(self.home.config_file, 0o666)

    def config_has_an_odd_key(self):
        self.configure(usernam="x")

    def config_has_odd_neighbours(self):
        self.spend()
        self.add("other.test", "usernam = x")

    def config_is_nonsense(self):
        self.home.write(self.home.config_file, "nonsense\n")

    def wider_scopes(self):
        self.configure(scopes="offline_access api:read-data api:write-data")
        self.spend()

    def static_without_times(self):
        self.store("eyJhbGciOiJub25lIn0.e30.x")

    def no_home(self):
        return {"HOME": None, "FOUNDRY_HOME": None}

    def odd_home(self):
        return {"FOUNDRY_HOME": "relative"}

    def broken_docker(self):
        self.home.write(self.home.path + "/.docker/config.json", "{")

    def token_of_the_environment(self):
        return {"FOUNDRY_TOKEN": "en.vi.ron", "FOUNDRY_HOSTNAME": self.host}

    def token_for_another_host(self):
        self.spend()
        return {"FOUNDRY_TOKEN": "en.vi.ron", "FOUNDRY_HOSTNAME": "o.test"}

    def token_without_a_host(self):
        self.logged_out()
        return {"FOUNDRY_TOKEN": "en.vi.ron"}

    def token_is_nonsense(self):
        return {"FOUNDRY_TOKEN": "a b", "FOUNDRY_HOSTNAME": self.host}

    def stack_is_down(self):
        self.spend()
        self.foundry.fault(TOKEN_PATH, close="before", times=None)

    def stack_is_down_and_the_token_lives(self):
        issued = int(self.home.record()["issued_at"])
        self.home.change_record(issued_at=issued - 3500,
                                expires_at=issued + 100)
        self.foundry.fault(TOKEN_PATH, close="before", times=None)

    def stack_says_503(self):
        self.spend()
        self.foundry.fault(TOKEN_PATH, status=503, times=1)

    def nothing_is_revoked(self):
        self.foundry.fault("/multipass/api/oauth2/revoke_token", status=500,
                           times=None)
        self.foundry.fault("/multipass/api/oauth2/revoke", status=500,
                           times=None)

    def dead_proxy(self):
        self.spend()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return {"https_proxy":
                    f"http://me:pass@127.0.0.1:{probe.getsockname()[1]}"}

    def noop(self):
        return {"FOUNDRY_CACHE": "noop"}

    def odd_cache(self):
        return {"FOUNDRY_CACHE": "nonsense"}

    def odd_trace(self):
        self.spend()
        return {"FOUNDRY_TRACE": "nonsense"}

    def trace_into_nowhere(self):
        self.spend()
        return {"FOUNDRY_TRACE": "/no/such/file"}

    def a_library_that_speaks(self):
        self.spend()
        return {"GNUTLS_DEBUG_LEVEL": "9"}

    def a_library_that_is_broken(self):
        """foundry-oauth does not start, and the loader says why."""
        self.spend()
        directory = os.path.join(self.scratch, "lib")
        os.makedirs(directory, exist_ok=True)
        with open(directory + "/libmicrohttpd.so.12", "w"):
            pass
        return {"LD_LIBRARY_PATH": directory}

    def secret_command_that_speaks(self):
        script = os.path.join(self.scratch, "secret")
        self.home.write(script, "#!/bin/sh\necho spoken >&2\n"
                                f"echo {CONFIDENTIAL_SECRET}\n", 0o700)
        os.unlink(self.home.record_file())
        self.configure(client_id=CONFIDENTIAL_CLIENT, scopes="api:read-data",
                       grant="client_credentials",
                       client_secret_command=script)

    STATES = (
        fresh, spent, revoked, logged_out, not_configured, damaged_record,
        record_from_the_future, record_is_a_directory, record_is_a_link,
        runtime_directory_for_all, login_for_all, login_is_nonsense,
        login_is_a_link, index_is_a_directory, tokens_for_all,
        tokens_are_nonsense, lock_is_a_directory, home_for_all,
        config_for_all, config_has_an_odd_key, config_has_odd_neighbours,
        config_is_nonsense, wider_scopes, static_without_times, no_home,
        odd_home, broken_docker, token_of_the_environment,
        token_for_another_host, token_without_a_host, token_is_nonsense,
        stack_is_down, stack_is_down_and_the_token_lives, stack_says_503,
        nothing_is_revoked, dead_proxy, noop, odd_cache, odd_trace,
        trace_into_nowhere, a_library_that_speaks, a_library_that_is_broken,
        secret_command_that_speaks)

    def merged(self, verb, stdin, env, streams="2>&1", **run):
        return self.run_program(
            ["sh", "-c", f'"$0" "$1" {streams}', DOCKER_HELPER, verb], stdin,
            env, **run)

    def assert_answers_alone(self, verb, stdin, env, **run):
        result = self.merged(verb, stdin, env, **run)
        self.assertIn(result.status, (0, 1))
        pattern = VERBS[verb][result.status]
        self.assertIsNotNone(pattern, result.out)
        self.assertRegex(result.out, pattern)

    def credential(self, host, user=RID):
        return json.dumps({"ServerURL": host, "Username": user,
                           "Secret": "a.b.c"})

    def test_each_state(self):
        """one question after the other; the last one logs out"""
        questions = (
            ("get", self.registry), ("list", "unused"),
            ("store", self.credential(self.registry, "<token>")),
            ("erase", self.host))
        for state in self.STATES:
            self.renew()
            env = state(self) or {}
            for verb, stdin in questions:
                with self.subTest(state=state.__name__, verb=verb):
                    self.assert_answers_alone(verb, stdin, env, umask=0o002)

    def test_erased_at_once(self):
        """what is repaired or refused on the way is said nowhere else"""
        for state in (OnePipe.tokens_for_all, OnePipe.login_for_all,
                      OnePipe.nothing_is_revoked, OnePipe.dead_proxy,
                      OnePipe.a_library_that_speaks):
            for host in (self.registry, self.host):
                with self.subTest(state=state.__name__, host=host):
                    self.renew()
                    self.assert_answers_alone("erase", host,
                                              state(self) or {})

    def test_not_ours(self):
        for verb, stdin in (("get", "ghcr.io"), ("erase", "ghcr.io"),
                            ("store", self.credential("ghcr.io")),
                            ("get", ""), ("store", "{"), ("erase", "")):
            for env in ({}, {"FOUNDRY_TRACE": "nonsense"}):
                with self.subTest(verb=verb, stdin=stdin, env=env):
                    result = self.merged(verb, stdin, env)
                    self.assertRegex(result.out, REFUSED if result.status
                                     else NOTHING)

    def test_other_verbs(self):
        """what knows of no state, and has nothing to say of any"""
        for verb in VERBS:
            for env in ({}, {"HOME": None}, {"FOUNDRY_TRACE": "nonsense"},
                        {"FOUNDRY_TOKEN": "a b"}):
                if verb not in ("get", "list", "store", "erase"):
                    with self.subTest(verb=verb, env=env):
                        self.assert_answers_alone(verb, "", env)

    def test_git(self):
        """git reads stdout apart: there, each line is one of its own"""
        credential = {"username": "x", "password": "a.b.c"}
        for state in (OnePipe.fresh, OnePipe.spent, OnePipe.revoked,
                      OnePipe.login_for_all, OnePipe.wider_scopes,
                      OnePipe.token_of_the_environment, OnePipe.odd_trace,
                      OnePipe.config_for_all, OnePipe.a_library_that_speaks,
                      OnePipe.a_library_that_is_broken):
            self.renew()
            env = {**(state(self) or {}), "CI": "1"}
            for verb, lines in (("get", {}), ("store", credential),
                                ("erase", credential), ("approve", {})):
                with self.subTest(state=state.__name__, verb=verb):
                    result = self.helper(verb, self.request(**lines), env)
                    self.assertEqual(result.status, 0)
                    self.assertRegex(result.out, r"\A([a-z_]+=[^\n]+\n)*\Z")
                    if verb != "get":
                        self.assertEqual(result.out, "")

    def test_get_apart(self):
        """where stderr is another pipe, it is empty beside an answer"""
        for state in (OnePipe.odd_trace, OnePipe.trace_into_nowhere,
                      OnePipe.a_library_that_speaks):
            with self.subTest(state=state.__name__):
                self.renew()
                self.assert_found(self.get(env=state(self)))


if __name__ == "__main__":
    main()
