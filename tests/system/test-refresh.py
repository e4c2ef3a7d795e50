#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Refreshing: rotation, and a network with faults."""

import os
import socket
import time

from harness import (CLI, PUBLIC_CLIENT, SCOPES, TOKEN_PATH, Foundry,
                     LoggedInTest, main, slowly)


class Rotation(LoggedInTest):
    def test_rotated_token_is_saved(self):
        for i in range(3):
            before = self.home.saved_token()
            self.assert_good()
            self.assertNotEqual(self.home.saved_token(), before)
            self.home.expire_record()
        self.foundry.advance(120)  # beyond the grace of the old ones
        self.assert_good()

    def test_strict_rotation(self):
        """each refresh token works once: it is sent once"""
        self.foundry.set(strict_rotation=True)
        for _ in range(3):
            self.assert_good()
            self.home.expire_record()
        self.assert_asked(refresh_token=3)

    def test_reply_without_refresh_token(self):
        """a reply without refresh token keeps the old one"""
        self.foundry.set(reply_refresh_token=False)
        self.assert_good()
        self.assertEqual(self.home.saved_token(), self.saved)
        self.home.expire_record()
        self.assert_good()

    def test_what_is_sent(self):
        self.assert_good()
        entry = self.foundry.requests("token")[0]
        self.assertEqual((entry["method"], entry["grant_type"]),
                         ("POST", "refresh_token"))
        self.assertRegex(entry["user_agent"], r"^foundry-credential/\d")

    def test_dead_login(self):
        """invalid_grant: forgotten, and explained; exit 3"""
        self.foundry.revoke_all()
        self.assert_failed(self.token(), 3, "login needed",
                           "30 days unused, account deactivated",
                           f"foundry-credential login {self.host}")
        self.assertIsNone(self.home.saved_token())
        self.foundry.reset_stats()
        self.assert_failed(self.token(), 3, "login needed")
        self.assert_asked()

    def test_dead_login_and_a_browser(self):
        """invalid_grant: explained, then a new login where one may be"""
        self.foundry.user("jdoe", active=False)
        self.foundry.user("jdoe", active=True)
        self.foundry.revoke_all()
        result = self.token(env={"BROWSER": self.browser(), "DISPLAY": ":0"})
        self.assertEqual(result.status, 0, result.err)
        self.assertIn("30 days unused", result.err)
        self.assertEqual(self.foundry.me(result.out.strip()), "jdoe")

    def test_thirty_days_unused(self):
        self.foundry.advance(31 * 86400)
        self.assert_failed(self.token(), 3, "30 days unused")

    def test_when_it_was_last_used(self):
        """where that is known: unused for too long, or not"""
        for ago, said in ((31, r"\(30 days unused: last used on \d+ \w+ "
                               r"\d+\)"),
                          (29, r"\(last used on \d+ \w+ \d+:\d+: account "
                               r"deactivated, or revoked\)")):
            with self.subTest(ago=ago):
                self.home.log_in()
                self.assert_good()
                self.home.used(ago * 86400)
                self.home.expire_record()
                self.foundry.revoke_all()
                self.assert_failed(self.token(), 3, "login needed", said)

    def test_another_advice(self):
        """the advice of a refusal is one for a refresh, not for a login"""
        for code, advice in (("invalid_request", "token_uri"),
                             ("unauthorized_client", "type refresh_token"),
                             ("access_denied", "those who run")):
            with self.subTest(code=code):
                self.fault(status=400, json={"error": code})
                self.assert_failed(self.token(), 5, code, advice)

    def test_newer_token_in_the_file(self):
        """refused, but a newer token was saved meanwhile: that is used"""
        self.fault(hold="before", status=400, json={"error": "invalid_grant"})
        process = self.start_program([CLI, "token", self.host])
        self.wait_until_asked()
        newer = self.home.log_in()
        self.foundry.release()
        result = self.finish(process)
        self.assert_token(result)
        self.assert_asked(refresh_token=2)
        self.assertNotEqual(self.home.saved_token(), newer)

    def test_python_wrote_while_we_asked(self):
        """a newer token found at saving is kept, not overwritten"""
        self.fault(hold="before")
        process = self.start_program([CLI, "token", self.host])
        self.wait_until_asked()
        newer = self.home.log_in()
        self.foundry.release()
        self.assert_token(self.finish(process))
        self.assertEqual(self.home.saved_token(), newer)

    def test_wider_scopes(self):
        """config wider than the login: refresh, warn once, no login"""
        self.home.configure(scopes="offline_access api:read-data "
                                   "api:write-data")
        first = self.token(env={"BROWSER": self.browser(), "DISPLAY": ":0"})
        self.assertEqual(first.status, 0)
        self.assertIn("fewer scopes", first.err)
        self.home.expire_record()
        self.assert_good()
        self.assert_asked(refresh_token=2)

    def test_no_scopes(self):
        """none configured: those of the saved login, as Python asks for
        them, in a refresh and in a login anew; of a login that is ours"""
        self.home.configure(scopes=None)
        token = self.assert_good()
        self.assertEqual(sorted(self.foundry.token_state(token)["scopes"]),
                         sorted(SCOPES))
        self.assertEqual(self.assert_good(), token)
        self.assert_asked(refresh_token=1)
        self.assertIn(f"scopes          {' '.join(SCOPES)}\n",
                      self.cli("status", self.host).out)
        result = self.cli("login", self.host, "--webserver", "--reauth",
                          env={"BROWSER": self.browser()})
        self.assertIn(f"scopes: {' '.join(SCOPES)}\n", result.out)
        self.home.log_in(scopes=("offline_access",))
        self.assertNotEqual(self.assert_good(), token)
        for client in ("another", None):
            self.home.log_in(client_id=client or PUBLIC_CLIENT)
            if client is None:
                os.unlink(self.home.logins_file)
            self.assertRegex(self.cli("status", self.host).out,
                             "scopes +offline_access\n")

    def test_narrower_scopes(self):
        self.home.configure(scopes="offline_access")
        token = self.assert_good()
        self.assertNotIn("api:read-data",
                         self.foundry.token_state(token)["scopes"])


