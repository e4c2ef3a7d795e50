#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential setup and the files of others: who may read them stays,
what others do meanwhile is not lost, and nothing of ours is left."""

import os
import re
import shutil
import signal
import subprocess
import sys

from harness import CLI, SystemTest, main, needs_root
from mounting import bind, in_namespace
from needed import need

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                             "..", "rules"))
from rules import SANITIZERS  # noqa: E402
from tracing import AS_ROOT, need_strace  # noqa: E402

STACK = "acme.palantirfoundry.com"
REGISTRY = "acme-container-registry.palantirfoundry.com"
OTHERS = "[user]\n\tname = later\n"


class FilesTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.docker_file = os.path.join(self.home.path, ".docker",
                                        "config.json")
        self.git_file = self.home.environment["GIT_CONFIG_GLOBAL"]
        self.files = (self.home.config_file, self.git_file, self.docker_file)
        self.put()

    def put(self):
        self.home.write(self.home.config_file, "[other.test]\nclient_id = x\n")
        self.home.write(self.git_file, "[user]\n\tname = j\n")
        self.home.write(self.docker_file, '{"credHelpers":{"a.test":"b"}}\n')

    def words(self, *options):
        return [CLI, "setup", STACK, *(options or (
            "--git", "--docker", "--client-id", "abc"))]

    def set_up(self, *options, status=0, run=None, **more):
        result = (run or self.run_program)(self.words(*options), **more)
        self.assertEqual(result.status, status, result.err + result.out)
        return result

    def contents(self):
        found = {}
        for path in self.files:
            with open(path) as file:
                found[path] = file.read()
        return found

    def assert_nothing_left(self):
        """No lock of git's, no draft, no copy that git worked on."""
        left = [name for path in self.files
                for name in os.listdir(os.path.dirname(path))
                if name.endswith((".new", ".lock"))]
        self.assertEqual(left, [])


class Attributes(FilesTest):
    def setUp(self):
        super().setUp()
        need("setfacl")
        need("setfattr")

    def facts(self, path):
        """Owner, group, mode, ACL, attributes; what each can do with it."""
        status = os.stat(path)
        acl = subprocess.run(["getfacl", "-pcn", path], check=True,
                             capture_output=True, text=True).stdout
        return (status.st_uid, status.st_gid, oct(status.st_mode), acl,
                {name: os.getxattr(path, name) for name in os.listxattr(path)
                 if "posix_acl" not in name})

    def assert_stay(self, *prepare):
        for path in self.files:
            for words in prepare:
                subprocess.run([*words, path], check=True)
        facts = {path: self.facts(path) for path in self.files}
        before = self.contents()
        self.set_up()
        self.assertEqual({path: self.facts(path) for path in self.files},
                         facts)
        self.assertTrue(all(before[path] != text for path, text in
                            self.contents().items()))
        self.set_up("--undo")
        self.assertEqual(self.contents(), before)
        self.assertEqual({path: self.facts(path) for path in self.files},
                         facts)
        self.assert_nothing_left()

    def test_mode(self):
        for mode in ("600", "644", "640"):
            self.put()
            self.assert_stay(["chmod", mode])

    def test_acl(self):
        """one user may read, the group may not: the mask opens nothing"""
        self.assert_stay(["setfacl", "-m", "u:12345:r"])
        for path in self.files:
            self.assertIn("group::---", self.facts(path)[3])

    def test_acl_of_the_directory(self):
        """what a directory gives to new files does not come to an old one"""
        for path in self.files:
            subprocess.run(["setfacl", "-d", "-m", "u:12345:rw,g::rw",
                            os.path.dirname(path)], check=True)
        self.put()
        self.assert_stay(["setfacl", "-b"], ["chmod", "640"])
        for path in self.files:
            self.assertNotIn("12345", self.facts(path)[3])

    def test_extended_attributes(self):
        self.assert_stay(["setfattr", "-n", "user.origin", "-v", "mine"])

    @needs_root
    def test_group(self):
        """of another group, in directories that give theirs to new files"""
        for path in self.files[1:]:
            self.addCleanup(os.chmod, os.path.dirname(path), 0o700)
            os.chown(os.path.dirname(path), -1, 54321)
            os.chmod(os.path.dirname(path), 0o2755)
        self.assert_stay(["chgrp", "12345"])

    @needs_root
    def test_group_that_cannot_be_given(self):
        """a group that we are not in: the file is written over in place"""
        directory = os.path.join(self.scratch, "theirs")
        os.mkdir(directory)
        self.home.environment["DOCKER_CONFIG"] = directory
        self.docker_file = os.path.join(directory, "config.json")
        self.files = (*self.files[:2], self.docker_file)
        self.put()
        for root, folders, names in os.walk(self.scratch):
            for path in [root, *(os.path.join(root, name)
                                 for name in folders + names)]:
                os.lchown(path, 12345, 12345)
        os.chown(self.docker_file, 12345, 54321)
        os.chmod(self.docker_file, 0o640)
        inode = os.stat(self.docker_file).st_ino
        self.set_up(run=lambda argv, **more: self.run_program(
            ["setpriv", "--reuid=12345", "--regid=12345", "--clear-groups",
             *argv], **more))
        status = os.stat(self.docker_file)
        self.assertEqual((status.st_gid, oct(status.st_mode & 0o777)),
                         (54321, "0o640"))
        self.assertEqual(status.st_ino, inode)
        self.assertIn(REGISTRY, self.contents()[self.docker_file])

    def test_secret_is_private_whatever_was_there(self):
        secret = self.home.file(STACK + ".secret")
        self.home.write(secret, "theirs", 0o644)
        words = ("--client-id", "abc", "--client-secret-stdin")
        self.set_up(*words, stdin="ours\n")
        self.assert_mode(secret, 0o600)
        self.set_up("--undo")
        with open(secret) as file:
            self.assertEqual(file.read(), "theirs")
        os.unlink(secret)
        os.symlink("elsewhere", secret)
        self.assert_failed(self.run_program(self.words(*words), "ours\n"), 6,
                           secret + ": it is a symbolic link\nput the file itself "
                           "there, or take the link away")
        os.unlink(secret)


