# SPDX-License-Identifier: Apache-2.0
"""Every claim of docs/threat-model.md names tests that exist, and that run."""

import os
import re

from rules import done, none, ok, path, read

TEST = re.compile(r"`((?:\w+/)+[\w-]+\.(?:py|sh|c))`((?: `\w+`)*)")

claims, missing, unheard = 0, [], []
listed = read("tests/local.mk")
inside = False
for line in read("docs/threat-model.md").splitlines():
    if line.startswith("| claim"):
        inside = True
    elif not line.startswith("|"):
        inside = False
    elif inside and not line.startswith("|---"):
        claims += 1
        cell = line.rstrip(" |").rsplit(" | ", 1)[-1]
        tests = TEST.findall(cell)
        if TEST.sub("", cell).strip(" ,") or not tests:
            missing.append(f"no test: {line}")
        for name, functions in tests:
            file = os.path.join("tests", name)
            text = read(file) if os.path.isfile(path(file)) else ""
            if not text or name.removesuffix(".c") not in listed:
                unheard.append(file)
            missing += [f"{file}: {function}"
                        for function in re.findall(r"\w+", functions)
                        if not re.search(rf"^( *def )?{function}\(", text,
                                         re.M)]

ok(claims > 50, f"{claims} claims")
none(unheard, "their files are run by make check")
none(missing, "each has its test")
done()
