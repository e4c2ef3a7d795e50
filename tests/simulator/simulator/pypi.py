# SPDX-License-Identifier: Apache-2.0
"""An artifact repository as pip sees one: its index and its files."""

import base64
import hashlib
import io
import zipfile

from .message import Reply, html_reply, not_found


class Pypi:
    def __init__(self):
        self.packages = {}  # (rid, name): {file name: bytes}

    def publish(self, rid, name, version):
        """A wheel with one module, which says its version."""
        file, content = wheel(name, version)
        self.packages.setdefault((rid, name), {})[file] = content

    def respond(self, rid, what):
        """what: "simple/NAME/" or "files/NAME"."""
        kind, _, name = what.partition("/")
        if kind == "files":
            return self.file(rid, name)
        if kind != "simple":
            return not_found()
        return self.index(rid, name.removesuffix("/"))

    def file(self, rid, name):
        files = self.packages.get((rid, name.partition("-")[0]), {})
        if name not in files:
            return not_found()
        return Reply(200, files[name],
                     [("Content-Type", "application/octet-stream")])

    def index(self, rid, name):
        names = sorted(self.packages.get((rid, name), {}))
        if not names:
            return not_found()
        return html_reply("<!DOCTYPE html><html><body>" + "".join(
            f'<a href="../../files/{file}">{file}</a>' for file in names)
            + "</body></html>")


def wheel(name, version):
    """(file name, bytes) of a package with nothing in it but its version."""
    info = f"{name}-{version}.dist-info"
    members = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\n"
                            f"Name: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: simulator\n"
                         "Root-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{member},{digest(text)},{len(text)}\n"
                     for member, text in members.items())
    members[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for member, text in members.items():
            archive.writestr(zipfile.ZipInfo(member), text)
    return f"{name}-{version}-py3-none-any.whl", content.getvalue()


def digest(text):
    value = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(value).rstrip(b"=").decode()
