# SPDX-License-Identifier: Apache-2.0
"""The container registry's front door: /v2/ with Basic authentication.

Behind it may stand a real registry, which then answers everything else.
"""

import http.client
import re
from urllib.parse import urlsplit

from .message import Reply, json_reply, not_found

USERNAME = re.compile(r"ri\.artifacts\.main\.repository\."
                      r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Of one connection only (RFC 9110, section 7.6.1), or made anew here.
HOP = {"authorization", "connection", "content-length", "date", "expect",
       "keep-alive", "server", "te", "trailer", "transfer-encoding",
       "upgrade"}
# docker 20 looks for it even in a refusal.
VERSION = ("Docker-Distribution-Api-Version", "registry/2.0")
PIECE = 1 << 16
TIMEOUT_S = 60


class Registry:
    def __init__(self, multipass, upstream=None):
        self.multipass = multipass
        self.upstream = Upstream(upstream) if upstream else None

    def respond(self, request):
        user, password = request.basic() or ("", "")
        if not (USERNAME.fullmatch(user) and self.multipass.bearer(password)):
            return json_reply(
                {"errors": [{"code": "UNAUTHORIZED",
                             "message": "authentication required"}]}, 401,
                [("WWW-Authenticate",
                  'Basic realm="Foundry container registry"'), VERSION])
        if self.upstream:
            return self.upstream.respond(request)
        if request.path.rstrip("/") != "/v2":
            return not_found()
        return json_reply({}, headers=[VERSION])


class Upstream:
    """A registry without TLS or authentication, at http://ADDRESS:PORT."""

    def __init__(self, url):
        self.address = urlsplit(url).netloc

    def respond(self, request):
        connection = http.client.HTTPConnection(self.address,
                                                timeout=TIMEOUT_S)
        headers = forwarded(request.headers.items())
        headers["X-Forwarded-Proto"] = "https"  # its Location headers
        body = None
        if "chunked" in request.headers.get("Transfer-Encoding", ""):
            headers["Transfer-Encoding"] = "chunked"
            body = request.body.pieces()
        elif "Content-Length" in request.headers:
            headers["Content-Length"] = request.headers["Content-Length"]
            body = request.body.pieces()
        try:
            connection.request(request.verb, request.target, body, headers,
                               encode_chunked="Transfer-Encoding" in headers)
            return relay(connection, request.verb)
        except (OSError, http.client.HTTPException):
            connection.close()
            return json_reply({"errors": [{"code": "UNAVAILABLE"}]}, 502)


def forwarded(headers):
    """As a dictionary: repeated ones (Accept) become one list."""
    merged = {}
    for name, value in headers:
        if name.lower() not in HOP:
            name = name.title()
            merged[name] = (f"{merged[name]}, {value}" if name in merged
                            else value)
    return merged


def relay(connection, verb):
    answer = connection.getresponse()
    headers = list(forwarded(answer.getheaders()).items())
    length = answer.getheader("Content-Length")
    if length is not None:  # also of what HEAD asks about
        headers.append(("Content-Length", length))
    elif verb == "HEAD" or answer.status in (204, 304):
        connection.close()
        return Reply(answer.status, b"", headers)
    return Reply(answer.status, pieces(connection, answer), headers)


def pieces(connection, answer):
    try:
        while piece := answer.read(PIECE):
            yield piece
    finally:
        connection.close()
