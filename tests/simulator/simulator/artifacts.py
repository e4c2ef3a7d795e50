# SPDX-License-Identifier: Apache-2.0
"""Packages of an artifact repository: npm's registry, pip's, Maven's files.

Below /artifacts/api/repositories/RID/contents/release/, for whoever brings a
token, as Bearer or as the password of Basic.
"""

import base64
import re
import threading
from urllib.parse import unquote

from .message import Reply, conjure_error, json_reply, not_found
from .pypi import Pypi

PREFIX = "/artifacts/api/repositories/"
PLACE = re.compile(re.escape(PREFIX) + r"(ri\.artifacts\.[^/]+)"
                   r"/contents/release/(npm|maven|pypi)/(.*)")
BODY_MAX = 1 << 24


class Artifacts:
    def __init__(self, multipass):
        self.multipass = multipass
        self.lock = threading.Lock()
        self.pypi = Pypi()
        self.kept = {}  # (rid, layout, name): bytes, or npm's packument

    def respond(self, request):
        basic = request.basic()
        token = basic[1] if basic else request.bearer()
        if not (token and self.multipass.bearer(token)):
            return challenge()
        place = PLACE.fullmatch(request.path)
        if not place:
            return not_found()
        rid, layout, name = place[1], place[2], unquote(place[3])
        with self.lock:
            if layout == "pypi":
                return self.pypi.respond(rid, name)
            if layout == "npm":
                return self.npm(request, rid, name)
            return self.file(request, (rid, layout, name))

    def file(self, request, key):
        if request.method == "PUT":
            self.kept[key] = request.body.read(BODY_MAX)
            return Reply(201)
        if request.method != "GET" or key not in self.kept:
            return not_found()
        return Reply(200, self.kept[key],
                     [("Content-Type", "application/octet-stream")])

    def npm(self, request, rid, name):
        if request.method == "PUT":
            return self.publish(rid, name, request.json())
        name, _, tarball = name.partition("/-/")
        packument = self.kept.get((rid, "npm", name))
        if request.method != "GET" or not packument:
            return not_found()
        if not tarball:
            return json_reply(packument["shown"])
        data = packument["files"].get(tarball.rpartition("/")[2])
        return Reply(200, data) if data else not_found()

    def publish(self, rid, name, new):
        packument = self.kept.setdefault(
            (rid, "npm", name),
            {"shown": {"name": name, "versions": {}, "dist-tags": {}},
             "files": {}})
        packument["shown"]["versions"].update(new["versions"])
        packument["shown"]["dist-tags"].update(new["dist-tags"])
        for file, attachment in new["_attachments"].items():
            packument["files"][file.rpartition("/")[2]] = base64.b64decode(
                attachment["data"])
        for version in new["versions"].values():
            dist = version["dist"]  # where npm says http://
            dist["tarball"] = re.sub("^http:", "https:", dist["tarball"])
        return json_reply({"ok": True}, 201)


def challenge():
    reply = conjure_error(401, "UNAUTHORIZED", "Default:Unauthorized")
    reply.headers.append(("WWW-Authenticate", 'Basic realm="Foundry"'))
    return reply
