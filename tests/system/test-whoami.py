#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential whoami and list: whose token, and which stacks."""

import json

from harness import LoggedInTest, SystemTest, main

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

    def test_login_needed(self):
        self.foundry.revoke_all()
        self.assert_failed(self.cli("whoami"), 3, "login")


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
