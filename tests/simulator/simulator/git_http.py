# SPDX-License-Identifier: Apache-2.0
"""Stemma: git over HTTPS, the work done by git http-backend."""

import re
import subprocess
import tempfile
import threading

from .message import Reply, conjure_error, not_found

ROUTE = re.compile(r"/stemma/git/(?P<rid>[^/]+)(?P<name>/[^/]+)?"
                   r"(?P<what>/info/refs|/git-upload-pack|/git-receive-pack)")
TIMEOUT = 300
ACCEPTED_KINDS = {
    "any": ("oauth", "user"),
    "oauth": ("oauth",),
    "user_tokens": ("user",),
}


class Stemma:
    def __init__(self, multipass, repositories, settings):
        self.multipass = multipass
        self.repositories = repositories
        self.settings = settings

    def respond(self, request):
        route = ROUTE.fullmatch(request.path)
        if not route or ".git" in (route["rid"][-4:],
                                   (route["name"] or "")[-4:]):
            return not_found()  # Foundry knows no URLs that end in .git
        user = self.user(request)
        if not user:
            reply = conjure_error(401, "UNAUTHORIZED", "Default:Unauthorized")
            reply.headers += [("WWW-Authenticate", 'Basic realm="Foundry"'),
                              ("WWW-Authenticate", 'Bearer realm="Foundry"')]
            return reply
        if not self.repositories.path(route["rid"]):
            return not_found()
        return self.backend(request, "/" + route["rid"] + route["what"], user)

    def user(self, request):
        """Who asks: any user name will do, the token decides."""
        username, password = request.basic() or ("", None)
        token = request.bearer() or (username and password)
        record = self.multipass.bearer(token)
        kinds = ACCEPTED_KINDS[self.settings.git_accepts]
        return record.username if record and record.kind in kinds else None

    def backend(self, request, path_info, user):
        # The body goes through a file: http-backend may start to answer
        # before it has read everything, and a pipe each way would deadlock.
        with tempfile.TemporaryFile(dir=self.repositories.root) as body:
            for piece in request.body.pieces():
                body.write(piece)
            length = body.tell()
            body.seek(0)
            process = subprocess.Popen(
                ["git", "http-backend"], stdin=body, stdout=subprocess.PIPE,
                env=self.environment(request, path_info, user, length))
        return cgi_reply(process)

    def environment(self, request, path_info, user, length):
        return {
            **self.repositories.environment,
            "GIT_PROJECT_ROOT": self.repositories.root,
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
            "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding",
                                                         ""),
            "CONTENT_TYPE": request.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(length),
            "PATH_INFO": path_info,
            "QUERY_STRING": request.query,
            "REMOTE_ADDR": "127.0.0.1",
            "REMOTE_USER": user,
            "REQUEST_METHOD": request.method,
        }


def cgi_reply(process):
    output = Output(process)
    status, headers = 200, []
    for line in iter(process.stdout.readline, b""):
        name, _, value = line.decode("latin-1").strip().partition(": ")
        if not name:
            break
        if name == "Status":
            status = int(value.split()[0])
        else:
            headers.append((name, value))
    return Reply(status, output, headers)


class Output:
    """What a process prints; it is killed when it takes too long."""

    def __init__(self, process):
        self._process = process
        self._timer = threading.Timer(TIMEOUT, process.kill)
        self._timer.daemon = True
        self._timer.start()

    def __iter__(self):
        return iter(lambda: self._process.stdout.read1(1 << 16), b"")

    def close(self):
        self._timer.cancel()
        self._process.stdout.close()
        self._process.kill()
        self._process.wait()
