#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the code cites of docs/design.md is there."""

import re

from rules import done, none, ok, read, sources

CITED = re.compile(r'design\.md,[\s*]+"([^"]+)"')

headings = set(re.findall(r"(?m)^##+ (.*)$", read("docs/design.md")))
cited = [(path, " ".join(heading.replace("*", " ").split()))
         for path in sources("src/", "helpers/", "tests/",
                             ends=(".c", ".h", ".py"))
         for heading in CITED.findall(read(path))]
ok(len(cited) > 15, "the design is cited")
none([f"{path}: {heading}" for path, heading in cited
      if heading not in headings], "each heading that is cited is there")
done()
