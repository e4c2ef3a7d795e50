#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Homes that are not ordinary: nobody's, somebody else's, read-only, open to
a group, and those that a user namespace shows with strange owners."""

import os
import shutil
import struct
import subprocess

from harness import (BIN, CLI, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET,
                     DOCKER_HELPER, GIT_HELPER, Result, SystemTest, main,
                     needs_root)
from mounting import bind, in_namespace
from needed import missing
from terminal import PATIENCE_S

UID = 4711
NOBODY = 65534
PASSWD = "root:x:0:0::/:/bin/sh\n"
GROUP = "root:x:0:\n"
ACCESS_LIST = "system.posix_acl_access"


def access_list(*entries):
    """acl(5) as the kernel keeps it: (tag, permissions, id)."""
    return struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", *entry) for entry in entries)


class HomeTest(SystemTest):
    """A person who is not root, in a mount namespace with users of its own:
    none is known there but root and those that know() adds."""

    house_rules = False

    def setUp(self):
        super().setUp()
        self.assertEqual(missing("setpriv", "unshare"), [])
        self.ca = os.path.join(self.scratch, "ca.pem")
        shutil.copy(self.foundry.ca_file, self.ca)
        self.home.configure(ca_file=self.ca)
        self.home.log_in()
        self.script = "true"
        self.know()
        self.give()
        if self.person(CLI, "--version").status != 0:
            self.skipTest("another user cannot run the programs")

    def know(self, passwd="", group=""):
        for name, text in (("passwd", PASSWD + passwd),
                           ("group", GROUP + group)):
            path = os.path.join(self.scratch, name)
            self.home.write(path, text, 0o644)
            self.script += " && " + bind(path, "/etc/" + name)

    def give(self, owner=UID):
        for path, directories, files in os.walk(self.scratch):
            os.chown(path, owner, owner)
            for name in files:
                os.chown(os.path.join(path, name), owner, owner)

    def words(self, *words):
        return in_namespace(self.script, "setpriv", f"--reuid={UID}",
                            f"--regid={UID}", "--clear-groups", *words)

    def person(self, *words, stdin="", **options):
        return self.run_program(self.words(*words), stdin, cwd="/", **options)

    def get(self, host=None, *before, **options):
        return self.person(*before, DOCKER_HELPER, "get",
                           stdin=host or self.host, **options)

    def assert_docker(self, result):
        self.assertEqual((result.status, result.err), (0, ""), result.out)
        self.assertIn(f'"ServerURL":"{self.host}"', result.out)

    def assert_not_found(self, result, *patterns):
        self.assertEqual((result.status, result.out), (
            1, "credentials not found in native keychain\n"), result.err)
        for pattern in patterns:
            self.assertRegex(result.err, pattern)

    def assert_said_by_all(self, *patterns):
        """No verb for this host ends without the reason."""
        self.assert_not_found(self.get(), *patterns)
        self.assert_failed(self.person(GIT_HELPER, "get",
                                       stdin=self.request()),
                           0, *patterns, program="git-credential-foundry")
        for words in (("token",), ("login",), ("status",), ("logout",)):
            self.assert_failed(self.person(CLI, *words, self.host), 6,
                               *patterns)
        result = self.person(CLI, "doctor", "--offline", self.host)
        self.assertEqual(result.status, 1, result.err)
        for pattern in patterns:
            self.assertRegex(result.out, pattern)


@needs_root
class Namespaces(HomeTest):
    """Where root's files belong to nobody that is known."""

    ROOT = ("unshare", "--user", "--map-root-user")

    def give_config(self, owner, mode=0o644):
        os.chown(self.home.config_file, owner, owner)
        os.chmod(self.home.config_file, mode)

    def test_config(self):
        """root's configuration counts, as long as it is root's alone"""
        for before in ((), self.ROOT, ("unshare", "--user")):
            self.give_config(0)
            self.assert_docker(self.get(None, *before))
            self.give_config(0, 0o664)
            self.assert_not_found(self.get(None, *before),
                                  "can be written by other users", "g-w")
        self.give_config(12345)
        self.assert_not_found(self.get(), "uid 12345")
        self.give_config(NOBODY)
        self.assert_not_found(self.get(), f"uid {NOBODY}")

    def test_linked_config(self):
        target = os.path.join(self.scratch, "target")
        os.rename(self.home.config_file, target)
        os.symlink(target, self.home.config_file)
        self.give_config(0, 0o444)
        self.assert_docker(self.get(None, *self.ROOT))

    def test_home(self):
        """so does a directory of root's; no secret is read there"""
        os.chown(self.home.foundry_home, 0, 0)
        os.chmod(self.home.foundry_home, 0o755)
        self.assert_not_found(self.get(None, *self.ROOT),
                              f"{self.home.foundry_home} belongs to a user "
                              "who is not known")
        os.unlink(self.home.logins_file)
        self.assert_not_found(self.get(None, *self.ROOT), "login needed")

    def test_secrets(self):
        """never a secret: the saved login, a stored token"""
        os.chown(self.home.logins_file, 0, 0)
        os.chmod(self.home.logins_file, 0o644)
        self.assert_not_found(self.get(None, *self.ROOT),
                              f"{self.home.logins_file} belongs to another")
        os.chown(self.home.logins_file, UID, UID)
        self.home.write(self.home.file("tokens"),
                        f"[u@{self.host}]\ntoken = p.q.r\n", 0o644)
        self.assert_not_found(self.get(None, *self.ROOT),
                              f"{self.home.file('tokens')} belongs to another")
        self.assert_asked()

    def test_client_secret(self):
        """nor that of a service user, wherever it lies"""
        path = os.path.join(self.scratch, "secret")
        self.home.write(path, CONFIDENTIAL_SECRET, 0o640)
        os.chown(path, 0, UID)
        self.home.configure(client_id=CONFIDENTIAL_CLIENT, ca_file=self.ca,
                            grant="client_credentials",
                            client_secret_file=path)
        self.give_config(UID)
        self.assert_docker(self.get())
        self.assert_not_found(self.get(None, *self.ROOT, env={
            "FOUNDRY_CACHE": "noop"}), path)

    def mapped(self, owner):
        """As rootless podman does it: 65536 users of the person's own, the
        overflow uid's number among them."""
        self.give_config(owner)
        words = self.words("unshare", "--user", "sh", "-c",
                           'read go; exec "$@"', "sh", DOCKER_HELPER, "get")
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=self.env(), cwd="/")
        own = os.readlink("/proc/self/ns/user")
        self.wait_until(lambda: os.readlink(
            f"/proc/{process.pid}/ns/user") != own)
        for name in ("uid_map", "gid_map"):
            with open(f"/proc/{process.pid}/{name}", "w") as file:
                file.write(f"0 {UID} 1\n1 100000 65536\n")
        out, err = process.communicate(f"\n{self.host}\n".encode(),
                                       timeout=PATIENCE_S)
        return Result(process.returncode, out.decode(), err.decode())

    def test_rootless(self):
        """buildah run by a user, with and without users of his own"""
        self.assertEqual(missing("buildah", "newuidmap"), [])
        self.know(f"jane:x:{UID}:{UID}::/:/bin/sh\n", f"jane:x:{UID}:\n")
        self.give_config(0)
        for ids in ("", "jane:100000:65536\n"):
            for name in ("subuid", "subgid"):
                path = os.path.join(self.scratch, name)
                self.home.write(path, ids, 0o644)
                self.script += " && " + bind(path, "/etc/" + name)
            result = self.get(None, "buildah", "unshare")
            self.assertEqual(result.status, 0, result.err)
            self.assertIn(f'"ServerURL":"{self.host}"', result.out)

    def test_mapped(self):
        """whom the namespace maps is not taken for root, nobody included"""
        self.assert_docker(self.mapped(0))
        for owner, shown in ((100000 + NOBODY - 1, NOBODY), (100033, 34)):
            self.assert_not_found(self.mapped(owner), f"uid {shown}")


