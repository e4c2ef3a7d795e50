# SPDX-License-Identifier: Apache-2.0
"""unittest's results as TAP: one line for each test, by its behaviour."""

import time
import traceback
import unittest


class TapResult(unittest.TestResult):
    """One line for each test, its subtests included, and how long it took."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream

    def say(self, line):
        self.stream.write(line + "\n")
        self.stream.flush()

    def startTest(self, test):
        super().startTest(test)
        self.complaints = []
        self.note = ""
        self.began = time.monotonic()

    def complain(self, test, err):
        self.complaints.append(str(test))
        self.complaints += "".join(
            traceback.format_exception(*err)).splitlines()

    def stopTest(self, test):
        super().stopTest(test)
        word = "not ok" if self.complaints else "ok"
        self.say(f"{word} {self.testsRun} - {behaviour(test)}{self.note}")
        self.say(f"# took {time.monotonic() - self.began:.1f} s")
        for line in self.complaints:
            self.say("# " + line)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.complain(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.complain(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.complain(subtest, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note = f" # SKIP {reason}"


def behaviour(test):
    return (test.shortDescription() or
            test.id().rsplit(".", 1)[-1].removeprefix("test_")
            .replace("_", " "))
