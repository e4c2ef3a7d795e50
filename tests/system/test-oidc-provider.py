#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judged by a certified OAuth server that we did not write: oidc-provider
(oidc-provider/server.mjs), with PKCE compulsory and rotation on.  A refresh
token works once there; a second use ends its login."""

import configparser
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from urllib.parse import parse_qs, urlsplit

from harness import (CLI, GIT_HELPER, SIMULATOR, SystemTest, TapResult,
                     all_tests)
from home import Home
from needed import need
from oidc_person import visit

sys.path.insert(0, SIMULATOR)
from browsing import fetch  # noqa: E402
from simulator import tls  # noqa: E402

HERE = os.path.dirname(os.path.realpath(__file__))
MODULES = os.environ.get("FC_OIDC_PROVIDER") or os.path.join(
    os.environ.get("top_builddir", "."), "tests", "system", "oidc-provider")
SECRET = "a-secret-that-is-long-enough"
SCOPES = "offline_access api:read-data"
PROMPT = "Enter the authorization code: "


class Provider:
    """The server, and what the harness wants of a Foundry."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="fc-oidc-")
        tls.make_certificates(self.directory)
        self.ca_file = os.path.join(self.directory, "ca.pem")
        shutil.copy(os.path.join(HERE, "oidc-provider", "server.mjs"),
                    self.directory)
        os.symlink(os.path.join(os.path.abspath(MODULES), "node_modules"),
                   os.path.join(self.directory, "node_modules"))
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.host = "127.0.0.1:%d" % server.getsockname()[1]
        self.url = "https://" + self.host
        self.log = open(os.path.join(self.directory, "log"), "w+b")
        self.process = subprocess.Popen(
            ["node", "server.mjs", self.host.split(":")[1], "server.key",
             "server.pem"], cwd=self.directory, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log)
        self.wait()

    def wait(self):
        for _ in range(600):
            try:
                socket.create_connection(
                    ("127.0.0.1", int(self.host.split(":")[1])), 1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.log.seek(0)
        raise RuntimeError(self.log.read().decode())

    def control(self, **members):
        """Say who is at the browser; the grants since the last time."""
        return json.loads(fetch(self.url + "/control", self.ca_file, "POST",
                                json.dumps(members)).body)

    def me(self, token):
        answer = fetch(self.url + "/multipass/api/me", self.ca_file,
                       headers={"Authorization": "Bearer " + token})
        if answer.status != 200:
            return None
        return json.loads(answer.body)["username"]

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.directory, ignore_errors=True)


class OidcTest(SystemTest):
    client = "native"
    keys = {}

    def setUp(self):
        self.scratch = tempfile.mkdtemp(prefix="fc-")
        self.addCleanup(shutil.rmtree, self.scratch, True)
        self.home = Home(self.foundry, self.scratch)
        self.host = self.foundry.host
        self.said, self.terminals, self.secrets = [], [], {SECRET}
        self.foundry.control(user="jdoe", deny=False)
        self.configure()

    def configure(self, **keys):
        self.home.configure(client_id=self.client,
                            **{"scopes": SCOPES, **self.keys, **keys})

    def browser(self, *_):
        return (f"{sys.executable} {os.path.join(HERE, 'oidc_person.py')} "
                f"{self.foundry.ca_file}")

    def log_in(self, **env):
        result = self.cli("login", self.host, env={
            "BROWSER": self.browser(), **env})
        self.assertEqual(result.status, 0, result.err)
        self.assertTrue(result.err.endswith(
            f"logged in to {self.host} as jdoe\n"), result.err)
        return result

    def token(self, **run):
        return self.cli("token", self.host, **run)

    def redirected(self, url):
        """Where the person would be sent with the code."""
        return visit(url, self.foundry.ca_file, lambda url: url.startswith(
            ("http://127.0.0.1:", self.foundry.url +
             "/multipass/api/oauth2/callback")))[0]

    def console(self, answer, status=0):
        """A login at the terminal, with answer(redirected URL) typed."""
        terminal = self.on_terminal([CLI, "login", self.host, "--console"])
        url = self.redirected(terminal.url())
        terminal.expect(PROMPT)
        terminal.type(answer(url) + "\r")
        result = terminal.end()
        self.assertEqual(result.status, status, result.err + terminal.shown)
        return result

    def expire(self):
        now = int(time.time())
        self.home.change_record(issued_at=now - 700, expires_at=now - 100)


def code_of(url):
    return parse_qs(urlsplit(url).query)["code"][0]


