#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""FOUNDRY_TOKEN and the other variables."""

import time

from harness import PUBLIC_CLIENT, SystemTest, main


class Environment(SystemTest):
    TOKEN = "eyJ.from-the-environment.x"

    def setUp(self):
        super().setUp()
        self.env_token = {"FOUNDRY_TOKEN": self.TOKEN,
                          "FOUNDRY_HOSTNAME": self.host}

    def assert_given(self, result, token=None):
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertIn(token or self.TOKEN, result.out)

    def test_expiry_that_is_none(self):
        self.assert_failed(self.cli("token", env={
            **self.env_token, "FOUNDRY_TOKEN_EXPIRES": "soon"}), 6,
            "environment variable FOUNDRY_TOKEN_EXPIRES is not a Unix time")

    def test_token_without_any_configuration(self):
        """FOUNDRY_TOKEN answers with no config and no home, by URL too"""
        for name in (self.host, f"https://{self.host}/", self.host.upper()):
            result = self.helper("get", env={
                **self.env_token, "FOUNDRY_HOSTNAME": name, "HOME": None})
            self.assert_given(result)
            self.assertEqual(result.attributes["username"], "foundry")
        self.assertEqual(self.cli("token", env=self.env_token).out,
                         self.TOKEN + "\n")
        self.assertEqual(self.home.files(), [])

    def test_token_comes_before_everything_else(self):
        self.home.configure()
        self.home.log_in()
        self.helper("get")
        self.assert_given(self.helper("get", env=self.env_token))
        for mode in ("noop", "reauth"):
            self.assert_given(self.helper("get", env={
                **self.env_token, "FOUNDRY_CACHE": mode}))

    def test_token_is_for_its_host_and_aliases_only(self):
        self.home.configure(f"[{self.host}]\nclient_id = x\n[other.test]\n"
                            "client_id = y\n[registry.test]\n"
                            f"foundry = {self.host}\n")
        self.assert_given(self.helper("get", self.request("registry.test"),
                                      env=self.env_token))
        other = self.helper("get", self.request("other.test"),
                            env=self.env_token)
        self.assert_failed(other, 0, "login needed",
                           program="git-credential-foundry")
        self.assert_silent(self.helper("get", self.request("github.com"),
                                       env=self.env_token))
        no_host = dict(self.env_token, FOUNDRY_HOSTNAME=None)
        self.assertNotIn(self.TOKEN, self.helper("get", env=no_host).out)

    def test_token_that_does_not_count(self):
        """FOUNDRY_TOKEN is set and was passed over: why is said"""
        self.home.configure()
        for name, why in ((None, "counts only with FOUNDRY_HOSTNAME"),
                          ("not a host", "FOUNDRY_HOSTNAME does not name a "
                           "host")):
            result = self.cli("token", self.host, env={
                **self.env_token, "FOUNDRY_HOSTNAME": name})
            self.assert_failed(result, 3, "login needed", why)

    def test_user_name_without_end(self):
        """asked for under a name that no answer can hold: refused"""
        result = self.helper("get", self.request(username="u" * 256),
                             env=self.env_token)
        self.assert_failed(result, 0, "user name .*too long",
                           program="git-credential-foundry")

    def test_token_expires(self):
        now = int(time.time())
        result = self.helper("get", env={**self.env_token,
                             "FOUNDRY_TOKEN_EXPIRES": str(now + 100)})
        self.assertEqual(result.attributes["password_expiry_utc"],
                         str(now + 100))
        self.home.configure()
        self.home.log_in()
        self.assert_answer(self.helper("get", env={
            **self.env_token, "FOUNDRY_TOKEN_EXPIRES": str(now - 1)}))

    def test_token_is_never_stored(self):
        self.home.configure(token="static")
        self.assert_silent(self.helper("store", self.request(
            username="x", password=self.TOKEN), env=self.env_token))
        self.assertEqual(self.home.files(), ["home/.foundry/config"])

    def test_token_with_odd_characters(self):
        for token in ("two words", "line\nend", "x" * 70000):
            result = self.helper("get", env={**self.env_token,
                                             "FOUNDRY_TOKEN": token})
            self.assert_failed(result, 0, "FOUNDRY_TOKEN",
                               program="git-credential-foundry")

    def test_client_id_from_the_environment(self):
        """FOUNDRY_CLIENT_ID, _SCOPES with FOUNDRY_HOSTNAME are a config"""
        result = self.cli("token", env={
            "FOUNDRY_CLIENT_ID": PUBLIC_CLIENT, "BROWSER": self.browser(),
            "FOUNDRY_SCOPES": "api:read-data", "DISPLAY": ":0",
            "FOUNDRY_CA_FILE": self.foundry.ca_file,
            "FOUNDRY_HOSTNAME": self.host})
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(
            self.foundry.token_state(result.out.strip())["scopes"],
            ["api:read-data"])

    def test_environment_over_config(self):
        """environment beats the section; the record is passed by"""
        self.home.configure()
        self.home.log_in()
        self.assert_token(self.cli("token", self.host))
        self.assert_failed(self.cli("token", self.host, env={
            "FOUNDRY_CLIENT_ID": "somebody-else"}), 3, "login needed")
        self.assert_token(self.cli("token", self.host))
        self.assert_asked(refresh_token=1)

    def test_environment_is_for_the_named_host_only(self):
        self.home.configure()
        self.home.log_in()
        self.assert_token(self.cli("token", self.host, env={
            "FOUNDRY_CLIENT_ID": "somebody-else",
            "FOUNDRY_HOSTNAME": "other.test"}))


if __name__ == "__main__":
    main()
