# SPDX-License-Identifier: Apache-2.0
"""The default build, installed; the tools that measure; the machine."""

import os
import platform
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
# What the tests have already.
sys.path[:0] = [os.path.join(os.path.dirname(HERE), name)
                for name in ("rules", "system", "simulator")]
CC = os.environ.get("CC", "cc").split()
PROGRAMS = ("bin/docker-credential-foundry", "bin/foundry-credential",
            "bin/git-credential-foundry",
            "libexec/foundry-credential/foundry-oauth",
            "libexec/foundry-credential/keyring")


def run(argv, **options):
    ended = subprocess.run(argv, capture_output=True, text=True, **options)
    if ended.returncode != 0:
        sys.exit(f"{' '.join(argv)}: {ended.stdout}{ended.stderr}")
    return ended.stdout


def build(source, scratch):
    """An unpacked tarball as everybody builds it; its prefix."""
    prefix = os.path.join(scratch, "prefix")
    objects = os.path.join(scratch, "objects")
    os.mkdir(objects)
    env = {**os.environ, "CC": " ".join(CC)}
    for name in ("CFLAGS", "CPPFLAGS", "LDFLAGS", "MAKEFLAGS", "MFLAGS"):
        env.pop(name, None)
    run([os.path.abspath(source) + "/configure", "-q", "--prefix=" + prefix,
         "--disable-dependency-tracking"], cwd=objects, env=env)
    run(["make", "-j", str(os.cpu_count()), "install"], cwd=objects, env=env)
    return prefix


def empty_program(scratch):
    path = os.path.join(scratch, "empty")
    run([*CC, "-O2", "-o", path, HERE + "/empty.c"])
    return path


def timer_program(scratch):
    """Static, so that its own size does not hide that of others."""
    path = os.path.join(scratch, "timer")
    trial = subprocess.run([*CC, "-O2", "-static", "-o", path,
                            HERE + "/timer.c"], capture_output=True)
    if trial.returncode != 0:
        run([*CC, "-O2", "-o", path, HERE + "/timer.c"])
    return path


def footprint(prefix, scratch):
    """Bytes of all installed programs, stripped."""
    total = 0
    for name in PROGRAMS:
        stripped = os.path.join(scratch, "stripped")
        run(["strip", "-o", stripped, os.path.join(prefix, name)])
        total += os.path.getsize(stripped)
    return total


def commit():
    """Of these sources, and whether they were changed since."""
    git = ["git", "-c", "safe.directory=*", "-C", HERE]
    head = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"],
                          capture_output=True, text=True)
    if head.returncode != 0:
        return "no git here: a tarball"
    changed = run([*git, "status", "--porcelain", "--untracked-files=no"])
    return head.stdout.strip() + (", and changes" if changed else "")


def machine():
    """(what, value) of all that the numbers depend on."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    return (("processor", f"{model.group(1) if model else '?'}, "
             f"{os.cpu_count()} cores"),
            ("kernel", f"{platform.system()} {platform.release()}"),
            ("C library", " ".join(platform.libc_ver())),
            ("compiler", run([*CC, "--version"]).splitlines()[0]),
            ("load before", f"{os.getloadavg()[0]:.2f}"),
            ("commit", commit()))
