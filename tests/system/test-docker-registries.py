#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docker-credential-foundry: registries, their user names, what docker login
leaves and docker logout takes away."""

import json
import os
import shutil

from asking import ACME, ACME_REGISTRY, OTHER, PROGRAM, RID, DockerTest
from harness import CLI, DOCKER_HELPER, TOKEN_PATH, main


class Username(DockerTest):
    def test_order(self):
        """FOUNDRY_REPOSITORY; the registry's; the last stored; the stack's;
        foundry"""
        self.configure(username="of-the-stack")
        self.home.log_in()
        token = self.get().out
        secret = json.loads(token)["Secret"]
        self.assert_silent(self.store(secret, OTHER))
        self.assert_found(self.get(env={"FOUNDRY_REPOSITORY": "of-env"}),
                          username="of-env")
        self.assert_found(self.get(), username=RID)
        self.configure(registry="", username="of-the-stack")
        self.assert_found(self.get(), username=OTHER)
        self.assert_found(self.get(self.host), username="of-the-stack",
                          host=self.host)
        self.assert_silent(self.docker("erase", self.registry))
        self.assert_found(self.get(), username="of-the-stack")
        self.configure(registry="")
        self.assert_found(self.get(), username="foundry")

    def test_last_of_several(self):
        self.configure(registry="")
        self.home.log_in()
        secret = json.loads(self.get().out)["Secret"]
        for name in (RID, OTHER, RID):
            self.assert_silent(self.store(secret, name))
            self.assert_found(self.get(), username=name)
        with open(self.home.file("tokens")) as file:
            self.assertNotIn(secret, file.read())

    def test_handed_back(self):
        """docker login hands our own answer back: nothing is remembered"""
        for registry in (f"username = {RID}\n", ""):
            self.configure(registry=registry)
            self.home.log_in()
            answer = json.loads(self.get().out)
            self.assert_silent(self.docker("store", json.dumps(answer)))
            self.assertFalse(os.path.exists(self.home.file("tokens")))

    def test_token_of_the_repository(self):
        """several tokens stored: that of the repository that is named"""
        self.store("for.this.one", RID)
        self.store("for.the.other", OTHER)
        self.assert_found(self.get(), secret="for.this.one")
        self.assert_found(self.get(env={"FOUNDRY_REPOSITORY": OTHER}),
                          username=OTHER, secret="for.the.other")
        self.configure(registry="")
        self.assert_found(self.get(), username=OTHER, secret="for.the.other")

    def test_name_that_cannot_be_kept(self):
        """a name that cannot be remembered is no reason to fail a login"""
        self.configure(registry="")
        self.home.log_in()
        secret = json.loads(self.get().out)["Secret"]
        self.home.write(self.home.file("tokens"), "no INI\n")
        self.house_rules = False
        result = self.store(secret)
        self.assertEqual((result.status, result.out), (0, ""))
        self.assertIn("tokens", result.err)


class Cached(DockerTest):
    """A registry has a record of its own, which is answered without the
    configuration; whatever changes the answer counts at once."""

    def setUp(self):
        super().setUp()
        self.home.log_in()
        self.token = self.cache()

    def cache(self, **answer):
        """Asked twice, and the record is there; without a secret."""
        token = self.assert_found(self.get(), **answer)
        self.assert_found(self.get(), secret=token, **answer)
        self.assertFalse({"access_token", "previous_token"} &
                         set(self.home.record(self.registry)))
        self.foundry.reset_stats()
        return token

    def test_what_decides(self):
        """user name: each of what decides it, with a record in place"""
        self.assert_found(self.get(env={"FOUNDRY_REPOSITORY": "of-env"}),
                          username="of-env", secret=self.token)
        self.assert_found(self.get(), secret=self.token)
        self.configure(registry=f"username = {OTHER}\n")
        self.assert_found(self.get(), username=OTHER, secret=self.token)
        self.configure(registry="", username="of-the-stack")
        self.assert_found(self.get(), username="of-the-stack")
        self.cache(username="of-the-stack")
        self.assert_silent(self.store(self.token, RID))
        self.assert_found(self.get(), username=RID, secret=self.token)
        self.cache()
        self.assert_silent(self.store(self.token, OTHER))
        self.assert_found(self.get(), username=OTHER, secret=self.token)
        self.assert_silent(self.docker("erase", self.registry))
        self.assertIsNone(self.home.record(self.registry))
        self.assert_found(self.get(), username="of-the-stack")
        self.assert_asked()

    def test_of_the_stack_itself(self):
        self.configure(username="of-the-stack")
        for env, name in (({}, "of-the-stack"),
                          ({"FOUNDRY_REPOSITORY": OTHER}, OTHER)):
            for _ in range(3):
                self.assert_found(self.get(self.host, env=env), name,
                                  self.token, self.host)

    def test_no_longer_ours(self):
        """the section is taken out: not ours"""
        self.home.configure()
        self.assert_not_found(self.get())

    def test_of_another_stack(self):
        """the section names another stack: nothing of this one's"""
        with open(self.home.config_file, "w") as file:
            file.write(f"[other.test]\nclient_id = x\n"
                       f"[{self.registry}]\nfoundry = other.test\n")
        self.assert_not_found(self.get(), "login needed", "other.test")

    def test_of_another_client(self):
        """another client_id, by the file or the environment"""
        other = {"FOUNDRY_CLIENT_ID": "x", "FOUNDRY_HOSTNAME": self.host}
        self.assert_not_found(self.get(env=other), "login needed")
        self.assert_found(self.get(), secret=self.token)
        self.configure(client_id="x")
        self.assert_not_found(self.get(), "login needed")

    def test_stored_and_static(self):
        """a stored token comes first at once; docker_token = static"""
        self.store("a.user.token")
        self.assert_found(self.get(), secret="a.user.token")
        self.assert_silent(self.docker("erase", self.registry))
        self.cache()
        self.configure(docker_token="static")
        self.assert_not_found(self.get(), "no token is stored")

    def test_renewed(self):
        """the stack's token is renewed: the record goes on"""
        before = self.home.record(self.registry)
        self.home.expire_record()
        self.assertNotEqual(self.assert_found(self.get()), self.token)
        self.assertEqual(self.home.record(self.registry), before)

    def test_logout(self):
        self.assert_silent(self.docker("erase", self.host))
        self.assertIsNone(self.home.record(self.registry))
        self.assert_not_found(self.get(), "login needed")

    def test_git(self):
        """git's erase of a registry forgets its stack's token"""
        request = self.request(self.registry, password=self.token)
        self.assert_answer(self.helper("get", request))
        self.assertIn("refused", self.helper("erase", request).err)
        self.assertIsNone(self.home.record())
        self.assert_silent(self.helper("store", request))

    def test_two_homes(self):
        """one runtime directory, two homes: the other's is not answered"""
        other = os.path.join(self.scratch, "other")
        os.mkdir(other, 0o700)
        self.assert_not_found(self.get(env={"FOUNDRY_HOME": other}))
        with open(self.home.config_file) as file:
            self.home.write(os.path.join(other, "config"), file.read())
        self.assert_not_found(self.get(env={"FOUNDRY_HOME": other}),
                              "login needed")

    def test_noop_and_reauth(self):
        """neither uses nor makes one"""
        for mode in ("noop", "reauth"):
            self.assert_not_found(self.get(env={"FOUNDRY_CACHE": mode}),
                                  "login needed")
            os.unlink(self.home.record_file(self.registry))
            self.configure(cache=mode)
            self.assert_not_found(self.get(), "login needed")
            self.assertIsNone(self.home.record(self.registry))
            self.configure()
            self.cache()

    def test_damaged(self):
        """a damaged record is as none, and is replaced"""
        self.home.write(self.home.record_file(self.registry), "stack=x\n")
        self.cache()


