# SPDX-License-Identifier: Apache-2.0
"""The container registry's front door: /v2/ with Basic authentication."""

import re

from .message import json_reply, not_found

USERNAME = re.compile(r"ri\.artifacts\.main\.repository\."
                      r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Registry:
    def __init__(self, multipass):
        self.multipass = multipass

    def respond(self, request):
        user, password = request.basic() or ("", "")
        if not (USERNAME.fullmatch(user) and self.multipass.bearer(password)):
            return json_reply(
                {"errors": [{"code": "UNAUTHORIZED",
                             "message": "authentication required"}]}, 401,
                [("WWW-Authenticate",
                  'Basic realm="Foundry container registry"')])
        if request.path.rstrip("/") != "/v2":
            return not_found()
        return json_reply({}, headers=[
            ("Docker-Distribution-API-Version", "registry/2.0")])
