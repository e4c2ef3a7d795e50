#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The files: modes, links, owners, and disks that take no more."""

import os
import resource
import shutil

from harness import (CLI, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET,
                     SystemTest, main, needs_root)
from needed import missing

NOBODY = 65534


class Modes(SystemTest):
    def test_umask_000(self):
        """umask 000: files 0600, directories 0700, whoever writes them"""
        self.home.configure()
        os.chmod(self.home.foundry_home, 0o700)
        result = self.cli("login", self.host, umask=0,
                          env={"BROWSER": self.browser()})
        self.assertEqual(result.status, 0, result.err)
        self.home.expire_record()
        self.assert_answer(self.helper("get", umask=0))
        self.home.configure(token="static")
        self.assert_silent(self.helper("store", self.request(
            username="u", password="p.q.r"), umask=0))
        for name in ("oauth", "tokens", "lock/vault", f"lock/{self.host}"):
            self.assert_mode(self.home.file(name), 0o600)
        self.assert_mode(self.home.record_file(), 0o600)
        self.check_house()

    def test_home_is_made_0700(self):
        self.assertFalse(os.path.exists(self.home.foundry_home))
        result = self.cli("login", umask=0, env={
            "FOUNDRY_CLIENT_ID": "f5496be223e4db85c6a7c99bc5c2d81a",
            "FOUNDRY_HOSTNAME": self.host, "BROWSER": self.browser(),
            "FOUNDRY_CA_FILE": self.foundry.ca_file})
        self.assertEqual(result.status, 0, result.err)
        self.check_house()

    def test_existing_directory_keeps_its_mode(self):
        self.house_rules = False
        self.home.configure()
        self.home.log_in()
        os.chmod(self.home.foundry_home, 0o755)
        self.assert_answer(self.helper("get"))
        self.assert_mode(self.home.foundry_home, 0o755)

    def test_world_readable_file_of_the_python_library(self):
        """a wider mode is repaired, and mentioned once"""
        self.home.configure()
        self.home.log_in()
        os.chmod(self.home.logins_file, 0o644)
        self.assert_answer(self.helper("get"), err=(
            f"git-credential-foundry: {self.home.logins_file} could be read "
            "by other users; made private\n"))
        self.assert_mode(self.home.logins_file, 0o600)
        self.assert_answer(self.helper("get"))

    def test_world_readable_static_tokens(self):
        self.home.configure(token="static")
        self.helper("store", self.request(username="u", password="p.q.r"))
        os.chmod(self.home.file("tokens"), 0o644)
        result = self.helper("get")
        self.assertEqual(result.attributes["password"], "p.q.r")
        self.assertIn("made private", result.err)
        self.assert_mode(self.home.file("tokens"), 0o600)

    def test_config(self):
        """config: readable by others is fine without a secret in it"""
        self.home.configure()
        self.home.log_in()
        os.chmod(self.home.config_file, 0o644)
        self.assert_answer(self.helper("get"))
        self.assert_mode(self.home.config_file, 0o644)

    def test_config_with_a_secret(self):
        """config with client_secret and readable by others: an error"""
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            client_secret=CONFIDENTIAL_SECRET,
                            grant="client_credentials")
        os.chmod(self.home.config_file, 0o644)
        self.assert_failed(self.cli("token", self.host), 6,
                           f"{self.home.config_file} can be read by other "
                           "users", "chmod 600")
        self.assert_asked()
        self.assert_mode(self.home.config_file, 0o644)

    def test_config_writable_by_others(self):
        self.home.configure()
        self.home.log_in()
        os.chmod(self.home.config_file, 0o666)
        self.assert_failed(self.cli("token", self.host), 6,
                           f"{self.home.config_file} can be written by other "
                           "users")
        self.assert_asked()


