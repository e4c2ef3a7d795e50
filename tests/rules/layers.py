# SPDX-License-Identifier: Apache-2.0
"""Includes point down: from folder to folder, and from file to file."""

import os
import re

from rules import SOURCE, lines, none, done, sources

# folder: those of ours that it may include from, besides itself
BASE = {"src/base"}
CONFIG = {"src/config"} | BASE
RECORD = {"src/record"} | CONFIG
CREDENTIAL = {"src/credential", "src/request"} | RECORD
OAUTH = {"src/oauth", "src/vault"} | CREDENTIAL
COMMON = {"helpers/cli/common"} | CREDENTIAL
TOOLS = {"helpers/cli/tools", "helpers/cli/edit"} | COMMON
BELOW = {
    "src/base": set(),
    "src/config": BASE,
    "src/record": CONFIG,
    "src/vault": RECORD,
    "src/request": RECORD,
    "src/credential": CREDENTIAL,
    "src/oauth": OAUTH,
    "helpers/git": CREDENTIAL,
    "helpers/docker": CREDENTIAL,
    "helpers/keyring": CREDENTIAL,
    "helpers/cli/common": CREDENTIAL,
    "helpers/cli/edit": COMMON,
    "helpers/cli/tools": TOOLS,
    "helpers/cli/setup": TOOLS,
    # "sweep --fix" leaves to git what only git can say.
    "helpers/cli/sweep": {"helpers/cli/tools/git"} | TOOLS,
    "helpers/cli/doctor": TOOLS,
    "helpers/cli/status": TOOLS,
    # "get" without an operand reads git's dialect; "login" says whether git
    # asks us by now.
    "helpers/cli": {"helpers/cli/setup", "helpers/cli/doctor",
                    "helpers/cli/status", "helpers/cli/sweep",
                    "helpers/cli/tools/git",
                    "helpers/git"} | TOOLS,
    "helpers/oauth": OAUTH,
}
VAULT = ("src/vault/", "src/oauth/", "helpers/oauth/")
LIBRARIES = {
    "curl/": ("src/oauth/",),
    "gnutls/": ("src/oauth/",),
    "microhttpd": ("src/oauth/",),
    "json-c/": ("src/base/json", "src/base/jwt", "src/oauth/", "helpers/cli/",
                "helpers/docker/", "helpers/oauth/"),
}
# Not libraries, though there is a slash in it.
LIBC = ("sys/", "netinet/", "arpa/", "net/", "linux/", "gnu/")


def folder_of(name):
    return os.path.dirname(name)


def below(folder):
    """Each tool has a folder of its own, which no other knows."""
    if os.path.dirname(folder) == "helpers/cli/tools":
        return TOOLS
    return BELOW.get(folder)


def room_of(name):
    """A .c and its .h are one."""
    return os.path.splitext(name)[0]


def resolve(name, quoted):
    """The file of ours that a quoted include means, or None."""
    for base in (folder_of(name), "src", "helpers"):
        target = os.path.normpath(os.path.join(base, quoted))
        if os.path.exists(os.path.join(SOURCE, target)):
            return target
    return None


def in_rings(includes):
    """What is left when whoever includes nothing of it, and whom nothing of
    it includes, are taken away again and again."""
    while True:
        included = set().union(*includes.values())
        left = {room: others & set(includes)
                for room, others in includes.items()
                if room in included and others & set(includes)}
        if left == includes:
            return left
        includes = left


def rings(includes):
    """Each by one way round."""
    left = in_rings(includes)
    while left:
        way = [min(left)]
        while way[-1] not in way[:-1]:
            way.append(min(left[way[-1]]))
        ring = way[way.index(way[-1]):]
        yield " -> ".join(ring)
        left[ring[0]].discard(ring[1])
        left = in_rings(left)


upwards, unknown, vault, libraries, own_first = [], [], [], [], []
includes = {}
for name in sources():
    allowed = below(folder_of(name))
    if allowed is None:
        unknown.append(f"{name}: a folder that layers.py does not know")
        continue
    first = None
    for line, match in lines(name, r'^\s*#\s*include\s+(["<])([^">]+)[">]'):
        kind, what = match.groups()
        first = first or what
        where = f"{name}:{line}: {what}"
        if kind == '"':
            target = resolve(name, what)
            if not target:
                unknown.append(where + ": no such file of ours")
                continue
            if folder_of(target) not in allowed | {folder_of(name)}:
                upwards.append(where)
            if target.startswith("src/vault/") and not name.startswith(VAULT):
                vault.append(where)
            if room_of(target) != room_of(name):
                includes.setdefault(room_of(name), set()).add(room_of(target))
            continue
        homes = [homes for prefix, homes in LIBRARIES.items()
                 if what.startswith(prefix)]
        if homes and not name.startswith(homes[0]):
            libraries.append(where)
        elif not homes and "/" in what and not what.startswith(LIBC):
            libraries.append(where + ": a library that layers.py does not "
                             "know")
    header = re.sub(r"\.c$", ".h", name)
    if name != header and os.path.exists(os.path.join(SOURCE, header)):
        if os.path.basename(header) != os.path.basename(first or ""):
            own_first.append(f"{name} includes {first} first")

none(upwards, "includes point down")
none(rings(includes), "no two files include each other, however far round")
none(unknown, "every quoted include is a file of ours")
none(vault, "vault is for the oauth side alone")
none(libraries, "libraries are used where they belong")
none(own_first, "a .c includes its own header first")
done()
