#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the Python library palantir-oauth-client, at its worst: in
the file of logins it does what that library does, as fast as it can.

    python_library.py FILE HOST [--control URL --ca FILE]

It reads the file, refreshes, and saves, until its standard input ends; then
it says in one line of JSON what it met.  Saving is the library's way: the
file is read once more, the own section changed, the whole opened for writing
in place and written, without a lock; comments are lost.  Refreshing is too:
what the file holds is sent, and a refused token or a missing section means
another login (which the simulator grants at --control).  Without --control
nothing is refreshed: every round saves a token of its own making.
"""

import argparse
import configparser
import json
import os
import select
import sys
from urllib.parse import urlencode

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                "..", "simulator"))

from browsing import fetch  # noqa: E402
from client import PUBLIC_CLIENT  # noqa: E402

SCOPES = "offline_access,api:read-data"
TOKEN_PATH = "/multipass/api/oauth2/token"


class Library:
    def __init__(self, path, host, control=None, ca_file=None):
        self.path = path
        self.host = host
        self.control = control
        self.ca_file = ca_file
        self.saved = None  # the token that was saved last
        self.met = dict.fromkeys(
            ("rounds", "logins", "unreadable", "missing", "older", "newer",
             "refused", "others_lost"), 0)
        self.others = set()  # sections that were seen
        self.own = set()  # tokens that were saved

    def read(self):
        parser = configparser.ConfigParser()
        parser.read(self.path)
        return parser

    def load(self):
        """The token in the file, or None; counts what is odd about it."""
        try:
            parser = self.read()
        except configparser.Error:
            self.met["unreadable"] += 1
            return None
        token = parser.get(self.host, "refresh_token", fallback=None)
        if token is None:
            self.met["missing"] += self.saved is not None
        elif self.saved is not None and token != self.saved:
            self.met["older" if token in self.own else "newer"] += 1
        return token

    def save(self, token):
        try:
            parser = self.read()
        except configparser.Error:
            self.met["unreadable"] += 1
            return
        self.met["others_lost"] += not self.others <= set(parser.sections())
        self.others = set(parser.sections())
        if not parser.has_section(self.host):
            parser.add_section(self.host)
        parser[self.host].update({
            "token_uri": f"https://{self.host}{TOKEN_PATH}",
            "client_id": PUBLIC_CLIENT, "scopes": SCOPES,
            "refresh_token": token})
        with open(self.path, "w") as file:
            parser.write(file)
        self.saved = token
        self.own.add(token)

    def log_in(self):
        self.met["logins"] += 1
        answer = fetch(self.control + "/control/grant", method="POST",
                       body="{}")
        return json.loads(answer.body)["refresh_token"]

    def refresh(self, token):
        """The next token, or None when this one is refused."""
        answer = fetch(
            f"https://{self.host}{TOKEN_PATH}", self.ca_file, "POST",
            urlencode({"grant_type": "refresh_token", "refresh_token": token,
                       "client_id": PUBLIC_CLIENT}),
            {"Content-Type": "application/x-www-form-urlencoded"})
        if answer.status == 200:
            return json.loads(answer.body).get("refresh_token", token)
        self.met["refused"] += 1
        return None

    def round(self):
        token = self.load()
        self.met["rounds"] += 1
        if not self.control:
            return self.save(f"own-{os.getpid()}-{self.met['rounds']}")
        token = token and self.refresh(token)
        return self.save(token or self.log_in())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("host")
    parser.add_argument("--control")
    parser.add_argument("--ca")
    options = parser.parse_args()
    library = Library(options.file, options.host, options.control, options.ca)
    while not select.select([sys.stdin], [], [], 0)[0]:
        library.round()
    last = library.load() == library.saved
    print(json.dumps({**library.met, "kept": last}))


if __name__ == "__main__":
    main()
