# SPDX-License-Identifier: Apache-2.0
"""Every file says its licence at its head."""

import re

from rules import done, files, none, ok, read

# The licence itself cannot, nor what a fuzzer is fed, nor what npm writes.
WITHOUT = re.compile(r"LICENSE|tests/fuzz/corpus/.*|.*/package-lock\.json")
LINE = "SPDX-License-Identifier: Apache-2.0"

none([name for name in files()
      if not WITHOUT.fullmatch(name)
      and LINE not in "\n".join(read(name).splitlines()[:5])],
     "an SPDX line in the first five lines of every file")
ok("Apache License" in read("LICENSE"), "LICENSE is there")
done()
