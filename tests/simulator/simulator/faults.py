# SPDX-License-Identifier: Apache-2.0
"""Faults on demand: what a test wants to go wrong with which requests."""

import base64
import itertools
import json
import threading
import time
from dataclasses import dataclass, field

from .message import Reply

HOLD_S = 300  # a test that has gone releases nothing


@dataclass
class Fault:
    path: str  # prefix of the requests it strikes
    times: int = 1  # None: until cleared
    # Instead of the genuine answer:
    status: int = None
    body: str = None
    body_base64: str = None
    json: object = None
    redirect: str = None
    endless: bool = False
    # About the answer, genuine or not:
    content_type: str = None
    headers: dict = field(default_factory=dict)
    override: dict = field(default_factory=dict)  # JSON members; null deletes
    nulls: list = field(default_factory=list)  # JSON members to be null
    # About the connection:
    stall: float = 0  # seconds before the request is looked at
    delay: float = 0  # seconds between processing and answering
    hold: str = None  # until released: "before" or "after" processing
    drip: float = 0  # bytes per second
    close: str = None  # "before" processing, "lost" reply, "middle" of it

    def __post_init__(self):
        self.gate = threading.Event()
        if self.hold not in (None, "before", "after"):
            raise ValueError("hold: before or after")
        if self.close not in (None, "before", "lost", "middle"):
            raise ValueError("close: one of before, lost, middle")
        if self.endless and self.close == "lost":
            raise ValueError("an endless reply cannot be lost")
        if self.times is not None and self.times < 1:
            raise ValueError("times: at least 1, or null")

    def strike(self, process):
        """Answer a request whose genuine answer is process()."""
        time.sleep(self.stall)
        self.wait("before")
        if self.close == "before":
            return None
        reply = self.own_reply() or process()
        time.sleep(self.delay)
        self.wait("after")
        if self.close == "lost":
            finish(reply)
            return None
        self.alter(reply)
        return reply

    def wait(self, when):
        if self.hold == when:
            self.gate.wait(HOLD_S)

    def own_reply(self):
        if self.redirect is not None:
            return Reply(self.status or 302, b"",
                         [("Location", self.redirect)])
        if self.endless:
            return Reply(self.status or 200, itertools.repeat(b" " * 65536))
        if self.json is not None:
            return Reply(self.status or 200, json.dumps(self.json).encode(),
                         [("Content-Type", "application/json")])
        if self.body_base64 is not None:
            return Reply(self.status or 200, base64.b64decode(self.body_base64))
        if self.body is not None or self.status is not None:
            return Reply(self.status or 200, (self.body or "").encode())
        return None

    def alter(self, reply):
        if self.override or self.nulls:
            members = {**json.loads(reply.body), **self.override}
            members = {name: value for name, value in members.items()
                       if value is not None}
            members.update(dict.fromkeys(self.nulls))
            reply.body = json.dumps(members).encode()
        if self.content_type is not None:
            reply.headers = [pair for pair in reply.headers
                             if pair[0] != "Content-Type"]
            reply.headers.append(("Content-Type", self.content_type))
        reply.headers += self.headers.items()
        reply.drip = self.drip
        reply.cut = self.close == "middle"


def finish(reply):
    """Let the work behind a reply come to its end, unseen."""
    if not isinstance(reply.body, bytes):
        for _ in reply.body:
            pass
    reply.close()


class Faults:
    def __init__(self):
        self._lock = threading.Lock()
        self._queue = []
        self._gates = []

    def add(self, **members):
        fault = Fault(**members)
        with self._lock:
            self._queue.append(fault)
            self._gates.append(fault.gate)

    def take(self, path):
        """The oldest fault queued for path, if any; it is used once."""
        with self._lock:
            for fault in self._queue:
                if path.startswith(fault.path):
                    if fault.times is not None:
                        fault.times -= 1
                    if fault.times == 0:
                        self._queue.remove(fault)
                    return fault
        return None

    def release(self):
        """Let go on what is held; what comes later to such a fault too."""
        with self._lock:
            for gate in self._gates:
                gate.set()
            self._gates.clear()

    def clear(self):
        with self._lock:
            self._queue.clear()
        self.release()

    def pending(self):
        with self._lock:
            return len(self._queue)
