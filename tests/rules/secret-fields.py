# SPDX-License-Identifier: Apache-2.0
"""Secrets travel in fc_secret, and few files touch what is in one."""

import re

from rules import code, done, lines, none, sources

# Whoever is new here: is there no function in base/secret for it?
TOUCH = {
    "helpers/cli":
        "common/format.c common/variables.c",
    "helpers/docker":
        "main.c request.c",
    "helpers/git":
        "answer.c",
    "helpers/keyring":
        "main.c",
    "helpers/oauth":
        "account.c forget.c tokens.c",
    "src/base":
        "secret.c secret_mask.c",
    "src/credential":
        "account.c acquire.c turn.c",
    "src/oauth":
        "grant.c grant_form.c http.c authorize_prompt.c token_saver.c login.c "
        "loopback.c pasted.c redirect.c refresh.c revoke.c",
    "src/record":
        "cache.c fields.c token.c",
    "src/vault":
        "kept.c save.c static_tokens.c vault.c",
}
PRINTERS = r"\b(fc_warn|fc_trace|fc_fail\w*|fc_error_hint|snprintf|printf)"


strangers, printed, kept, touching = [], [], [], set()
listed = {f"{folder}/{name}" for folder, names in TOUCH.items()
          for name in names.split()}
for name in sources(ends=(".c",)):
    for line, match in lines(name, r"(?:->|\.)plain\b"):
        touching.add(name)
        if name not in listed:
            strangers.append(f"{name}:{line}")
    for line, match in lines(name, PRINTERS + r"\s*\([^;]*?(?:->|\.)plain\b"
                             r"[^;]*;"):
        printed.append(f"{name}:{line}: {match.group()}")
for name in sources(ends=(".h",)):
    for line, match in lines(name, r"char \*?\w*(token|secret|password)\w*"
                             r"\s*(\[[^]]*\])?;"):
        if "const char" not in code(name).splitlines()[line - 1] \
                and not re.search(r"secret_(file|command)|_uri|_path", match.group()):
            kept.append(f"{name}:{line}: {match.group()}")
none(strangers, "few files touch a secret's bytes")
none(listed - touching, "and no more files are listed than do")
none(printed, "no secret is printed or put into a message")
none(kept, "no struct keeps a secret in a char array of its own")
done()
