# SPDX-License-Identifier: Apache-2.0
"""SYSCONFDIR/foundry/config.  The programs look for it beside them, in the
build directory; here it is laid over that in a mount namespace of our own,
so that other tests do not meet it."""

import os
import shutil

from harness import BIN, PUBLIC_CLIENT, SYSTEM_CONFIG, SystemTest


class SystemFileTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.bin = os.path.join(self.scratch, "bin")
        shutil.copytree(BIN, self.bin)
        self.system = os.path.join(self.bin,
                                   os.path.basename(SYSTEM_CONFIG))
        result = self.helper("capability", "")
        if result.status != 0:
            self.skipTest("nothing can be mounted: " + result.err)

    def run_program(self, argv, *rest, **options):
        words = ["unshare", "--mount"]
        if os.geteuid() != 0:
            words += ["--user", "--map-root-user"]
        script = f'mount --bind {self.bin} {BIN} || exit 99; exec "$@"'
        return super().run_program([*words, "sh", "-c", script, "sh", *argv],
                                   *rest, **options)

    def write(self, section="", default=""):
        self.home.write(self.system, (
            f"[DEFAULT]\n{default}\n[{self.host}]\n"
            f"client_id = {PUBLIC_CLIENT}\nca_file = {self.foundry.ca_file}"
            f"\n{section}\n"), 0o644)
