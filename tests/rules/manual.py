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

# The settings: what the table says of each, and the page.
rows = {name: (kind, re.sub(r"\s+", " ", rest)) for name, kind, rest in
        re.findall(r'{ "([a-z_]+)", FC_SETTING_([A-Z]+)\b([^}]*)}',
                   code("src/config/settings.c"))}
keys_page = read(KEYS_PAGE)
items = {key: text for line, text in
         re.findall(r"^\.It Cm ([a-z].*)\n((?:(?!\.It |\.El).*\n)*)",
                    keys_page, re.M)
         for key in line.split(" , ")}
none(differ(set(rows), set(items), ("config/settings.c", KEYS_PAGE)),
     f"{KEYS_PAGE} has every key")
none([f"{key}: {said[1]}" for key, (_, rest) in rows.items()
      for said in [re.search(r'fallback = "([^"]+)"', rest)]
      if said and not re.search(rf"\b{said[1]}\b", items[key])],
     "the page tells every default")
for key, (_, rest) in rows.items():
    words = re.search(r"words = (\w+)", rest)
    # "The same for git alone" has said them already.
    if not words or not re.search(r"^\.Cm", items[key], re.M):
        continue
    words = re.findall(r'"([a-z_]+)"', part(code("src/config/stack.c"),
                                            f"{words[1]}[] = {{", "}"))
    none(differ(set(words), set(re.findall(r"^\.Cm ([a-z_]+)", items[key],
                                           re.M)) - {"authtype"},
                ("config/stack.c", KEYS_PAGE)), f"{key}: every word of it")
    ok(f".Cm {words[0]}\n.Pq default" in items[key],
       f"{key}: the first word is the default")
beside = part(items["foundry"], "Besides it only\n", "\nmay stand")
none(differ({key for key, (_, rest) in rows.items() if "alias = true" in rest}
            - {"foundry"}, set(re.findall(r"[a-z_]{3,}", beside)) - {"and"},
            ("config/settings.c", KEYS_PAGE)),
     "foundry: what may stand beside it")

# What is installed has the directory that was configured.
installed = [os.path.join(BIN, "../../docs/installed", os.path.basename(name))
             for name in (PAGE, KEYS_PAGE)]
none([name for name in installed if "SYSCONFDIR" in open(name).read()
      or "/foundry/config" not in open(name).read()],
     "the installed pages name the system's file by its path")
done()