class Mounted(FilesTest):
    def inside(self, script):
        def run(argv, **more):
            result = self.run_program(in_namespace(script, *argv), **more)
            if result.status == 99:
                self.skipTest("nothing can be mounted: " + result.err)
            return result
        return run

    def test_alone(self):
        """a file that is mounted alone is written over, and taken back"""
        copies = []
        for number, path in enumerate(self.files):
            copies.append(os.path.join(self.scratch, f"copy{number}"))
            shutil.copy(path, copies[-1])
        before = self.contents()
        run = self.inside(" && ".join(bind(copy, path) for copy, path in
                                      zip(copies, self.files)))
        self.set_up(run=run)
        self.assertEqual(self.contents(), before)
        for copy, word in zip(copies, (STACK, STACK, REGISTRY)):
            with open(copy) as file:
                self.assertIn(word, file.read())
        self.assert_nothing_left()
        self.set_up("--undo", run=run)
        for copy, text in zip(copies, before.values()):
            with open(copy) as file:
                self.assertEqual(file.read(), text)

    def test_read_only(self):
        """one that cannot be written at all: nothing is written"""
        copy = os.path.join(self.scratch, "copy")
        for path in self.files:
            with self.subTest(path=path):
                shutil.copy(path, copy)
                before = self.contents()
                result = self.inside(bind(copy, path, read_only=True))(
                    self.words())
                self.assertEqual(result.status, 6)
                self.assertRegex(result.err, path + ".* mount of its own")
                self.assertEqual(self.contents(), before)
                self.assertFalse(os.path.exists(self.home.file("setup")))

    @needs_root
    def test_marked(self):
        """immutable or append-only: nothing is written, and said why"""
        need("chattr")
        for flag, word in (("i", "immutable"), ("a", "append-only")):
            for path in self.files:
                with self.subTest(path=path, flag=flag):
                    done = subprocess.run(["chattr", "+" + flag, path],
                                          capture_output=True)
                    if done.returncode:
                        self.skipTest("no such attributes here")
                    self.addCleanup(subprocess.run,
                                    ["chattr", "-" + flag, path],
                                    capture_output=True)
                    before = self.contents()
                    self.assert_failed(self.run_program(self.words()), 6,
                                       path, word, f"chattr -{flag} {path}")
                    subprocess.run(["chattr", "-" + flag, path], check=True)
                    self.assertEqual(self.contents(), before)


