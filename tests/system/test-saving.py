#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Nothing is sent whose answer could not be saved, and what could not be
saved all the same is adopted by the next run.  Each refresh token works
once here, without any grace: one that is lost is a login that is lost."""

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

from harness import (CLI, DOCKER_HELPER, GIT_HELPER, LoggedInTest, main,
                     needs_root)
from mounting import bind, in_namespace
from needed import found, missing

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                             "..", "rules"))
from rules import SANITIZERS  # noqa: E402
from tracing import AS_ROOT  # noqa: E402

# The rename of the shared file; the first is that of the notes.
SAVE = "renameat:when=2:error="
DIRECTORY = "mount the directory {}, not the file"


class SavingTest(LoggedInTest):
    def setUp(self):
        super().setUp()
        self.foundry.set(refresh_grace=0, strict_rotation=True)

    def spent(self, ago=1):
        """An access token that has expired; or, with a negative ago, one
        that is stale and lives on for a while."""
        token = self.assert_good()
        self.saved = self.home.saved_token()
        self.home.expire_record(ago=ago)
        self.foundry.reset_stats()
        return token

    def assert_lives(self):
        """The login has not been lost, whatever was tried."""
        self.assert_good()
        self.home.expire_record()
        self.assert_good()

    def assert_nothing_sent(self, *patterns, run=None):
        """Refused with 6 by the command, in words by git's helper, and with
        docker's not-found; a living token is answered."""
        run = run or (lambda argv, stdin="": self.run_program(argv, stdin))
        token = self.spent()
        self.assert_failed(run([CLI, "token", self.host]), 6, *patterns)
        self.assert_failed(run([CLI, "refresh", self.host]), 6, *patterns)
        self.assert_failed(run([GIT_HELPER, "get"], self.request()), 0,
                           *patterns, program="git-credential-foundry")
        result = run([DOCKER_HELPER, "get"], self.host)
        self.assertEqual(result.status, 1)
        for pattern in patterns:
            self.assertRegex(result.err, pattern)
        self.assert_failed(
            run([CLI, "login", self.host, "--webserver", "--reauth"]), 6,
            *patterns)
        self.assert_asked()
        self.assert_doctor(*patterns, run=run)
        self.home.expire_record(ago=-30)
        result = run([CLI, "token", self.host])
        self.assertEqual((result.status, result.out), (0, token + "\n"))
        for pattern in patterns:
            self.assertRegex(result.err, pattern)
        self.assert_asked()


    def assert_doctor(self, *patterns, run=None, status=1,
                      check="wrong    files"):
        """doctor finds it too."""
        words = [CLI, "doctor", "--offline", self.host]
        result = run(words) if run else self.run_program(words)
        self.assertEqual(result.status, status, result.out + result.err)
        self.assertIn(check, result.out)
        for pattern in patterns:
            self.assertRegex(result.out, pattern)


