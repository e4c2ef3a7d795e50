# SPDX-License-Identifier: Apache-2.0
"""What the clients of test-docker-clients.py need around them: a registry, an
image, and the one thing that docker login asks of an engine."""

import base64
import gzip
import hashlib
import io
import json
import os
import shutil
import socket
import socketserver
import subprocess
import tarfile
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler

from needed import found

HELLO = b"hello from the layer\n"


class Registry:
    """Debian's docker-registry on 127.0.0.1, without TLS or accounts."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="fc-registry-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = os.path.join(self.directory, "config.yml")
        with open(config, "w") as file:
            json.dump({"version": 0.1, "log": {"level": "error"},
                       "storage": {"filesystem": {"rootdirectory":
                                                  self.directory}},
                       "http": {"addr": f"127.0.0.1:{self.port}"}}, file)
        self.process = subprocess.Popen(
            [found("docker-registry"), "serve", config], env={},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(200):
            try:
                with urllib.request.urlopen(self.url + "/v2/"):
                    return self
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise RuntimeError("docker-registry does not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


class Engine:
    """What docker's command line needs of an engine: somebody who tries an
    account out at the registry (POST /auth), and takes what is handed over
    for push, pull and build; given has that, by the registry's name."""

    def __init__(self, path, foundry):
        self.path = path
        self.given = {}
        self.server = socketserver.ThreadingUnixStreamServer(path, Asked)
        self.server.daemon_threads = True
        self.server.foundry = foundry
        self.server.given = self.given
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Asked(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(200, {})

    do_HEAD = do_GET

    def do_POST(self):
        if not self.path.endswith("/auth"):
            return self.take()
        size = int(self.headers.get("Content-Length", 0))
        given = json.loads(self.rfile.read(size))
        pair = f"{given['username']}:{given['password']}".encode()
        reply = self.server.foundry.fetch("/v2/", headers={
            "Authorization": "Basic " + base64.b64encode(pair).decode()})
        self.answer(reply.status, {"Status": "Login Succeeded"}
                    if reply.status == 200 else {"message": "unauthorized"})

    def take(self):
        """One account with a push or a pull, all there are with a build."""
        one = self.headers.get("X-Registry-Auth")
        all_of_them = self.headers.get("X-Registry-Config")
        if one:
            account = json.loads(base64.urlsafe_b64decode(one))
            self.server.given[account.get("serveraddress")] = account
        if all_of_them:
            self.server.given.update(json.loads(
                base64.urlsafe_b64decode(all_of_them)))
        # A build's context comes in chunks; it wants to be read.
        while self.headers.get("Transfer-Encoding") == "chunked":
            size = int(self.rfile.readline(), 16)
            self.rfile.read(size + 2)
            if size == 0:
                break
        self.answer(200, {"stream": "done"})
        self.close_connection = True

    def answer(self, status, value):
        self.send_response(status)
        self.send_header("Api-Version", "1.41")
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(json.dumps(value).encode())

    def address_string(self):
        return "a client"

    def log_message(self, *_):
        pass


class Layout:
    """A small image as an OCI layout (image-spec 1.0), made by hand."""

    def __init__(self, directory):
        self.directory = directory
        os.makedirs(os.path.join(directory, "blobs", "sha256"))
        layer = self.tar()
        packed = gzip.compress(layer, mtime=0)
        config = self.blob(json.dumps({
            "architecture": "amd64", "os": "linux",
            "config": {"User": "5000"},
            "rootfs": {"type": "layers", "diff_ids": [digest(layer)]},
        }).encode(), "application/vnd.oci.image.config.v1+json")
        self.manifest = json.dumps({
            "schemaVersion": 2, "config": config,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "layers": [self.blob(
                packed, "application/vnd.oci.image.layer.v1.tar+gzip")],
        }).encode()
        self.image = config["digest"].removeprefix("sha256:")
        self.digest = digest(self.manifest)
        entry = self.blob(self.manifest,
                          "application/vnd.oci.image.manifest.v1+json")
        entry["annotations"] = {"org.opencontainers.image.ref.name": "1.0"}
        self.write("index.json", json.dumps(
            {"schemaVersion": 2, "manifests": [entry]}).encode())
        self.write("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')

    @staticmethod
    def tar():
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w") as archive:
            entry = tarfile.TarInfo("hello")
            entry.size = len(HELLO)
            archive.addfile(entry, io.BytesIO(HELLO))
        return file.getvalue()

    def blob(self, data, kind):
        name = digest(data)
        self.write(os.path.join("blobs", *name.split(":")), data)
        return {"mediaType": kind, "digest": name, "size": len(data)}

    def write(self, name, data):
        with open(os.path.join(self.directory, name), "wb") as file:
            file.write(data)


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()
