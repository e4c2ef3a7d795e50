#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The contract that all programs keep: in the same state each gives the same
token, or each says in its own dialect that there is none.

STATES below is the table; in each state the programs take turns in being the
first to ask, and then all the other ways of asking follow."""

import json
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                os.pardir, "system"))

from harness import (CLI, CONFIDENTIAL_CLIENT,  # noqa: E402
                     CONFIDENTIAL_SECRET, DOCKER_HELPER, GIT_HELPER, KEYRING,
                     TOKEN_PATH, SystemTest, main)

NOT_FOUND = "credentials not found in native keychain\n"
STORED = "a.stored.token"
BROUGHT = "a.token.of-the-environment"
NOBODY = "https://127.0.0.1:1" + TOKEN_PATH  # nothing listens there
SERVICE = {"client_id": CONFIDENTIAL_CLIENT,
           "client_secret": CONFIDENTIAL_SECRET,
           "grant": "client_credentials", "scopes": "api:read-data"}


# What each program says: the token, or None and how it says so

def git_says(result):
    if result.out == "":
        return None, result.status == 0
    return result.attributes["password"], result.status == 0


def docker_says(result):
    if result.out == NOT_FOUND:
        return None, result.status == 1
    return json.loads(result.out)["Secret"], result.status == 0


def keyring_says(result):
    if result.out == "":
        return None, result.status == 1
    return json.loads(result.out)["password"], result.status == 0


def cli_says(result):
    """Attributes, JSON, a header or the bare token."""
    if result.out == "":
        return None, result.status in (3, 4, 6)
    if result.out.startswith("{"):
        return json.loads(result.out)["password"], result.status == 0
    return (re.search(r"(?:password=|Bearer )?(\S+)\n$", result.out).group(1)
            if "password=" not in result.out else
            result.attributes["password"]), result.status == 0


def requester_says(result):
    """As cli_says; but a host that is nobody's is no error here."""
    token, well = cli_says(result)
    return token, well or (result.out == result.err == "" and
                           result.status == 0)


WAYS = {
    "git": ([GIT_HELPER, "get"], "protocol=https\nhost={host}\n", git_says),
    "docker": ([DOCKER_HELPER, "get"], "https://{host}/v2/", docker_says),
    "keyring": ([KEYRING, "--mode=creds", "--output=json", "get",
                 "https://{host}/x/"], "", keyring_says),
    "request": ([CLI, "get"], "protocol=https\nhost={host}\n",
                requester_says),
    "token": ([CLI, "token", "{host}"], "", cli_says),
    "json": ([CLI, "get", "--format=json", "{host}"], "", cli_says),
    "header": ([CLI, "get", "--format=header", "https://{host}/x"], "",
               cli_says),
}
FIRST = ("git", "docker", "request")


# How each state comes about

def logged_in(test, **keys):
    test.home.configure(**keys)
    test.home.log_in(**{name: value for name, value in keys.items()
                        if name == "token_uri"})


def fresh(test):
    logged_in(test)
    test.ask("token")
    test.foundry.reset_stats()


def stale(test):
    fresh(test)
    test.home.expire_record()


def nothing(test):
    test.home.configure()


def stored(test, **keys):
    test.home.configure(token="static", **keys)
    test.secrets.add(STORED)
    test.assert_silent(test.helper("store", test.request(
        username="jdoe", password=STORED)))


def nothing_stored(test):
    logged_in(test, token="static")


def dead(test):
    logged_in(test)
    test.foundry.revoke_all()


def unreachable(test):
    logged_in(test, token_uri=NOBODY)


def service(test):
    test.home.configure(**SERVICE)


def wrong_section(test):
    logged_in(test, scope="api:read-data")


def other_section_wrong(test):
    logged_in(test)
    with open(test.home.config_file, "a") as file:
        file.write("[other.test]\nclientid = x\n")


def nobody(test):
    pass


def python_library(test):
    test.home.log_in()


def token_of(host):
    return {"FOUNDRY_TOKEN": BROUGHT, "FOUNDRY_HOSTNAME": host}


NOOP = {"FOUNDRY_CACHE": "noop"}
REAUTH = {"FOUNDRY_CACHE": "reauth"}
ENDED = {"FOUNDRY_TOKEN_EXPIRES": "1000000000"}

# state: what leads there, environment, the token ("works": any that the stack
# accepts; None: there is none), token requests of all ways together
STATES = {
    "fresh": (fresh, {}, "works", 0),
    "stale": (stale, {}, "works", 1),
    "first": (logged_in, {}, "works", 1),
    "nobody logged in": (nothing, {}, None, 0),
    "dead grant": (dead, {}, None, 1),
    "network down": (unreachable, {}, None, 0),
    "stored token": (stored, {}, STORED, 0),
    "nothing stored": (nothing_stored, {}, None, 0),
    "service user": (service, {}, "works", 1),
    "the Python library's login": (python_library, {
        "SSL_CERT_FILE": "{ca}"}, "works", 1),
    "token of the environment": (nobody, token_of("{host}"), BROUGHT, 0),
    "before a login": (logged_in, token_of("https://{host}/"), BROUGHT, 0),
    "of another stack": (logged_in, token_of("other.test"), "works", 1),
    "ended": (logged_in, {**token_of("{host}"), **ENDED}, "works", 1),
    "noop": (logged_in, NOOP, None, 0),
    "noop and stored": (stored, NOOP, STORED, 0),
    "noop and brought": (nobody, {**NOOP, **token_of("{host}")}, BROUGHT, 0),
    "noop and service user": (service, NOOP, "works", len(WAYS)),
    "reauth": (fresh, REAUTH, None, 0),
    "reauth and stored": (stored, REAUTH, STORED, 0),
    "wrong section": (wrong_section, {}, None, 0),
    "another section wrong": (other_section_wrong, {}, "works", 1),
    "not ours": (nobody, {}, None, 0),
}


class States(SystemTest):
    def ask(self, way, env=None):
        """(token or None, said as it should be, the result)"""
        argv, stdin, says = WAYS[way]
        result = self.run_program(
            [word.format(host=self.host) for word in argv],
            stdin.format(host=self.host), env)
        return (*says(result), result)

    def check(self, state, first):
        arrange, environment, expected, requests = STATES[state]
        env = {name: value.format(host=self.host, ca=self.foundry.ca_file)
               for name, value in environment.items()}
        arrange(self)
        if BROUGHT in env.values():
            self.secrets.add(BROUGHT)
        seen = set()
        for way in [first, *(other for other in WAYS if other != first)]:
            token, well, result = self.ask(way, env)
            self.assertTrue(well, f"{way}: {result}")
            if expected is None:
                self.assertIsNone(token, f"{way}: {result}")
            elif expected == "works":
                self.assertIsNotNone(self.foundry.me(token),
                                     f"{way}: {result}")
            else:
                self.assertEqual(token, expected, way)
            if token:
                self.assertEqual(result.err, "", way)
            seen.add(token)
        if requests < len(WAYS):
            self.assertEqual(len(seen), 1)
        self.assertEqual(self.foundry.stats()["endpoints"].get("token", 0),
                         requests)
        self.assertNotIn("authorize", self.foundry.stats()["endpoints"])


def add(state, first):
    def test(self):
        self.check(state, first)
    test.__doc__ = f"{state}: {first} asks, then the others"
    name = re.sub(r"\W", "_", f"test_{state}_{first}")
    setattr(States, name, test)


for each in STATES:
    for way in FIRST:
        add(each, way)


if __name__ == "__main__":
    main()
