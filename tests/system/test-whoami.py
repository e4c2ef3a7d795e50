#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential whoami and list: whose token, and which stacks."""

import json
import os

from harness import (CLI, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET,
                     LoggedInTest, SystemTest, main)

ME = "/multipass/api/me"


class Whoami(LoggedInTest):
    def assert_jdoe(self, user="jdoe", **options):
        result = self.cli("whoami", self.host, **options)
        self.assertEqual((result.status, result.out, result.err),
                         (0, user + "\n", ""))

    def asked(self):
        return len(self.foundry.requests("me"))

    def test_asked_once(self):
        """asked of the stack when it is not known, then remembered"""
        self.assert_jdoe()
        self.assertEqual(self.home.record()["user"], "jdoe")
        self.assert_jdoe()
        self.assertEqual(self.asked(), 1)
        # It stays with the login when the token is renewed.
        self.home.expire_record()
        self.assert_jdoe()
        self.assertEqual(self.asked(), 1)

    def test_after_a_login(self):
        """a login has said it: nothing is asked"""
        self.cli("login", self.host, "--reauth",
                 env={"BROWSER": self.browser("--user", "asmith")})
        self.foundry.reset_stats()
        self.assert_jdoe("asmith")
        self.assertEqual(self.foundry.requests(), [])

    def test_other_tokens(self):
        """of a given and of a stored token it is asked, not guessed"""
        self.assert_jdoe()
        token = self.foundry.user_token("asmith")
        self.secrets.add(token)
        self.assert_jdoe("asmith", env={"FOUNDRY_TOKEN": token,
                                        "FOUNDRY_HOSTNAME": self.host})
        self.cli("store", "--token-stdin", self.host, stdin=token)
        self.assert_jdoe("asmith")
        self.assertEqual(self.home.record()["user"], "jdoe")

    def test_without_any_file(self):
        """FOUNDRY_TOKEN alone, as in CI"""
        for name in (self.home.config_file, self.home.logins_file):
            self.home.write(name, "")
        token = self.foundry.user_token("asmith")
        self.secrets.add(token)
        self.assert_jdoe("asmith", env={
            "FOUNDRY_TOKEN": token, "FOUNDRY_HOSTNAME": self.host,
            "FOUNDRY_CA_FILE": self.foundry.ca_file})

    def test_not_told(self):
        """a stack that does not say it: 4; one that refuses the token: 5"""
        self.assert_good()
        for answer, status, pattern in (
                ({"status": 500}, 4, "HTTP 500"),
                ({"body": "<html>"}, 4, "not JSON"),
                ({"json": {}}, 4, "no username"),
                ({"status": 401}, 5, "HTTP 401")):
            with self.subTest(answer=answer):
                self.foundry.fault(ME, **answer)
                self.assert_failed(self.cli("whoami"), status, pattern)

    def test_a_name_that_is_odd(self):
        """control bytes are not shown, and the token not thrown back"""
        token = self.assert_good()
        self.foundry.fault(ME, json={"username": f"a\x1b[31m{token}"})
        result = self.cli("whoami")
        self.assertEqual(result.status, 0)
        self.assertNotIn("\x1b", result.out)
        self.said.append(result.out)

    def test_a_name_beyond_ascii(self):
        """letters beyond ASCII do not make the reply unreadable"""
        self.foundry.fault(ME, body='{"username": "José", "id": 1e999}',
                           content_type="application/json")
        self.assert_jdoe("Jos??")

    def test_login_needed(self):
        """a question starts no login, whoever is there to log in"""
        self.foundry.revoke_all()
        for env, pattern in (
                ({}, f"run: foundry-credential login {self.host}"),
                ({"FOUNDRY_CACHE": "reauth"}, "login needed"),
                ({"FOUNDRY_CACHE": "noop"}, "logs in by itself")):
            with self.subTest(env=env):
                terminal = self.on_terminal(
                    [CLI, "whoami"], env={**env, "BROWSER": self.browser()})
                self.assert_failed(terminal.end(), 3, pattern)
                self.assertEqual(terminal.shown, "")


