#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A limit on the size of files (ulimit -f) is like a full disk: a write fails,
and the program lives to say so."""

import os

from injecting import InjectingTest

from harness import CLI, DOCKER_HELPER, GIT_HELPER, main


class FileSize(InjectingTest):
    def limited(self, size, argv, stdin=""):
        return self.run_program(["prlimit", f"--fsize={size}", "--", *argv],
                                stdin)

    def refused(self, argv, stdin=""):
        self.begin()
        result = self.limited(0, argv, stdin)
        self.assertGreaterEqual(result.status, 0, "killed")
        self.assert_message(result, "File too large",
                            program=os.path.basename(argv[0]))
        self.assert_asked()
        self.check_login(requests=1)

    def test_nothing_can_be_written(self):
        """no byte may be written: nothing is sent, and that is said"""
        self.refused([CLI, "token", self.host])
        self.refused([GIT_HELPER, "get"], self.request())
        self.refused([DOCKER_HELPER, "get"], self.host)


if __name__ == "__main__":
    main()
