# SPDX-License-Identifier: Apache-2.0
"""No block of ours is freed with a secret, or a part of one, still in it.

The programs are linked once more, with an eye on free() (wiped.c), and play
every scene.
"""

import os
import re
import subprocess

from rules import BUILD, done, none, ok

WIPED = os.path.join(BUILD, "tests", "rules", "wiped")
os.environ["FC_BIN"] = WIPED
from scenes import each_stage, run_plainly  # noqa: E402

TOLD = re.compile(r"^not wiped: .*, freed by (0x[0-9a-f]+)$", re.M)

told = []
runs = 0


def run(stage, argv, stdin, env, play):
    global runs
    runs += 1
    result = run_plainly(stage, argv, stdin, env, play)
    told.extend(f"{os.path.basename(argv[0])} {argv[1]}: {match.group()}"
                for match in TOLD.finditer(result.err))
    return result


planted = subprocess.run([os.path.join(WIPED, "not-wiped")],
                         capture_output=True, text=True)
ok(planted.stdout == "done\n"
   and len(TOLD.findall(planted.stderr)) == 1,
   "eight bytes of a secret that is not wiped are seen, and nothing else",
   planted.stdout, planted.stderr)
for title, stage in each_stage(run):
    ok(not stage.fault and runs, f"{title}: {runs} runs", stage.fault)
    none(told, f"{title}: wiped before it is freed")
    told.clear()
    runs = 0
done()
