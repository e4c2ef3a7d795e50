#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Answers that make no sense."""

import time

from harness import LoggedInTest, main


class Nonsense(LoggedInTest):
    """Answers that make no sense: one clear line, the refresh token kept,
    the next good reply heals."""

    ROWS = (
        ("an HTML page", {"status": 200, "body": "<html>Hello</html>",
                          "content_type": "text/html"}, "not JSON"),
        ("HTML under a 404", {"status": 404, "body": "<html>"}, "HTTP 404"),
        ("empty", {"status": 200, "body": ""}, ""),
        ("half of JSON", {"status": 200, "body": '{"access_token": "abc',
                          "content_type": "application/json"}, "JSON"),
        ("a JSON list", {"status": 200, "json": []}, ""),
        ("no token", {"status": 200, "json": {"expires_in": 5}}, ""),
        ("3 MB of JSON", {"status": 200, "json": {
            "access_token": "x", "more": "y" * 3000000}}, "too long"),
        ("no end", {"endless": True}, "too long"),
        ("a redirect", {"redirect": "https://evil.test/"}, "redirect"),
        ("token with a newline", {"override": {"access_token": "a\nb"}},
         "access_token"),
        ("token with a NUL", {"override": {"access_token": "a\0b"}},
         "access_token"),
        ("token beyond ASCII", {"override": {"access_token": "tök"}},
         "access_token"),
        ("token of 64 KiB and more", {"override": {
            "access_token": "x" * 65537}}, "access_token"),
        ("token as a number", {"override": {"access_token": 5}},
         "access_token is not 1 to 65536 bytes"),
        ("refresh token with a newline", {"override": {
            "refresh_token": "a\nb"}}, "refresh_token"),
        ("refresh token as a list", {"override": {"refresh_token": []}},
         "refresh_token"),
        ("token_type mac", {"override": {"token_type": "mac"}},
         "token_type is not Bearer"),
        ("expires_in 0", {"override": {"expires_in": 0}}, "expires_in"),
        ("expires_in \"0\"", {"override": {"expires_in": "0"}},
         "expires_in"),
        ("expires_in negative", {"override": {"expires_in": -5}},
         "expires_in"),
        ("expires_in in words", {"override": {"expires_in": "1 hour"}},
         "expires_in"),
        ("expires_in as a list", {"override": {"expires_in": []}},
         "expires_in"),
        ("an error of terminal codes", {"status": 400, "json": {
            "error": "\x1b[2J\r\nx"}}, ""),
    )

    def test_each(self):
        """nonsense: one clear line, refresh token kept, the next heals"""
        self.home.configure(network_timeout=5)
        for name, members, pattern in self.ROWS:
            with self.subTest(name):
                self.foundry.clear_faults()
                if self.home.record():
                    self.home.expire_record()
                self.home.log_in()
                self.fault(**members)
                result = self.token()
                self.assertIn(result.status, (4, 5))
                self.assert_failed(result, result.status, f"{self.host} "
                                   f"for a token.*{pattern}")
                self.assertRegex(result.err, "^[ -~\n]*$")
                self.assertTrue(self.foundry.alive(self.home.saved_token()))
                self.assert_good()

    def test_new_refresh_token_beside_nonsense(self):
        """a new refresh token is not lost for nonsense beside it"""
        for name, member in (("expires_in", 0), ("expires_in", "1 hour"),
                             ("access_token", "a\nb"), ("token_type", "mac")):
            with self.subTest(name, member=member):
                self.home.log_in()
                self.fault(override={name: member})
                self.assertEqual(self.token().status, 4)
                self.foundry.advance(120)
                self.assert_good()
                self.home.expire_record()

    def test_expires_in(self):
        """expires_in: string, number, float, missing, null, huge: taken"""
        for value, life in (("1800", 1800), (1800, 1800), (1800.7, 1800),
                            (1e30, 10 * 365 * 86400),
                            (10 ** 25, 10 * 365 * 86400),
                            ("9" * 30, 10 * 365 * 86400), (None, None)):
            with self.subTest(value=value):
                now = int(time.time())
                self.fault(override={"expires_in": value})
                result = self.helper("get")
                self.assert_answer(result)
                expiry = result.attributes.get("password_expiry_utc")
                if life:
                    self.assertLess(abs(int(expiry) - now - life), 5)
                else:
                    self.assertIsNone(expiry)
                self.home.change_record(expires_at=1)
        self.fault(nulls=["expires_in"])
        self.assertNotIn("password_expiry_utc", self.helper("get").out)

    def test_unknown_members_and_odd_spelling(self):
        self.fault(override={"token_type": "bEARER", "future": {"a": [1]},
                             "scope": "x" * 1000})
        self.assert_good()


if __name__ == "__main__":
    main()
