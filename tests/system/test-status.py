#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential status: all that is known of a stack, and no secret."""

import json
import os
import re
import time

from harness import (CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET, GIT_HELPER,
                     PUBLIC_CLIENT, SYSTEM_CONFIG, TOKEN_PATH, LoggedInTest,
                     SystemTest, main, slowly)
from system_file import SystemFileTest

DAY = 86400
ME = "/multipass/api/me"
TTL = "/multipass/api/token/ttl"
# The members of the JSON, which programs rely on; the manual has the same.
MEMBERS = {
    "": "host source aliases configured_by client_id client_secret grant cache "
        "login user scopes token environment_token access_token "
        "refresh_token other_login stored_tokens git docker podman "
        "npm pnpm online",
    "scopes": "configured login granted",
    "token": "git docker cli",
    "environment_token": "expires_at",
    "access_token": "valid issued_at expires_at path",
    "refresh_token": "used_at ends_at path",
    "other_login": "client_id path",
    "stored_tokens": "host username expires_at path",
    "git": "wired helpers",
    "git.helpers": "name kind path",
    "docker": "registry wired kind helper path",
    "podman": "registry wired kind helper path",
    "npm": "installed wired kind path",
    "pnpm": "installed wired kind path",
    "online": "valid user expires_at error",
}
PAGE = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                    "../../docs/man/foundry-credential.1")


def members(value, name=""):
    """Names of members by the member they are in."""
    if isinstance(value, list):
        for item in value:
            yield from members(item, name)
    elif isinstance(value, dict):
        yield name, set(value)
        for key, inner in value.items():
            yield from members(inner, f"{name}.{key}".lstrip("."))


class Asking:
    """What every class here does."""

    def status(self, *words, err="", **options):
        result = self.cli("status", *words, **options)
        self.assertIn(result.status, (0, 3))  # Sources says when which
        self.assertEqual(result.err, err)
        self.said.append(result.out)  # it must not hold a secret either
        for line in result.out.splitlines():
            self.assertLessEqual(len(line), 80, result.out)
            self.assertEqual(line, line.rstrip())
        return result.out

    def json(self, *words, **options):
        result = self.cli("status", "--json", *words, **options)
        self.said.append(result.out)
        known = json.loads(result.out)
        self.assertEqual((result.status, result.err),
                         (0 if all(one["source"] for one in
                                   known.get("stacks", [known])) else 3, ""))
        return known