@needs_root
class Without(HomeTest):
    """No home, or somebody else's."""

    REGISTRY = "acme-container-registry.palantirfoundry.com"
    TOKEN = {"FOUNDRY_TOKEN": "eyJ.from.environment",
             "FOUNDRY_HOSTNAME": "acme.palantirfoundry.com"}

    def setUp(self):
        super().setUp()
        other = os.path.join(self.scratch, "other")
        os.makedirs(os.path.join(other, ".foundry"), 0o700)
        os.chmod(other, 0o700)
        self.homes = {"none": {"HOME": None}, "relative": {"HOME": "here"},
                      "another's": {"HOME": other}}

    def test_known_to_the_system(self):
        """HOME unset: the user's home in the password file"""
        self.know(f"jane:x:{UID}:{UID}::{self.home.path}:/bin/sh\n")
        self.assert_docker(self.get(env={"HOME": None}))

    def test_said(self):
        """who asks for a stack by name is told"""
        for env, pattern in (({"HOME": None}, f"user {UID} is not known.*\nset HOME, or "
                              "FOUNDRY_HOME"),
                             ({"HOME": "here"}, "HOME is not set to an"),
                             (self.homes["another's"], "Permission denied")):
            self.assert_failed(self.person(CLI, "token", self.host, env=env),
                               6, pattern)

    def test_environment(self):
        """FOUNDRY_TOKEN answers, also for a registry by its name"""
        host = self.TOKEN["FOUNDRY_HOSTNAME"]
        for label, home in self.homes.items():
            env = {**home, **self.TOKEN}
            with self.subTest(home=label):
                given = self.person(GIT_HELPER, "get", env=env,
                                    stdin=self.request(host))
                self.assertEqual((given.err, given.attributes["password"]),
                                 ("", self.TOKEN["FOUNDRY_TOKEN"]))
                for name in (host, self.REGISTRY):
                    result = self.get(name, env=env)
                    self.assertEqual((result.status, result.err), (0, ""))
                    self.assertIn(self.TOKEN["FOUNDRY_TOKEN"], result.out)
                back = self.request(host, username="foundry",
                                    password=self.TOKEN["FOUNDRY_TOKEN"])
                self.assert_silent(self.person(GIT_HELPER, "store", env=env,
                                               stdin=back))
                self.assert_failed(
                    self.person(GIT_HELPER, "erase", env=env, stdin=back), 0,
                    "refused FOUNDRY_TOKEN", program="git-credential-foundry")

    def test_exec(self):
        """what it was brought for is run"""
        host = self.TOKEN["FOUNDRY_HOSTNAME"]
        for label, home in self.homes.items():
            for words in ((), (host,)):
                with self.subTest(home=label, words=words):
                    result = self.person(
                        CLI, "exec", *words, "--", "sh", "-c",
                        "echo $FOUNDRY_TOKEN $FOUNDRY_URL",
                        env={**home, **self.TOKEN})
                    self.assertEqual(
                        (result.status, result.out, result.err),
                        (0, f"{self.TOKEN['FOUNDRY_TOKEN']} https://{host}\n",
                         ""))
            self.assert_failed(self.person(
                CLI, "exec", self.host, "--", "true",
                env={**home, **self.TOKEN}), 6)

    def test_foreign(self):
        """a host that is not ours: silence"""
        for label, home in self.homes.items():
            for env in (home, {**home, **self.TOKEN}):
                with self.subTest(home=label, env=env):
                    for verb in ("get", "store", "erase"):
                        self.assert_silent(self.person(
                            GIT_HELPER, verb, env=env, stdin=self.request(
                                "github.com", username="u", password="p")))
                    result = self.get("docker.io", env=env)
                    self.assert_not_found(result)
                    self.assertEqual(result.err, "")
                    self.assert_silent(self.person(
                        DOCKER_HELPER, "erase", stdin="docker.io", env=env))

    def test_list(self):
        """what get answers is listed"""
        for label, home in self.homes.items():
            with self.subTest(home=label):
                result = self.person(DOCKER_HELPER, "list", env=home)
                self.assertEqual((result.status, result.out), (0, "{}\n"))
                result = self.person(DOCKER_HELPER, "list",
                                     env={**home, **self.TOKEN})
                self.assertEqual(result.status, 0)
                self.assertIn(self.REGISTRY, result.out)