class Webserver(OidcTest):
    def test_login_and_refresh(self):
        """login in the browser, then refreshes, each with a new token"""
        self.log_in()
        seen = {self.home.saved_token()}
        for _ in range(3):
            self.assert_token(self.token())
            self.expire()
            self.assert_token(self.token())
            seen.add(self.home.saved_token())
        self.assertEqual(len(seen), 4)
        # It leaves offline_access out of what it grants: OpenID Connect wants
        # prompt=consent for that.  So our scopes are more than was granted,
        # and it must be asked once more, for those that were.
        self.assertEqual(self.foundry.control(),
                         {"authorization_code": 1, "refresh_token": 3,
                          "invalid_scope": 3})
        parser = configparser.ConfigParser()
        parser.read(self.home.logins_file)
        self.assertEqual(parser[self.host]["scopes"],
                         SCOPES.replace(" ", ","))
        result = self.cli("status", "--json", self.host)
        self.assertIn("api:read-data", result.out)

    def test_issuer_is_checked(self):
        """the issuer that it names (RFC 9207) is the stack's; another is not"""
        terminal = self.on_terminal([CLI, "login", self.host, "--webserver"],
                                    env={"BROWSER": "true"})
        url = self.redirected(terminal.url())
        iss = parse_qs(urlsplit(url).query)["iss"][0]
        self.assertEqual(iss, self.foundry.url + "/multipass")
        forged = url.replace("iss=https", "iss=https%3A%2F%2Fevil.test%2F&x=")
        self.assertEqual(fetch(forged).status, 400)
        self.assertEqual(fetch(url).status, 200)
        self.assertEqual(terminal.end().status, 0)

    def test_pasted(self):
        """the address of a browser elsewhere, pasted while we listen"""
        terminal = self.on_terminal([CLI, "login", self.host, "--webserver"],
                                    env={"BROWSER": "true"})
        terminal.type(self.redirected(terminal.url()) + "\r")
        result = terminal.end()
        self.assertEqual(result.status, 0, result.err + terminal.shown)
        self.assert_token(self.token())

    def test_denied(self):
        """the person says no: exit 5, nothing is saved"""
        self.foundry.control(deny=True)
        result = self.cli("login", self.host,
                          env={"BROWSER": self.browser()})
        self.assertEqual((result.status, result.out), (5, ""))
        self.assertRegex(result.err, "access_denied.*the person said <no>")
        self.assertIsNone(self.home.saved_token())

    def test_reuse(self):
        """a refresh token used by another: the login is over, and said"""
        self.log_in()
        stolen = self.home.saved_token()
        self.expire()
        self.assert_token(self.token())
        status = fetch(
            self.foundry.url + "/multipass/api/oauth2/token",
            self.foundry.ca_file, "POST", "grant_type=refresh_token&client_id="
            f"native&refresh_token={stolen}",
            {"Content-Type": "application/x-www-form-urlencoded"}).status
        self.assertEqual(status, 400)
        self.expire()
        self.assert_failed(self.token(), 3, "no longer valid",
                           f"foundry-credential login {self.host}")
        self.assertIsNone(self.home.saved_token())
        self.log_in()
        self.assert_token(self.token())

    def test_logout_revokes(self):
        self.log_in()
        token = self.assert_token(self.token())
        saved = self.home.saved_token()
        result = self.cli("logout", self.host)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertIsNone(self.foundry.me(token))
        self.home.log_in(saved, client_id="native")
        self.assert_failed(self.token(), 3, "no longer valid")

    def test_many_at_once(self):
        """60 at once with an expired token: one request, 60 right answers"""
        self.log_in()
        self.expire()
        self.foundry.control()
        processes = [self.start_program([GIT_HELPER, "get"], self.request())
                     for _ in range(60)]
        results = [self.finish(process) for process in processes]
        passwords = {result.attributes.get("password") for result in results}
        self.assertEqual(len(passwords), 1, results[0].err)
        self.assertEqual(self.foundry.me(passwords.pop()), "jdoe")
        self.assertEqual(self.foundry.control(), {"refresh_token": 1,
                                                  "invalid_scope": 1})

    def test_scope_it_does_not_know(self):
        """a scope that it does not know is left out (RFC 6749 section 3.3),
        one that the client may not have is refused: invalid_scope, exit 5"""
        self.configure(scopes="offline_access api:read-data no:such-scope")
        self.log_in()
        self.assert_token(self.token())
        self.home.configure(client_id="narrow", scopes="api:write-data")
        result = self.cli("login", self.host,
                          env={"BROWSER": self.browser()})
        self.assertEqual(result.status, 5, result.err)
        self.assertRegex(result.err, "invalid_scope")
        self.assertIn("api:write-data", result.err)

    def test_without_pkce_it_refuses(self):
        """the judge is no rubber stamp: without PKCE there is no code"""
        url = (self.foundry.url + "/multipass/api/oauth2/authorize?"
               "response_type=code&client_id=native&scope=api:read-data&"
               "redirect_uri=http%3A%2F%2F127.0.0.1%3A8888%2F&state=12345678")
        self.assertIn("error=invalid_request", self.redirected(url))