class Stacks(Asking, SystemTest):
    def test_which_stack(self):
        """no such stack: 6; none named of several: 2, naming them"""
        self.assert_failed(self.cli("status"), 6, "no stack is configured")
        self.assert_failed(self.cli("status", "acme.test"), 6,
                           "no such stack: acme.test")
        self.home.configure("".join(f"[{name}.test]\nclient_id = x\n"
                                    for name in "abcdefgh"))
        self.assert_failed(self.cli("status"), 2,
                           r"none is named: a\.test, b\.test, .*, \.\.\.\n",
                           "FOUNDRY_HOSTNAME; --all means each")
        self.assertIn("b.test", self.status("b.test"))
        self.assertIn("c.test", self.status(
            env={"FOUNDRY_HOSTNAME": "https://c.test/"}))

    def test_all(self):
        """--all: one after the other; one that is wrong hides no other"""
        self.assertEqual(self.status("--all"), "")
        self.assertEqual(self.json("--all"), {"stacks": []})
        self.home.configure("[a.test]\nclient_id = x\n\n"
                            "[b.test]\nclient_id = y\n")
        self.assertEqual(self.status("--all"), self.status("a.test") + "\n" +
                         self.status("b.test"))
        self.assertEqual(self.cli("status", "--all").status, 3)
        self.assertEqual(self.json("--all")["stacks"],
                         [self.json("a.test"), self.json("b.test")])
        self.assert_failed(self.cli("status", "--all", "a.test"), 2,
                           "exclude each other")
        self.home.configure("[a.test]\nclient_id = x\nscops = z\n\n"
                            "[b.test]\nclient_id = y\n")
        for words in ((), ("--json",)):
            result = self.cli("status", "--all", *words)
            self.assertEqual(result.status, 6)
            self.assertIn('did you mean "scopes"', result.err)
            self.assertIn("looking at all", result.err)
            self.assertIn("b.test", result.out)
        self.home.configure()
        self.home.write(self.home.logins_file, "rubbish\n")
        self.assertIn(self.home.logins_file,
                      self.cli("status", "--all").err)

    def test_a_stack_that_is_wrong(self):
        self.home.configure(scops="x")
        self.assert_failed(self.cli("status"), 6, 'mean "scopes"')
        self.home.configure()
        self.home.write(self.home.logins_file, "rubbish\n")
        self.assert_failed(self.cli("status", "--json"), 6,
                           self.home.logins_file)

    def test_nobody_logged_in(self):
        self.home.configure()
        result = self.cli("status")
        self.assertEqual((result.status, result.err), (3, ""))
        self.assertTrue(result.out.startswith(
            f"{self.host}: not logged in: run foundry-credential login "
            f"{self.host}\n"), result.out)
        self.assertRegex(result.out, "access token +none\n")
        known = self.json()
        for name in ("user", "access_token", "refresh_token", "other_login",
                     "environment_token", "client_secret", "online"):
            self.assertIsNone(known[name], name)
        self.assertEqual(known["configured_by"], [self.home.config_file])
        self.assertEqual(self.foundry.requests(), [])
        self.assertEqual(self.home.files(), ["home/.foundry/config"])

    def test_configured_by_the_shared_file(self):
        """a person who has used the Python library only"""
        self.home.log_in()
        self.assertEqual(self.json()["configured_by"],
                         [self.home.logins_file])

    def test_another_applications_login(self):
        """another application's login: named, and not taken for ours"""
        self.home.configure()
        self.secrets.add(self.home.log_in(client_id="another"))
        known = self.json()
        self.assertIsNone(known["refresh_token"])
        self.assertEqual(known["other_login"], {
            "client_id": "another", "path": self.home.logins_file})
        self.assertRegex(self.status(), "other login +of the application "
                         "another")

    def test_service_user(self):
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            client_secret=CONFIDENTIAL_SECRET,
                            grant="client_credentials")
        self.cli("token")
        known = self.json()
        self.assertEqual((known["grant"], known["client_secret"]),
                         ("client_credentials", self.home.config_file))
        self.assertTrue(known["access_token"]["valid"])
        self.assertIn(f"{self.host}: service user, who needs no login\n",
                      self.status())

    def test_where_the_client_secret_is(self):
        for key, where in (("client_secret_command", "client_secret_command"),
                           ("client_secret_file", "/etc/secret")):
            self.home.configure(**{key: "/etc/secret"})
            self.assertEqual(self.json()["client_secret"], where)
        self.assertEqual(self.json(env={"FOUNDRY_CLIENT_SECRET": "s3cr3t"})
                         ["client_secret"], "FOUNDRY_CLIENT_SECRET")

    def test_stored_tokens(self):
        """static tokens: whose, of which host, until when"""
        self.home.configure(git_token="static")
        with open(self.home.config_file, "a") as file:
            file.write(f"[r.test]\nfoundry = {self.host}\n")
        token = self.foundry.user_token()
        self.secrets.add(token)
        for words in ((self.host, "--username", "jdoe"), ("r.test",)):
            self.assert_silent(self.cli("store", "--token-stdin", *words,
                                        stdin=token))
        known = self.json(self.host)
        self.assertEqual(known["token"], {"git": "static", "docker": "static",
                                          "cli": "static"})
        stored = known["stored_tokens"]
        self.assertEqual([(one["host"], one["username"]) for one in stored],
                         [(self.host, "jdoe"), ("r.test", "foundry")])
        self.assertAlmostEqual(stored[0]["expires_at"],
                               time.time() + 7 * DAY, delta=60)
        self.assertRegex(self.status(), f"stored token +of {self.host} for "
                         "jdoe: [67] days left")

    def test_the_environments_token(self):
        """FOUNDRY_TOKEN, even for a host that no file knows"""
        env = {"FOUNDRY_TOKEN": "x" * 40, "FOUNDRY_HOSTNAME": self.host,
               "FOUNDRY_TOKEN_EXPIRES": str(int(time.time()) + 3600)}
        self.secrets.add("x" * 40)
        known = self.json(env=env)
        self.assertEqual(known["configured_by"], [])
        self.assertEqual(known["environment_token"],
                         {"expires_at": int(env["FOUNDRY_TOKEN_EXPIRES"])})
        self.assertRegex(self.status(env=env), rf"\A{self.host}: has the "
                         r"token of\s+FOUNDRY_TOKEN, until [\w ]*\d\d:\d\d\n")
        env["FOUNDRY_TOKEN_EXPIRES"] = "1"
        self.assertIsNone(self.json(env=env)["environment_token"])