class Links(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure(token="auto")
        self.home.log_in()

    def replace_by_link(self, path):
        target = os.path.join(self.scratch, "target")
        os.rename(path, target)
        os.symlink(target, path)

    def assert_refused(self, path):
        self.assert_failed(self.cli("token", self.host), 6,
                           f"{path} is a symbolic link\nput the file itself "
                           "there: a secret file is never followed")
        self.assert_failed(self.helper("get"), 0,
                           f"{path} is a symbolic link",
                           program="git-credential-foundry")

    def test_oauth(self):
        """a symlink in place of oauth is refused by name"""
        self.house_rules = False
        self.replace_by_link(self.home.logins_file)
        self.assert_refused(self.home.logins_file)
        self.assert_asked()
        self.assertTrue(os.path.islink(self.home.logins_file))

    def test_tokens(self):
        """a symlink in place of tokens is refused by name"""
        self.house_rules = False
        self.home.configure(token="static")
        self.helper("store", self.request(username="u", password="p.q.r"))
        self.replace_by_link(self.home.file("tokens"))
        self.assert_refused(self.home.file("tokens"))

    def test_record(self):
        """a symlink in place of the access record is refused by name"""
        self.house_rules = False
        self.helper("get")
        self.replace_by_link(self.home.record_file())
        self.assert_refused(self.home.record_file())

    def test_lock(self):
        """a symlink in place of a lock is not followed"""
        os.mkdir(self.home.file("lock"), 0o700)
        victim = os.path.join(self.scratch, "victim")
        path = self.home.file("lock/" + self.host)
        os.symlink(victim, path)
        self.assert_failed(self.cli("token", self.host), 6,
                           f"{path}.*symbolic link")
        os.unlink(path)
        self.assertFalse(os.path.exists(victim))
        self.assert_asked()

    def test_config_may_be_a_symlink(self):
        self.house_rules = False
        self.replace_by_link(self.home.config_file)
        self.assert_answer(self.helper("get"))
        self.assertTrue(os.path.islink(self.home.config_file))

    def test_home_may_be_a_symlink(self):
        self.house_rules = False
        self.replace_by_link(self.home.foundry_home)
        self.assert_answer(self.helper("get"))

    def test_hard_link(self):
        """a second name of oauth is refused"""
        os.link(self.home.logins_file, os.path.join(self.scratch, "other"))
        self.assert_failed(self.cli("token", self.host), 6,
                           f"{self.home.logins_file} has 2 hard links\nremove the "
                           "other name: a secret file has one")
        self.assert_asked()

    def test_no_regular_file(self):
        """a pipe or directory in place of oauth: refused, not waited for"""
        self.house_rules = False
        for make in (os.mkfifo, os.mkdir):
            os.path.exists(self.home.logins_file) and os.unlink(
                self.home.logins_file)
            make(self.home.logins_file)
            self.assert_failed(self.cli("token", self.host), 6,
                               self.home.logins_file)
        os.rmdir(self.home.logins_file)

    def test_directory_writable_by_others(self):
        self.house_rules = False
        os.chmod(self.home.foundry_home, 0o777)
        self.assert_failed(self.cli("token", self.host), 6,
                           f"{self.home.foundry_home} can be written by "
                           "other users", "chmod go-w")
        self.assert_asked()

    def test_runtime_directory_writable_by_others(self):
        """a record in a directory that others can write is not believed"""
        self.house_rules = False
        self.helper("get")
        run = os.path.dirname(self.home.record_file())
        self.home.change_record(access_token="planted.by.others")
        os.chmod(run, 0o777)
        result = self.helper("get")
        self.assertNotIn("planted", result.out)

    def test_no_home(self):
        """HOME relative: exit 6, says so; to git it may be any host"""
        env = {"HOME": "here"}
        self.assert_failed(self.cli("token", self.host, env=env), 6, "HOME",
                           "FOUNDRY_HOME")
        self.assert_silent(self.helper("get", env=env))


class OtherPeopleTest(SystemTest):
    """Run as a person who is not root, whoever runs the tests."""

    def setUp(self):
        super().setUp()
        self.house_rules = False
        self.prefix = []
        ca = os.path.join(self.scratch, "ca.pem")
        shutil.copy(self.foundry.ca_file, ca)
        os.chmod(ca, 0o644)
        self.home.configure(ca_file=ca)
        self.home.log_in()
        if os.geteuid() == 0:
            self.assertEqual(missing("setpriv"), [])
            self.prefix = ["setpriv", f"--reuid={NOBODY}",
                           f"--regid={NOBODY}", "--clear-groups"]
            self.give(NOBODY)
            if self.run_person(CLI, "--version").status != 0:
                self.skipTest("nobody cannot run the programs")

    def give(self, uid):
        for path, directories, files in os.walk(self.scratch):
            os.chown(path, uid, uid)
            for name in files:
                os.chown(os.path.join(path, name), uid, uid)

    def run_person(self, *words, stdin="", **options):
        return self.run_program([*self.prefix, *words], stdin, **options)

    def token(self, **options):
        return self.run_person(CLI, "token", self.host, **options)

    def expire_record(self, ago):
        """Stale, and alive still when ago is negative."""
        self.home.expire_record(ago=ago)
        if self.prefix:
            self.give(NOBODY)


class ReadOnly(OtherPeopleTest):
    def test_read_only_home(self):
        """read-only home: nothing is sent, exit 6 names the path"""
        os.chmod(self.home.foundry_home, 0o500)
        result = self.token()
        self.assert_failed(result, 6, self.home.foundry_home)
        self.assert_asked()
        os.chmod(self.home.foundry_home, 0o700)
        self.assert_token(self.token())

    def test_read_only_home_and_a_living_token(self):
        """read-only home: a token still valid is answered, and why said"""
        token = self.assert_token(self.token())
        os.chmod(self.home.foundry_home, 0o500)
        self.assert_token(self.token())
        self.expire_record(ago=-30)
        result = self.token()
        self.assertEqual((result.status, result.out), (0, token + "\n"))
        self.assertIn(self.home.foundry_home, result.err)
        self.assert_asked(refresh_token=1)

    def test_record_cannot_be_written(self):
        """failing to save only the record withholds nothing"""
        run = os.path.join(self.home.run, "foundry-credential")
        os.mkdir(run, 0o500)
        self.give(NOBODY) if self.prefix else None
        result = self.token()
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(self.foundry.me(result.out.strip()), "jdoe")
        self.assertIn("not cached", result.err)
        self.assertTrue(self.foundry.alive(self.home.saved_token()))

    def test_login_into_a_read_only_home(self):
        """login: refused before the person is asked"""
        os.chmod(self.home.foundry_home, 0o500)
        result = self.run_person(CLI, "login", self.host, "--reauth",
                                 env={"BROWSER": "true"})
        self.assert_failed(result, 6, self.home.foundry_home)


@needs_root
class Owners(OtherPeopleTest):
    """Files of other users, which only root can lay out."""

    def test_home_of_somebody_else(self):
        """a home of another user is refused, and whose is said"""
        os.chown(self.home.foundry_home, 12345, 12345)
        os.chmod(self.home.foundry_home, 0o755)
        result = self.token()
        self.assert_failed(result, 6, self.home.foundry_home,
                           "another user .uid 12345")
        self.assert_asked()

    def test_home_kept_under_sudo(self):
        """root with another person's home: refused, nothing written there"""
        before = self.home.files()
        self.assert_failed(self.cli("token", self.host), 6,
                           f"uid {NOBODY}")
        self.assertEqual(self.home.files(), before)
        self.assert_asked()

    def test_config_of_somebody_else(self):
        os.chown(self.home.config_file, 12345, 12345)
        os.chmod(self.home.config_file, 0o644)
        self.assert_failed(self.token(), 6, self.home.config_file,
                           "uid 12345")


class FullDisk(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure()
        self.saved = self.home.log_in()

    def run_limited(self, *words, size=0):
        """With files of size bytes at most, and no signal over it."""
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return self.run_program(words, preexec_fn=limit,
                                restore_signals=False)

    def test_no_room_for_the_login(self):
        """no room: nothing is sent, the file stays as it was"""
        with open(self.home.logins_file) as file:
            text = file.read()
        for size in (0, 100, 8192):
            result = self.run_limited(CLI, "token", self.host, size=size)
            self.assert_failed(result, 6, self.home.logins_file)
        self.assert_asked()
        with open(self.home.logins_file) as file:
            self.assertEqual(file.read(), text)
        self.assert_token(self.cli("token", self.host))

    def test_a_living_token_is_answered(self):
        token = self.assert_token(self.cli("token", self.host))
        self.home.expire_record(ago=-30)
        result = self.run_limited(CLI, "token", self.host)
        self.assertEqual((result.status, result.out), (0, token + "\n"))
        self.assertIn(self.home.logins_file, result.err)
        self.assert_asked(refresh_token=1)

    def on_small_disk(self, script):
        """A shell script with FOUNDRY_HOME alone on a file system of 512 KiB,
        the login and the config copied there."""
        mount = (f"mkdir {self.scratch}/copy && cp {self.home.foundry_home}/*"
                 f" {self.scratch}/copy && mount -t tmpfs -o "
                 f"size=512k,mode=700 small {self.home.foundry_home} && "
                 f"cp -p {self.scratch}/copy/* {self.home.foundry_home} && "
                 f"cd {self.home.foundry_home} || exit 99\n")
        words = ["unshare", "--mount"]
        if os.geteuid() != 0:
            words += ["--user", "--map-root-user"]
        result = self.run_program([*words, "sh", "-c", mount + script])
        if result.status == 99 or "unshare" in result.err:
            self.skipTest("no file system can be mounted: " + result.err)
        return result

    def test_full_file_system(self):
        """a full file system: nothing is sent; with room again all is well"""
        result = self.on_small_disk(f'''
dd if=/dev/zero of=ballast bs=1k 2>/dev/null
cp oauth {self.scratch}/before
{CLI} token {self.host} && exit 98
echo status=$? >&2
cmp oauth {self.scratch}/before || exit 97
ls -A >&2
rm ballast
exec {CLI} token {self.host}''')
        self.assertEqual(self.foundry.me(result.out.strip()), "jdoe",
                         result.err)
        self.assertIn("status=6\n", result.err)
        self.assertIn(self.home.logins_file, result.err)
        self.assertNotIn(".new\n", result.err)
        self.assert_asked(refresh_token=1)


if __name__ == "__main__":
    main()
