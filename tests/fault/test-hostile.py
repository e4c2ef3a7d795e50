#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A token endpoint that means harm: a row for each way of it, the one line
that is said, the exit status, and the login that is still on disk."""

import gzip
import os
import shutil
import ssl
import sys
import tempfile
import time
import warnings

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))

from harness import (PUBLIC_CLIENT, TOKEN_PATH, SystemTest,  # noqa: E402
                     main)
from hostile import Authority, Hostile, reply  # noqa: E402

GOOD = ('{"access_token":"good-token","token_type":"Bearer",'
        '"expires_in":3600,"refresh_token":"next-token"}')
MEGABYTE = 1 << 20


def drip(connection):
    for byte in reply(GOOD):
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def send(data):
    return lambda connection: connection.sendall(data)


def trickle_headers(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(1 << 20):
        connection.sendall(b"X-%d: %s\r\n" % (number, b"x" * 1000))


def endless(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json"
                       b"\r\n\r\n{\"a\":\"")
    while True:
        connection.sendall(b"x" * 65536)


BOMB = gzip.compress(b"{\"access_token\":\"" + b"x" * (64 * MEGABYTE))


class HostileTest(SystemTest):
    house_rules = False

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.mkdtemp(prefix="fc-hostile-")
        cls.authority = Authority(cls.directory)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.directory, ignore_errors=True)

    def face(self, play, context=None, timeout=3, ca_file=None):
        """What "token" makes of a stack that behaves so."""
        server = Hostile(context or self.authority.context(), play)
        self.addCleanup(server.close)
        self.server = server
        uri = f"https://{server.host}{TOKEN_PATH}"
        self.home.configure(
            f"[{server.host}]\nclient_id = {PUBLIC_CLIENT}\n"
            f"network_timeout = {timeout}\n"
            f"ca_file = {ca_file or self.authority.ca_file}\n")
        self.home.write(self.home.logins_file,
                        f"[{server.host}]\nclient_id = {PUBLIC_CLIENT}\n"
                        f"token_uri = {uri}\nrefresh_token = saved-token\n")
        start = time.monotonic()
        result = self.cli("token", server.host)
        self.assert_within(2 * timeout + 5, time.monotonic() - start)
        return result

    def saved(self):
        return self.home.saved_token(self.server.host)

    def assert_refused(self, result, pattern, statuses=(4,)):
        self.assertIn(result.status, statuses, result.err)
        self.assert_failed(result, result.status, pattern)
        self.assertRegex(result.err, "^[ -~\n]*$")
        self.assertNotIn("saved-token", result.err)


class Replies(HostileTest):
    def test_a_good_one(self):
        """so that the others say something: a good reply is taken"""
        result = self.face(send(reply(GOOD)))
        self.assertEqual((result.status, result.out), (0, "good-token\n"))
        self.assertEqual(self.saved(), "next-token")

    ROWS = (
        ("garbage", send(b"\x00\xff" * 500),
         r"complete|HTTP\nis this host a Foundry\?"),
        ("another protocol", send(b"SSH-2.0-OpenSSH\r\n"),
         "complete|HTTP"),
        ("closed at once", lambda connection: None,
         "the connection was broken off before the answer was complete"),
        ("closed in the headers", send(b"HTTP/1.1 200 OK\r\nConte"),
         "complete"),
        ("shorter than it says", send(reply(GOOD)[:-9]), "complete"),
        ("one byte in 0.2 s", drip, "complete"),
        ("headers without end", trickle_headers, "headers|complete"),
        ("a body without end", endless, "too long|complete"),
        ("1 GB announced", send(b"HTTP/1.1 200 OK\r\nContent-Length: "
                                b"1073741824\r\n\r\n{"), "complete|too long"),
        ("gzip, unasked", send(reply(gzip.compress(GOOD.encode()), "200 OK",
                                     "Content-Encoding: gzip")), "JSON"),
        ("a gzip bomb", send(reply(BOMB, "200 OK",
                                   "Content-Encoding: gzip")), "JSON"),
        ("to another host", send(reply("", "302 Found", "Location: https://"
                                       "127.0.0.1:1/")), "redirect"),
        ("to http", send(reply("", "301 Moved", "Location: http://127.0.0.1/")
                         ), "redirect"),
        ("temporarily elsewhere", send(reply("", "307 Temporary", "Location: "
                                             "https://other.test/")),
         "redirect"),
        ("nested 10,000 deep", send(reply("[" * 10000)), "JSON"),
        ("an object 1,000 deep", send(reply('{"a":' * 1000 + "1" +
                                            "}" * 1000)), "JSON"),
        ("not UTF-8", send(reply(b'{"access_token":"\xff\xfe"}')),
         "JSON"),
        ("two objects that differ", send(reply(GOOD + GOOD.replace(
            "next", "other"))), "JSON"),
        ("escape sequences in an error", send(reply(
            '{"error":"\\u001b[31m","error_description":"\\u009b2J\\r\\n'
            'foundry-credential: fine"}', "400 Bad Request")), "for a token"),
        ("our token thrown back", send(reply(
            '{"error":"server_error","error_description":"saved-token"}',
            "500 Oops")), "for a token"),
        ("an error 100 KB long", send(reply(
            '{"error":"%s"}' % ("x" * 100000), "400 Bad Request")), "for a token"),
        ("status 999", send(reply(GOOD, "999 What")), "999|answer"),
        ("status 204", send(b"HTTP/1.1 204 No Content\r\n\r\n"), "204|JSON"),
        ("switching protocols", send(b"HTTP/1.1 101 Switching\r\nUpgrade: "
                                     b"x\r\n\r\n"), "for a token"),
        ("100 interim replies", send(b"HTTP/1.1 100 Continue\r\n\r\n" * 99999
                                     ), "for a token"),
    )

    def test_each(self):
        """each way of it: one line, its exit status, the login kept"""
        for name, play, pattern in self.ROWS:
            with self.subTest(name):
                result = self.face(play)
                self.assert_refused(result, pattern, (4, 5))
                self.assertEqual(self.saved(), "saved-token")

    def test_new_refresh_token_beside_a_token_too_long(self):
        """an access token of 64 KiB and one: refused, the new refresh token
        beside it is saved: the old one may be dead"""
        result = self.face(send(reply(GOOD.replace("good-token",
                                                   "x" * 65537))))
        self.assert_refused(result, "access_token")
        self.assertEqual(self.saved(), "next-token")

    RESCUED = (
        ("shorter than it says", reply(GOOD + " " * 99)[:-99]),
        ("broken off in a chunk",
         b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" +
         GOOD.encode()),
        ("an access token that is cut", reply(
            '{"refresh_token":"next-token","access_token":"good-to')),
        ("not UTF-8", reply(GOOD[:-1].encode() + b',"o":"Soci\xe9t\xe9"}')),
        ("a byte order mark", reply("\ufeff" + GOOD)),
        ("a NUL behind", reply(GOOD + "\0")),
        ("a notice of a gateway behind", reply(GOOD + "<!-- scanned -->")),
        ("a last comma", reply(GOOD[:-1] + ",}")),
        ("33 levels", reply(GOOD[:-1] + ',"a":' + "[" * 33 + "]" * 33 + "}")),
        ("the same twice", reply(GOOD + GOOD)),
        ("over a megabyte", reply(GOOD[:-1] + ',"a":"' + "x" * MEGABYTE +
                                  '"}')),
        ("an error beside it", reply(
            '{"error":"invalid_grant","refresh_token":"next-token"}')),
    )

    def test_new_refresh_token_in_what_cannot_be_read(self):
        """whatever makes a reply unreadable: the new refresh token is saved,
        and sent the next time"""
        for name, data in self.RESCUED:
            with self.subTest(name):
                result = self.face(send(data))
                self.assert_refused(result, "for a token")
                self.assertNotIn("next-token", result.err)
                self.assertEqual(self.saved(), "next-token")
                self.assertEqual(self.server.requests, 1)
        server = self.face(send(self.RESCUED[0][1])) and self.server
        server.play = send(reply(GOOD.replace("next", "third")))
        result = self.cli("token", server.host)
        self.assertEqual((result.status, result.out), (0, "good-token\n"))
        self.assertEqual(self.saved(), "third-token")

    def test_taken_all_the_same(self):
        """what is odd and harmless is taken"""
        for name, text, token in (
                ("a member twice: the last", GOOD[:-1] +
                 ',"access_token":"second"}', "second"),
                ("text/html", GOOD, "good-token"),
                ("64 KiB", GOOD.replace("good-token", "x" * 65536),
                 "x" * 65536),
                ("letters beyond ASCII", GOOD[:-1] +
                 ',"organization":"Société"}', "good-token"),
                ("a number of 100 digits", GOOD[:-1] + ',"id":' + "9" * 100 +
                 ',"at":-' + "9" * 100 + "}", "good-token"),
                ("unknown members", GOOD[:-1] + ',"x":{"y":[1,2,{}]}}',
                 "good-token")):
            with self.subTest(name):
                data = reply(text)
                if name == "text/html":
                    data = data.replace(b"application/json", b"text/html")
                result = self.face(send(data))
                self.assertEqual((result.status, result.out),
                                 (0, token + "\n"), result.err)
                self.assertEqual(self.saved(), "next-token")

    def test_invalid_grant_in_odd_dress(self):
        """only a well-formed invalid_grant ends a login"""
        for name, data, gone in (
                ("plain", reply('{"error":"invalid_grant"}', "400 Bad"), True),
                ("under 401", reply('{"error":"invalid_grant"}', "401 No"),
                 True),
                # Not by the RFC, but some servers say it so.
                ("under 200", reply('{"error":"invalid_grant"}'), True),
                ("under 502", reply('{"error":"invalid_grant"}',
                                    "502 Bad Gateway"), False),
                ("as HTML", reply("<b>invalid_grant</b>", "400 Bad"), False),
                ("another case", reply('{"error":"Invalid_Grant"}',
                                       "400 Bad"), False)):
            with self.subTest(name):
                result = self.face(send(data), timeout=1)
                self.assertIn(result.status, (3, 4, 5), result.err)
                self.assertEqual(self.saved(), None if gone
                                 else "saved-token", result.err)


class Certificates(HostileTest):
    ROWS = (("expired", "certificate is refused: .*expired"),
            ("early", "certificate is refused: .*not valid yet"),
            ("other", "certificate is refused"),
            ("self", "certificate is refused"))

    def test_each(self):
        """expired, too early, other name, self-signed: nothing is sent"""
        for name, pattern in self.ROWS:
            with self.subTest(name):
                result = self.face(send(reply(GOOD)),
                                   self.authority.context(name))
                self.assert_refused(result, pattern)
                self.assertEqual(self.server.requests, 0)
                self.assertEqual(self.saved(), "saved-token")

    def test_old_tls(self):
        """TLS 1.0 and 1.1: refused"""
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            context = self.authority.context()
            warnings.simplefilter("ignore", DeprecationWarning)
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = version
            result = self.face(send(reply(GOOD)), context)
            self.assert_refused(result, "no TLS connection: .*\ncheck host "
                                "and port: does an https server answer there")
            self.assertEqual(self.server.requests, 0)

    def test_no_tls_at_all(self):
        class Plain:
            @staticmethod
            def wrap_socket(plain, server_side):
                return plain
        result = self.face(send(reply(GOOD)), Plain())
        self.assert_refused(result, "TLS|secure|handshake|answer")
        self.assertEqual(self.saved(), "saved-token")

    def test_says_nothing(self):
        """accepts, and never speaks: the limit, and no more"""
        class Silent:
            @staticmethod
            def wrap_socket(plain, server_side):
                time.sleep(20)
                raise OSError
        result = self.face(send(b""), Silent(), timeout=1)
        self.assert_refused(result, "complete")


if __name__ == "__main__":
    main()