class Sources(Asking, SystemTest):
    """The first line, the exit status and "source": is a token to be had
    without a person, and what is to be run if not?"""

    RUN = "run foundry-credential"

    def assert_source(self, source, line, **options):
        result = self.cli("status", self.host, **options)
        self.said.append(result.out)
        self.assertEqual((result.status, result.err),
                         (0 if source else 3, ""))
        # What belongs to it goes on below, indented by two.
        first = re.match(r"(.*\n(?:  (?!configured).*\n)*)", result.out)
        self.assertRegex(" ".join(first.group(1).split()),
                         f"^{self.host}: {line}$")
        self.assertEqual(self.json(self.host, **options)["source"], source)

    def test_configured(self):
        """by what the configuration alone says"""
        login = f"{self.RUN} login {self.host}"
        service = {"client_id": CONFIDENTIAL_CLIENT,
                   "grant": "client_credentials"}
        for keys, source, line in (
                ({}, None, f"not logged in: {login}"),
                ({"token": "static"}, None, f"no token is stored: {self.RUN} "
                 f"store --token-stdin {self.host}"),
                ({"cache": "noop"}, None, "nobody stays logged in: each "
                 r"program logs in by itself \(cache = noop\)"),
                ({"cache": "reauth"}, None, "nobody stays logged in: each "
                 r"program logs in by itself \(cache = reauth\)"),
                (service, None, "its service user has no client secret: "
                 f"{self.RUN} setup --client-secret-stdin {self.host}"),
                ({**service, "client_secret": CONFIDENTIAL_SECRET},
                 "service_user", "service user, who needs no login"),
                ({**service, "client_secret": CONFIDENTIAL_SECRET,
                  "cache": "noop"},
                 "service_user", "service user, who needs no login")):
            with self.subTest(keys=keys):
                self.home.configure(**keys)
                self.assert_source(source, line)
        self.home.configure(f"[{self.host}]\nlogin = never\n")
        self.assert_source(None, "no client_id is configured: "
                           f"{self.RUN} setup {self.host} --client-id ID")

    def test_logged_in(self):
        """a login: whose, and until when; what is known of it"""
        self.home.configure()
        self.secrets.add(self.home.log_in())
        self.assert_source("login", "logged in")
        self.cli("whoami", self.host)
        self.assert_source("login", r"logged in as jdoe, until \d+ \w{3} "
                           "unless used before")
        self.home.expire_record()
        self.assert_source("login", r"logged in as jdoe, until .*")
        for ago, source in ((29 * DAY, "login"), (31 * DAY, None)):
            self.home.used(ago)
            self.assert_source(source, "logged in as jdoe, .*" if source
                               else f"not logged in: {self.RUN} .*")
        self.home.used(60)
        for env in ({"FOUNDRY_CACHE": "noop"}, {"FOUNDRY_CACHE": "reauth"}):
            self.assert_source(None, "nobody stays logged in.*", env=env)

    def test_access_token_alone(self):
        """a login that gave no refresh token: until that token ends"""
        self.home.configure(scopes="api:read-data")
        self.cli("login", self.host, env={"BROWSER": self.browser()})
        self.assert_source("access_token", "logged in as jdoe, until "
                           r"[\w ]*\d\d:\d\d")
        self.home.expire_record()
        self.assert_source(None, f"not logged in: {self.RUN} login .*")

    def test_other_tokens(self):
        """a stored token, and FOUNDRY_TOKEN before it, in any cache mode"""
        token = self.foundry.user_token()
        self.secrets.add(token)
        self.home.configure()
        self.cli("store", "--token-stdin", self.host, stdin=token)
        given = {"FOUNDRY_TOKEN": token, "FOUNDRY_HOSTNAME": self.host}
        for cache in "read_write", "reauth", "noop":
            self.assert_source("stored", "has a stored token for foundry, "
                               r"until \d+ \w{3} \d\d:\d\d",
                               env={"FOUNDRY_CACHE": cache})
            self.assert_source("environment", "has the token of FOUNDRY_TOKEN",
                               env={**given, "FOUNDRY_CACHE": cache})
        self.home.configure(token="oauth")
        self.assert_source(None, "not logged in: .*")

    def test_another_applications(self):
        self.home.configure()
        self.secrets.add(self.home.log_in(client_id="another"))
        self.assert_source(None, "not logged in: .*")

    def test_what_it_says_is_so(self):
        """3 and 0 are what "token" ends with, where nobody can be asked"""
        self.home.configure()
        for prepare in (lambda: None, self.home.log_in,
                        self.home.expire_record,
                        lambda: self.home.write(self.home.logins_file, "")):
            prepare()
            status = self.cli("status", self.host).status
            self.assertEqual(self.cli("token", self.host).status, status)


