#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Static tokens: those that a person hands over, and stacks that take no
others."""

import base64
import json
import os
import time

from harness import TOKEN_PATH, SystemTest, main, reset

DAY = 86400


def jwt(**claims):
    def part(value):
        text = json.dumps(value).encode()
        return base64.urlsafe_b64encode(text).rstrip(b"=").decode()
    return f"{part({'alg': 'none'})}.{part(claims)}.c2lnbmF0dXJl"


class StaticTest(SystemTest):
    config = {"token": "static"}

    def setUp(self):
        super().setUp()
        self.home.configure(**self.config)
        self.tokens = self.home.file("tokens")

    def store(self, password="a.user.token", username="jdoe", host=None,
              **lines):
        result = self.helper("store", self.request(
            host, username=username, password=password, **lines))
        self.secrets.add(password)
        self.assert_silent(result)

    def erase(self, host=None, **lines):
        self.assert_silent(self.helper("erase", self.request(host, **lines)))

    def ask(self, username=None, host=None):
        return self.helper("get", self.request(host, username=username))

    def assert_stored(self, password, username="jdoe", ask=None):
        result = self.ask(username=ask)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(result.attributes.get("password"), password)
        self.assertEqual(result.attributes["username"], username)

    def assert_none(self):
        """Nothing is stored: git goes on and asks for a password."""
        self.assert_silent(self.ask())


class Store(StaticTest):
    def test_stored_and_answered(self):
        """token = static: what git stores is answered, by file 0600"""
        self.assert_none()
        self.store()
        self.assert_stored("a.user.token")
        self.assertEqual(self.ask(username="jdoe").attributes["password"],
                         "a.user.token")
        self.assert_mode(self.tokens, 0o600)
        self.assert_asked()

    def test_another_user_misses(self):
        self.store(username="jdoe")
        result = self.ask(username="asmith")
        self.assertEqual((result.status, result.out), (0, ""))
        self.store("asmith.token.x", username="asmith")
        self.assertEqual(self.ask(username="asmith").attributes["password"],
                         "asmith.token.x")
        self.assertEqual(self.ask(username="jdoe").attributes["password"],
                         "a.user.token")

    def test_replaced(self):
        """a second store for the same user replaces the first"""
        self.store("first.token.x")
        self.store("second.token.x")
        self.assert_stored("second.token.x")
        with open(self.tokens) as file:
            self.assertNotIn("first.token.x", file.read())

    def test_expiry_of_a_jwt(self):
        """exp of a JWT is answered, and an expired one is not"""
        soon = int(time.time()) + DAY
        self.store(jwt(exp=soon), username="a")
        self.assertEqual(self.ask().attributes["password_expiry_utc"],
                         str(soon))
        self.store(jwt(exp=int(time.time()) - 5), username="b")
        result = self.ask(username="b")
        self.assertEqual((result.status, result.out), (0, ""))
        for claims in ({}, {"exp": "x"}, {"exp": -1}, {"exp": 1e400}):
            self.store(jwt(**claims), username="c")
            self.assertNotIn("password_expiry_utc",
                             self.ask(username="c").attributes)

    def test_expiry_said_by_git(self):
        soon = int(time.time()) + DAY
        self.store(password_expiry_utc=soon)
        self.assertEqual(self.ask().attributes["password_expiry_utc"],
                         str(soon))

    def test_not_stored(self):
        """ephemeral, without password, noop, reauth, odd characters: never"""
        for lines in ({"ephemeral": "1"}, {"password": None},
                      {"password": ""}):
            with self.subTest(lines=lines):
                self.assert_silent(self.helper("store", self.request(
                    **{"username": "x", "password": "y.z", **lines})))
        for mode in ("noop", "reauth"):
            self.assert_silent(self.helper("store", self.request(
                username="x", password="y.z"), env={"FOUNDRY_CACHE": mode}))
        result = self.helper("store", self.request(
            username="x", password="two words"))
        self.assert_message(result, "not stored",
                            program="git-credential-foundry")
        self.assertFalse(os.path.exists(self.tokens))

    def test_whose(self):
        """store --token-stdin for a host that is nobody's: 6, as for get"""
        self.assert_failed(self.cli("store", "--token-stdin", "other.test",
                                    stdin="a.user.token"), 6,
                           "no such stack: other.test")
        self.assertFalse(os.path.exists(self.tokens))

    def test_not_stored_on_purpose(self):
        """store --token-stdin where nothing is kept: said, and 6"""
        words = ("store", "--token-stdin", self.host)
        for mode in ("noop", "reauth"):
            self.assert_failed(self.cli(*words, stdin="a.user.token",
                                        env={"FOUNDRY_CACHE": mode}),
                               6, f"cache is {mode}", "cache = read_write")
        given = {"FOUNDRY_TOKEN": "a.given.token",
                 "FOUNDRY_HOSTNAME": self.host}
        self.assert_failed(self.cli(*words, stdin="a.given.token", env=given),
                           6, "that of FOUNDRY_TOKEN")
        self.assertFalse(os.path.exists(self.tokens))

    def test_bearer_credential(self):
        """store with authtype=Bearer and credential"""
        self.assert_silent(self.helper("store", self.request(
            authtype="Bearer", credential="bearer.token.x",
            username="jdoe")))
        self.assert_stored("bearer.token.x")

    def test_noop_and_reauth_still_answer(self):
        self.store()
        for mode in ("noop", "reauth"):
            self.assertEqual(self.helper("get", env={"FOUNDRY_CACHE": mode})
                             .attributes["password"], "a.user.token")

    def test_odd_user_names(self):
        for name in ("a b", "50%", "[x]", "käse", "a@b", "=;#", "DEFAULT"):
            with self.subTest(name=name):
                self.store("odd.token." + str(len(name)), username=name)
                self.assertEqual(self.ask(username=name)
                                 .attributes["password"],
                                 "odd.token." + str(len(name)))

    def test_for_the_very_host(self):
        """a token is for the host it was handed in for, not for aliases"""
        with open(self.home.config_file, "a") as file:
            file.write(f"[registry.test]\nfoundry = {self.host}\n")
        self.store()
        result = self.ask(host="registry.test")
        self.assertEqual((result.status, result.out), (0, ""))
        self.store("alias.token.x", host="registry.test")
        self.assertEqual(self.ask(host="registry.test")
                         .attributes["password"], "alias.token.x")
        self.assert_stored("a.user.token")

    def test_cli(self):
        """token: without a stored token exit 3, with one it is printed"""
        self.assert_failed(self.cli("token", self.host), 3,
                           "/workspace/settings/tokens")
        self.store()
        self.assertEqual(self.cli("token", self.host).out, "a.user.token\n")


