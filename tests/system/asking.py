# SPDX-License-Identifier: Apache-2.0
"""Asking docker-credential-foundry as docker and its kin do.  What clients
compare, they compare on stdout and byte for byte
(docker-credential-helpers, credentials/error.go)."""

import json

from harness import DOCKER_HELPER, SystemTest

PROGRAM = "docker-credential-foundry"
NOT_FOUND = "credentials not found in native keychain\n"
RID = "ri.artifacts.main.repository.7b7471ff-6f16-4988-b605-7c7beeb68ea3"
OTHER = "ri.artifacts.main.repository.00000000-1111-2222-3333-444444444444"
ACME = "acme.palantirfoundry.com"
ACME_REGISTRY = "acme-container-registry.palantirfoundry.com"


class DockerTest(SystemTest):
    registry = "registry.test"

    def setUp(self):
        super().setUp()
        self.configure()

    def configure(self, registry=f"username = {RID}\n", **keys):
        self.home.configure(**keys)
        self.add(self.registry, f"foundry = {self.host}", registry)

    def add(self, host, *lines):
        with open(self.home.config_file, "a") as file:
            file.write("\n".join([f"[{host}]", *lines, ""]))

    def docker(self, verb, stdin="", env=None, **run):
        return self.run_program([DOCKER_HELPER, verb], stdin, env, **run)

    def get(self, host=None, env=None):
        return self.docker("get", host or self.registry, env)

    def store(self, secret, username=RID, host=None, env=None):
        self.secrets.add(secret)
        return self.docker("store", json.dumps(
            {"ServerURL": host or self.registry, "Username": username,
             "Secret": secret}) + "\n", env)

    def listed(self, env=None):
        result = self.docker("list", "unused", env)
        self.assertEqual((result.status, result.err), (0, ""))
        return json.loads(result.out)

    # What is expected

    def assert_not_found(self, result, *patterns):
        """The client goes on anonymously; the person may read why."""
        self.assertEqual((result.status, result.out), (1, NOT_FOUND),
                         result.err)
        if patterns:
            self.assert_message(result, *patterns, program=PROGRAM)
        else:
            self.assertEqual(result.err, "")

    def assert_found(self, result, username=RID, secret=None, host=None):
        """Answered, with this secret or else one that works; returned."""
        self.assertEqual((result.status, result.err), (0, ""), result.out)
        answer = json.loads(result.out)
        self.assertEqual(set(answer), {"ServerURL", "Username", "Secret"})
        self.assertEqual(answer["ServerURL"], host or self.registry)
        self.assertEqual(answer["Username"], username)
        if secret is None:
            self.assertEqual(self.foundry.me(answer["Secret"]), "jdoe")
        else:
            self.assertEqual(answer["Secret"], secret)
        return answer["Secret"]

    def assert_refused(self, result, *patterns):
        """A reason on stdout, which docker shows."""
        self.assertEqual(result.status, 1)
        for pattern in patterns:
            self.assertRegex(result.out, pattern)

    def assert_offline(self):
        self.assertEqual(self.foundry.stats()["requests"], 0)