class SystemWide(Asking, SystemFileTest):
    def test_system_wide(self):
        """the system's file, or both"""
        self.write()
        self.assertEqual(self.json()["configured_by"], [SYSTEM_CONFIG])
        self.home.configure()
        self.assertEqual(self.json()["configured_by"],
                         [self.home.config_file, SYSTEM_CONFIG])


class Life(Asking, LoggedInTest):
    def test_members(self):
        """the members of the JSON, each of them, also in the manual"""
        with open(self.home.config_file, "a") as file:
            file.write(f"[r.test]\nfoundry = {self.host}\n")
        seen = {}
        self.cli("token", self.host)
        self.cli("store", "--token-stdin", "r.test", stdin="a.static.token")
        env = {"FOUNDRY_TOKEN": "y" * 40, "FOUNDRY_HOSTNAME": self.host}
        for known in (self.json(self.host, "--online"),
                      self.json(self.host, env=env)):
            for name, inside in members(known):
                seen[name] = inside
        self.home.log_in(client_id="another")
        seen.update(members(self.json(self.host)))
        self.assertEqual(seen, {name: set(inside.split())
                                for name, inside in MEMBERS.items()})
        with open(PAGE) as file:
            page = file.read().split(".Sh STATUS AS JSON")[1].split(".Sh ")[0]
        documented = re.findall(r"(?m)^\.It Va (.*)$", page)
        self.assertEqual(sorted(documented), sorted(
            f"{name}.{member}".lstrip(".") for name, inside in MEMBERS.items()
            for member in inside.split()))

    def test_logged_in(self):
        """a fresh token and a login: until when, where, for whom"""
        self.assert_good()
        said, known = self.status(), self.json()
        record = self.home.record()
        self.assertEqual(known["access_token"], {
            "valid": True, "issued_at": int(record["issued_at"]),
            "expires_at": int(record["expires_at"]),
            "path": self.home.record_file()})
        self.assertEqual(known["refresh_token"], {
            "used_at": int(record["issued_at"]),
            "ends_at": int(record["issued_at"]) + 30 * DAY,
            "path": self.home.logins_file})
        self.assertRegex(said, r"access token +\d+ minutes left, until \d{4}-")
        self.assertRegex(said, r"last used \d+ seconds? ago\n")
        self.assertIn("~/.foundry/oauth", said)
        self.assert_asked(refresh_token=1)

    def test_ages(self):
        """the age of the refresh token, and its end"""
        self.assert_good()
        now = int(time.time())
        for ago, pattern in ((3 * 3600, "last used 3 hours ago "),
                             (29 * DAY, "last used 29 days ago "),
                             (31 * DAY, "over 30 days, so it has ended"),
                             (-3600, "last used: unknown")):
            with self.subTest(ago=ago):
                self.home.used(ago)
                self.assertIn(pattern, " ".join(self.status().split()))
                ends_at = self.json()["refresh_token"]["ends_at"]
                if ago < 0:
                    self.assertIsNone(ends_at)
                else:
                    self.assertAlmostEqual(ends_at, now - ago + 30 * DAY,
                                           delta=60)

    def test_saved_by_another_program(self):
        """the Python library's login, and one that it rotated: unknown"""
        self.assertIsNone(self.json()["refresh_token"]["used_at"])
        self.assertIn("last used: unknown", self.status())
        self.assert_good()
        self.assertTrue(self.json()["refresh_token"]["used_at"])
        logins = self.home.logins()
        logins[self.host]["refresh_token"] = "rotated-by-the-library"
        with open(self.home.logins_file, "w") as file:
            logins.write(file)
        self.assertIsNone(self.json()["refresh_token"]["used_at"])

    def test_a_token_that_stays(self):
        """a server that does not rotate: every use counts"""
        self.foundry.set(reply_refresh_token=False)
        self.assert_good()
        self.assertEqual(self.home.saved_token(), self.saved)
        self.assertAlmostEqual(self.json()["refresh_token"]["used_at"],
                               time.time(), delta=60)

    def test_expired(self):
        self.assert_good()
        self.home.expire_record(ago=7200)
        self.assertFalse(self.json()["access_token"]["valid"])
        self.assertIn("expired 2 hours ago", self.status())

    def test_another_configuration(self):
        """a token got under another configuration does not count"""
        self.assert_good()
        self.home.configure(scopes="api:read-data")
        self.assertIsNone(self.json()["access_token"])

    def test_granted_scopes(self):
        """what was asked for, and what the server named"""
        self.fault(override={"scope": "api:read-data"})
        self.assert_good()
        self.assertEqual(self.json()["scopes"], {
            "configured": ["offline_access", "api:read-data"],
            "login": ["offline_access", "api:read-data"],
            "granted": ["api:read-data"]})
        self.assertRegex(self.status(), "granted +api:read-data\n")
        self.home.expire_record()
        self.assert_good()
        self.assertIsNone(self.json()["scopes"]["granted"])
        self.assertNotRegex(self.status(), "granted|of the login")

    def test_long_granted_scopes(self):
        """what a server names is cut to 120 before a person sees it"""
        self.fault(override={"scope": "s" * 16000})
        for words, after in ((("login",), "scopes: "),
                             (("status",), "granted")):
            result = self.cli(*words, self.host)
            self.assertEqual(result.status, 0, result.err)
            self.assertRegex(result.out, after)
            self.assertLess(len(result.out), 1000, words)

    def test_refused_token(self):
        """a token that was refused is told"""
        password = self.assert_answer(self.helper("get"))
        self.helper("erase", self.request(username="foundry",
                                          password=password))
        self.assertRegex(self.status(), "refused +a token for git, on 20")

    def test_long_names_fit(self):
        """long names and paths: 80 columns all the same"""
        host = ".".join(["l" * 60] * 3) + ".test"
        home = os.path.join(self.home.path, *["deep" * 12] * 4)
        os.makedirs(home)
        self.home.write(os.path.join(home, "config"),
                        f"[{host}]\nclient_id = {'c' * 200}\nscopes = "
                        + " ".join(f"scope-{i}" for i in range(60)))
        self.status(env={"FOUNDRY_HOME": home, "HOME": "/nonexistent"})
        os.chmod(home, 0o700)


