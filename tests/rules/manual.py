# SPDX-License-Identifier: Apache-2.0
"""The manual pages name what the programs know, all of it and nothing else:
verbs, options, keys of the configuration."""

import os
import re
import subprocess

from rules import BIN, code, done, none, ok, read

CLI = os.path.join(BIN, "foundry-credential")
PAGE = "docs/man/foundry-credential.1"
KEYS_PAGE = "docs/man/foundry-credential-config.5"


def helped(*words):
    """What --help says of the program, or of a verb."""
    return subprocess.run([CLI, *words, "--help"], check=True, text=True,
                          capture_output=True).stdout


def part(text, start, end):
    return text.split(start, 1)[1].split(end, 1)[0]


def differ(left, right, where):
    """Both ways."""
    return ([f"{word}: not in {where[0]}" for word in sorted(right - left)]
            + [f"{word}: not in {where[1]}" for word in sorted(left - right)])


page = read(PAGE)
usage = part(page, ".Sh SYNOPSIS", ".Sh DESCRIPTION")
about = part(page, ".Sh DESCRIPTION", ".Sh ENVIRONMENT")
verbs = set(re.findall(r"^  ([a-z]+) +\S", helped(), re.M))
ok(len(verbs) > 3, "--help names the verbs")
none(differ(verbs, set(re.findall(r"^\.Cm ([a-z]+)$", usage, re.M)),
            ("--help", "the synopsis")), "the synopsis has every verb")
none(differ(verbs, set(re.findall(r"^\.It Cm ([a-z]+)$", about, re.M)),
            ("--help", PAGE)), "the page explains every verb")
for verb in sorted(verbs):
    said = part(about + "\n.It Cm ", f"\n.It Cm {verb}\n", "\n.It Cm ")
    none(differ(set(re.findall(r"--([a-z][a-z-]+)", helped(verb))),
                set(re.findall(r"^\.It Fl -([a-z][a-z-]+)", said, re.M)),
                (f"{verb} --help", PAGE)),
         f"{verb}: the page has the options of --help")

names = part(code("src/config/settings.c"), "fc_setting_names[] = {", "}")
keys = set(re.findall(r'"([a-z_]+)"', names))
documented = {key for line in re.findall(r"^\.It Cm (.*)$", read(KEYS_PAGE),
                                         re.M)
              for key in line.split(" , ")}
none(differ(keys, documented, ("config/settings.c", KEYS_PAGE)),
     f"{KEYS_PAGE} has every key")

# What is installed has the directory that was configured.
installed = [os.path.join(BIN, "../../docs/installed", os.path.basename(name))
             for name in (PAGE, KEYS_PAGE)]
none([name for name in installed if "SYSCONFDIR" in open(name).read()
      or "/foundry/config" not in open(name).read()],
     "the installed pages name the system's file by its path")
done()
