# SPDX-License-Identifier: Apache-2.0
"""What a cached answer touches: libc, one record, nothing else; no socket,
no other process.  And whatever else git asks costs no more."""

import os
import re
import sys
import tempfile

from rules import SANITIZERS, beside_the_point, done, none, ok
from tracing import need_strace, trace

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "system"))
from harness import (CLI, DOCKER_HELPER, GIT_HELPER,  # noqa: E402
                     KEYRING, Foundry, Home)

FILES_MAX = 12  # the bar of docs/performance.md, and the next
GIT_CALLS_MAX = 60
LIBRARIES = r"(/usr)?/lib\S*/(libc\.|libjson-c\.|ld-)\S*"
# The sanitizers' own, their runtime's reading of itself included.
SANITIZER_FILES = (r"(/usr)?/lib\S*/lib(asan|ubsan|gcc_s|m|dl|rt|pthread|"
                   r"stdc\+\+|resolv)\.\S*|/proc/self/\S+|/proc/\d+/\S+"
                   r"|/dev/null")


REGISTRY = "registry.test"


def allowed(home):
    run = re.escape(os.path.join(home.run, "foundry-credential"))
    listed = ["/etc/ld.so.cache", "/etc/ld.so.preload", LIBRARIES,
              "/dev/null", run, re.escape(home.foundry.host) + r"(\.notes)?"]
    if SANITIZERS:
        listed.append(SANITIZER_FILES)
    return re.compile("|".join(listed))


def request(host, **more):
    lines = {"protocol": "https", "host": host, **more}
    return "".join(f"{key}={value}\n" for key, value in lines.items())


def check(home, label, argv, stdin="", answer=None, reads=None,
          writes=None, says="", **env):
    """One run; reads, writes: what it may open beside the allowed; says: on
    stderr."""
    seen = trace(argv, stdin, {**home.environment, **env})
    opened = [call for call in seen.named("open", "openat", "openat2")
              if call.result is not None and call.result >= 0]
    paths = [call.path() for call in opened]
    none([call.text for call in seen.named(
        "socket", "socketpair", "connect", "sendto", "recvfrom")],
        f"{label}: no socket")
    none([call.text for call in seen.named("fork", "vfork", "clone", "clone3")
          if "CLONE_THREAD" not in call.arguments]
         + [call.text for call in seen.named("execve", "execveat")[1:]],
         f"{label}: no other process")
    none([path for path in paths if not allowed(home).fullmatch(path)
          and not re.fullmatch(reads or "", path)],
         f"{label}: opens nothing but what it must")
    none([call.text for call in opened
          if re.search("O_WRONLY|O_CREAT|O_TRUNC", call.arguments)
          and not re.fullmatch(writes or "", call.path())],
         f"{label}: opens nothing to write" + (" but " + writes
                                               if writes else ""))
    if answer is not None:
        ok(answer in seen.out and seen.err == "", f"{label}: is answered",
           seen.out, seen.err)
    else:
        ok(seen.out == "" and re.match(says, seen.err) and
           bool(says) == bool(seen.err), f"{label}: gives nothing",
           seen.out, seen.err)
    return seen, paths


def count(label, seen, paths, calls_max=None):
    if SANITIZERS:
        beside_the_point(f"{label}: at most {FILES_MAX} files",
                         "the sanitizers read files of their own")
        if calls_max:
            beside_the_point(f"{label}: at most {calls_max} system calls",
                             "the sanitizers make calls of their own")
        return
    ok(len(paths) <= FILES_MAX, f"{label}: {len(paths)} files opened, at "
       f"most {FILES_MAX}", *paths)
    if calls_max:
        ok(len(seen.calls) <= calls_max, f"{label}: {len(seen.calls)} system "
           f"calls, at most {calls_max}", *[call.text for call in seen.calls])


need_strace()
with Foundry() as foundry, tempfile.TemporaryDirectory(prefix="fc-") as scratch:
    home = Home(foundry, scratch)
    home.configure()
    with open(home.config_file, "a") as file:
        file.write(f"[{REGISTRY}]\nfoundry = {foundry.host}\n")
    home.log_in()
    token = trace([CLI, "token"], "", home.environment).out.strip()
    ok(foundry.me(token) == "jdoe", "a token is cached")
    # The record is bound to the files as they are after the refresh.
    trace([CLI, "token"], "", home.environment)

    ours = request(foundry.host)
    label = "git get"
    count(label, *check(home, label, [GIT_HELPER, "get"], ours,
                        answer=f"password={token}\n"), GIT_CALLS_MAX)
    label = "git store of what we gave"
    given = request(foundry.host, username="foundry", password=token)
    # The first is noted: this stack takes our tokens.
    trace([GIT_HELPER, "store"], given, home.environment)
    count(label, *check(home, label, [GIT_HELPER, "store"], given),
          GIT_CALLS_MAX)
    label = "git get of a host that is not ours"
    # Of the file of logins its index, which has no secret.
    files = "|".join(map(re.escape, (home.config_file, home.foundry_home,
                                     "config", ".logins.index")))
    count(label, *check(home, label, [GIT_HELPER, "get"],
                        request("example.com"), reads=files))
    label = "git get of http"
    count(label, *check(home, label, [GIT_HELPER, "get"],
                        "protocol=http\nhost=" + foundry.host + "\n"))
    label = "an unknown verb of git's"
    count(label, *check(home, label, [GIT_HELPER, "approve-all"], ours))
    label = "foundry-credential token"
    count(label, *check(home, label, [CLI, "token", foundry.host],
                        answer=token + "\n", reads=files))
    label = "foundry-credential get"
    count(label, *check(home, label, [CLI, "get", "--format=json"], ours,
                        answer=token, reads=files))
    label = "keyring get"
    count(label, *check(home, label, [KEYRING, "get", foundry.url + "/x",
                                      "u"], answer=token + "\n"),
          GIT_CALLS_MAX)
    label = "docker get"
    count(label, *check(home, label, [DOCKER_HELPER, "get"], foundry.host,
                        answer=token))
    label = "docker get of a registry"
    trace([DOCKER_HELPER, "get"], REGISTRY, home.environment)
    count(label, *check(home, label, [DOCKER_HELPER, "get"], REGISTRY,
                        answer=token, reads=re.escape(REGISTRY)))
    label = "git get of a registry"
    count(label, *check(home, label, [GIT_HELPER, "get"], request(REGISTRY),
                        answer=f"password={token}\n",
                        reads=re.escape(REGISTRY)), GIT_CALLS_MAX + 6)
    label = "docker get of a registry that is not ours"
    count(label, *check(home, label, [DOCKER_HELPER, "get"], "ghcr.io",
                        answer="credentials not found in native keychain\n",
                        reads=files))
    label = "docker list"
    count(label, *check(home, label, [DOCKER_HELPER, "list"],
                        answer=REGISTRY, reads=files + "|tokens"))
    label = "git erase of what we do not have"
    host = re.escape(foundry.host)
    files += "|" + re.escape(home.file("lock")) + "|tokens"
    check(home, label, [GIT_HELPER, "erase"], request(
        foundry.host, username="foundry", password="another"), reads=files,
        writes=host)
    os.unlink(home.logins_file)
    os.unlink(home.record_file())
    label = "git get when a login is needed"
    check(home, label, [GIT_HELPER, "get"], ours, reads=files, writes=host,
          says="git-credential-foundry: .*login needed", CI="1")
done()