class Mounts(SavingTest):
    """~/.foundry/oauth alone, as it is mounted into a container."""

    def setUp(self):
        super().setUp()
        self.home.environment["BROWSER"] = "true"
        self.cure = DIRECTORY.format(self.home.foundry_home)
        self.copy = os.path.join(self.scratch, "copy")

    def inside(self, script):
        def run(argv, stdin="", **options):
            result = self.run_program(in_namespace(script, *argv), stdin,
                                      **options)
            if result.status == 99:
                self.skipTest("nothing can be mounted: " + result.err)
            return result
        return run

    def test_from_elsewhere(self):
        """from another directory, or from where it lies; read-only too"""
        for source in (self.copy, self.home.logins_file):
            for read_only in (False, True):
                with self.subTest(source=source, read_only=read_only):
                    self.assert_good()
                    shutil.copy2(self.home.logins_file, self.copy)
                    self.assert_nothing_sent(
                        self.home.logins_file, self.cure,
                        run=self.inside(bind(source, self.home.logins_file,
                                             read_only)))
                    self.home.expire_record()
                    self.assert_lives()

    def test_from_another_file_system(self):
        self.assert_good()
        script = (f"mkdir {self.copy} && mount -t tmpfs none {self.copy} && "
                  f"cp -p {self.home.logins_file} {self.copy} && " +
                  bind(self.copy + "/oauth", self.home.logins_file))
        self.addCleanup(shutil.rmtree, self.copy, True)

        def run(argv, stdin=""):
            shutil.rmtree(self.copy, True)
            return self.inside(script)(argv, stdin)
        self.assert_nothing_sent(self.home.logins_file, self.cure, run=run)
        self.home.expire_record()
        self.assert_lives()

    def test_read_only_directory(self):
        """the directory, mounted read-only"""
        home = self.home.foundry_home
        self.assert_good()
        self.assert_nothing_sent(home, run=self.inside(bind(home, home,
                                                            True)))
        self.home.expire_record()
        self.assert_lives()

    def test_replaced_outside(self):
        """the host has refreshed since: the container still has the old
        file, and its spent token, which it does not send"""
        self.spent()
        other = os.path.join(self.scratch, "in-the-container")
        os.mkdir(other, 0o700)
        shutil.copy2(self.home.config_file, other)
        self.home.write(os.path.join(other, "oauth"), "")
        script = (bind(self.home.logins_file, other + "/oauth") +
                  " && echo mounted && read go")
        inside = subprocess.Popen(
            in_namespace(script, CLI, "token", self.host),
            env=self.env(FOUNDRY_HOME=other, XDG_RUNTIME_DIR=None),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        if inside.stdout.readline() != "mounted\n":
            inside.communicate()
            self.skipTest("nothing can be mounted")
        self.assert_good()
        out, err = inside.communicate("go\n", timeout=60)
        self.assertEqual((inside.returncode, out), (6, ""), err)
        self.assertIn(DIRECTORY.format(other), err)
        self.assert_asked(refresh_token=1)
        self.home.expire_record()
        self.assert_lives()

    def test_directory(self):
        """the directory instead: host and container refresh in turns"""
        other = os.path.join(self.scratch, "in-the-container")
        os.mkdir(other, 0o700)
        inside = self.inside(bind(self.home.foundry_home, other))
        for turn in range(4):
            self.home.expire_record() if turn else None
            if turn % 2:
                self.assert_good()
                continue
            result = inside([CLI, "token", self.host],
                            env={"FOUNDRY_HOME": other})
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertEqual(self.foundry.me(result.out.strip()), "jdoe")
        self.assert_asked(refresh_token=4)


class Locks(SavingTest):
    def setUp(self):
        super().setUp()
        self.assert_good()
        self.lock = self.home.file("lock/vault")
        self.home.environment["BROWSER"] = "true"

    @contextmanager
    def held(self):
        with open(self.lock, "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def test_odd(self):
        """lock/vault is a directory, or a link"""
        for make in (os.mkdir, lambda path: os.symlink("/dev/null", path)):
            self.house_rules = False
            os.unlink(self.lock)
            make(self.lock)
            self.assert_nothing_sent(self.lock)
            os.rmdir(self.lock) if os.path.isdir(self.lock) else os.unlink(
                self.lock)
            self.home.expire_record()
            self.assert_lives()

    def test_held_for_good(self):
        """lock/vault is never let go: found out before anything is sent"""
        self.spent()
        with self.held():
            self.assert_failed(self.token(), 6, self.lock,
                               "another process holds it")
            self.assert_failed(self.helper("get"), 0, self.lock,
                               program="git-credential-foundry")
            self.assert_doctor(self.lock, "another process holds it")
        self.assert_asked()
        self.assert_lives()


@needs_root
class Attributes(SavingTest):
    """What even root may not rename over."""

    def setUp(self):
        super().setUp()
        self.house_rules = False
        self.home.environment["BROWSER"] = "true"
        self.assert_good()

    def chattr(self, flag, path):
        return subprocess.run(["chattr", flag, path],
                              capture_output=True).returncode == 0

    def test_marked(self):
        for flag in "ia":
            for path in (self.home.logins_file, self.home.foundry_home):
                with self.subTest(flag=flag, path=path):
                    self.assert_good()
                    self.addCleanup(self.chattr, "-" + flag, path)
                    if not self.chattr("+" + flag, path):
                        self.skipTest("no file can be marked here")
                    try:
                        self.assert_nothing_sent(
                            path, f"chattr -{flag} {path}\n")
                    finally:
                        self.chattr("-" + flag, path)
                    self.home.expire_record()
                    self.assert_lives()


class Kept(SavingTest):
    """The save fails although everything was well before it was sent."""

    def setUp(self):
        super().setUp()
        self.kept = self.home.file(f".oauth.{self.host}.kept")
        self.log = os.path.join(self.scratch, "strace")

    def spoil(self, *injected, argv=None, **run):
        """foundry-oauth's calls fail; all of them, if not said otherwise."""
        options = [word for text in injected for word in ("-e", "inject=" +
                                                          text)]
        return self.run_program(
            [*AS_ROOT, "strace", "-f", "-qq", "-o", self.log, *options,
             *(argv or [CLI, "token", self.host])], **run)

    def fail_to_save(self, call=SAVE + "EBUSY"):
        """The token is answered, and kept."""
        before = self.home.saved_token()
        result = self.spoil(call)
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(self.foundry.me(result.out.strip()), "jdoe")
        self.assertRegex(result.err, f"(?m)^foundry-credential: .*new token "
                         f"of {self.host} is kept in {self.kept}")
        self.assert_mode(self.kept, 0o600)
        self.assertEqual(self.home.saved_token(), before)
        with open(self.kept) as file:
            kept = dict(line.rstrip("\n").split("=", 1) for line in file)
        self.secrets.add(kept["refresh_token"])
        self.assertTrue(self.foundry.alive(kept["refresh_token"]))
        return kept

    def test_adopted(self):
        """by the next refresh, after a reboot too; then it is removed"""
        for call in (SAVE + "EBUSY", SAVE + "EROFS",
                     "fsync:when=1:error=EIO", "fsync:when=1..2:error=ENOSPC"):
            with self.subTest(call=call):
                kept = self.fail_to_save(call)
                shutil.rmtree(os.path.dirname(self.home.record_file()))
                self.foundry.reset_stats()
                self.assert_good()
                self.assertFalse(os.path.exists(self.kept))
                self.assert_asked(refresh_token=1)
                self.assertNotEqual(self.home.saved_token(),
                                    kept["refresh_token"])
                self.home.expire_record()
        self.assert_lives()

    def test_waits_until_it_can_be_saved(self):
        """while the file cannot be replaced nothing more is sent"""
        self.fail_to_save()
        self.home.expire_record()
        self.foundry.reset_stats()
        self.assert_doctor(self.kept, status=0, check="warning  tokens")
        result = self.spoil("renameat:error=EBUSY")
        self.assert_failed(result, 6, self.home.logins_file)
        self.assert_asked()
        self.assertTrue(os.path.exists(self.kept))
        self.assert_lives()
        self.assertFalse(os.path.exists(self.kept))

    def test_newer_login_stays(self):
        """what is in the file by now is newer, and what is gone stays gone"""
        def newer():
            return self.home.log_in()

        def gone():
            os.unlink(self.home.logins_file)

        for change in (newer, gone):
            with self.subTest(change=change.__name__):
                self.saved = self.home.log_in()
                shutil.rmtree(os.path.dirname(self.home.record_file()), True)
                self.fail_to_save()
                self.home.expire_record()
                token = change()
                self.foundry.reset_stats()
                result = self.token()
                if token:
                    self.assertEqual(result.status, 0, result.err)
                    self.assert_asked(refresh_token=1)
                else:
                    self.assert_failed(result, 3)
                    self.assert_asked()
                self.assertFalse(os.path.exists(self.kept))

    def test_of_another_application(self):
        """it is saved as what it is, and not sent for another client_id"""
        kept = self.fail_to_save()
        self.home.expire_record()
        self.foundry.reset_stats()
        self.home.configure(client_id="another")
        self.assert_failed(self.token(), 3)
        self.assert_asked()
        self.assertEqual(self.home.saved_token(), kept["refresh_token"])
        self.home.configure()
        self.assert_lives()

    def test_logout(self):
        """logout ends it there, also where each token is revoked by itself,
        and removes it here"""
        self.foundry.set(revokes="token")
        kept = self.fail_to_save()
        result = self.cli("logout", self.host)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertFalse(self.foundry.alive(kept["refresh_token"]))
        self.assertFalse(os.path.exists(self.kept))
        self.assertFalse([name for name in self.home.files()
                          if "oauth." in name])

    def test_login(self):
        """a login that cannot be saved is kept and adopted likewise"""
        for saved in (True, False):
            with self.subTest(saved=saved):
                if not saved:
                    os.unlink(self.home.logins_file)
                result = self.spoil(
                    "renameat:when=1:error=EBUSY",
                    argv=[CLI, "login", self.host, "--reauth"],
                    env={"BROWSER": self.browser()})
                self.assertEqual(result.status, 0, result.err)
                self.assertTrue(os.path.exists(self.kept))
                self.home.expire_record()
                self.foundry.reset_stats()
                self.assert_good()
                self.assert_asked(refresh_token=1)
                self.assertFalse(os.path.exists(self.kept))
                self.assert_lives()

    def test_lock_taken_meanwhile(self):
        """lock/vault is held for good from the request on"""
        self.fault(delay=2)
        process = self.start_program([CLI, "token", self.host])
        while not self.grants().get("refresh_token"):
            self.assertIsNone(process.poll())
        with open(self.home.file("lock/vault"), "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            result = self.finish(process)
        self.assertEqual(result.status, 0, result.err)
        self.assertRegex(result.err, "another process holds it.*is kept in "
                         + self.kept)
        self.assert_lives()

    def test_mounted_meanwhile(self):
        """in its own namespace the file is mounted while Foundry answers"""
        self.fault(delay=2)
        script = bind(self.home.logins_file, self.home.logins_file)
        inner = (f"{CLI} token {self.host} & while ! ls {self.kept} "
                 f"2>/dev/null; do :; done; {script} || exit 99; wait $!")
        result = self.run_program(in_namespace("true", "sh", "-c", inner))
        if result.status == 99:
            self.skipTest("nothing can be mounted: " + result.err)
        self.assertEqual(result.status, 0, result.err)
        self.assertIn(f"is kept in {self.kept}", result.err)
        self.home.expire_record()
        self.assert_lives()


@needs_root
class FullDisks(SavingTest):
    """FOUNDRY_HOME on a file system that copies on write: what is written
    over takes new room, which others use up while Foundry answers."""

    def setUp(self):
        super().setUp()
        self.assertEqual(missing("mkfs.btrfs"), [])
        self.house_rules = False
        self.image = os.path.join(self.scratch, "image")
        self.copy = os.path.join(self.scratch, "copy")
        os.mkdir(self.copy)

    def on_btrfs(self, script):
        with open(self.image, "w") as file:
            file.truncate(120 << 20)
        subprocess.run([found("mkfs.btrfs"), "-q", "-f", self.image],
                       check=True, capture_output=True)
        home = self.home.foundry_home
        result = self.run_program(in_namespace(
            f"cp -p {home}/* {self.copy} && mount -o loop {self.image} {home}"
            f" && chmod 700 {home} && cp -p {self.copy}/* {home} && "
            f"cd {home}", "sh", "-c", script))
        if result.status == 99:
            self.skipTest("no file system can be mounted: " + result.err)
        return result

    def test_nearly_full(self):
        """refused, or saved, and never lost, whatever room is left"""
        for kib in (140, 300, 450, 600):
            with self.subTest(kib=kib):
                self.play(kib)

    def play(self, kib):
        self.saved = self.home.log_in()
        with open(self.home.logins_file, "a") as file:
            for number in range(20):  # more than an inode itself can hold
                file.write(f"[stack-{number}.test]\nrefresh_token = "
                           f"{number}{self.saved * 4}\n")
        self.foundry.clear_faults()
        self.fault(delay=2)
        result = self.on_btrfs(f"""
mkdir -m 700 lock && touch more && rm -rf {self.home.run}/*
for i in 1 2 3; do dd if=/dev/urandom bs=4k >>ballast; sync; done 2>/dev/null
truncate -s -{kib}k ballast && sync
{CLI} token {self.host} >&2 &
while kill -0 $! && ! ls -A | grep -q 'oauth.*new'; do :; done 2>/dev/null
while sync; kill -0 $!; do dd if=/dev/urandom bs=4k >>more; done 2>/dev/null
rm -f ballast more && sync && rm -rf {self.home.run}/*
exec {CLI} token {self.host}""")
        self.said.clear()  # the first answer is among it
        self.assertEqual(self.foundry.me(result.out.strip()), "jdoe",
                         result.err)


if SANITIZERS:
    del Kept  # strace and the sanitizers cannot both trace a program

if __name__ == "__main__":
    main()
