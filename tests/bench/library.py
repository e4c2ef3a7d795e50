#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the Python library palantir-oauth-client does when a token is asked
for: read the file of logins, refresh, write the file anew, every time.

    library.py FILE HOST CLIENT_ID CA_FILE
"""

import configparser
import os
import sys

import requests

file, host, client_id, ca_file = sys.argv[1:]
parser = configparser.ConfigParser()
parser.read(file)
section = parser[host]
with requests.Session() as session:
    reply = session.post(section["token_uri"], verify=ca_file, data={
        "grant_type": "refresh_token", "client_id": client_id,
        "refresh_token": section["refresh_token"],
        "scope": section["scopes"].replace(",", " ")})
reply.raise_for_status()
token = reply.json()

parser = configparser.ConfigParser()
parser.read(file)
parser[host]["refresh_token"] = token.get("refresh_token",
                                          section["refresh_token"])
os.makedirs(os.path.dirname(file), exist_ok=True)
with open(file, "w") as out:
    parser.write(out)
print(token["access_token"])