class Accounts(LoggedInTest):
    """Whose name goes with a token that was renewed."""

    def assert_named(self, user):
        """By everything that names an account."""
        self.assertEqual(self.cli("whoami", self.host).out, user + "\n")
        self.assertEqual(self.status_user(), user)
        self.assertRegex(self.cli("login", self.host).out,
                         f"^already logged in to {self.host} as {user} ")

    def status_user(self):
        return json.loads(self.cli("status", "--json").out)["user"]

    def asked(self):
        return len(self.foundry.requests("me"))

    def python_logs_in(self, user):
        """Another login of the same application in the shared file."""
        token = self.foundry.grant(user=user)["refresh_token"]
        self.secrets.add(self.home.log_in(token))

    def test_of_another_login(self):
        """another account's login in the shared file: its name, once our
        token has come from it"""
        self.assert_named("jdoe")
        self.python_logs_in("asmith")
        self.assert_named("jdoe")  # whose token it still is
        for user, renew in (("asmith", self.home.expire_record),
                            ("jdoe", lambda: self.cli("refresh"))):
            self.python_logs_in(user)
            renew()
            self.assertIsNone(self.status_user())
            token = self.cli("token", self.host).out.strip()
            self.assertEqual(self.foundry.me(token), user)
            self.assertIsNone(self.status_user())
            self.assert_named(user)
            self.home.expire_record()
            self.assertEqual(self.status_user(), user)

    def test_login_asks(self):
        """login itself asks for a name that is not known"""
        self.assert_named("jdoe")
        self.python_logs_in("asmith")
        self.home.expire_record()
        self.assertIn(" as asmith ", self.cli("login", self.host).out)
        self.assertEqual(self.home.record()["user"], "asmith")

    def test_of_the_same_chain(self):
        """what we saved is the same account's, renewed as often as you like,
        also where the server names no new refresh token"""
        self.assert_named("jdoe")
        for rotates in (True, True, False, False, True):
            self.foundry.set(reply_refresh_token=rotates)
            self.assertEqual(self.cli("refresh", self.host).status, 0)
            self.assert_named("jdoe")
        self.assertEqual(self.asked(), 1)

    def test_of_a_login_without_a_name(self):
        """a login that did not learn its name has not the one before it"""
        self.assert_named("jdoe")
        self.foundry.fault(ME, status=500)
        self.cli("login", self.host, "--reauth",
                 env={"BROWSER": self.browser("--user", "asmith")})
        self.assertNotIn("user", self.home.record())
        self.assert_named("asmith")

    def test_without_refresh_tokens(self):
        """neither has one that is of no chain"""
        self.home.configure(scopes="api:read-data")
        os.unlink(self.home.logins_file)
        for user in ("jdoe", "asmith"):
            self.foundry.fault(ME, status=500)
            self.cli("login", self.host, "--reauth",
                     env={"BROWSER": self.browser("--user", user)})
            self.assertNotIn("user", self.home.record())
            self.assert_named(user)

    def test_of_a_service_user(self):
        """a service user is its application: asked once"""
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            client_secret=CONFIDENTIAL_SECRET,
                            grant="client_credentials")
        for _ in range(3):
            self.assertEqual(self.cli("whoami", self.host).out,
                             CONFIDENTIAL_CLIENT + "\n")
            self.cli("refresh", self.host)
        self.assertEqual(self.asked(), 1)


class List(SystemTest):
    def test_nothing(self):
        self.assert_silent(self.cli("list"))
        self.assertEqual(json.loads(self.cli("list", "--json").out),
                         {"stacks": [], "aliases": []})
        self.assertEqual(self.home.files(), [])

    def test_stacks_and_aliases(self):
        """stacks, of the shared file too, then aliases; no network"""
        self.home.configure("[b.test]\nclient_id = x\n"
                            "[A.test:443]\nclient_id = x\n"
                            "[r.test]\nfoundry = b.test\n")
        self.secrets.add(self.home.log_in())
        result = self.cli("list")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(result.out, f"b.test\na.test\n{self.host}\n"
                         "r.test alias of b.test\n")
        result = self.cli("list", "--json")
        self.assertEqual(json.loads(result.out), {
            "stacks": [{"host": "b.test"}, {"host": "a.test"},
                       {"host": self.host}],
            "aliases": [{"host": "r.test", "stack": "b.test"}]})
        self.assertEqual(self.foundry.requests(), [])

    def test_a_broken_file(self):
        """what can be read is listed; then the fault, and 6"""
        self.home.configure("[b.test]\nclient_id = x\n")
        self.home.write(self.home.logins_file, "rubbish\n")
        result = self.cli("list")
        self.assertEqual((result.status, result.out), (6, "b.test\n"))
        self.assert_message(result, self.home.logins_file)

    def test_usage(self):
        self.assert_failed(self.cli("list", "acme.test"), 2, "too many")
        self.assert_failed(self.cli("list", "--jsn"), 2, '"--json"')


if __name__ == "__main__":
    main()
