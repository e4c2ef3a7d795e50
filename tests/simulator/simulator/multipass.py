# SPDX-License-Identifier: Apache-2.0
"""Multipass, Foundry's login service: who may have which token.

Rules only; oauth.py speaks HTTP. Sources: "Writing OAuth2 clients for
Foundry" (palantir.com/docs), RFC 6749, 7636 and 7009.
"""

import base64
import hashlib
import re
import secrets
import threading
import uuid
from dataclasses import dataclass, replace

from .applications import CONFIDENTIAL, PUBLIC
from .tokens import Grant, Tokens

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class OAuthError(Exception):
    def __init__(self, code, description):
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass(eq=False)
class Code:
    client_id: str
    redirect_uri: str
    redirect_given: bool  # else it was the default
    scopes: frozenset
    challenge: str = None
    username: str = None
    expires_at: float = 0
    used: bool = False
    grant: Grant = None


class Multipass:
    def __init__(self, clock, settings):
        self.clock = clock
        self.settings = settings
        self.lock = threading.RLock()
        self.applications = {}
        self.users = {}  # name -> {"id", "active"}
        self.codes = {}
        self.tokens = Tokens(clock, settings, self.is_active)
        self.register(replace(PUBLIC))
        self.register(replace(CONFIDENTIAL))
        self.set_user("jdoe")
        self.set_user("asmith")

    # Applications and people

    def register(self, application):
        self.applications[application.client_id] = application

    def set_user(self, username, active=True):
        known = self.users.get(username, {"id": str(uuid.uuid4())})
        self.users[username] = {**known, "active": active}

    def is_active(self, username):
        """A service user has the name of its application."""
        if username in self.users:
            return self.users[username]["active"]
        return username in self.applications

    def user_id(self, username):
        return self.users.get(username, {}).get("id", username)

    def application(self, client_id, client_secret):
        """The client that makes a token request, authenticated."""
        known = self.applications.get(client_id)
        if not known or not known.secret_is(client_secret):
            raise OAuthError("invalid_client", "unknown client or secret")
        if not known.enabled:
            raise OAuthError("unauthorized_client",
                             "the application is not enabled")
        return known

    # The authorize page

    def check_authorization(self, wanted, host):
        """The Code that an authorize request deserves, not yet issued."""
        client = self.applications.get(wanted.get("client_id"))
        if not client:
            raise OAuthError("invalid_request", "unknown client_id")
        if not client.enabled:
            raise OAuthError("unauthorized_client",
                             "the application is not enabled")
        given = wanted.get("redirect_uri")
        if given and not client.accepts_redirect(given, host):
            raise OAuthError("invalid_request",
                             f"redirect_uri {given} is not registered")
        if "authorization_code" not in client.grant_types:
            raise OAuthError("unauthorized_client",
                             "authorization_code is not allowed")
        if wanted.get("response_type") != "code":
            raise OAuthError("unsupported_response_type",
                             "response_type must be code")
        scopes = client.scopes_for(wanted.get("scope"))
        if scopes is None:
            raise OAuthError("invalid_scope", "scope unknown or not allowed")
        if not wanted.get("state"):
            raise OAuthError("invalid_request", "state is missing")
        return Code(client.client_id,
                    given or client.default_redirect(host), bool(given),
                    scopes, _challenge(wanted, client))

    def issue_code(self, code, username):
        if username not in self.users or not self.is_active(username):
            raise OAuthError("access_denied", "no such active user")
        text = secrets.token_urlsafe(32)
        with self.lock:
            code.username = username
            code.expires_at = self.clock.now() + self.settings.code_lifetime
            self.codes[text] = code
        return text

    # The token endpoint: each grant type returns the members of its reply

    def exchange_code(self, client, form):
        with self.lock:
            code = self.codes.get(form.get("code"))
            if not code or code.client_id != client.client_id:
                raise OAuthError("invalid_grant", "unknown code")
            if code.used:
                if code.grant:
                    code.grant.revoked = True
                raise OAuthError("invalid_grant", "the code was used before")
            code.used = True
            self._check_exchange(code, form)
            code.grant = Grant(client.client_id, code.username, code.scopes)
            return self._token_reply(code.grant)

    def _check_exchange(self, code, form):
        if self.clock.now() >= code.expires_at:
            raise OAuthError("invalid_grant", "the code has expired")
        if not self.is_active(code.username):
            raise OAuthError("invalid_grant", "the user is deactivated")
        redirect_uri = form.get("redirect_uri")
        if redirect_uri != code.redirect_uri and (code.redirect_given
                                                  or redirect_uri):
            raise OAuthError("invalid_grant", "redirect_uri differs")
        if not _proves(form.get("code_verifier"), code.challenge):
            raise OAuthError("invalid_grant", "wrong code_verifier")

    def refresh(self, client, form):
        if not form.get("refresh_token"):
            raise OAuthError("invalid_request", "refresh_token is missing")
        with self.lock:
            used = form["refresh_token"]
            grant = self.tokens.use_refresh(used, client.client_id)
            if not grant:
                raise OAuthError("invalid_grant", "the refresh token is not "
                                 "valid any more")
            scopes = frozenset((form.get("scope") or "").split())
            if not scopes <= grant.scopes:
                raise OAuthError("invalid_scope", "wider than the login")
            if not self.settings.reply_refresh_token:
                return self._token_reply(grant, scopes, refresh_token=None)
            if not self.settings.rotate:
                return self._token_reply(grant, scopes, refresh_token=used)
            return self._token_reply(grant, scopes)

    def client_credentials(self, client, form):
        if ("client_credentials" not in client.grant_types
                or client.client_secret is None):
            raise OAuthError("unauthorized_client",
                             "client_credentials is not allowed")
        scopes = client.scopes_for(form.get("scope"))
        if scopes is None:
            raise OAuthError("invalid_scope", "scope unknown or not allowed")
        grant = Grant(client.client_id, client.client_id,
                      scopes - {"offline_access"})
        with self.lock:
            return self._token_reply(grant)

    def _token_reply(self, grant, scopes=None, refresh_token="new"):
        lifetime = self.settings.access_token_lifetime
        as_string = self.settings.expires_in_type == "string"
        reply = {"access_token": self.tokens.issue_access(grant, scopes),
                 "token_type": "Bearer",
                 "expires_in": str(lifetime) if as_string else lifetime}
        if "offline_access" in grant.scopes and refresh_token:
            if refresh_token == "new":
                refresh_token = self.tokens.issue_refresh(grant)
            reply["refresh_token"] = refresh_token
        return reply

    # The other endpoints

    def bearer(self, token):
        """The record of a valid access or user token, else None."""
        with self.lock:
            return self.tokens.valid_access(token)

    def revoke(self, client, token):
        with self.lock:
            self.tokens.revoke(token, client.client_id)

    # What the control API does without a browser

    def plant_login(self, client_id, username, scopes):
        if client_id not in self.applications:
            raise ValueError(f"no such application: {client_id}")
        if username not in self.users:
            raise ValueError(f"no such user: {username}")
        with self.lock:
            return self._token_reply(Grant(client_id, username,
                                           frozenset(scopes)))

    def user_token(self, username, lifetime):
        if username not in self.users:
            raise ValueError(f"no such user: {username}")
        with self.lock:
            return self.tokens.issue_user_token(username, lifetime)


def _challenge(wanted, client):
    """PKCE: compulsory for public clients; checked when anybody sends it."""
    challenge = wanted.get("code_challenge")
    if not challenge and client.client_secret is not None:
        return None
    if wanted.get("code_challenge_method") != "S256":
        raise OAuthError("invalid_request",
                         "code_challenge_method must be S256")
    if not CHALLENGE.fullmatch(challenge or ""):
        raise OAuthError("invalid_request", "code_challenge is missing or bad")
    return challenge


def _proves(verifier, challenge):
    if challenge is None:
        return verifier is None
    if not VERIFIER.fullmatch(verifier or ""):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    return challenge == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