class Console(OidcTest):
    client = "console"

    def test_code(self):
        self.console(code_of)
        self.assert_token(self.token())

    def test_whole_address(self):
        self.console(lambda url: url)
        self.assert_token(self.token())

    def test_address_of_another_issuer(self):
        """an address that names another issuer (RFC 9207) is not taken"""
        terminal = self.on_terminal([CLI, "login", self.host, "--console"])
        url = self.redirected(terminal.url())
        terminal.expect(PROMPT)
        terminal.type(url.replace("iss=https", "iss=https%3A%2F%2Fevil.test"
                                  "%2F&x=") + "\r")
        terminal.expect("another server")
        terminal.type(url + "\r")
        result = terminal.end()
        self.assertEqual(result.status, 0, result.err + terminal.shown)

    def test_stolen_code(self):
        """a code in other hands is worth nothing without our verifier"""
        def steal(url):
            status = fetch(
                self.foundry.url + "/multipass/api/oauth2/token",
                self.foundry.ca_file, "POST", "grant_type=authorization_code&"
                f"code={code_of(url)}&client_id=console&code_verifier=" +
                "x" * 43,
                {"Content-Type": "application/x-www-form-urlencoded"}).status
            self.assertEqual(status, 400)
            return code_of(url)
        self.console(steal)

    def test_code_again(self):
        """a code that was used: refused, and the login that is there stays"""
        codes = []

        def first(url):
            codes.append(code_of(url))
            return codes[0]
        self.console(first)
        result = self.console(lambda url: codes[0], status=3)
        self.assertRegex(result.err, "invalid_grant")
        self.expire()
        self.assert_token(self.token())

    def test_denied(self):
        """the address of a refusal, pasted: exit 5, nothing is saved"""
        self.foundry.control(deny=True)
        result = self.console(lambda url: url, status=5)
        self.assertRegex(result.err, "access_denied.*the person said <no>")
        self.assertIsNone(self.home.saved_token())

    def test_code_too_late(self):
        """a code that has expired: refused, and said"""
        def wait(url):
            time.sleep(2.5)
            return code_of(url)
        result = self.console(wait, status=3)
        self.assertRegex(result.err, "invalid_grant.*\nrun: "
                         f"foundry-credential login {self.host}")

    def test_redirect_uri_is_not_registered(self):
        """a redirect URI that is not registered: its page says so"""
        self.configure(redirect_uri="https://other.test/callback")
        terminal = self.on_terminal([CLI, "login", self.host, "--console"])
        _, status, page = visit(terminal.url(), self.foundry.ca_file)
        self.assertEqual(status, 400)
        self.assertRegex(page, "redirect_uri")
        terminal.press(b"\x03")
        self.assertEqual(terminal.end().status, 5)


class Confidential(OidcTest):
    client = "confidential"
    keys = {"client_secret": SECRET}

    def test_login_and_refresh(self):
        self.console(code_of)
        self.assert_token(self.token())
        self.expire()
        self.assert_token(self.token())

    def test_logout_revokes(self):
        """logout proves who it is: without the secret nothing is revoked"""
        self.console(code_of)
        token = self.assert_token(self.token())
        result = self.cli("logout", self.host)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertIsNone(self.foundry.me(token))

    def test_wrong_secret(self):
        """a wrong secret: invalid_client, exit 5, and it is not shown"""
        self.configure(client_secret="some-other-secret-of-ours")
        self.secrets.add("some-other-secret-of-ours")
        result = self.console(code_of, status=5)
        self.assertIn("invalid_client", result.err)

    def test_service_user(self):
        """client_credentials: its token, and its name"""
        self.configure(grant="client_credentials", scopes="api:read-data")
        token = self.assert_token(self.token(), "confidential")
        self.assertFalse(os.path.exists(self.home.logins_file))
        result = self.cli("logout", self.host)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertIsNone(self.foundry.me(token))


def main():
    need("node", "openssl")
    if not os.path.exists(os.path.join(MODULES, "complete")):
        print("1..1\nnot ok 1 - oidc-provider is there\n# fetch it: "
              f"{HERE}/oidc-provider/fetch {os.path.abspath(MODULES)}")
        sys.exit(1)
    tests = list(all_tests(unittest.defaultTestLoader.loadTestsFromModule(
        sys.modules["__main__"])))
    print(f"1..{len(tests)}", flush=True)
    SystemTest.foundry = Provider()
    try:
        result = TapResult(sys.stdout)
        unittest.TestSuite(tests).run(result)
    finally:
        SystemTest.foundry.stop()
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
