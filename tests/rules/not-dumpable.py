# SPDX-License-Identifier: Apache-2.0
"""No program of ours can be traced or dumped by its own user, from before it
reads anything on: no core file, no /proc/PID/mem, no ptrace."""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time

from rules import BIN, done, none, ok, skip
from tracing import need_strace, trace

NOBODY = 65534
PTRACE_ATTACH, PTRACE_DETACH, WALL = 16, 17, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)

# Run so that each of them waits for its stdin.
WAITING = {
    "git-credential-foundry": ["get"],
    "docker-credential-foundry": ["get"],
    "foundry-credential": ["get"],
    "foundry-oauth": ["refresh"],
}
# This one never waits for it.
ASKED = {**WAITING, "keyring": ["get", "x.test"]}


def user():
    """Whoever is not root: root may trace everything."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} \
        if os.geteuid() == 0 else {}


def opens(path):
    try:
        os.close(os.open(path, os.O_RDONLY))
        return True
    except OSError:
        return False


def attaches(pid):
    if libc.ptrace(PTRACE_ATTACH, pid, None, None) != 0:
        return False
    os.waitpid(pid, WALL)
    libc.ptrace(PTRACE_DETACH, pid, None, None)
    return True


def look(pid):
    can = [name for name in ("mem", "environ")
           if opens(f"/proc/{pid}/{name}")]
    return can + ["ptrace"] if attaches(pid) else can


def probe(pid):
    """What the same user can do to it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.write(writing, " ".join(look(pid)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        can = pipe.read().split()
    os.waitpid(child, 0)
    return can


def limits(pid):
    with open(f"/proc/{pid}/limits") as file:
        for line in file:
            if line.startswith("Max core file size"):
                return line.split()[4:6]


def start(argv, directory):
    return subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, cwd=directory, start_new_session=True,
        env={"HOME": directory, "PATH": "/usr/bin:/bin",
             "ASAN_OPTIONS": "detect_leaks=0"}, **user())


def asleep(process):
    """Until it waits for its input."""
    for _ in range(500):
        with open(f"/proc/{process.pid}/stat") as file:
            if file.read().rsplit(")", 1)[1].split()[0] == "S":
                return
        time.sleep(0.01)


def end(process):
    process.stdin.close()
    process.send_signal(signal.SIGKILL)
    process.wait()


def check_living(name, directory):
    program = os.path.join(directory, name)
    shutil.copy(os.path.join(BIN, name), program)
    os.chmod(program, 0o755)
    process = start([program, *WAITING[name]], directory)
    try:
        asleep(process)
        can = probe(process.pid)
        core = limits(process.pid)
        ok(process.poll() is None and not can,
           f"{name}: its own user cannot look into it "
           f"({', '.join(control_can)} of sleep)", f"can: {can}",
           f"ended: {process.returncode}")
        # The hard limit is the person's: what exec starts gets it back.
        ok(core[0] == "0", f"{name}: there is no core file", core)
    finally:
        end(process)


def check_order(name):
    """All is done before a word is read."""
    seen = trace([os.path.join(BIN, name), *ASKED[name]], "",
                 {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"})
    texts = [call.text.strip() for call in seen.calls]
    hardening = ["prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE",
                 "RLIMIT_CORE, {rlim_cur=0,", "umask(077)"]
    missing, last = [], 0
    for word in hardening:
        at = [i for i, text in enumerate(texts) if word in text]
        if at:
            last = max(last, at[0])
        else:
            missing.append(word)
    early = [call.text for call in seen.calls[:last]
             if call.text.startswith("read(0,")
             or call.path().startswith("/nonexistent")
             or call.name in ("getcwd", "socket")]
    none(missing + early, f"{name}: hardened before anything is read")


need_strace()
programs = [name for name in WAITING if os.path.exists(
    os.path.join(BIN, name))]
for name in ASKED:
    if os.path.exists(os.path.join(BIN, name)):
        check_order(name)

with tempfile.TemporaryDirectory(prefix="fc-") as directory:
    os.chmod(directory, 0o755)
    control = start(["/bin/sleep", "60"], directory)
    time.sleep(0.2)
    control_can = probe(control.pid)
    end(control)
    for name in programs:
        if control_can:
            check_living(name, directory)
        else:
            skip(f"{name}: its own user cannot look into it",
                 "nobody may look into anything here")
done()
