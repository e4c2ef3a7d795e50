# SPDX-License-Identifier: Apache-2.0
"""Start the simulator from a Python test, and talk to it.

    with Foundry() as foundry:
        foundry.browse(foundry.authorize_url(...))
"""

import base64
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import urlencode

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import browsing  # noqa: E402

HERE = os.path.dirname(os.path.realpath(__file__))
PUBLIC_CLIENT = "f5496be223e4db85c6a7c99bc5c2d81a"
CONFIDENTIAL_CLIENT = "0c0ffee0c0ffee0c0ffee0c0ffee0c0f"
CONFIDENTIAL_SECRET = "confidential-secret-for-tests"


class Foundry:
    """A running simulator; as a context manager it ends with the block."""

    def __init__(self, directory=None, port=0, host="127.0.0.1",
                 options=()):
        self._own = directory is None
        self.directory = directory or tempfile.mkdtemp(prefix="foundry-")
        os.makedirs(self.directory, exist_ok=True)
        self.log_file = os.path.join(self.directory, "log")
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, os.path.join(HERE, "foundry"),
                 "--dir", self.directory, "--port", str(port),
                 "--host", host, "--parent-pid", str(os.getpid()),
                 *options],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            with open(self.log_file) as log:
                raise RuntimeError("the simulator does not start: "
                                   + log.read())
        ready = json.loads(line)
        self.host = ready["host"]
        self.port = ready["port"]
        self.url = "https://" + self.host
        self.control_url = ready["control_url"]
        self.ca_file = ready["ca_file"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        if self._own:
            shutil.rmtree(self.directory, ignore_errors=True)

    # The control API; README.md has the table

    def control(self, verb, **members):
        answer = browsing.fetch(f"{self.control_url}/control/{verb}",
                                method="POST", body=json.dumps(members))
        value = json.loads(answer.body)
        if answer.status != 200:
            raise ValueError(value["error"])
        return value

    def stats(self):
        return self.control("stats")

    def requests(self, endpoint=None):
        """The log of requests, or those of one endpoint."""
        return [entry for entry in self.control("requests")
                if endpoint in (None, entry["endpoint"])]

    def reset_stats(self):
        self.control("reset_stats")

    def advance(self, seconds):
        self.control("advance", seconds=seconds)

    def set(self, **settings):
        return self.control("set", **settings)

    def fault(self, path, **members):
        self.control("fault", path=path, **members)

    def release(self):
        """Requests that a fault holds go on."""
        self.control("release")

    def clear_faults(self):
        self.control("clear_faults")

    def application(self, client_id, **members):
        self.control("application", client_id=client_id, **members)

    def user(self, username, active=True):
        self.control("user", username=username, active=active)

    def grant(self, **members):
        """A login without a browser: the members of a token reply."""
        return self.control("grant", **members)

    def user_token(self, user="jdoe", lifetime=7 * 86400):
        return self.control("user_token", user=user,
                            lifetime=lifetime)["access_token"]

    def token_state(self, token):
        return self.control("tokens", token=token)

    def alive(self, token):
        return self.token_state(token)["alive"]

    def expire_access_tokens(self):
        self.control("expire_access_tokens")

    def revoke_all(self):
        self.control("revoke_all")

    def repository(self, **members):
        return self.control("repository", **members)

    def package(self, rid, name, version="1.0"):
        """Publish one for pip; the URL of its index."""
        self.control("package", rid=rid, name=name, version=version)
        return (f"{self.url}/artifacts/api/repositories/{rid}/contents/"
                "release/pypi/simple")

    # What programs and people do

    def fetch(self, path, method="GET", body=None, headers=()):
        return browsing.fetch(self.url + path, self.ca_file, method, body,
                              headers)

    def post(self, path, headers=(), **form):
        """Post a form; returns the answer, whatever its status."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.fetch(path, "POST", urlencode(form),
                          {**kind, **dict(headers)})

    def token(self, headers=(), **form):
        """A token request: (status, members of the JSON reply)."""
        answer = self.post("/multipass/api/oauth2/token", headers, **form)
        return answer.status, json.loads(answer.body)

    def refresh(self, refresh_token, client_id=PUBLIC_CLIENT, **form):
        return self.token(grant_type="refresh_token", client_id=client_id,
                          refresh_token=refresh_token, **form)

    def me(self, access_token):
        """The user name behind a token; None when it is not valid."""
        answer = self.fetch("/multipass/api/me", headers={
            "Authorization": "Bearer " + access_token})
        if answer.status != 200:
            return None
        return json.loads(answer.body)["username"]

    def callback_url(self):
        return self.url + "/multipass/api/oauth2/callback"

    def authorize_url(self, **parameters):
        return (self.url + "/multipass/api/oauth2/authorize?"
                + urlencode(parameters))

    def browse(self, url, user="jdoe", decision="allow", follow=True):
        return browsing.browse(url, self.ca_file, user, decision, follow)

    def login(self, client_id=PUBLIC_CLIENT, user="jdoe",
              scope="offline_access api:read-data"):
        """A whole login in console mode: (status, members of the reply)."""
        verifier, challenge = pkce()
        visit = self.browse(self.authorize_url(
            client_id=client_id, response_type="code", scope=scope,
            redirect_uri=self.callback_url(), state=secrets.token_hex(8),
            code_challenge=challenge, code_challenge_method="S256"), user)
        return self.token(grant_type="authorization_code", code=visit.code,
                          client_id=client_id, code_verifier=verifier,
                          redirect_uri=self.callback_url())


def pkce():
    """A new (verifier, challenge)."""
    verifier = secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
