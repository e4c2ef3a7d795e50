# SPDX-License-Identifier: Apache-2.0
"""The control API: how tests move the clock, break things, and look.

POST /control/NAME with a JSON object; its members are the keyword arguments
of the method NAME below.
"""

import json
from dataclasses import asdict

from .applications import PUBLIC, Application
from .message import BadRequest, json_reply

PREFIX = "/control/"


class Control:
    def __init__(self, world):
        self.world = world
        self.verbs = {
            "stats": self.stats,
            "requests": self.requests,
            "reset_stats": self.reset_stats,
            "advance": self.advance,
            "set": self.set,
            "fault": self.fault,
            "clear_faults": self.clear_faults,
            "release": self.release,
            "application": self.application,
            "user": self.user,
            "grant": self.grant,
            "user_token": self.user_token,
            "tokens": self.tokens,
            "expire_access_tokens": self.expire_access_tokens,
            "revoke_all": self.revoke_all,
            "repository": self.repository,
            "package": self.package,
        }

    def respond(self, request):
        verb = self.verbs.get(request.path.removeprefix(PREFIX))
        if not verb:
            return json_reply({"error": "no such verb"}, 404)
        try:
            text = request.body.read(limit=64 << 20)
            with self.world.multipass.lock:
                answer = verb(**json.loads(text or b"{}"))
        except (TypeError, ValueError, BadRequest) as error:
            return json_reply({"error": str(error)}, 400)
        return json_reply({} if answer is None else answer)

    # Looking

    def stats(self):
        return {**self.world.traffic.counts(),
                "grants_alive": self.world.multipass.tokens.grants_alive(),
                "refresh_reused": self.world.multipass.tokens.reused,
                "faults_pending": self.world.faults.pending(),
                "now": self.world.clock.now()}

    def requests(self):
        return self.world.traffic.log()

    def reset_stats(self):
        self.world.traffic.reset()
        self.world.multipass.tokens.reused = 0

    def tokens(self, token):
        return self.world.multipass.tokens.describe(token)

    # Time, settings, faults

    def advance(self, seconds):
        self.world.clock.advance(seconds)
        return {"now": self.world.clock.now()}

    def set(self, **settings):
        self.world.settings.change(**settings)
        return asdict(self.world.settings)

    def fault(self, **members):
        self.world.faults.add(**members)

    def release(self):
        self.world.faults.release()

    def clear_faults(self):
        self.world.faults.clear()

    # Applications, people, tokens

    def application(self, **members):
        self.world.multipass.register(Application(**members))

    def user(self, username, active=True):
        self.world.multipass.set_user(username, active)

    def grant(self, client_id=PUBLIC.client_id, user="jdoe",
              scopes=("offline_access", "api:read-data")):
        return self.world.multipass.plant_login(client_id, user, scopes)

    def user_token(self, user="jdoe", lifetime=7 * 86400):
        return {"access_token":
                self.world.multipass.user_token(user, lifetime)}

    def expire_access_tokens(self):
        self.world.multipass.tokens.expire_access()

    def revoke_all(self):
        self.world.multipass.tokens.revoke_all()

    # Repositories

    def repository(self, **members):
        return self.world.repositories.create(**members)

    def package(self, rid, name, version):
        self.world.artifacts.pypi.publish(rid, name, version)
