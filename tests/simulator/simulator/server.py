# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1, with TLS or without: one thread per connection.

The server knows nothing of Foundry: it turns bytes into a Request, calls
respond(request), and delivers the Reply. No reply (None) drops the connection.
"""

import ssl
import time
import traceback
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn

from .message import BadRequest, Reply, Request

HANDSHAKE_TIMEOUT = 20
DRIPS_PER_SECOND = 10


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one packet
    dropped = False

    def answer(self):
        reply = self.reply()
        if reply is None:
            self.dropped = self.close_connection = True
            return
        try:
            self.deliver(reply)
        finally:
            reply.close()

    def reply(self):
        try:
            request = Request(self.command, self.path, self.headers,
                              self.rfile)
            reply = self.server.respond(request)
            request.body.drain()
            return reply
        except BadRequest as error:
            self.close_connection = True
            return Reply(400, f"{error}\n".encode(),
                         [("Content-Type", "text/plain")])
        except OSError:
            raise  # the peer went away
        except Exception:
            traceback.print_exc()
            self.close_connection = True
            return Reply(500)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def deliver(self, reply):
        whole = isinstance(reply.body, bytes)
        measured = any(name.lower() == "content-length"
                       for name, _ in reply.headers)
        chunked = (not whole and not measured and
                   self.request_version == "HTTP/1.1")
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if whole:
            self.send_header("Content-Length", str(len(reply.body)))
        elif chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif not measured:
            self.close_connection = True
        self.end_headers()
        if self.command == "HEAD":
            return
        for piece in pieces(reply):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece)
                             if chunked else piece)
            if not whole or reply.drip:
                self.wfile.flush()
        if reply.cut:
            self.wfile.flush()
            self.dropped = self.close_connection = True
        elif chunked:
            self.wfile.write(b"0\r\n\r\n")

    def date_time_string(self, timestamp=None):
        return super().date_time_string(timestamp or self.server.clock.now())

    def version_string(self):
        return "Foundry-simulator"

    def log_message(self, *_):
        pass  # traffic.py logs, without secrets


def pieces(reply):
    """The body as it is to be sent: at once, half of it, or slowly."""
    body = [reply.body] if isinstance(reply.body, bytes) else reply.body
    for piece in body:
        if reply.cut:
            piece = piece[:len(piece) // 2]
        if reply.drip:
            yield from drops(piece, reply.drip)
        elif piece:  # an empty chunk would end the body
            yield piece
        if reply.cut:
            return


def drops(piece, bytes_per_second):
    size = max(1, int(bytes_per_second / DRIPS_PER_SECOND))
    for start in range(0, len(piece), size):
        drop = piece[start:start + size]
        time.sleep(len(drop) / bytes_per_second)
        yield drop


class Server(ThreadingMixIn, TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 1024

    def __init__(self, address, respond, clock, context=None):
        super().__init__(address, Handler)
        self.respond = respond
        self.clock = clock
        self.context = context

    @property
    def port(self):
        return self.server_address[1]

    def finish_request(self, request, client_address):
        """Runs in the connection's own thread; so does the handshake."""
        try:
            if self.context:
                self.talk_tls(request, client_address)
            else:
                Handler(request, client_address, self)
        except OSError:
            pass  # the peer went away, or never finished its handshake

    def talk_tls(self, request, client_address):
        request.settimeout(HANDSHAKE_TIMEOUT)
        with self.context.wrap_socket(request, server_side=True,
                                      do_handshake_on_connect=False) as stream:
            stream.do_handshake()
            handler = Handler(stream, client_address, self)
            if not handler.dropped:
                say_goodbye(stream)

    def handle_error(self, request, client_address):
        traceback.print_exc()


def say_goodbye(stream):
    """Send TLS's close_notify, without waiting for the peer's."""
    stream.settimeout(0)
    try:
        stream.unwrap()
    except (ssl.SSLError, OSError, ValueError):
        pass
