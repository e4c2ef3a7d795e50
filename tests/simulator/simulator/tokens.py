# SPDX-License-Identifier: Apache-2.0
"""Access tokens, refresh tokens, and the grants they belong to.

A grant is one login: revoking it ends every token issued from it. The rules
of rotation are Foundry's ("Writing OAuth2 clients for Foundry").
"""

import base64
import json
import secrets
from dataclasses import dataclass


@dataclass(eq=False)
class Grant:
    client_id: str
    username: str
    scopes: frozenset
    revoked: bool = False


@dataclass
class AccessToken:
    username: str
    scopes: frozenset
    expires_at: float
    grant: Grant = None  # None: a user token, made by hand in the settings
    revoked: bool = False

    @property
    def kind(self):
        return "oauth" if self.grant else "user"


@dataclass
class RefreshToken:
    grant: Grant
    last_used_at: float  # or issued
    first_used_at: float = None
    revoked: bool = False


class Tokens:
    """The caller (Multipass) holds a lock around every call."""

    def __init__(self, clock, settings, is_active):
        self.clock = clock
        self.settings = settings
        self.is_active = is_active  # username -> bool
        self.access = {}
        self.refresh = {}
        self.reused = 0  # refresh tokens that came a second time

    # Access tokens

    def issue_access(self, grant, scopes=None):
        return self._issue(grant.username, scopes or grant.scopes,
                           self.settings.access_token_lifetime, grant)

    def issue_user_token(self, username, lifetime):
        return self._issue(username, frozenset(), lifetime, None)

    def _issue(self, username, scopes, lifetime, grant):
        now = self.clock.now()
        token = jwt(username, scopes, now, now + lifetime)
        self.access[token] = AccessToken(username, scopes, now + lifetime,
                                         grant)
        return token

    def valid_access(self, token):
        """The record of a token that is good now, else None."""
        record = self.access.get(token)
        return record if record and self._access_alive(record) else None

    def _access_alive(self, record):
        return (not record.revoked
                and not (record.grant and record.grant.revoked)
                and self.clock.now() < record.expires_at
                and self.is_active(record.username))

    # Refresh tokens

    def issue_refresh(self, grant):
        token = secrets.token_urlsafe(48)
        self.refresh[token] = RefreshToken(grant, self.clock.now())
        return token

    def use_refresh(self, token, client_id):
        """The grant of a refresh token, or None when it is not honoured.

        A used token is good for a minute after its first use; coming later
        it means that somebody has a copy, and the whole login ends.
        """
        record = self.refresh.get(token)
        if (record is None or record.grant.client_id != client_id
                or record.revoked or record.grant.revoked
                or not self.is_active(record.grant.username)):
            return None
        self.reused += record.first_used_at is not None
        if self._used_up(record):
            record.grant.revoked = True
            return None
        if self._forgotten(record):
            return None
        record.last_used_at = self.clock.now()
        if self._rotates() and record.first_used_at is None:
            record.first_used_at = record.last_used_at
        return record.grant

    def _rotates(self):
        return self.settings.rotate and self.settings.reply_refresh_token

    def _used_up(self, record):
        if record.first_used_at is None:
            return False
        return (self.settings.strict_rotation or
                self.clock.now() - record.first_used_at
                > self.settings.refresh_grace)

    def _forgotten(self, record):
        return (self.clock.now() - record.last_used_at
                > self.settings.refresh_idle)

    def _refresh_alive(self, record):
        return not (record.revoked or record.grant.revoked
                    or self._used_up(record)
                    or self._forgotten(record)
                    or not self.is_active(record.grant.username))

    # Ends

    def revoke(self, token, client_id):
        """A refresh token takes its whole grant with it, if not set
        otherwise."""
        access, refresh = self.access.get(token), self.refresh.get(token)
        if refresh and refresh.grant.client_id == client_id:
            if self.settings.revokes == "login":
                refresh.grant.revoked = True
            refresh.revoked = True
        if access and access.grant and access.grant.client_id == client_id:
            access.revoked = True

    def revoke_all(self):
        for record in self.access.values():
            record.revoked = True
        for record in [*self.access.values(), *self.refresh.values()]:
            if record.grant:
                record.grant.revoked = True

    def expire_access(self):
        """End all OAuth access tokens; logins and user tokens stay."""
        for record in self.access.values():
            if record.grant:
                record.expires_at = min(record.expires_at, self.clock.now())

    # Questions of the control API

    def grants_alive(self):
        alive = {id(record.grant) for record in self.refresh.values()
                 if self._refresh_alive(record)}
        alive |= {id(record.grant) for record in self.access.values()
                  if record.grant and self._access_alive(record)}
        return len(alive)

    def describe(self, token):
        record = self.access.get(token)
        if record:
            return {"known": True, "kind": record.kind,
                    "alive": self._access_alive(record),
                    "username": record.username,
                    "scopes": sorted(record.scopes),
                    "expires_in": record.expires_at - self.clock.now()}
        record = self.refresh.get(token)
        if record:
            return {"known": True, "kind": "refresh",
                    "alive": self._refresh_alive(record),
                    "used": record.first_used_at is not None,
                    "username": record.grant.username,
                    "client_id": record.grant.client_id,
                    "scopes": sorted(record.grant.scopes)}
        return {"known": False, "alive": False}


def jwt(subject, scopes, issued_at, expires_at):
    """Three parts, as clients look for; nobody checks the signature."""
    header = {"alg": "ES256", "typ": "JWT"}
    claims = {"sub": subject, "iat": int(issued_at), "exp": int(expires_at),
              "scope": " ".join(sorted(scopes)), "jti": secrets.token_hex(16)}
    return ".".join([_base64url(json.dumps(header).encode()),
                     _base64url(json.dumps(claims).encode()),
                     _base64url(secrets.token_bytes(64))])


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
