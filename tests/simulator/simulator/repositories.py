# SPDX-License-Identifier: Apache-2.0
"""The bare git repositories in STATEDIR/repositories, by their RIDs."""

import os
import re
import subprocess
import uuid

RID = re.compile(r"ri\.stemma\.main\.repository\."
                 r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

CONFIG = """\
[user]
	name = Foundry simulator
	email = simulator@example.invalid
[init]
	defaultBranch = main
[http]
	receivepack = true
[gc]
	auto = 0
[receive]
	autogc = false
[safe]
	directory = *
"""


class Repositories:
    def __init__(self, directory, host):
        self.root = os.path.join(directory, "repositories")
        self.host = host
        config = os.path.join(directory, "gitconfig")
        # All that git sees of the world: no settings of the person's own.
        self.environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": directory,
            "GIT_CONFIG_GLOBAL": config,
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C",
        }
        os.makedirs(self.root, exist_ok=True)
        with open(config, "w") as file:
            file.write(CONFIG)

    def path(self, rid):
        """The directory of an existing repository, else None."""
        path = os.path.join(self.root, rid)
        return path if RID.fullmatch(rid) and os.path.isdir(path) else None

    def url(self, rid, name=None):
        return (f"https://{self.host}/stemma/git/{rid}"
                + (f"/{name}" if name else ""))

    def create(self, name=None, rid=None, files=None, submodules=None):
        """A repository with one commit; submodules: {path: RID}."""
        rid = rid or f"ri.stemma.main.repository.{uuid.uuid4()}"
        if not RID.fullmatch(rid):
            raise ValueError("rid: ri.stemma.main.repository.UUID")
        files = dict(files or {"README.md": f"# {name or rid}\n"})
        links = {path: self.head(other)
                 for path, other in (submodules or {}).items()}
        if links:
            files[".gitmodules"] = self._gitmodules(submodules)
        self._git("init", "--quiet", "--bare", "--template=",
                  "--initial-branch=main", os.path.join(self.root, rid))
        self._git("--git-dir", os.path.join(self.root, rid), "fast-import",
                  "--quiet", input=_first_commit(files, links))
        return {"rid": rid, "url": self.url(rid, name), "path": self.path(rid),
                "head": self.head(rid)}

    def head(self, rid):
        if not self.path(rid):
            raise ValueError(f"no such repository: {rid}")
        return self._git("--git-dir", self.path(rid), "rev-parse",
                         "main").decode().strip()

    def _gitmodules(self, submodules):
        return "".join(f'[submodule "{path}"]\n\tpath = {path}\n'
                       f"\turl = {self.url(rid)}\n"
                       for path, rid in submodules.items())

    def _git(self, *words, input=b""):
        return subprocess.run(["git", *words], env=self.environment,
                              input=input, check=True,
                              stdout=subprocess.PIPE).stdout


def _first_commit(files, links):
    """Input for git fast-import: files, and submodules as gitlinks."""
    message = b"First commit\n"
    lines = [b"commit refs/heads/main\n"
             b"committer Foundry simulator <simulator@example.invalid> "
             b"1700000000 +0000\n"
             b"data %d\n%s" % (len(message), message)]
    for path, text in files.items():
        data = text.encode()
        lines.append(b"M 100644 inline %s\ndata %d\n%s\n"
                     % (path.encode(), len(data), data))
    for path, commit in links.items():
        lines.append(b"M 160000 %s %s\n" % (commit.encode(), path.encode()))
    return b"".join(lines)
