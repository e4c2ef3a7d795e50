#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many processes at once, and processes that die."""

import contextlib
import os
import signal
import time

from harness import CLI, GIT_HELPER, LoggedInTest, main, slowly


class Many(LoggedInTest):
    def test_fifty(self):
        """50 processes at once, strict rotation: one token request"""
        self.foundry.set(strict_rotation=True)
        self.assert_good()
        self.home.expire_record()
        self.foundry.reset_stats()
        processes = [self.start_program([GIT_HELPER, "get"], self.request())
                     for _ in range(50)]
        results = [self.finish(process) for process in processes]
        passwords = {result.attributes.get("password") for result in results}
        self.assertEqual({(result.status, result.err) for result in results},
                         {(0, "")})
        self.assertEqual(len(passwords), 1)
        self.assertEqual(self.foundry.me(passwords.pop()), "jdoe")
        self.assert_asked(refresh_token=1)

    def test_a_failure_is_shared(self):
        """20 processes and no network: one tries, all say so"""
        self.home.configure(network_timeout=slowly(1))
        self.fault(stall=slowly(1) + 4, times=None)
        processes = [self.start_program([CLI, "token", self.host])
                     for _ in range(20)]
        results = [self.finish(process) for process in processes]
        self.assertEqual({result.status for result in results}, {4})
        self.assertLessEqual(self.grants().get("refresh_token", 0), 3)
        self.wait_for_late()

    def test_short_lived_token(self):
        """waiters take the token whatever its life"""
        self.foundry.set(access_token_lifetime=1)
        self.fault(delay=0.5)
        processes = [self.start_program([CLI, "token", self.host])
                     for _ in range(10)]
        results = [self.finish(process) for process in processes]
        self.assertEqual({result.status for result in results}, {0})
        self.assertLessEqual(self.grants()["refresh_token"], 2)


class Deaths(LoggedInTest):
    def child(self, process):
        """The pid of foundry-oauth that refreshes for a program of ours."""
        path = f"/proc/{process.pid}/task/{process.pid}/children"
        for _ in range(200):
            with open(path) as file:
                pids = file.read().split()
            for pid in pids:
                with contextlib.suppress(OSError), open(
                        f"/proc/{pid}/cmdline") as file:
                    if file.read() == "foundry-oauth\0refresh\0":
                        return int(pid)
            time.sleep(0.01)
        self.fail("no foundry-oauth")

    def wait_for_request(self):
        for _ in range(400):
            if self.grants():
                return
            time.sleep(0.02)

    def test_interrupt(self):
        """Ctrl-C during a refresh does not cost the login"""
        self.foundry.set(strict_rotation=True)
        self.fault(delay=1)
        terminal = self.on_terminal([CLI, "token", self.host])
        self.wait_for_request()
        terminal.press(b"\x03")
        self.assertNotEqual(terminal.end().status, 0)
        for _ in range(100):
            if self.home.saved_token() != self.saved:
                break
            time.sleep(0.05)
        self.assert_good()
        self.assert_asked(refresh_token=1)

    def test_caller_killed(self):
        """the caller killed during a refresh: the answer is saved"""
        self.foundry.set(strict_rotation=True)
        self.fault(delay=0.7)
        process = self.start_program([CLI, "token", self.host])
        self.wait_for_request()
        process.kill()
        self.finish(process)
        self.assert_good()
        self.assert_asked(refresh_token=1)

    def test_foundry_oauth_killed(self):
        """foundry-oauth killed: started once more at once"""
        self.fault(stall=2)
        process = self.start_program([CLI, "token", self.host])
        child = self.child(process)
        self.wait_for_request()
        os.kill(child, signal.SIGKILL)
        self.assert_token(self.finish(process))
        self.assert_asked(refresh_token=2)

    def test_killed_and_refused(self):
        """a refresh killed and later refused is explained by the hour"""
        self.fault(stall=5, times=2)
        process = self.start_program([CLI, "token", self.host])
        first = self.child(process)
        self.wait_for_request()
        process.kill()
        os.kill(first, signal.SIGKILL)
        self.finish(process)
        self.foundry.clear_faults()
        self.foundry.revoke_all()
        self.assert_failed(self.token(), 3,
                           r"a refresh that was killed at \d\d:\d\d")


if __name__ == "__main__":
    main()
