#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Slips of the pen in the configuration: file, line, the nearest word, and
only whoever is concerned."""

import os

from harness import (DOCKER_HELPER, PUBLIC_CLIENT, SYSTEM_CONFIG, SystemTest,
                     main)
from system_file import SystemFileTest


class Errors(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.log_in()

    def write(self, *lines, more=""):
        """The stack's section with lines beneath a good client_id: they
        begin in line 3."""
        self.home.configure("\n".join(
            (f"[{self.host}]", f"client_id = {PUBLIC_CLIENT}", *lines,
             f"ca_file = {self.foundry.ca_file}", more)) + "\n")

    def assert_wrong(self, line, *patterns):
        """Both programs name file and line, and ask for no token."""
        where = f"reading {self.home.config_file}: line {line}: "
        self.assert_failed(self.cli("token", self.host), 6, where, *patterns)
        self.assert_failed(self.helper("get"), 0, where, *patterns,
                           program="git-credential-foundry")
        self.assert_asked()

    def test_unknown_key(self):
        self.write("client_idd = x")
        self.assert_wrong(3, 'unknown key "client_idd"',
                          'did you mean "client_id"\\?')

    def test_unknown_key_far_from_all(self):
        self.write("qqqqqqqqqqqq = x")
        self.assert_wrong(3, 'unknown key "qqqqqqqqqqqq"')

    def test_unknown_values(self):
        for line, value, nearest in (
                ("login = browsr", "browsr", None),
                ("login = webservr", "webservr", "webserver"),
                ("cache = readwrite", "readwrite", "read_write"),
                ("grant = client_credential", "client_credential",
                 "client_credentials"),
                ("token = ouath", "ouath", "oauth"),
                ("git_token = statik", "statik", "static"),
                ("git_auth = Bearer", "Bearer", "bearer")):
            with self.subTest(line=line):
                self.write(line)
                self.assert_wrong(3, f'"{value}"', line.split(" ")[0],
                                  f'did you mean "{nearest}"\\?' if nearest
                                  else value)

    def test_values_of_the_wrong_form(self):
        seconds = " must be whole seconds from 1 to"
        ports = "ports must be a range like 8888-8987"
        for line, said in (
                ("network_timeout = soon", seconds),
                ("network_timeout = 0", seconds),
                ("login_timeout = -1", seconds),
                ("login_timeout = 99999999999", seconds),
                ("ports = 9-8", ports), ("ports = a", ports),
                ("ports = 0-70000", ports),
                ("token_uri = http://x.test/", ""),
                ("proxy = http://x.test/ y", " must be one URL"),
                ("revoke_uri = nowhere", ""),
                ("scopes = a\"b", " has a character that no scope can have"),
                ("client_secret_file = relative", ""),
                ("username = a:b", " must not contain a colon"),
                ("login = " + "x" * 500, ""), ("client_secret =", "")):
            with self.subTest(line=line):
                self.write(line)
                self.assert_wrong(3, line.split(" ")[0] + ".*" + said
                                  if said != ports else ports)
        self.write("login = " + "x" * 500)
        self.assert_wrong(3, "unknown value for login\n")
        self.home.configure(client_id="two words")
        self.assert_wrong(2, "client_id must be visible characters without")

    def test_key_beside_foundry(self):
        """an alias section takes no client_id"""
        self.write(more=f"[registry.test]\nfoundry = {self.host}\n"
                        "client_id = x")
        result = self.helper("get", self.request("registry.test"))
        self.assert_failed(result, 0, "client_id", "line 6",
                           program="git-credential-foundry")
        self.assert_answer(self.helper("get"))

    def test_alias_of_nobody(self):
        self.write(more="[registry.test]\nfoundry = nobody.test")
        result = self.helper("get", self.request("registry.test"))
        self.assert_failed(result, 0, "nobody.test", "line 5",
                           program="git-credential-foundry")
        self.assert_answer(self.helper("get"))

    def test_wrong_section_matters_to_its_host_only(self):
        """a wrong section: every other host is answered as before"""
        self.write(more="[other.test]\nclient_idd = x\nlogin = browsr")
        self.assert_answer(self.helper("get"))
        self.assert_token(self.cli("token", self.host))
        result = self.helper("get", self.request("other.test"))
        self.assert_failed(result, 0, "line 5",
                           program="git-credential-foundry")
        self.assert_silent(self.helper("get", self.request("github.com")))

    def test_syntax_error(self):
        """a syntax error: said to the hosts of that file"""
        for lines in (("no delimiter",), ("[unclosed",),
                      (f"[{self.host}]",), (f"client_id = twice",)):
            with self.subTest(lines=lines):
                self.write(*lines)
                self.assert_failed(self.cli("token", self.host), 6,
                                   f"reading {self.home.config_file}: ",
                                   "line 3")

    def test_syntax_error_matters_to_hosts_of_that_file_only(self):
        """a syntax error: other hosts and those of other files go on"""
        self.home.configure("[other.test]\nclient_id = x\nno delimiter\n")
        # Ours is known from the shared file alone.
        self.assert_answer(self.helper("get", env={
            "FOUNDRY_CA_FILE": self.foundry.ca_file}))
        self.assert_silent(self.helper("get", self.request("github.com")))
        result = self.helper("get", self.request("other.test"))
        self.assert_failed(result, 0, "line 3",
                           program="git-credential-foundry")

    def test_git_is_told_of_a_syntax_error_behind_the_section(self):
        self.write("no delimiter")
        self.assert_failed(self.helper("get"), 0, "line 3",
                           program="git-credential-foundry")

    def test_environment(self):
        """a wrong value in the environment names the variable"""
        self.write()
        for name in ("FOUNDRY_LOGIN", "FOUNDRY_CACHE"):
            self.assert_failed(self.cli("token", self.host, env={
                name: "read_wrote"}), 6, f"environment variable {name}: ")

    def test_wrong_default_section(self):
        self.home.configure(defaults="logn = console")
        self.assert_wrong(2, 'unknown key "logn"', '"login"')

    def test_byte_order_mark(self):
        """what an editor puts before all, and nobody sees"""
        self.home.configure(f"\ufeff[{self.host}]\nclient_id = x\n")
        for result, status, program in (
                (self.cli("token", self.host), 6, "foundry-credential"),
                (self.helper("get"), 0, "git-credential-foundry")):
            self.assert_failed(result, status, "line 1",
                               "begins with a byte order mark",
                               program=program)

    def test_only_defaults(self):
        """a file with [DEFAULT] alone configures no host: said"""
        os.unlink(self.home.logins_file)
        self.home.configure("[DEFAULT]\nclient_id = x\n")
        self.assert_failed(self.cli("token"), 6, "no stack is configured: "
                           "\\[DEFAULT] is no host's", self.home.config_file)
        self.assertIn("[DEFAULT] is no host's",
                      self.cli("doctor", "--offline").out)
        self.assert_silent(self.helper("get"))

    def test_two_secrets(self):
        """client_secret and client_secret_file: one too many"""
        self.write("client_secret = a", "client_secret_file = /b")
        self.assert_failed(self.cli("token", self.host), 6,
                           "more than one of client_secret")

    def test_bytes_from_the_file_are_made_printable(self):
        self.write("lo\x1b[31mgin = x")
        result = self.cli("token", self.host)
        self.assertEqual(result.status, 6)
        self.assertNotIn("\x1b", result.err)

    def test_dialect(self):
        """the dialect: both delimiters, comments, continuation, %%"""
        self.home.configure(
            f"# comment\n; another\n[{self.host.upper()}]\n"
            f"CLIENT_ID: {PUBLIC_CLIENT}\nca_file={self.foundry.ca_file}\n"
            "scopes = offline_access,\n\tapi:read-data\n"
            "username = 100%%\n")
        result = self.helper("get")
        self.assert_answer(result)
        self.assertEqual(result.attributes["username"], "100%")


class SystemFile(SystemFileTest):
    def setUp(self):
        super().setUp()
        self.home.log_in()

    def username(self):
        result = self.helper("get")
        self.assert_answer(result)
        return result.attributes["username"]

    def test_precedence(self):
        """user's section > system's > user's [DEFAULT] > system's"""
        self.write(default="username = system-default")
        self.assertEqual(self.username(), "system-default")
        self.home.configure("[DEFAULT]\nusername = default\n")
        self.assertEqual(self.username(), "default")
        self.write("username = system", "username = system-default")
        self.assertEqual(self.username(), "system")
        self.home.configure(f"[{self.host}]\nusername = mine\n")
        self.assertEqual(self.username(), "mine")

    def test_unknown_keys_are_passed_over(self):
        """an unknown key in the system's file stops nobody"""
        self.write("from_the_future = 1")
        self.assertEqual(self.username(), "foundry")

    def test_unknown_value(self):
        self.write("login = browsr")
        self.assert_failed(self.helper("get"), 0, SYSTEM_CONFIG, '"browsr"',
                           program="git-credential-foundry")

    def test_refused(self):
        """a system's file that must not be obeyed: every verb says why"""
        os.unlink(self.home.logins_file)
        rows = [(0o666, os.geteuid(), "can be written by other users")]
        if os.geteuid() == 0:
            rows.append((0o600, 12345, "belongs to another user .uid 12345"))
        for mode, owner, pattern in rows:
            self.write()
            with open(self.system, "a") as file:
                file.write("[acme.palantirfoundry.com]\nclient_id = x\n")
            os.chmod(self.system, mode)
            os.chown(self.system, owner, -1)
            pattern = f"{SYSTEM_CONFIG} {pattern}"
            self.assert_failed(self.helper("get"), 0, pattern,
                               program="git-credential-foundry")
            for verb in ("token", "login", "status", "logout"):
                self.assert_failed(self.cli(verb, self.host), 6, pattern)
            self.assertRegex(self.cli("doctor", "--offline", self.host).out,
                             pattern)
            for host in (self.host,
                         "acme-container-registry.palantirfoundry.com"):
                result = self.run_program([DOCKER_HELPER, "get"], host)
                self.assertEqual(result.status, 1)
                self.assertRegex(result.err, pattern)
            for host in (self.host, "unknown.test"):
                result = self.run_program([DOCKER_HELPER, "store"], (
                    f'{{"ServerURL":"{host}","Username":"u",'
                    '"Secret":"p.q.r"}'))
                self.assertEqual(result.status, 1)
                self.assertRegex(result.out, pattern)
            self.assert_silent(self.helper("get", self.request("a.test")))

    def test_change_is_noticed(self):
        """a change of the system's file shows at once"""
        self.write("username = one")
        self.assertEqual(self.username(), "one")
        self.write("username = two")
        self.assertEqual(self.username(), "two")


if __name__ == "__main__":
    main()
