# SPDX-License-Identifier: Apache-2.0
"""The HTTP side of Multipass: what lies under /multipass/."""

from urllib.parse import unquote_plus, urlencode

from .message import (BadRequest, Reply, conjure_error, html_reply,
                      json_reply, not_found, redirect_reply)
from .multipass import OAuthError
from .pages import code_page, error_page, login_page

AUTHORIZE = "/multipass/api/oauth2/authorize"
CALLBACK = "/multipass/api/oauth2/callback"
TOKEN = "/multipass/api/oauth2/token"
REVOKE = "/multipass/api/oauth2/revoke_token"
ME = "/multipass/api/me"
TTL = "/multipass/api/token/ttl"
DISCOVERY = "/multipass/.well-known/openid-configuration"

AUTHORIZE_PARAMETERS = ("client_id", "redirect_uri", "response_type", "scope",
                        "state", "code_challenge", "code_challenge_method")


class OAuth:
    def __init__(self, multipass):
        self.multipass = multipass
        self.routes = {
            ("GET", AUTHORIZE): self.authorize,
            ("POST", AUTHORIZE): self.decide,
            ("GET", CALLBACK): self.callback,
            ("POST", TOKEN): self.token,
            ("POST", REVOKE): self.revoke,
            ("GET", ME): self.me,
            ("GET", TTL): self.ttl,
            ("GET", DISCOVERY): self.discovery,
        }
        self.grant_types = {
            "authorization_code": multipass.exchange_code,
            "refresh_token": multipass.refresh,
            "client_credentials": multipass.client_credentials,
        }

    def respond(self, request):
        endpoint = self.routes.get((request.method, request.path))
        if endpoint:
            return endpoint(request)
        if any(path == request.path for _, path in self.routes):
            return conjure_error(405, "METHOD_NOT_ALLOWED",
                                 "Default:MethodNotAllowed")
        return not_found()

    # For browsers: an error is a page, the client never hears of it

    def authorize(self, request):
        try:
            wanted = single(request.parameters())
            code = self.multipass.check_authorization(wanted, request.host)
        except OAuthError as error:
            return html_reply(error_page(error.code, error.description), 400)
        shown = {name: wanted[name] for name in AUTHORIZE_PARAMETERS
                 if name in wanted}
        return html_reply(login_page(AUTHORIZE, shown, code.client_id,
                                     code.scopes, self.multipass.users))

    def decide(self, request):
        try:
            wanted = single(request.form())
            code = self.multipass.check_authorization(wanted, request.host)
            if wanted.get("decision") != "allow":
                return back_to_client(code.redirect_uri, error="access_denied",
                                      state=wanted["state"])
            issued = self.multipass.issue_code(code, wanted.get("username"))
        except OAuthError as error:
            return html_reply(error_page(error.code, error.description), 400)
        return back_to_client(code.redirect_uri, code=issued,
                              state=wanted["state"])

    def callback(self, request):
        """Where the console login ends: the person copies the code."""
        given = dict(request.parameters())
        if "error" in given:
            return html_reply(error_page(given["error"], "log in again"))
        return html_reply(code_page(given.get("code", ""),
                                    given.get("state", "")))

    # For clients

    def token(self, request):
        try:
            form = single(request.form())
            client = self.client(request, form)
            grant = self.grant_types.get(form.get("grant_type"))
            if not grant:
                raise OAuthError("unsupported_grant_type", "unknown")
            return json_reply(grant(client, form),
                              headers=[("Cache-Control", "no-store")])
        except (OAuthError, BadRequest) as error:
            return oauth_error(error, request)

    def revoke(self, request):
        """200 for unknown tokens too (RFC 7009)."""
        try:
            form = single(request.form())
            client = self.client(request, form)
            if not form.get("token"):
                raise OAuthError("invalid_request", "token is missing")
            self.multipass.revoke(client, form["token"])
            return Reply(200)
        except (OAuthError, BadRequest) as error:
            return oauth_error(error, request)

    def client(self, request, form):
        """The application, by Basic header or in the form, never both."""
        client_id, secret = form.get("client_id"), form.get("client_secret")
        basic = request.basic()
        if basic:
            user, password = map(unquote_plus, basic)
            if secret or client_id not in (None, user):
                raise OAuthError("invalid_request",
                                 "two ways of client authentication")
            client_id, secret = user, password
        return self.multipass.application(client_id, secret)

    def me(self, request):
        record = self.multipass.bearer(request.bearer())
        if not record:
            return invalid_jwt()
        return json_reply({"id": self.multipass.user_id(record.username),
                           "username": record.username, "attributes": {}})

    def ttl(self, request):
        record = self.multipass.bearer(request.bearer())
        if not record:
            return invalid_jwt()
        return json_reply(int(record.expires_at - self.multipass.clock.now()))

    def discovery(self, request):
        root = f"https://{request.host}"
        return json_reply({
            "issuer": root + "/multipass",
            "authorization_endpoint": root + AUTHORIZE,
            "token_endpoint": root + TOKEN,
            "revocation_endpoint": root + REVOKE,
            "response_types_supported": ["code"],
            "grant_types_supported": list(self.grant_types),
            "code_challenge_methods_supported": ["S256"],
        })


def single(pairs):
    """Parameters by name: repeated ones are refused, empty ones absent."""
    named = dict(pairs)
    if len(named) != len(pairs):
        raise OAuthError("invalid_request", "a parameter is repeated")
    return {name: value for name, value in named.items() if value}


def back_to_client(redirect_uri, **answer):
    return redirect_reply(redirect_uri + "?" + urlencode(answer))


def oauth_error(error, request):
    """RFC 6749, section 5.2."""
    code = getattr(error, "code", "invalid_request")
    headers = [("Cache-Control", "no-store")]
    if code == "invalid_client" and request.basic():
        headers.append(("WWW-Authenticate", 'Basic realm="Foundry"'))
    return json_reply({"error": code, "error_description": str(error)},
                      401 if code == "invalid_client" else 400, headers)


def invalid_jwt():
    return conjure_error(401, "UNAUTHORIZED", "Default:InvalidJwt")
