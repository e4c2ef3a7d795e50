# SPDX-License-Identifier: Apache-2.0
"""Files we make are 0600 and directories 0700, under umask 000 too, and from
the first moment on: told by the calls that make them, and by what lies there
in the end."""

import os
import re
import stat
import tempfile

from rules import BUILD, done, none, ok
from scenes import CODE, ME_PATH, Stage, each_stage, on_terminal
from tracing import need_strace, trace

from harness import Foundry, Result  # by scenes

MAKING = {"open": 2, "openat": 3, "mkdir": 1, "mkdirat": 2, "mknod": 1,
          "mknodat": 2, "creat": 1}
SECRET_BITS = 0o077

made = []


def mode_of(call):
    """The mode that a call gives to what it makes, or None."""
    if call.name.startswith("open") and "O_CREAT" not in call.arguments:
        return None
    return int(call.arguments.rsplit(", ", 1)[-1], 8)


def ours(call):
    """Not what a browser or git makes: those have their own umask."""
    return not re.search(r"__pycache__|\.gitconfig", call.arguments)


def run(stage, argv, stdin, env, play):
    if play:
        return on_terminal(argv, stdin, env, play, umask=0)
    # A browser of the scenes is Python, which writes nothing.
    seen = trace(argv, stdin, {**env, "PYTHONDONTWRITEBYTECODE": "1"}, "-e",
                 "trace=" + ",".join([*MAKING, "chmod", "fchmod", "fchmodat",
                                      "umask"]), umask=0)
    for call in seen.named(*MAKING):
        mode = mode_of(call)
        if mode is not None and call.result != -1 and ours(call):
            made.append((call, mode))
    for call in seen.named("chmod", "fchmod", "fchmodat"):
        mode = int(re.search(r"\b0\d*\b", call.arguments.split(
            ", ", 1)[-1]).group(), 8)
        made.append((call, mode))
    return Result(seen.status, seen.out, seen.err)


def wrong(stage):
    """What lies there with another mode; the scene's own files apart."""
    roots = (stage.home.foundry_home,
             os.path.join(stage.home.run, "foundry-credential"))
    for root in roots:
        for folder, _, names in os.walk(root):
            mode = stat.S_IMODE(os.lstat(folder).st_mode)
            if mode != 0o700:
                yield f"{mode:o} {folder}"
            for name in names:
                path = os.path.join(folder, name)
                mode = stat.S_IMODE(os.lstat(path).st_mode)
                if mode != 0o600:
                    yield f"{mode:o} {path}"


def counts(stage):
    return sum(len(names) for _, _, names in os.walk(stage.home.directory))


need_strace()
for title, stage in each_stage(run):
    ok(not stage.fault and counts(stage), f"{title}: {len(made)} makings",
       stage.fault)
    none([call.text for call, mode in made if mode & SECRET_BITS],
         f"{title}: made for nobody else")
    none(wrong(stage), f"{title}: nothing is left wider")
    made.clear()

# A home that is not there yet, by the system's config (that of the programs
# for wiped-before-free.py, which has no other use); where nobody has made a
# runtime directory for us, the record goes to the home as well.
system = os.path.join(BUILD, "tests", "rules", "wiped", "foundry.config")
with Foundry() as foundry, tempfile.TemporaryDirectory(prefix="fc-") as scratch:
    stage = Stage(foundry, scratch, run)
    stage.home.configure(client_secret=None)
    os.rename(stage.home.config_file, system)
    os.rmdir(stage.home.foundry_home)
    if not os.path.isdir(f"/run/user/{os.getuid()}"):
        stage.home.environment.pop("XDG_RUNTIME_DIR")
    try:
        stage.grants()
        stage.throws(ME_PATH, status=200, json={"username": "jdoe"})
        wiped = os.path.join(os.path.dirname(system), "foundry-credential")
        result = stage.program([wiped, "login", stage.host, "--webserver"],
                               BROWSER=stage.browser(code=CODE))
        ok(result.status == 0 and os.path.exists(stage.home.logins_file)
           and os.path.exists(stage.home.record_file()),
           "a login into a home that was not there", result)
        none([call.text for call, mode in made if mode & SECRET_BITS],
             f"it is made for nobody else ({len(made)} makings)")
        none(wrong(stage), "nothing of it is wider")
    finally:
        os.unlink(system)
done()