class Faults(LoggedInTest):
    def test_transient_faults(self):
        """internal_failure, 5xx, 429, broken connections: tried again"""
        for members in (
                {"status": 400, "json": {"error": "internal_failure"}},
                {"status": 400, "json": {"error": "invalid_request",
                                         "error_description":
                                         "Multipass:internal_failure"}},
                {"status": 500}, {"status": 502, "body": "<html>"},
                {"status": 503, "body": "busy"},
                {"status": 504}, {"status": 429},
                {"status": 429, "headers": {"Retry-After": "1"}},
                {"close": "before"}, {"close": "lost"}, {"close": "middle"}):
            with self.subTest(members=members):
                self.foundry.reset_stats()
                self.fault(times=2, **members)
                self.assert_good()
                self.assert_asked(refresh_token=3)
                self.foundry.advance(61)
                self.home.expire_record()
        self.assert_good()

    def test_retry_after(self):
        """Retry-After is kept to"""
        self.fault(status=429, headers={"Retry-After": "2"})
        result = self.token()
        self.assert_token(result)
        self.assertGreaterEqual(result.seconds, 2)

    def test_given_up(self):
        """faults that stay: exit 4 within network_timeout, all kept"""
        self.home.configure(network_timeout=slowly(2))
        self.fault(times=None, status=503)
        result = self.token()
        self.assert_failed(result, 4, "cannot answer now: HTTP 503")
        self.assert_within(5, result.seconds)
        self.assertEqual(self.home.saved_token(), self.saved)
        self.foundry.clear_faults()
        self.assert_good()

    def test_network_timeout(self):
        self.home.configure(network_timeout=slowly(1))
        self.fault(stall=slowly(1) + 2, times=None)
        self.assert_failed(self.token(), 4, "no complete answer within")
        self.assertEqual(self.home.saved_token(), self.saved)
        self.wait_for_late()

    def test_slow_reply(self):
        """a reply that drips is given up in time"""
        self.home.configure(network_timeout=slowly(1))
        self.fault(drip=150 // slowly(1))
        self.assert_failed(self.token(), 4, "no complete answer within")
        self.wait_for_late()
        self.assert_good()
        self.assert_asked(refresh_token=1)

    def test_network_down(self):
        """nobody listens: exit 4, one message; a living token is answered"""
        self.home.configure(network_timeout=slowly(2))
        token = self.assert_good()
        port = self.dead_port()
        self.home.configure(network_timeout=slowly(2),
                            token_uri=f"https://127.0.0.1:{port}/token")
        self.home.log_in(token_uri=f"https://127.0.0.1:{port}/token")
        saved = self.home.saved_token()
        self.home.expire_record(ago=-30)
        self.assertEqual(self.token().out, token + "\n")
        self.home.change_record(expires_at=int(time.time()) - 1)
        self.assert_failed(self.token(), 4, "could not connect")
        self.assertEqual(self.home.saved_token(), saved)

    def dead_port(self):
        """Nobody listens there, and nobody else will."""
        bound = socket.socket()
        self.addCleanup(bound.close)
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]

    def test_name_that_does_not_resolve(self):
        self.home.configure(network_timeout=slowly(3),
                            token_uri="https://nowhere.invalid/token")
        self.home.log_in(token_uri="https://nowhere.invalid/token")
        self.assert_failed(self.token(), 4, "nowhere.invalid",
                           "could not resolve")

    def test_proxy(self):
        """a dead proxy: said; a password in its URL is not"""
        at = f"127.0.0.1:{self.dead_port()}"
        url = f"http://u:secret-of%2F@{at}/secret-path"
        named = f"could not connect to the proxy {at}: Connection refused"
        self.home.configure(network_timeout=slowly(2))
        for variable in ("https_proxy", "HTTPS_PROXY", "all_proxy",
                         "ALL_PROXY", None):
            with self.subTest(variable=variable):
                env = {variable: url} if variable else {}
                if not variable:
                    url = f"http://u:secret-of-proxy@{at}"
                    self.home.configure(proxy=url, network_timeout=slowly(2))
                result = self.token(env=env)
                self.assert_failed(
                    result, 4, named, f"check {variable} in the environment, "
                    f"which names {at}" if variable else
                    rf"check proxy in \[{self.host}\], which names {at}")
                self.assertNotIn("secret-", result.err)

    def test_no_proxy(self):
        """a host that no_proxy keeps from the proxy: that is not blamed"""
        host = f"127.0.0.1:{self.dead_port()}"
        self.home.configure(token_uri=f"https://{host}/token",
                            network_timeout=slowly(2))
        self.home.log_in(token_uri=f"https://{host}/token")
        result = self.token(env={"https_proxy": "http://127.0.0.1:9",
                                 "no_proxy": "127.0.0.1"})
        self.assert_failed(result, 4, "could not connect: ",
                           "check the network")

    def test_unknown_authority(self):
        """a certificate of an authority that is not trusted: refused"""
        self.home.configure(ca_file=None)
        self.assert_failed(self.token(), 4, "certificate is refused",
                           "ca_file")
        self.assert_asked()
        self.assertEqual(self.home.saved_token(), self.saved)

    def test_certificate_for_another_name(self):
        with Foundry(host="127.0.0.2") as other:
            self.home.configure(
                f"[{other.host}]\nclient_id = {PUBLIC_CLIENT}\n"
                f"ca_file = {other.ca_file}\n")
            self.home.write(self.home.logins_file,
                            f"[{other.host}]\nclient_id = {PUBLIC_CLIENT}\n"
                            f"token_uri = {other.url}{TOKEN_PATH}\n"
                            f"refresh_token = x.y.z\n")
            self.assert_failed(self.cli("token", other.host), 4,
                               "certificate is refused")
            self.assertEqual(other.stats()["grant_types"], {})

    def test_ca_file_that_is_none(self):
        empty = os.path.join(self.scratch, "empty.pem")
        with open(empty, "w"):
            pass
        for path, said in ((empty, "(?m)^name a file of PEM certificates"),
                           ("/no/such/file", "reading the CA file")):
            self.home.configure(ca_file=path)
            self.assert_failed(self.token(), 6, path, "ca_file", said)
        self.assert_asked()

    def test_saved_token_that_is_none(self):
        self.home.log_in("two words")
        self.assert_failed(self.token(), 6, "the saved refresh_token of "
                           f"{self.host} is malformed")
        self.assert_asked()


if __name__ == "__main__":
    main()