class Erase(StaticTest):
    def test_only_the_very_password(self):
        self.store()
        self.erase(username="jdoe", password="another.one")
        self.assert_stored("a.user.token")
        self.erase(username="jdoe", password="a.user.token")
        self.assert_none()

    def test_user_without_password(self):
        self.store("one.x", username="one")
        self.store("two.x", username="two")
        self.erase(username="one")
        self.assertEqual(self.ask(username="one").out, "")
        self.assertEqual(self.ask(username="two").attributes["password"],
                         "two.x")

    def test_all_of_a_host(self):
        self.store("one.x", username="one")
        self.store("two.x", username="two")
        self.erase()
        self.assert_none()

    def test_expired_ones_too(self):
        token = jwt(exp=int(time.time()) - 5)
        self.store(token)
        self.erase(username="jdoe", password=token)
        with open(self.tokens) as file:
            self.assertNotIn(token, file.read())


class WithoutAName(StaticTest):
    """A token handed in without a user name, as README says."""

    def setUp(self):
        super().setUp()
        self.token = self.foundry.user_token()
        self.secrets.add(self.token)
        self.assert_silent(self.cli("store", "--token-stdin", self.host,
                                    stdin=self.token))

    def test_handed_back_by_git(self):
        """git hands it back with the name that it was given: kept once"""
        self.assert_silent(self.clone(self.foundry.repository()))
        with open(self.tokens) as file:
            self.assertEqual(file.read().count(self.token), 1)

    def test_refused(self):
        """refused at last, it goes, and git asks for another"""
        repository = self.foundry.repository()
        self.assert_silent(self.clone(repository))
        self.foundry.revoke_all()
        self.assertEqual(self.clone(repository, "again").status, 128)
        self.assert_none()

    def test_asked_for_by_the_name_that_is_answered(self):
        name = self.ask().attributes["username"]
        self.assertEqual(self.ask(username=name).attributes["password"],
                         self.token)
        self.assertEqual(self.ask(username="").attributes["password"],
                         self.token)

    def test_asked_for_by_any_name(self):
        """of a URL or of credential.username: git gets that name back, and
        what it hands back is neither kept twice nor kept when refused"""
        repository = self.foundry.repository()
        url = repository["url"].replace("https://", "https://someone@")
        self.assertEqual(self.ask(username="someone").attributes,
                         {**self.ask().attributes, "username": "someone"})
        self.assert_silent(self.git("clone", "-q", url, "by-url"))
        self.assert_silent(self.git(
            "-c", "credential.username=jdoe", "clone", "-q",
            repository["url"], "by-configuration"))
        with open(self.tokens) as file:
            self.assertEqual(file.read().count(self.token), 1)
        self.erase(username="someone")
        self.erase(username="someone", password="another.token")
        self.assert_stored(self.token, "foundry")
        self.foundry.revoke_all()
        self.assertEqual(self.git("clone", "-q", url, "again").status, 128)
        self.assert_none()

    def test_beside_a_name(self):
        """a token of that very name comes first, stored before or after"""
        self.store("jdoe.token.x")
        for name, token in (("jdoe", "jdoe.token.x"), ("other", self.token)):
            self.assert_stored(token, name, ask=name)
        self.store("foundry.token.x", username="foundry")
        self.assert_silent(self.ask(username="other"))

    def test_stored_again(self):
        """the same token, without a name at last"""
        self.store("a.token.x", username="foundry")
        self.assert_silent(self.ask(username="other"))
        self.assert_silent(self.cli("store", "--token-stdin", self.host,
                                    stdin="a.token.x"))
        self.assert_stored("a.token.x", "other", ask="other")

    def test_a_configured_name(self):
        self.home.configure(token="static", username="configured")
        self.assert_silent(self.cli("store", "--token-stdin", self.host,
                                    stdin="another.token"))
        self.assert_stored("another.token", "configured")