@needs_root
class Services(HomeTest):
    """A service user where the home cannot be written."""

    def setUp(self):
        super().setUp()
        os.unlink(self.home.logins_file)
        self.home.configure(client_id=CONFIDENTIAL_CLIENT, ca_file=self.ca,
                            client_secret=CONFIDENTIAL_SECRET,
                            grant="client_credentials")
        os.chown(self.home.config_file, UID, UID)
        self.script += " && " + bind(self.home.foundry_home,
                                     self.home.foundry_home, True)

    def test_cached(self):
        """the token is cached where it can be, and asked for once"""
        many = [self.start_program(self.words(CLI, "token", self.host))
                for _ in range(8)]
        for process in many:
            self.assert_token(self.finish(process), CONFIDENTIAL_CLIENT)
        self.assert_token(self.person(CLI, "refresh", self.host)
                          and self.person(CLI, "token", self.host),
                          CONFIDENTIAL_CLIENT)
        self.assert_asked(client_credentials=2)
        self.assertEqual(os.listdir(self.home.foundry_home), ["config"])

    def test_not_cached(self):
        """without such a place it is asked for each time, in silence"""
        for _ in range(2):
            self.assert_docker(self.get(env={"XDG_RUNTIME_DIR": None}))
        self.assert_asked(client_credentials=2)

    def test_no_home(self):
        """nor need there be a home, when the system's file says all"""
        programs = os.path.join(self.scratch, "bin")
        shutil.copytree(BIN, programs)
        self.home.write(os.path.join(programs, "foundry.config"), (
            f"[{self.host}]\nclient_id = {CONFIDENTIAL_CLIENT}\n"
            f"ca_file = {self.ca}\ngrant = client_credentials\n"), 0o644)
        self.script += " && " + bind(programs, BIN)
        for home in ("/nonexistent", "/dev/null"):
            result = self.get(env={
                "HOME": home, "FOUNDRY_CLIENT_SECRET": CONFIDENTIAL_SECRET})
            self.assert_docker(result)
        self.assert_asked(client_credentials=2)

    def test_a_login_needs_one(self):
        """of a person's login it is said why it cannot be refreshed"""
        self.script = "true"
        self.home.configure(ca_file=self.ca)
        self.home.log_in()
        self.give()
        self.script += " && " + bind(self.home.foundry_home,
                                     self.home.foundry_home, True)
        self.assert_failed(self.person(CLI, "token", self.host), 6,
                           f"making the directory {self.home.file('lock')}: "
                           "Read-only file system")
        self.assert_asked()


