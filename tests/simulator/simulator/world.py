# SPDX-License-Identifier: Apache-2.0
"""One simulated Foundry: its parts, and which of them answers what."""

from . import artifacts, oauth
from .clock import Clock
from .control import Control
from .faults import Faults
from .git_http import Stemma
from .message import BadRequest, not_found
from .multipass import Multipass
from .oauth import OAuth
from .registry import Registry
from .repositories import Repositories
from .server import Server
from .settings import Settings
from .tls import make_certificates, server_context
from .traffic import Traffic

ENDPOINTS = {
    ("GET", oauth.AUTHORIZE): "authorize",
    ("POST", oauth.AUTHORIZE): "login",
    ("GET", oauth.CALLBACK): "callback",
    ("POST", oauth.TOKEN): "token",
    ("POST", oauth.REVOKE): "revoke",
    ("GET", oauth.ME): "me",
    ("GET", oauth.TTL): "ttl",
    ("GET", oauth.DISCOVERY): "discovery",
}


class World:
    def __init__(self, directory, address, registry_upstream=None):
        self.clock = Clock()
        self.settings = Settings()
        self.faults = Faults()
        self.traffic = Traffic()
        make_certificates(directory)
        self.server = Server(address, self.respond, self.clock,
                             server_context(directory))
        self.control_server = Server(("127.0.0.1", 0),
                                     Control(self).respond, self.clock)
        self.host = f"{address[0]}:{self.server.port}"
        self.multipass = Multipass(self.clock, self.settings)
        self.repositories = Repositories(directory, self.host)
        self.artifacts = artifacts.Artifacts(self.multipass)
        self.services = (
            ("/multipass/", OAuth(self.multipass)),
            ("/stemma/git/", Stemma(self.multipass, self.repositories,
                                    self.settings)),
            ("/v2/", Registry(self.multipass, registry_upstream)),
            (artifacts.PREFIX, self.artifacts),
        )

    def respond(self, request):
        entry = self.traffic.arrived(request, endpoint(request),
                                     grant_type(request))
        fault = self.faults.take(request.path)
        reply = (fault.strike(lambda: self.process(request)) if fault
                 else self.process(request))
        entry["status"] = reply.status if reply else None
        return reply

    def process(self, request):
        for prefix, service in self.services:
            if request.path.startswith(prefix):
                return service.respond(request)
        return not_found()


def endpoint(request):
    """The name under which a request is counted."""
    for prefix, name in (("/stemma/git/", "git"), ("/v2/", "registry"),
                         (artifacts.PREFIX, "artifacts")):
        if request.path.startswith(prefix):
            return name
    return ENDPOINTS.get((request.method, request.path), "other")


def grant_type(request):
    if endpoint(request) != "token":
        return None
    try:
        return dict(request.form()).get("grant_type")
    except BadRequest:
        return None