class Kinds(StaticTest):
    config = {}

    def setUp(self):
        super().setUp()
        self.home.log_in()

    def test_no_client_id(self):
        """a stack without client_id keeps what git hands over"""
        self.home.configure(client_id=None)
        os.unlink(self.home.logins_file)
        result = self.ask()
        self.assertEqual((result.status, result.out), (0, ""))
        self.store()
        self.assert_stored("a.user.token")

    def test_git_token_for_git_alone(self):
        """git_token = static: git gets the stored one, the cli OAuth"""
        self.home.configure(token="oauth", git_token="static")
        self.store()
        self.assert_stored("a.user.token")
        self.assert_token(self.cli("token", self.host))

    def test_auto(self):
        """auto: an unexpired stored token, else OAuth"""
        self.home.configure(token="static")
        self.store()
        self.home.configure(token="auto")
        self.assert_stored("a.user.token")
        self.home.configure(token="static")
        self.store(jwt(exp=int(time.time()) - 5))
        self.home.configure(token="auto")
        self.assert_answer(self.ask())

    def test_oauth(self):
        """token = oauth: stored ones are not looked at"""
        self.home.configure(token="static")
        self.store()
        self.home.configure(token="oauth")
        self.assert_answer(self.ask())

    def test_a_token_stored_later_wins_over_a_fresh_record(self):
        self.assert_answer(self.ask())
        self.home.configure(git_token="static")
        self.store()
        self.home.configure()
        self.assert_stored("a.user.token")

    def test_nothing_stored_under_git(self):
        """git_token = static, nothing stored: git may ask for a password"""
        self.home.configure(git_token="static")
        result = self.ask()
        self.assertEqual((result.status, result.out), (0, ""))


class StacksThatRefuse(StaticTest):
    config = {}

    def setUp(self):
        super().setUp()
        self.home.log_in()
        self.foundry.set(git_accepts="user_tokens")
        self.repository = self.foundry.repository()

    def test_message_and_no_storm(self):
        """OAuth refused for git: said how to help it, one refresh a minute"""
        first = self.clone(self.repository)
        self.assertEqual(first.status, 128)
        for i in range(5):
            result = self.clone(self.repository, f"again{i}",
                                env={"GIT_TERMINAL_PROMPT": "0"})
            self.assertEqual(result.status, 128)
            self.assertIn(f"git-credential-foundry: {self.host} refused an "
                          "OAuth token for git\n", result.err)
            self.assertIn("git_token = static", result.err)
            self.assertIn(f"https://{self.host}/workspace/settings/tokens",
                          result.err)
        self.assertLessEqual(self.grants()["refresh_token"], 2)
        # The login is as good as before, and other tools have it.
        self.assertTrue(self.foundry.alive(self.home.saved_token()))

    def test_with_a_stored_user_token(self):
        """with git_token = static and a stored user token it works"""
        self.clone(self.repository)
        self.home.configure(git_token="static")
        self.store(self.foundry.user_token())
        self.foundry.reset_stats()
        self.assert_silent(self.clone(self.repository, "good"))
        self.assert_asked()
        self.assert_token(self.cli("token", self.host))

    def test_accepted_again(self):
        """after a minute it is tried once more, and all is well"""
        self.clone(self.repository)
        self.assertEqual(self.clone(self.repository, "b").status, 128)
        self.foundry.set(git_accepts="any")
        notes = self.home.record_file(self.host + ".notes")
        with open(notes) as file:
            lines = dict(line.strip().split("=") for line in file)
        self.home.write(notes, "".join(
            f"{key}={int(value) - 61}\n" for key, value in lines.items()))
        result = self.clone(self.repository, "c")
        self.assertEqual(result.status, 0, result.err)
        self.assert_silent(self.clone(self.repository, "d"))

    def test_an_old_token_refused_says_nothing(self):
        """a token refused after its first minute is just erased"""
        self.assert_answer(self.ask())
        self.home.change_record(issued_at=int(time.time()) - 70)
        password = self.home.record()["access_token"]
        self.helper("erase", self.request(username="foundry",
                                          password=password))
        self.assert_answer(self.ask())


