#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential config: every setting in force, and where it is from."""

import re

from harness import PUBLIC_CLIENT, SYSTEM_CONFIG, SystemTest, main
from system_file import SystemFileTest


class Asking:
    def settings(self, *words, **options):
        """{key: (value, whence)}"""
        result = self.cli("config", *words, **options)
        self.assertEqual((result.status, result.err), (0, ""))
        self.said.append(result.out)
        return {key: (value, whence) for key, value, whence in
                (line.split("\t") for line in result.out.splitlines())}


class Config(Asking, SystemTest):
    def test_every_key(self):
        """the keys of the manual, in its words; what is not said is default"""
        self.home.configure(f"[{self.host}]\nclient_id = x\n")
        found = self.settings()
        keys = re.findall(r"(?m)^\.It Cm (.*)$", open(
            __file__.rsplit("/tests/", 1)[0] +
            "/docs/man/foundry-credential-config.5").read())
        self.assertEqual(set(found), {key for line in keys
                                      for key in line.split(" , ")})
        base = f"https://{self.host}/multipass/api"
        self.assertEqual(found.pop("client_id"),
                         ("x", self.home.config_file + ":2"))
        for key, value in (
                ("scopes", "offline_access"), ("grant", "authorization_code"),
                ("login", "auto"), ("cache", "read_write"), ("token", "auto"),
                ("git_token", "auto"), ("docker_token", "auto"),
                ("git_auth", "basic"), ("username", "foundry"),
                ("ports", "8888-8987"), ("login_timeout", "300"),
                ("network_timeout", "30"),
                ("authorize_uri", f"{base}/oauth2/authorize"),
                ("token_uri", f"{base}/oauth2/token"),
                ("revoke_uri", f"{base}/oauth2/revoke_token"),
                ("redirect_uri", f"{base}/oauth2/callback"),
                ("me_uri", f"{base}/me")):
            self.assertEqual(found.pop(key), (value, "default"), key)
        self.assertEqual(set(found.values()), {("", "not set")})
        self.assertEqual(self.foundry.requests(), [])

    def test_every_value(self):
        """whatever key a file says, that is shown: of a new one too"""
        values = {
            "client_id": "x", "client_secret_file": "/x", "scopes": "a b",
            "client_secret_command": "/x", "grant": "client_credentials",
            "login": "never", "cache": "noop", "token": "oauth",
            "git_token": "static", "docker_token": "static",
            "git_auth": "bearer", "username": "jdoe", "ports": "9000-9002",
            "ca_file": "/x", "proxy": "http://proxy:1", "login_timeout": "7",
            "network_timeout": "8", **{
                f"{name}_uri": f"https://x.test/{name}" for name in
                ("authorize", "token", "revoke", "redirect", "me")}}
        special = {"client_secret", "foundry"}
        self.home.configure(f"[{self.host}]\n" + "".join(
            f"{key} = {value}\n" for key, value in values.items()))
        found = self.settings()
        self.assertEqual(set(found), set(values) | special)
        for line, (key, value) in enumerate(values.items(), 2):
            self.assertEqual(found[key],
                             (value, f"{self.home.config_file}:{line}"))

    def test_whence(self):
        """files with their line, [DEFAULT], variables, in their order"""
        file = self.home.config_file
        self.home.configure(
            "[DEFAULT]\nscopes = a,  b\nlogin = never\n\n"
            f"[{self.host}]\nclient_id = x\ntoken = static\n"
            "ports = 9000-9001\ngit_token = oauth\nlogin_timeout = 7\n")
        env = {"FOUNDRY_CLIENT_ID": "y", "FOUNDRY_SCOPES": "c",
               "FOUNDRY_LOGIN": "console", "FOUNDRY_CACHE": "reauth",
               "SSL_CERT_FILE": "/ca", "CURL_CA_BUNDLE": "/other"}
        for key, plain, changed in (
                ("client_id", ("x", f"{file}:6"), ("y", "FOUNDRY_CLIENT_ID")),
                ("scopes", ("a b", f"{file}:2"), ("c", "FOUNDRY_SCOPES")),
                ("login", ("never", f"{file}:3"),
                 ("console", "FOUNDRY_LOGIN")),
                ("cache", ("read_write", "default"),
                 ("reauth", "FOUNDRY_CACHE")),
                ("ca_file", ("", "not set"), ("/ca", "SSL_CERT_FILE")),
                ("token", ("static", f"{file}:7"), None),
                ("docker_token", ("static", f"{file}:7"), None),
                ("git_token", ("oauth", f"{file}:9"), None),
                ("ports", ("9000-9001", f"{file}:8"), None),
                ("login_timeout", ("7", f"{file}:10"), None)):
            with self.subTest(key=key):
                self.assertEqual(self.settings()[key], plain)
                self.assertEqual(self.settings(env=env)[key],
                                 changed or plain)
        with open(file, "a") as more:
            more.write("ca_file = /mine\n[other.test]\nclient_id = z\n")
        self.assertEqual(self.settings(self.host, env=env)["ca_file"],
                         ("/mine", f"{file}:11"))
        # Of several stacks they mean the one that FOUNDRY_HOSTNAME names.
        self.assertEqual(self.settings(self.host, env=env)["client_id"],
                         ("x", f"{file}:6"))
        env["FOUNDRY_HOSTNAME"] = "other.test"
        self.assertEqual(self.settings(env=env)["client_id"],
                         ("y", "FOUNDRY_CLIENT_ID"))

    def test_secrets_are_hidden(self):
        """in whatever key they are, and by whatever way they came"""
        secret = "s3cr3t" * 6
        self.secrets.add(secret)
        for key, value, shown in (
                ("client_secret", secret, "(hidden)"),
                ("client_secret_command", f"echo {secret}", "echo (hidden)"),
                ("client_secret_command", "/bin/mine", "/bin/mine"),
                ("client_secret_file", "/x", "/x"),
                ("proxy", f"http://me:{secret}@proxy:1",
                 "http://(hidden)@proxy:1"),
                ("proxy", f"me:{secret}@proxy:1", "(hidden)@proxy:1"),
                ("proxy", f"http://me:{secret}@{secret}@proxy:1",
                 "http://(hidden)@proxy:1"),
                ("proxy", "http://proxy:1", "http://proxy:1")):
            with self.subTest(key=key, value=value):
                self.home.configure(**{key: value})
                found, whence = self.settings()[key]
                self.assertEqual(found, shown)
                self.assertTrue(whence.startswith(self.home.config_file))
        found = self.settings(env={"FOUNDRY_CLIENT_SECRET": secret})
        self.assertEqual(found["client_secret"],
                         ("(hidden)", "FOUNDRY_CLIENT_SECRET"))

    def test_alias(self):
        """an alias has the stack's settings, and its own few"""
        self.home.configure(f"[{self.host}]\nclient_id = x\ntoken = oauth\n"
                            f"[r.test]\nfoundry = {self.host}\n"
                            "username = ri.x\ndocker_token = static\n")
        file = self.home.config_file
        found = self.settings("r.test")
        self.assertEqual(found["foundry"], (self.host, f"{file}:5"))
        self.assertEqual(found["username"], ("ri.x", f"{file}:6"))
        self.assertEqual(found["docker_token"], ("static", f"{file}:7"))
        self.assertEqual(found["token"], ("oauth", f"{file}:3"))
        self.assertEqual(found["client_id"], ("x", f"{file}:2"))
        self.assertEqual(self.settings(self.host)["foundry"], ("", "not set"))

    def test_saved_login(self):
        """what the Python library has saved configures a stack, or says which
        scopes to ask for"""
        self.secrets.add(self.home.log_in())
        file = self.home.logins_file
        found = self.settings()
        self.assertEqual(found["client_id"], (PUBLIC_CLIENT, file))
        self.assertEqual(found["token_uri"], (
            f"https://{self.host}/multipass/api/oauth2/token", file))
        self.assertEqual(found["scopes"], ("offline_access api:read-data",
                                           file))
        self.home.configure(scopes=None)
        found = self.settings()
        self.assertEqual(found["scopes"][1], file)
        self.assertTrue(found["client_id"][1].startswith(
            self.home.config_file))

    def test_what_cannot_be_shown(self):
        """no such stack, and a wrong one: 6, saying why"""
        self.assert_failed(self.cli("config"), 6, "no stack is configured")
        self.home.configure(scops="x")
        self.assert_failed(self.cli("config"), 6, 'mean "scopes"')
        self.assert_failed(self.cli("config", "x.test"), 6, "no such stack")


class SystemWide(Asking, SystemFileTest):
    def test_system_wide(self):
        """the system's file, before which the person's own comes"""
        self.write()
        self.assertTrue(self.settings()["client_id"][1].startswith(
            f"{SYSTEM_CONFIG}:"))
        self.home.configure()
        self.assertTrue(self.settings()["client_id"][1].startswith(
            f"{self.home.config_file}:"))


if __name__ == "__main__":
    main()
