# SPDX-License-Identifier: Apache-2.0
"""A request as the endpoints see it, and the reply they give."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

FORM_MAX = 1 << 20


class BadRequest(Exception):
    """The request cannot be understood at all."""


class Body:
    """A request body, by Content-Length or chunked, read piece by piece."""

    def __init__(self, stream, headers):
        self._stream = stream
        self._chunked = "chunked" in headers.get("Transfer-Encoding", "")
        self._left = 0 if self._chunked else _length(headers)

    def pieces(self):
        while self._left or self._chunked:
            if not self._left and not self._next_chunk():
                return
            piece = self._stream.read(min(self._left, 1 << 16))
            if not piece:
                raise BadRequest("the body ends too early")
            self._left -= len(piece)
            yield piece

    def read(self, limit=FORM_MAX):
        data = b""
        for piece in self.pieces():
            data += piece
            if len(data) > limit:
                raise BadRequest("the body is too long")
        return data

    def drain(self):
        for _ in self.pieces():
            pass

    def _next_chunk(self):
        line = self._stream.readline(1024)
        if line == b"\r\n":  # the end of the chunk before
            line = self._stream.readline(1024)
        try:
            self._left = int(line.split(b";")[0], 16)
        except ValueError:
            raise BadRequest("bad chunk") from None
        if self._left == 0:
            self._chunked = False
            while self._stream.readline(1024) not in (b"\r\n", b""):
                pass
        return self._left > 0


def _length(headers):
    try:
        return max(0, int(headers.get("Content-Length", 0)))
    except ValueError:
        raise BadRequest("bad Content-Length") from None


class Request:
    def __init__(self, method, target, headers, stream):
        parts = urlsplit(target)
        self.verb = method
        self.method = "GET" if method == "HEAD" else method
        self.target = target
        self.path = parts.path
        self.query = parts.query
        self.headers = headers
        self.body = Body(stream, headers)
        self._form = None

    @property
    def host(self):
        return self.headers.get("Host", "").lower()

    def parameters(self):
        """The query as pairs."""
        return parse_qsl(self.query, keep_blank_values=True)

    def form(self):
        """The form in the body as pairs; may be asked for repeatedly."""
        if self._form is None:
            kind = self.headers.get("Content-Type", "").split(";")[0]
            if kind.strip().lower() != "application/x-www-form-urlencoded":
                raise BadRequest("the body is not a form")
            text = self.body.read().decode("utf-8", "replace")
            self._form = parse_qsl(text, keep_blank_values=True)
        return self._form

    def json(self, limit=1 << 24):
        try:
            return json.loads(self.body.read(limit))
        except ValueError:
            raise BadRequest("the body is no JSON") from None

    def auth_scheme(self):
        """For the log; "other" may be a token without a scheme."""
        header = self.headers.get("Authorization")
        if header is None:
            return None
        scheme = header.partition(" ")[0].lower()
        return scheme if scheme in ("basic", "bearer") else "other"

    def basic(self):
        """(user, password) of the Authorization header, or None."""
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            pair = base64.b64decode(rest.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
        user, colon, password = pair.partition(":")
        return (user, password) if colon else None

    def bearer(self):
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        return rest.strip() if scheme.lower() == "bearer" else None


@dataclass
class Reply:
    """status, headers, and a body: bytes, or an iterable of bytes.

    drip (bytes per second) and cut (stop half-way) are for faults.
    """
    status: int = 200
    body: object = b""
    headers: list = field(default_factory=list)
    drip: float = 0
    cut: bool = False

    def close(self):
        if hasattr(self.body, "close"):
            self.body.close()


def json_reply(value, status=200, headers=()):
    return Reply(status, json.dumps(value).encode(),
                 [("Content-Type", "application/json"), *headers])


def html_reply(page, status=200):
    return Reply(status, page.encode(),
                 [("Content-Type", "text/html; charset=utf-8"),
                  ("Cache-Control", "no-store"),
                  ("Referrer-Policy", "no-referrer")])


def redirect_reply(location):
    return Reply(302, b"", [("Location", location),
                            ("Cache-Control", "no-store")])


def conjure_error(status, code, name):
    """An error in the shape of Foundry's own services."""
    return json_reply({"errorCode": code, "errorName": name,
                       "errorInstanceId": "00000000-0000-0000-0000-"
                       "000000000000", "parameters": {}}, status)


def not_found():
    return conjure_error(404, "NOT_FOUND", "Default:NotFound")