class Meanwhile(FilesTest):
    """Somebody else writes while setup does."""

    def setUp(self):
        super().setUp()
        need_strace()

    def again(self):
        """All as it was before the first run."""
        shutil.rmtree(self.home.file("setup"), ignore_errors=True)
        self.put()

    def stop_before(self, call, path, *options, prepare=None):
        """setup, stopped right before that call about a file, as a run of its
        own has shown it."""
        log = os.path.join(self.scratch, "strace")
        prepare = prepare or self.again
        prepare()
        self.set_up(*options, run=lambda argv, **more: self.run_program(
            [*AS_ROOT, "strace", "-qq", "-o", log, *argv], **more))
        counts, before = {}, None
        with open(log, errors="replace") as file:
            for line in file:
                name = re.match(r"\w*", line).group()
                if name == call and '"' + os.path.basename(path) in line:
                    break
                counts[name] = counts.get(name, 0) + 1
                before = name
        prepare()
        process = self.start_program(
            [*AS_ROOT, "strace", "-qq", "-o", log, "-e", "inject="
             f"{before}:signal=SIGSTOP:when={counts[before]}",
             *self.words(*options)])
        self.addCleanup(process.kill)
        return process, self.wait_for_stop(process, log)

    def wait_for_stop(self, process, log):
        """strace says so; in between it stops the program at each call."""
        def stopped():
            self.assertIsNone(process.poll())
            with open(log, errors="replace") as file:
                return "--- stopped by SIGSTOP ---" in file.read()
        self.wait_until(stopped)
        return int(subprocess.run(["pgrep", "-P", str(process.pid)],
                                  text=True, capture_output=True).stdout)

    def go_on(self, process, pid):
        os.kill(pid, signal.SIGCONT)
        return self.finish(process)

    def write_over(self, path):
        with open(path, "w") as file:
            file.write(OTHERS)

    def replace(self, path):
        self.home.write(path + ".theirs", OTHERS)
        os.rename(path + ".theirs", path)

    def change_mode(self, path):
        os.chmod(path, 0o640)

    def test_before_the_names_are_exchanged(self):
        """what others write after all has been looked at is not lost"""
        for path in self.files:
            for change in (self.write_over, self.replace, self.change_mode):
                with self.subTest(path=path, change=change.__name__):
                    process, pid = self.stop_before("renameat2", "." +
                                                    os.path.basename(path))
                    change(path)
                    theirs = self.contents()[path], os.stat(path).st_mode
                    result = self.go_on(process, pid)
                    self.assertEqual(result.status, 6, result.err)
                    self.assertRegex(result.err, path +
                                     ": it has changed meanwhile")
                    self.assertEqual((self.contents()[path],
                                      os.stat(path).st_mode), theirs)
                    self.assert_nothing_left()

    def test_a_file_that_comes_meanwhile(self):
        """where there was none, somebody else makes one"""
        def prepare():
            self.again()
            os.unlink(self.docker_file)
        process, pid = self.stop_before("renameat2", ".config.json",
                                        prepare=prepare)
        self.write_over(self.docker_file)
        result = self.go_on(process, pid)
        self.assertRegex(result.err, "it has changed meanwhile")
        self.assertEqual(self.contents()[self.docker_file], OTHERS)
        self.assert_nothing_left()

    def test_a_file_that_is_to_go(self):
        """undo would remove it, and somebody writes to it"""
        def prepare():
            self.again()
            os.unlink(self.docker_file)
            self.set_up()
        for change in (self.write_over, self.replace):
            process, pid = self.stop_before("renameat", "config.json",
                                            "--undo", prepare=prepare)
            change(self.docker_file)
            result = self.go_on(process, pid)
            self.assertRegex(result.err,
                             "it has changed meanwhile\nrun this again")
            self.assertEqual(self.contents()[self.docker_file], OTHERS)
            self.assert_nothing_left()

    def test_signals(self):
        """Ctrl-C in between: no lock of git's and no draft is left, and each
        file is as it was or as it will be"""
        self.set_up()
        after = self.contents()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process, pid = self.stop_before(
                "renameat2", "." + os.path.basename(self.git_file))
            before = self.contents()
            self.assertTrue(os.path.exists(self.git_file + ".lock"))
            os.kill(pid, number)
            self.assertEqual(self.go_on(process, pid).status, -number)
            self.assert_nothing_left()
            for path, text in self.contents().items():
                self.assertIn(text, (before[path], after[path]))
            self.set_up("--undo")


if SANITIZERS:
    del Meanwhile  # strace and the sanitizers cannot both trace a program

if __name__ == "__main__":
    main()