class Online(Asking, LoggedInTest):
    def test_good(self):
        known = self.json("--online")
        self.assertTrue(known["online"]["valid"])
        self.assertEqual((known["online"]["user"], known["user"]),
                         ("jdoe", "jdoe"))
        self.assertAlmostEqual(known["online"]["expires_at"],
                               known["access_token"]["expires_at"], delta=5)
        # Known from now on, and not asked again.
        self.foundry.reset_stats()
        self.assertEqual(self.json()["user"], "jdoe")
        self.assertEqual(self.foundry.requests(), [])

    def test_in_words(self):
        """what the stack says, and when it could not be reached"""
        self.assert_good()
        self.assertRegex(self.status("--online"),
                         r"(?m)^ *the stack says +good, of jdoe: .* left")
        self.home.expire_record()
        self.fault(status=503, times=99)
        self.home.configure(network_timeout=slowly(1))
        self.assertEqual(self.cli("token", self.host).status, 4)
        self.assertRegex(self.status(),
                         r"(?m)^ *not reached +on \d{4}-\d\d-\d\d \d\d:\d\d$")

    def test_no_end(self):
        """a token of which nobody says when it ends"""
        self.foundry.fault(TOKEN_PATH, json={
            "access_token": "an.opaque.token", "token_type": "bearer"})
        self.assertEqual(self.cli("token", self.host).out,
                         "an.opaque.token\n")
        self.assertRegex(self.status(), r"(?m)^ *access token +end not known$")

    def test_renewed_meanwhile(self):
        """a token that came while it was asked is not of the future"""
        secret = os.path.join(self.scratch, "secret")
        with open(secret, "w") as file:
            file.write(f"#!/bin/sh\nsleep 1.3\necho {CONFIDENTIAL_SECRET}\n")
        os.chmod(secret, 0o755)
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            client_secret_command=secret)
        grant = self.foundry.grant(client_id=CONFIDENTIAL_CLIENT)
        self.home.log_in(grant["refresh_token"], client_id=CONFIDENTIAL_CLIENT)
        known = self.json("--online")
        self.assertTrue(known["access_token"]["valid"])
        self.assertIsNotNone(known["refresh_token"]["used_at"])

    def test_the_token_is_refused(self):
        """revoked there: shown, and exit 5"""
        self.assert_good()
        self.foundry.revoke_all()
        result = self.cli("status", "--online")
        self.assertEqual(result.status, 5)
        self.assertRegex(result.out, "the stack says +no, see below\n")
        self.assert_message(result, "HTTP 401")
        result = self.cli("status", "--online", "--json")
        self.assertFalse(json.loads(result.out)["online"]["valid"])

    def test_not_reached(self):
        """no network: what is known here, and exit 4"""
        self.home.configure(network_timeout=slowly(1))
        self.assert_good()
        self.foundry.fault(ME, status=503, times=None)
        result = self.cli("status", "--online")
        self.assertEqual(result.status, 4, result.err)
        self.assertIn("access token", result.out)

    def test_the_life_is_not_told(self):
        """a stack without /token/ttl: good, its end not known"""
        for answer in ({"status": 404}, {"json": "soon"}, {"json": -1}):
            self.foundry.fault(TTL, **answer)
            known = self.json("--online")["online"]
            self.assertTrue(known["valid"])
            self.assertIsNone(known["expires_at"])

    def test_nobody_is_asked_to_log_in(self):
        """the login is dead: exit 3, and no browser"""
        self.foundry.revoke_all()
        result = self.cli("status", "--online",
                          env={"BROWSER": self.browser(), "DISPLAY": ":9"})
        self.assertEqual(result.status, 3)
        self.assert_asked(refresh_token=1)