class StoreAndErase(DockerTest):
    def test_pasted_token(self):
        """a pasted token belongs to its registry, never to git"""
        self.add("second.test", f"foundry = {self.host}")
        self.home.log_in()
        self.assert_silent(self.store("a.user.token"))
        self.assert_found(self.get(), secret="a.user.token")
        self.assertNotEqual(self.assert_answer(self.helper("get")),
                            "a.user.token")
        self.assert_found(self.get("second.test"), username="foundry",
                          host="second.test")
        self.assert_mode(self.home.file("tokens"), 0o600)

    def test_ours_is_not_kept(self):
        """the current and the previous access token are not stored"""
        self.home.log_in()
        first = self.assert_found(self.get())
        self.home.expire_record()
        second = self.assert_found(self.get())
        for token in (first, second):
            self.assert_silent(self.store(token))
        self.assertFalse(os.path.exists(self.home.file("tokens")))

    def test_erase_four_times(self):
        """erase of a registry, four times over: its token and name go, the
        login stays; no network"""
        self.configure(registry="")
        self.home.log_in()
        token = self.assert_found(self.get(), username="foundry")
        self.store("a.user.token")
        self.store("another.token", OTHER)
        self.foundry.reset_stats()
        for url in (self.registry, self.registry,
                    f"http://{self.registry}", f"https://{self.registry}"):
            self.assert_silent(self.docker("erase", url))
        self.assert_found(self.get(), username="foundry", secret=token)
        self.assert_offline()
        self.assertIsNotNone(self.home.saved_token())

    def test_erase_of_the_stack(self):
        """erase of the stack's own host, four times over: logged out"""
        self.home.log_in()
        self.get()
        self.store("a.user.token")
        for url in (self.host, self.host, f"http://{self.host}",
                    f"https://{self.host}"):
            self.assert_silent(self.docker("erase", url))
        self.assertIsNone(self.home.saved_token())
        self.assertIsNone(self.home.record())
        self.assertEqual(len(self.foundry.requests("revoke")), 1)
        self.assert_not_found(self.get(), "login needed")
        self.assertEqual(self.listed(), {})

    def test_erase_of_others(self):
        """erase: others' registries and no hosts at all are fine"""
        for url in ("ghcr.io", "https://index.docker.io/v1/", "a b", ".."):
            self.assert_silent(self.docker("erase", url))


