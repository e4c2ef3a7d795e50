# SPDX-License-Identifier: Apache-2.0
"""The registered third-party applications and what each is allowed."""

import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SCOPES = (
    "offline_access",
    "api:read-data", "api:write-data",
    "api:use-ontologies-read", "api:use-ontologies-write",
    "api:datasets-read", "api:admin-read",
    "compass:view", "compass:edit", "compass:discover",
    "build2:run-build-using-service",
)

LOOPBACK = "http://127.0.0.1/"
LOOPBACK_PORTS = range(8888, 8988)
CONSOLE = "https://{host}/multipass/api/oauth2/callback"


@dataclass
class Application:
    """A client; without a secret it is a public one.

    redirect_uris may say {host}: the host that the browser asked.
    """
    client_id: str
    client_secret: str = None
    redirect_uris: list = field(default_factory=lambda: [LOOPBACK, CONSOLE])
    grant_types: list = field(default_factory=lambda: ["authorization_code"])
    scopes: list = field(default_factory=lambda: list(SCOPES))
    enabled: bool = True

    def secret_is(self, given):
        if self.client_secret is None:
            return not given
        return secrets.compare_digest(self.client_secret.encode(),
                                      (given or "").encode())

    def default_redirect(self, host):
        return self.redirect_uris[0].format(host=host)

    def accepts_redirect(self, uri, host):
        return any(_matches(registered.format(host=host), uri)
                   for registered in self.redirect_uris)

    def scopes_for(self, wanted):
        """The scopes of a request; None when one of them is not allowed.

        Naming none means all that need no consent of their own.
        """
        if not wanted:
            return frozenset(self.scopes) - {"offline_access"}
        scopes = frozenset(wanted.split())
        return scopes if scopes <= frozenset(self.scopes) else None


def _matches(registered, uri):
    if registered != LOOPBACK:
        return uri == registered
    try:
        port = urlsplit(uri).port
    except ValueError:
        return False
    return (port in LOOPBACK_PORTS and
            uri == f"http://127.0.0.1:{port}/")


PUBLIC = Application("f5496be223e4db85c6a7c99bc5c2d81a")
CONFIDENTIAL = Application(
    "0c0ffee0c0ffee0c0ffee0c0ffee0c0f", "confidential-secret-for-tests",
    grant_types=["authorization_code", "client_credentials"])
