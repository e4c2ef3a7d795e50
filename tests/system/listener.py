# SPDX-License-Identifier: Apache-2.0
"""A server of a test's own."""

import socket
import threading


class Listener:
    """Listens on 127.0.0.1, counts who comes, and has answer(peer) answer
    each in a thread of its own."""

    def __init__(self):
        self.came = 0
        self.server = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.host = "127.0.0.1:%d" % self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            self.came += 1
            threading.Thread(target=self.answer, args=(peer,),
                             daemon=True).start()

    def close(self):
        self.server.close()