class ByName(DockerTest):
    """Under Palantir's domains X-container-registry.D is X.D's registry."""

    registry = ACME_REGISTRY

    def configure(self, **keys):
        keys = {"client_id": "f5496be223e4db85c6a7c99bc5c2d81a",
                "ca_file": self.foundry.ca_file,
                "token_uri": self.foundry.url + TOKEN_PATH,
                "revoke_uri": self.foundry.url + "/multipass/api/oauth2/"
                                                 "revoke_token", **keys}
        self.home.configure(f"[{ACME}]\n" + "".join(
            f"{key} = {value}\n" for key, value in keys.items()))

    def test_alias(self):
        self.store("a.user.token")
        self.assert_found(self.get(), secret="a.user.token")
        for other in (f"x.{ACME_REGISTRY}", f"{ACME_REGISTRY}:8443",
                      "other-container-registry.palantirfoundry.com",
                      "acme-container-registry.evilpalantirfoundry.com",
                      "acme-container-registry.palantirfoundry.com.evil.com",
                      "acme-container-registry.evil.com",
                      "-container-registry.palantirfoundry.com"):
            with self.subTest(other=other):
                self.assert_not_found(self.get(other))

    def test_not_for_git(self):
        self.log_in()
        for _ in range(3):
            self.assert_found(self.get(), username="foundry")
        self.assertIsNotNone(self.home.record(ACME_REGISTRY))
        self.assert_silent(self.helper("get", self.request(ACME_REGISTRY)))
        result = self.cli("token", ACME_REGISTRY)
        self.assertEqual((result.status, result.out), (6, ""))

    def log_in(self):
        token = self.foundry.grant()["refresh_token"]
        self.home.write(self.home.logins_file, (
            f"[{ACME}]\nclient_id = f5496be223e4db85c6a7c99bc5c2d81a\n"
            f"token_uri = {self.foundry.url}{TOKEN_PATH}\n"
            f"scopes = offline_access,api:read-data\n"
            f"refresh_token = {token}\n"))

    def test_list(self):
        self.assertEqual(self.listed(), {})
        self.store("a.user.token")
        self.assertEqual(self.listed(), {ACME_REGISTRY: RID})
        os.unlink(self.home.config_file)
        os.unlink(self.home.file("tokens"))
        self.assertEqual(self.listed(), {})
        self.assertEqual(self.listed({
            "FOUNDRY_HOSTNAME": ACME, "FOUNDRY_TOKEN": "x.y.z",
            "FOUNDRY_REPOSITORY": RID}), {ACME_REGISTRY: RID})

    def test_logout(self):
        """logout of the stack: the registry's token and name go too"""
        for command in ((DOCKER_HELPER, "erase"),
                        (CLI, "logout", ACME)):
            self.store("a.user.token")
            self.store("another.token", OTHER)
            self.assertEqual(self.listed(), {ACME_REGISTRY: OTHER})
            self.home.write(self.home.record_file(ACME_REGISTRY), "")
            result = self.run_program(command, ACME)
            self.assertEqual(result.status, 0, result.err)
            self.assertIsNone(self.home.record(ACME_REGISTRY))
            self.assertEqual(self.listed(), {})
            self.assert_not_found(self.get(), "login needed")