@needs_root
class Groups(HomeTest):
    """With a umask of 002 the Python library leaves ~/.foundry 0775."""

    JANE = f"jane:x:{UID}:{UID}::/:/bin/sh\n"

    def open_up(self):
        os.chmod(self.home.foundry_home, 0o775)
        os.chmod(self.home.config_file, 0o664)

    def test_private(self):
        """the user's own group is nobody else: taken as it is"""
        for group in ("jane:x:{0}:\n", "jane:x:{0}:jane\n"):
            self.know(self.JANE, group.format(UID))
            self.open_up()
            self.assert_docker(self.get())
        self.assertNotIn("can be written", self.person(
            CLI, "doctor", "--offline", self.host).out)
        self.assert_mode(self.home.foundry_home, 0o775)

    def test_only_the_shared_file(self):
        self.know(self.JANE, f"jane:x:{UID}:\n")
        self.home.write(self.home.config_file, "")
        os.unlink(self.home.config_file)
        os.chmod(self.home.foundry_home, 0o775)
        env = {"FOUNDRY_CA_FILE": self.ca}
        self.assert_docker(self.get(env=env))

    def test_shared(self):
        """any other is refused, and how to mend it is said by all"""
        jane = f"jane:x:{UID}:"
        for label, passwd, group in (
                ("a member", self.JANE, f"{jane}jane,bob\n"),
                ("another's primary one", self.JANE +
                 f"bob:x:12345:{UID}::/:/bin/sh\n", f"{jane}\n"),
                ("of another name", self.JANE, f"users:x:{UID}:\n"),
                ("not the primary one", self.JANE.replace(
                    f":{UID}::", ":100::"), f"{jane}\n"),
                ("unknown", "", "")):
            with self.subTest(group=label):
                self.script = "true"
                self.know(passwd, group)
                self.open_up()
                self.assert_not_found(self.get(), "chmod g-w")
        self.know(self.JANE.replace(f":{UID}::", ":0::"), "jane:x:0:\n")
        os.chown(self.home.foundry_home, UID, 0)
        os.chmod(self.home.config_file, 0o644)
        self.assert_said_by_all(f"{self.home.foundry_home} can be written",
                                "chmod g-w")
        os.unlink(self.home.config_file)
        self.assert_said_by_all(f"{self.home.foundry_home} can be written",
                                "chmod g-w")
        os.chmod(self.home.foundry_home, 0o702)
        self.assert_said_by_all("chmod o-w")
        self.assert_asked()

    def test_access_list(self):
        """beside an access control list the group's bits mean others"""
        self.know(self.JANE, f"jane:x:{UID}:\n")
        self.open_up()
        try:
            os.setxattr(self.home.foundry_home, ACCESS_LIST, access_list(
                (1, 7, 2**32 - 1), (2, 7, 12345), (4, 5, 2**32 - 1),
                (16, 7, 2**32 - 1), (32, 5, 2**32 - 1)))
        except OSError as problem:
            self.skipTest(f"no access control lists here: {problem}")
        self.assert_not_found(self.get(), "chmod g-w")


if __name__ == "__main__":
    main()
