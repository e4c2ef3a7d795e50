#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential refresh: a login is kept alive, and never begun."""

import os

from harness import (CLI, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET,
                     LoggedInTest, SystemTest, main, slowly)
from system_file import SystemFileTest

DAY = 86400
PROGRAM = "foundry-credential"


class One(LoggedInTest):
    def test_renews(self):
        """quietly, also while the token is still good"""
        first = self.assert_good()
        saved = self.home.saved_token()
        self.assert_silent(self.cli("refresh", self.host))
        self.assertNotEqual(self.home.saved_token(), saved)
        self.assertNotEqual(self.assert_good(), first)
        self.assert_asked(refresh_token=2)

    def test_if_older(self):
        """--if-older: by the last use; of unknown age it is renewed"""
        for age, limit, renewed in (
                (None, "20d", True),  # saved by another program
                (19 * DAY, "20d", False), (21 * DAY, "20d", True),
                (3600, "2h", False), (3 * 3600, "2h", True),
                (100, "90s", True), (60, "30m", False), (0, "0s", True),
                (-DAY, "20d", True)):  # from the future: not known
            with self.subTest(age=age, limit=limit):
                if age is not None:
                    self.home.used(age)
                self.foundry.reset_stats()
                self.assert_silent(self.cli("refresh", "--if-older", limit))
                self.assertEqual(self.grants().get("refresh_token", 0),
                                 int(renewed))

    def test_usage(self):
        for words, pattern in (
                (("--if-older", "20"), '"20" is not a length of time'),
                (("--if-older", "d"), "20d"), (("--if-older", ""), "20d"),
                (("--if-older", "-1d"), "20d"), (("--if-older", "1.5d"), "d"),
                (("--if-older", "1w"), "20d"), (("--if-older", "2d3h"), "d"),
                (("--if-older", "99999999999999d"), "20d"),
                (("--if-older",), "needs a value"),
                (("--all", self.host), "exclude each other"),
                (("--al",), 'did you mean "--all"')):
            with self.subTest(words=words):
                self.assert_failed(self.cli("refresh", *words), 2, pattern)
        self.assert_asked()

    def test_dead(self):
        """a dead login: 3, why, and no browser"""
        self.foundry.revoke_all()
        env = {"BROWSER": self.browser(), "DISPLAY": ":9"}
        self.assert_failed(self.cli("refresh", self.host, env=env), 3,
                           "no longer valid", "foundry-credential login")
        self.assert_failed(self.cli("refresh", self.host, env=env), 3,
                           "login needed")
        self.assert_asked(refresh_token=1)

    def test_not_reached(self):
        """no network: 4, although the token is still good"""
        self.assert_good()
        self.home.configure(network_timeout=slowly(1))
        self.fault(status=503, times=None)
        self.assert_failed(self.cli("refresh", self.host), 4, "again")

    def test_another_applications(self):
        """another application's login: not sent, 3"""
        self.secrets.add(self.home.log_in(client_id="another"))
        self.assert_failed(self.cli("refresh"), 3, "another application's")
        self.assertEqual(self.foundry.requests(), [])

    def test_what_keeps_no_login(self):
        """static tokens, noop, reauth, no client_id: 6, said"""
        for keys, pattern in (({"token": "static"}, "static"),
                              ({"cache": "noop"}, "read_write"),
                              ({"cache": "reauth"}, "read_write"),
                              ({"client_id": None}, "client_id")):
            self.home.configure(**keys)
            self.assert_failed(self.cli("refresh", self.host), 6, pattern)
            self.assert_silent(self.cli("refresh", "--all"))
        self.assertEqual(self.foundry.requests(), [])

    def test_no_such_stack(self):
        self.assert_failed(self.cli("refresh", "acme.test"), 6, "acme.test")

    def test_two_at_once(self):
        """two at once: both content, the file as it should be"""
        self.assert_good()
        self.fault(delay=1)
        running = [self.start_program([CLI, "refresh", self.host])
                   for _ in range(2)]
        for process in running:
            self.assert_silent(self.finish(process))
        self.assert_good()


class ServiceUser(SystemTest):
    def test_service_user(self):
        """a service user has a token and no refresh token to be kept"""
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            client_secret=CONFIDENTIAL_SECRET,
                            grant="client_credentials")
        self.assert_silent(self.cli("refresh", "--if-older", "20d"))
        self.assert_asked()
        self.assert_silent(self.cli("refresh"))
        self.assert_asked(client_credentials=1)


class All(SystemTest):
    def configure(self, *hosts):
        self.home.configure()
        with open(self.home.config_file, "a") as file:
            for host in hosts:
                file.write(f"[{host}]\nclient_id = x\nnetwork_timeout = 1\n")

    def add_login(self, host):
        with open(self.home.logins_file, "a") as file:
            file.write(f"[{host}]\nclient_id = x\nrefresh_token = dead-one\n"
                       f"token_uri = https://{host}/multipass/api/oauth2/"
                       "token\n")

    def test_all(self):
        """every stack, aliases only once"""
        self.configure()
        with open(self.home.config_file, "a") as file:
            file.write(f"[r.test]\nfoundry = {self.host}\n")
        self.home.log_in()
        self.assert_silent(self.cli("refresh", "--all"))
        self.assert_asked(refresh_token=1)

    def test_goes_on(self):
        """one that fails does not stop the rest; the worst status counts"""
        self.configure("127.0.0.1:1", "b.test", "c.test")
        self.home.log_in()
        self.add_login("127.0.0.1:1")  # nothing listens there
        result = self.cli("refresh", "--all")
        self.assertEqual((result.status, result.out), (4, ""))
        self.assertRegex(result.err, "(?m)^foundry-credential: b.test: login "
                         "needed")
        self.assertRegex(result.err, r"127\.0\.0\.1:1 .*could not connect")
        self.assertIn("not every login could be renewed", result.err)
        self.assert_asked(refresh_token=1)

    def test_a_section_that_is_wrong(self):
        """one with a slip of the pen: 6, and the rest is renewed"""
        self.configure()
        with open(self.home.config_file, "a") as file:
            file.write("[b.test]\nclient_ids = x\n")
        self.home.log_in()
        result = self.cli("refresh", "--all")
        self.assertEqual((result.status, result.out), (6, ""))
        self.assertIn('mean "client_id"', result.err)
        self.assert_asked(refresh_token=1)

    def test_nothing_known(self):
        self.assert_silent(self.cli("refresh", "--all"))


class Broken(SystemFileTest):
    def test_a_broken_file(self):
        """--all: what can be read is renewed, or forgotten; then the fault,
        and 6"""
        for verb in ("refresh", "logout"):
            for broken in (self.home.config_file, self.system,
                           self.home.logins_file):
                with self.subTest(verb, file=broken):
                    self.home.configure()
                    self.write()
                    self.home.log_in()
                    with open(broken, "a") as file:
                        file.write("rubbish\n")
                    result = self.cli(verb, "--all")
                    self.assertEqual(result.status, 6)
                    self.assertEqual(result.err.count(
                        f"{PROGRAM}: reading "), 1, result.err)
                    self.assertIn(os.path.basename(broken) + ": line ",
                                  result.err)


if __name__ == "__main__":
    main()