class List(DockerTest):
    def test_list(self):
        """list: registries and their user names; no network, no secret"""
        self.home.log_in()
        self.assertEqual(self.listed(), {self.registry: RID})
        self.add("second.test", f"foundry = {self.host}")
        self.add("broken.test", f"foundry = {self.host}", "usernam = x")
        self.store("a.user.token", OTHER, host="second.test")
        self.store("a.user.token", RID, host=self.host)
        self.assertEqual(self.listed(), {
            self.registry: RID, "second.test": OTHER, self.host: RID})
        self.assert_offline()

    def test_name_takes_no_token_away(self):
        """our own token handed over under another name: the name is the last
        one, and what was stored under it stays"""
        self.configure(registry="")
        self.home.log_in()
        ours = self.assert_found(self.get(), "foundry")
        self.store("a.user.token", RID)
        self.store("b.user.token", OTHER)
        self.store(ours, RID)
        self.assert_found(self.get(), RID, "a.user.token")
        self.store(ours, OTHER)
        self.assert_found(self.get(), OTHER, "b.user.token")

    def test_what_get_would_answer(self):
        """a registry is listed when get would answer for it now"""
        def login():
            self.home.log_in()

        def record():
            login()
            self.get()
            os.unlink(self.home.logins_file)

        def expired():
            record()
            self.home.expire_record()

        def stored():
            self.store("a.b.c")

        def ended():
            self.store("a.b.c")
            with open(self.home.file("tokens"), "a") as file:
                file.write("expires_at = 1000000000\n")

        given = {"FOUNDRY_TOKEN": "en.vi.ron", "FOUNDRY_HOSTNAME": self.host}
        for state, env, keys, listed in (
                (lambda: None, {}, {}, False), (login, {}, {}, True),
                (record, {}, {}, True), (expired, {}, {}, False),
                (stored, {}, {}, True), (ended, {}, {}, False),
                (login, {}, {"docker_token": "static"}, False),
                (stored, {}, {"docker_token": "oauth"}, False),
                (login, {"FOUNDRY_CACHE": "noop"}, {}, False),
                (login, {"FOUNDRY_CACHE": "reauth"}, {}, False),
                (stored, {"FOUNDRY_CACHE": "noop"}, {}, True),
                (lambda: None, given, {}, True),
                (lambda: None,
                 {**given, "FOUNDRY_TOKEN_EXPIRES": "1000000000"}, {}, False),
                (login, {}, {"client_id": "another"}, False)):
            with self.subTest(state=state.__name__, env=env, keys=keys):
                for path in (self.home.foundry_home, os.path.dirname(
                        self.home.record_file())):
                    shutil.rmtree(path, ignore_errors=True)
                self.configure()
                state()
                self.configure(**keys)
                self.assertEqual(self.listed(env),
                                 {self.registry: RID} if listed else {})
                self.assertEqual(self.get(env=env).status, int(not listed))

    def test_nothing(self):
        os.unlink(self.home.config_file)
        result = self.docker("list")
        self.assertEqual((result.status, result.out, result.err),
                         (0, "{}\n", ""))

    def test_many(self):
        """twenty thousand stacks: listed in time that grows as their number
        does"""
        with open(self.home.config_file, "a") as file:
            for i in range(20000):
                file.write(f"[s{i}.example]\nclient_id = x\n")
        self.home.log_in()
        result = self.docker("list")
        self.assertEqual(json.loads(result.out), {self.registry: RID})
        self.assert_within(5, result.seconds)

    def test_unreadable(self):
        """what cannot be read is told, and the rest is listed"""
        self.home.log_in()
        self.home.write(self.home.file("tokens"), "no INI\n")
        result = self.docker("list")
        self.assertEqual(result.status, 0)
        self.assertEqual(json.loads(result.out), {self.registry: RID})
        self.assert_message(result, "tokens", program=PROGRAM)


if __name__ == "__main__":
    main()
