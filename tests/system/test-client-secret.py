#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Where the secret of a confidential client comes from."""

import os
import shutil

from harness import (CLI, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET,
                     SystemTest, main, needs_root)
from mounting import bind, in_namespace


class Secrets(SystemTest):
    def configure(self, **keys):
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            grant="client_credentials", cache="noop", **keys)

    def assert_good(self, **options):
        self.assert_token(self.cli("token", self.host, **options),
                          CONFIDENTIAL_CLIENT)

    def write(self, text, mode=0o600):
        path = os.path.join(self.scratch, "secret")
        self.home.write(path, text, mode)
        return path

    def test_config(self):
        self.configure(client_secret=CONFIDENTIAL_SECRET)
        self.assert_good()

    def test_file(self):
        """client_secret_file: first line; private, there, not empty"""
        path = self.write(CONFIDENTIAL_SECRET + "\nsecond line\n")
        self.configure(client_secret_file=path)
        self.assert_good()
        os.chmod(path, 0o644)
        self.assert_failed(self.cli("token", self.host), 6, path,
                           "read by other users")
        self.write(CONFIDENTIAL_SECRET + "\0rest\n")
        self.assert_failed(self.cli("token", self.host), 6,
                           "client_secret_file gave has a NUL")
        self.write("")
        self.assert_failed(self.cli("token", self.host), 6,
                           "client_secret_file")
        os.unlink(path)
        self.assert_failed(self.cli("token", self.host), 6, path)

    def test_beside_the_python_library(self):
        """one that stands in the shared file stays, by refresh and login; none
        of ours gets there"""
        for kept in ({"client_secret": CONFIDENTIAL_SECRET}, {}):
            self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                                client_secret=CONFIDENTIAL_SECRET)
            first = self.foundry.grant(
                client_id=CONFIDENTIAL_CLIENT)["refresh_token"]
            self.home.log_in(first, client_id=CONFIDENTIAL_CLIENT, **kept)
            for words in (("refresh",), ("login", "--reauth")):
                result = self.cli(*words, self.host, env={
                    "BROWSER": self.browser()})
                self.assertEqual(result.status, 0, result.err)
                section = self.home.logins()[self.host]
                self.assertNotEqual(section["refresh_token"], first)
                self.assertEqual(section.get("client_secret"),
                                 kept.get("client_secret"))

    @needs_root
    def test_volume(self):
        """client_secret_file on a volume of secrets: root's, for our group"""
        path = self.write(CONFIDENTIAL_SECRET)
        ca = os.path.join(self.scratch, "ca.pem")
        shutil.copy(self.foundry.ca_file, ca)
        link = os.path.join(self.scratch, "link")
        os.symlink(path, link)
        person = ["setpriv", "--reuid=4711", "--regid=4711", "--groups=2000"]
        cures = ("defaultMode: 0440", "client_secret_command",
                 "FOUNDRY_CLIENT_SECRET")
        for owner, group, mode, says in (
                (0, 2000, 0o440, ()), (0, 2000, 0o640, ()),
                (0, 4711, 0o440, ()), (4711, 4711, 0o400, ()),
                (0, 0, 0o444, cures), (0, 2000, 0o444, cures),
                (0, 2000, 0o460, ("written by other users", "g-w")),
                (4711, 2000, 0o440, ("read by other users", "chmod 600")),
                (12345, 2000, 0o440, ("uid 12345",))):
            for where in (path, link):
                self.home.configure(client_id=CONFIDENTIAL_CLIENT, ca_file=ca,
                                    grant="client_credentials", cache="noop",
                                    client_secret_file=where)
                for name, directories, files in os.walk(self.scratch):
                    for each in (name, *(os.path.join(name, file)
                                         for file in files)):
                        os.chown(each, 4711, 4711, follow_symlinks=False)
                os.chown(path, owner, group)
                os.chmod(path, mode)
                result = self.run_program([*person, CLI, "token", self.host])
                if says:
                    self.assert_failed(result, 6, path if where == path
                                       else link, *says)
                else:
                    self.assert_token(result, CONFIDENTIAL_CLIENT)

    @needs_root
    def test_read_only_volume(self):
        """one that nobody can chmod: what else there is"""
        path = self.write(CONFIDENTIAL_SECRET, 0o444)
        self.configure(client_secret_file=path)
        result = self.run_program(in_namespace(
            bind(path, path, True), CLI, "token", self.host))
        self.assert_failed(result, 6, "(?m)^give its volume defaultMode: 0440, "
                           "or use client_secret_command or "
                           "FOUNDRY_CLIENT_SECRET instead$")

    def test_environment(self):
        """FOUNDRY_CLIENT_SECRET, for the only stack or the one named"""
        env = {"FOUNDRY_CLIENT_SECRET": CONFIDENTIAL_SECRET}
        self.configure()
        self.assert_good(env=env)
        result = self.cli("token", self.host, env={
            **env, "FOUNDRY_HOSTNAME": "other.test"})
        self.assert_failed(result, 5, "invalid_client|unauthorized_client")

    def test_command(self):
        """client_secret_command: words, no shell, stdin null, clean world"""
        script = os.path.join(self.scratch, "give")
        self.home.write(script, f"""#!/bin/sh
[ "$1" = 'a;b' ] && [ "$2" = '$HOME' ] && [ $# = 2 ] || exit 1
[ -z "$FOUNDRY_TOKEN$FOUNDRY_CLIENT_SECRET" ] || exit 2
read line && exit 3
echo {CONFIDENTIAL_SECRET}
""", 0o700)
        self.configure(client_secret_command=f"{script}  a;b $HOME")
        self.assert_good(env={"FOUNDRY_TOKEN": "x", "FOUNDRY_HOSTNAME":
                              "other.test"})

    def test_command_that_fails(self):
        script = os.path.join(self.scratch, "dies")
        self.home.write(script, "#!/bin/sh\nkill -9 $$\n", 0o700)
        for command, pattern in (("/no/such/command", "not found"),
                                 ("false", "status 1"),
                                 ("true", "no secret"),
                                 (script, "was killed"),
                                 ("cat /dev/zero", "which is the limit"),
                                 (r"printf a\0b", "a NUL"),
                                 ("echo" + " x" * 64, 
                                  ": client_secret_command has too many")):
            self.configure(client_secret_command=command)
            self.assert_failed(self.cli("token", self.host), 6, pattern,
                               f"{self.host}: .*client_secret_command")
        self.assert_asked()

    def test_command_that_complains(self):
        """what the command says on stderr reaches the person"""
        script = os.path.join(self.scratch, "locked")
        self.home.write(script, "#!/bin/sh\necho the safe is locked >&2\n"
                                "exit 3\n", 0o700)
        self.configure(client_secret_command=script)
        result = self.cli("token", self.host)
        self.assertEqual((result.status, result.out), (6, ""))
        self.assertEqual(result.err.splitlines()[0], "the safe is locked")
        self.assertRegex(result.err, "status 3")

    def test_command_in_a_repository(self):
        """a repository chooses neither the program nor what it works on"""
        mark = os.path.join(self.scratch, "mark")
        work = os.path.join(self.scratch, "work")
        for name in ("give", "tools/give", "true"):
            self.home.write(os.path.join(work, name),
                            f"#!/bin/sh\ntouch {mark}\n", 0o700)
        self.home.write(os.path.join(work, "secret"), "planted\n")
        path = self.home.environment["PATH"]
        for command, pattern in (("tools/give", "is a relative path"),
                                 ("./give", "is a relative path"),
                                 ("give", "not found"),
                                 ("sh give", "status"),
                                 ("cat secret", "status 1")):
            self.configure(client_secret_command=command)
            for first in ("", ".", "tools"):
                result = self.cli("token", self.host, cwd=work,
                                  env={"PATH": f"{first}:{path}"})
                self.assertEqual((result.status, result.out), (6, ""))
                self.assertRegex(result.err, pattern)
        self.assertFalse(os.path.exists(mark))
        self.assert_asked()

    def test_command_under_git(self):
        """git's variables stay with git"""
        script = os.path.join(self.scratch, "give")
        self.home.write(script, "#!/bin/sh\nenv | grep ^GIT_ >&2 && exit 1\n"
                                f"echo {CONFIDENTIAL_SECRET}\n", 0o700)
        self.configure(client_secret_command=script)
        self.assert_good(env={"GIT_DIR": "/elsewhere", "GIT_WORK_TREE": "/",
                              "GIT_CONFIG_COUNT": "0"})

    def test_command_that_hangs(self):
        """client_secret_command: ended after 10 seconds"""
        self.configure(client_secret_command="sleep 60")
        result = self.cli("token", self.host)
        self.assert_failed(result, 6, self.host + ": client_secret_command: "
                           "running .* took too long, more than 10 seconds")
        self.assertGreater(result.seconds, 9)

    def test_wrong_secret(self):
        """invalid_client: exit 5, said that a secret was sent, not which"""
        self.configure(client_secret="wrong-secret-wrong-secret")
        result = self.cli("token", self.host)
        self.assert_failed(result, 5, "invalid_client", "one was sent")
        self.assertNotIn("wrong-secret", result.err)

    def test_login_of_a_confidential_client(self):
        """a confidential client logs in and refreshes with its secret"""
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            client_secret=CONFIDENTIAL_SECRET)
        result = self.cli("login", self.host, env={"BROWSER": self.browser()})
        self.assertEqual(result.status, 0, result.err)
        self.home.expire_record()
        self.assert_token(self.cli("token", self.host))
        self.assertNotIn("client_secret", self.home.logins()[self.host])


if __name__ == "__main__":
    main()
