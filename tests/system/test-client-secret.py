#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Where the secret of a confidential client comes from."""

import os

from harness import (CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET, SystemTest,
                     main)


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
        for command, pattern in (("/no/such/command", "not found"),
                                 ("false", "status 1"),
                                 ("true", "no secret"),
                                 (r"printf a\0b", "a NUL"),
                                 ("echo" + " x" * 64, "too many words")):
            self.configure(client_secret_command=command)
            self.assert_failed(self.cli("token", self.host), 6, pattern)
        self.assert_asked()

    def test_command_that_hangs(self):
        """client_secret_command: ended after 10 seconds"""
        self.configure(client_secret_command="sleep 60")
        result = self.cli("token", self.host)
        self.assert_failed(result, 6, "too long")
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