class Wiring(Asking, LoggedInTest):
    def test_git(self):
        """git's chain of helpers, resets done, and no secret from it"""
        secret = "password=" + "topsecret" * 5
        self.secrets.add(secret)
        for more, expected in (
                ("", [("foundry", "foundry")]),
                ('[credential]\nhelper =\nhelper = store --file=/x\n',
                 [("store", "storing")]),
                (f'[credential "{self.foundry.url}"]\nhelper =\n'
                 f"helper = {GIT_HELPER}\n",
                 [(GIT_HELPER, "foundry")]),
                (f'[credential]\nhelper = "!f() {{ echo {secret}; }}; f"\n',
                 [("foundry", "foundry"), ("a shell command", "shell")]),
                ('[credential "https://other.test"]\nhelper = store\n',
                 [("foundry", "foundry")])):
            with self.subTest(more=more):
                self.home.git_config(more)
                git = self.json()["git"]
                self.assertEqual([(one["name"], one["kind"])
                                  for one in git["helpers"]], expected)
                self.assertEqual(git["wired"], "foundry" in dict(
                    (kind, name) for name, kind in expected))
                self.status()

    def test_git_helper_that_is_not_there(self):
        """a path that leads nowhere wires nothing: git asks the person"""
        for helper in ("/opt/git-credential-foundry",
                       self.home.path + "/git-credential-foundry"):
            self.home.git_config(f"[credential]\nhelper =\nhelper = {helper}"
                                 "\n")
            git = self.json()["git"]
            self.assertEqual(git["helpers"][0]["kind"], "foundry")
            self.assertFalse(git["wired"])

    def test_git_does_not_answer(self):
        """no git, a broken configuration, one that takes for ever"""
        tools = os.path.join(self.scratch, "tools")
        os.mkdir(tools)
        env = {"PATH": tools}
        self.assertRegex(self.status(env=env), "git +not installed")
        for script, pattern in (("exit 3", "ended with status 3"),
                                ("exec /bin/sleep 20", "too long")):
            self.home.write(os.path.join(tools, "git"),
                            f"#!/bin/sh\n{script}\n", 0o755)
            result = self.cli("status", env=env)
            self.assertEqual(result.status, 0)
            self.assertRegex(result.out, "git +its configuration cannot")
            self.assertRegex(result.err, pattern)
            self.assert_within(10, result.seconds)

    def test_git_is_not_given_secrets(self):
        """git runs without FOUNDRY_TOKEN and FOUNDRY_CLIENT_SECRET"""
        tools = os.path.join(self.scratch, "tools")
        self.home.write(os.path.join(tools, "git"),
                        "#!/bin/sh\n/usr/bin/env >$HOME/seen\nexit 1\n", 0o755)
        self.status(env={"PATH": tools, "FOUNDRY_TOKEN": "t" * 40,
                         "FOUNDRY_CLIENT_SECRET": "s" * 40})
        with open(os.path.join(self.home.path, "seen")) as file:
            seen = file.read()
        self.assertNotIn("FOUNDRY_", seen)

    def test_registry_by_its_name(self):
        """one that the stack has by its domain is shown where it is wired"""
        stack = "acme.palantirfoundry.com"
        registry = "acme-container-registry.palantirfoundry.com"
        self.home.configure(f"[{stack}]\nclient_id = x\n")
        docker = os.path.join(self.home.path, ".docker", "config.json")
        for wired in ({}, {registry: "foundry"}):
            self.home.write(docker, json.dumps({"credHelpers": wired}))
            shown = self.status(stack)
            self.assertEqual(registry in shown, bool(wired), shown)

    def test_registries(self):
        """docker and podman, by registry"""
        with open(self.home.config_file, "a") as file:
            file.write(f"[r.test]\nfoundry = {self.host}\n")
        docker = os.path.join(self.home.path, ".docker", "config.json")
        podman = os.path.join(self.home.run, "containers", "auth.json")
        password = "dG9wc2VjcmV0OnRvcHNlY3JldA==" * 2
        self.secrets.add(password)
        self.home.write(docker, json.dumps({
            "credHelpers": {"r.test": "foundry"}, "credsStore": "pass"}))
        self.home.write(podman, json.dumps({
            "auths": {"r.test": {"auth": password}}}))
        known, said = self.json(), self.status()
        self.assertEqual(known["docker"][1], {
            "registry": "r.test", "wired": True, "kind": "credHelpers",
            "helper": "foundry", "path": docker})
        self.assertEqual(known["docker"][0]["helper"], "pass")
        self.assertEqual(known["podman"][1], {
            "registry": "r.test", "wired": False, "kind": "auths",
            "helper": None, "path": podman})
        said = " ".join(said.split())
        self.assertIn("docker asks foundry for r.test", said)
        self.assertIn("podman has a password of its own for r.test", said)
        self.home.write(docker, "{")
        self.assertIn("not JSON", " ".join(self.status().split()))

    def test_fast(self):
        """no network and no foundry-oauth, one git"""
        self.assert_good()
        self.foundry.reset_stats()
        tools = os.path.join(self.scratch, "tools")
        self.home.write(os.path.join(tools, "git"),
                        "#!/bin/sh\necho x >>$HOME/seen\nexit 1\n", 0o755)
        self.status(env={"PATH": tools})
        with open(os.path.join(self.home.path, "seen")) as file:
            self.assertEqual(file.read(), "x\n")
        self.assertEqual(self.foundry.requests(), [])


if __name__ == "__main__":
    main()
