# SPDX-License-Identifier: Apache-2.0
"""A TLS server that says what it is told, byte for byte."""

import os
import ssl
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "simulator"),
                os.path.join(HERE, "..", "system")]
from listener import Listener  # noqa: E402
from simulator import tls  # noqa: E402

OTHER_NAME = """\
[other]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:other.test
"""


class Authority:
    """A CA, and certificates with something wrong with them."""

    def __init__(self, directory):
        self.directory = directory
        tls.make_certificates(directory)
        self.ca_file = os.path.join(directory, "ca.pem")
        extensions = os.path.join(directory, "other.cnf")
        with open(extensions, "w") as file:
            file.write(OTHER_NAME)
        self.make("expired", "-extensions", "server", "-startdate",
                  "20000101000000Z", "-enddate", "20010101000000Z")
        self.make("early", "-extensions", "server", "-startdate",
                  "20480101000000Z", "-enddate", "20490101000000Z")
        self.make("other", "-extfile", extensions, "-extensions", "other")
        work = os.path.join(directory, "ca")
        tls._certificate(directory, work, "self", "self-signed",
                         "-extensions", "server", "-selfsign", "-keyfile",
                         os.path.join(directory, "self.key"))

    def make(self, name, *how):
        tls._certificate(
            self.directory, os.path.join(self.directory, "ca"), name, name,
            "-keyfile", os.path.join(self.directory, "ca.key"), "-cert",
            self.ca_file, *how)

    def context(self, name="server"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(self.directory, name + ".pem"),
                                os.path.join(self.directory, name + ".key"))
        return context


class Hostile(Listener):
    """Answers each request by play(connection), a function that is given the
    TLS connection once the request is read."""

    def __init__(self, context, play):
        self.context = context
        self.play = play
        self.requests = 0
        super().__init__()

    def answer(self, plain):
        plain.settimeout(30)
        try:
            with self.context.wrap_socket(plain, server_side=True) as secure:
                head = b""
                while b"\r\n\r\n" not in head:
                    data = secure.recv(65536)
                    if not data:
                        return
                    head += data
                self.requests += 1
                self.play(secure)
        except OSError:
            pass  # the client has had enough


def reply(body, status="200 OK", *headers):
    """A reply as bytes; body may be bytes or text."""
    body = body if isinstance(body, bytes) else body.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}",
             "Content-Type: application/json", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