class StacksThatTakeThem(StaticTest):
    """git has handed back a token of ours as good: a 401 after that may be of
    one service alone, as git-lfs' locks/verify."""
    config = {}

    def setUp(self):
        super().setUp()
        self.home.log_in()

    def take(self, auth="basic"):
        """git takes one; the answer, as git hands it back."""
        self.home.configure(git_auth=auth)
        said = self.helper("get", "capability[]=authtype\n" + self.request())
        lines = "".join(f"{line}\n" for line in said.out.splitlines())
        self.assert_silent(self.helper("store", lines + self.request()))
        return lines

    def refuse(self, lines):
        result = self.helper("erase", lines + self.request())
        self.assert_message(result, "refused the token from the cache",
                            program="git-credential-foundry")

    def ask_in_vain(self):
        return self.helper("get", env={"CI": "1"})

    def test_a_refresh_a_minute(self):
        """a refusal costs a refresh, then none for a minute: never the token
        that lives, never the advice to do without OAuth"""
        for auth in ("basic", "bearer"):
            with self.subTest(auth):
                self.home.log_in()
                lines = self.take(auth)
                before = self.home.record()["access_token"]
                self.foundry.reset_stats()
                for i in range(4):
                    self.refuse(lines)
                    said = self.helper("get", "capability[]=authtype\n" +
                                       self.request())
                    self.assertEqual((said.status, said.err), (0, ""))
                    lines = said.out
                    after = self.home.record()["access_token"]
                    self.assertIn(after, lines)
                    self.assertNotEqual(after, before)
                    self.assertNotIn("static", said.err)
                self.assert_asked(refresh_token=1)
                # A push in between is no leave for more of them.
                self.assert_silent(self.helper("store",
                                               lines + self.request()))
                self.refuse(lines)
                self.assertIn(after, self.ask().out)
                self.assert_asked(refresh_token=1)
                os.unlink(self.home.record_file(self.host + ".notes"))
                os.unlink(self.home.record_file())

    def test_no_newer(self):
        """no network, a dead login with nobody there, no refresh token: the
        living token is answered"""
        def down():
            self.foundry.fault(TOKEN_PATH, close="before", times=None)

        def dead():
            self.foundry.revoke_all()

        def none():
            self.home.configure(scopes="api:read-data")
            self.home.write(self.home.logins_file, "")
            self.home.change_record(scopes="api:read-data")

        for spoil in (down, dead, none):
            with self.subTest(spoil.__name__):
                reset(self.foundry)
                self.home.configure()
                self.home.log_in()
                lines = self.take()
                token = self.home.record()["access_token"]
                self.refuse(lines)
                spoil()
                for _ in range(2):
                    self.assertIn(token, self.ask_in_vain().out)
                os.unlink(self.home.record_file())
                os.unlink(self.home.record_file(self.host + ".notes"))

    def test_every_asker(self):
        """what git had refused is renewed before others get it"""
        lines = self.take()
        before = self.home.record()["access_token"]
        self.refuse(lines)
        self.assertNotEqual(self.token_of_cli(), before)

    def token_of_cli(self):
        return self.assert_token(self.cli("token", self.host))

    def test_kept_over_a_login(self):
        """the proof is the stack's: it outlives a login, not a logout"""
        self.take()
        notes = self.home.record_file(self.host + ".notes")
        result = self.cli("login", self.host, "--webserver", "--reauth",
                          env={"BROWSER": self.browser()})
        self.assertEqual(result.status, 0, result.err)
        with open(notes) as file:
            self.assertIn("taken_git=", file.read())
        self.cli("logout", self.host)
        self.assertFalse(os.path.exists(notes))

    def test_by_an_alias(self):
        """handed back under an alias, it is the stack's proof too"""
        with open(self.home.config_file, "a") as file:
            file.write(f"[alias.test]\nfoundry = {self.host}\n")
        said = self.ask(host="alias.test")
        self.assert_silent(self.helper("store", said.out +
                                       self.request("alias.test")))
        self.refuse(said.out)
        self.assertNotEqual(self.ask().attributes["password"],
                            said.attributes["password"])
        self.assertNotIn("static", self.ask().err)

    def test_a_login_that_is_gone(self):
        """the token and its login were revoked, and somebody is there: a
        login"""
        lines = self.take()
        self.refuse(lines)
        self.foundry.revoke_all()
        result = self.helper("get", env={"BROWSER": self.browser(),
                                         "DISPLAY": ":9"})
        self.assertEqual(self.foundry.me(result.attributes["password"]),
                         "jdoe")


if __name__ == "__main__":
    main()
