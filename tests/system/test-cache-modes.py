#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is kept: the cache modes, the file shared with the Python library,
and records under a changing configuration."""

import os
import time

from harness import (CLI, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET,
                     PUBLIC_CLIENT, TOKEN_PATH, SystemTest, main)


class Modes(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure()
        self.web = {"BROWSER": self.browser(), "DISPLAY": ":0"}

    def everything(self):
        return {path: os.lstat(os.path.join(self.scratch, path)).st_mtime_ns
                for path in self.home.files()}

    def test_noop_leaves_no_byte_on_disk(self):
        self.home.configure(cache="noop")
        before = self.everything()
        for _ in range(2):
            result = self.cli("token", self.host, env=self.web)
            self.assertEqual(result.status, 0, result.err)
            self.assertEqual(self.foundry.me(result.out.strip()), "jdoe")
        result = self.helper("get", env=self.web)
        self.assertEqual(self.foundry.me(result.attributes["password"]),
                         "jdoe")
        self.helper("store", self.request(
            username="a", password=result.attributes["password"]))
        self.helper("erase", self.request(
            username="a", password=result.attributes["password"]))
        self.assertEqual(self.everything(), before)
        self.assertEqual(os.listdir(self.home.foundry_home), ["config"])
        self.assertEqual(os.listdir(self.home.run), [])
        self.assert_asked(authorization_code=3)

    def test_noop_reads_nothing_and_makes_no_home(self):
        """noop: a saved login is not read; no home is made for it"""
        saved = self.home.log_in()
        result = self.cli("token", self.host, env={"FOUNDRY_CACHE": "noop"})
        self.assert_failed(result, 3, "login needed")
        self.assertEqual(self.home.saved_token(), saved)
        self.assert_asked()
        bare = os.path.join(self.scratch, "bare")
        result = self.cli("token", self.host, env={
            **self.web, "FOUNDRY_HOME": bare, "FOUNDRY_CACHE": "noop",
            "FOUNDRY_CLIENT_ID": PUBLIC_CLIENT, "FOUNDRY_HOSTNAME": self.host,
            "FOUNDRY_CA_FILE": self.foundry.ca_file})
        self.assertEqual(result.status, 0, result.err)
        self.assertFalse(os.path.exists(bare))

    def test_login_with_noop_is_refused(self):
        self.home.configure(cache="noop")
        self.assert_failed(self.cli("login", self.host, env=self.web), 6,
                           "noop")

    def test_noop_service_user_asks_each_time(self):
        self.home.configure(client_id=CONFIDENTIAL_CLIENT, cache="noop",
                            client_secret=CONFIDENTIAL_SECRET,
                            grant="client_credentials")
        before = self.everything()
        for _ in range(2):
            self.assert_token(self.cli("token", self.host),
                              CONFIDENTIAL_CLIENT)
        self.assertEqual(self.everything(), before)
        self.assert_asked(client_credentials=2)

    def test_service_user_is_refused(self):
        """invalid_grant for a service user: denied, as nobody can log in"""
        self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                            client_secret=CONFIDENTIAL_SECRET,
                            grant="client_credentials")
        self.foundry.fault(TOKEN_PATH, status=400, json={
            "error": "invalid_grant", "error_description": "disabled"})
        self.assert_failed(self.cli("token", self.host), 5,
                           "invalid_grant: disabled")
        self.assertIsNone(self.home.record())

    def test_reauth_asks_every_time_and_saves(self):
        self.home.configure(cache="reauth")
        tokens = set()
        for _ in range(2):
            result = self.cli("token", self.host, env=self.web)
            self.assertEqual(result.status, 0, result.err)
            tokens.add(result.out)
            self.assertIsNotNone(self.home.saved_token())
        self.assertEqual(len(tokens), 2)
        self.assert_asked(authorization_code=2)
        # Saved for those who may use it.
        self.assert_token(self.cli("token", self.host,
                                   env={"FOUNDRY_CACHE": "read_write"}))

    def test_reauth_never_reads(self):
        self.home.log_in()
        self.assert_token(self.cli("token", self.host))
        self.assert_failed(self.cli("token", self.host,
                                    env={"FOUNDRY_CACHE": "reauth"}), 3,
                           "login needed")

    def test_reauth_one_login_for_those_who_wait(self):
        self.home.configure(cache="reauth")
        slow = {**self.web, "BROWSER": self.browser("--delay", "1")}
        processes = [self.start_program([CLI, "token", self.host], env=slow)
                     for _ in range(4)]
        results = [self.finish(process) for process in processes]
        self.assertEqual([result.status for result in results], [0] * 4,
                         results)
        self.assertEqual(len({result.out for result in results}), 1)
        self.assert_asked(authorization_code=1)

    def test_read_write(self):
        """read_write: log in once, then cached, then refreshed"""
        first = self.cli("token", self.host, env=self.web)
        self.assertEqual(first.status, 0, first.err)
        self.assertEqual(self.assert_token(self.cli("token", self.host)),
                         first.out.strip())
        self.home.expire_record()
        second = self.assert_token(self.cli("token", self.host))
        self.assertNotEqual(second, first.out.strip())
        self.assert_asked(authorization_code=1, refresh_token=1)

    def test_without_offline_access(self):
        """no offline_access: nothing on disk that outlives the session"""
        self.home.configure(scopes="api:read-data")
        result = self.cli("token", self.host, env=self.web)
        self.assertEqual(result.status, 0, result.err)
        self.assertFalse(os.path.exists(self.home.logins_file))
        self.assertEqual(self.assert_token(self.cli("token", self.host)),
                         result.out.strip())
        del self.home.environment["XDG_RUNTIME_DIR"]
        result = self.cli("token", self.host, env=self.web)
        self.assertEqual(result.status, 0, result.err)
        self.assertIsNone(self.home.record())
        self.assertFalse(os.path.exists(self.home.logins_file))

    def test_without_runtime_directory(self):
        """no runtime directory: the record goes to FOUNDRY_HOME/cache"""
        self.home.log_in()
        del self.home.environment["XDG_RUNTIME_DIR"]
        token = self.assert_token(self.cli("token", self.host))
        self.assertEqual(self.assert_token(self.cli("token", self.host)),
                         token)
        self.assertEqual(self.home.record()["access_token"], token)
        self.assert_asked(refresh_token=1)

    def test_runtime_directory_of_the_wrong_mode_is_not_used(self):
        self.home.log_in()
        os.chmod(self.home.run, 0o755)
        self.assert_token(self.cli("token", self.host))
        self.assertEqual(os.listdir(self.home.run), [])


class SharedFile(SystemTest):
    """~/.foundry/oauth, the Python library's own file."""

    def test_python_login_without_any_configuration(self):
        self.home.log_in()
        env = {"FOUNDRY_CA_FILE": self.foundry.ca_file}
        token = self.assert_answer(self.helper("get", env=env))
        self.assertEqual(self.assert_token(self.cli("token", env=env)), token)
        self.assert_asked(refresh_token=1)

    def test_token_uri_elsewhere_configures_nothing(self):
        """a section whose token_uri is another host's or http: not a stack"""
        for uri in ("https://evil.test/multipass/api/oauth2/token",
                    f"http://{self.host}/multipass/api/oauth2/token"):
            self.home.log_in(token_uri=uri)
            self.assert_silent(self.helper("get", env={
                "FOUNDRY_CA_FILE": self.foundry.ca_file}))
        self.assert_asked()

    def test_everything_else_survives(self):
        """other sections, comments, unknown keys survive a refresh"""
        self.home.configure()
        old = self.home.log_in()
        with open(self.home.logins_file) as file:
            section = file.read().rstrip("\n")
        text = ("# my comment\n[DEFAULT]\nshared = 100%%\n\n"
                "[other.test]\ntoken_uri = https://other.test/t\n"
                "client_id = other\nrefresh_token = kept-as-it-is\n; note\n\n"
                f"{section}\nunknown = keep me\n\tand me\n\n[last]\nx: y\n")
        self.home.write(self.home.logins_file, text)
        self.assert_answer(self.helper("get"))
        new = self.home.saved_token()
        self.assertNotEqual(new, old)
        with open(self.home.logins_file) as file:
            self.assertEqual(file.read(), text.replace(old, new))

    def test_access_token_in_the_file_is_taken_out(self):
        """never an access_token, not even one that was there"""
        self.home.configure()
        self.home.log_in(access_token="stale")
        self.assert_answer(self.helper("get"))
        self.assertNotIn("access_token", self.home.logins()[self.host])

    def test_python_can_read_what_a_login_writes(self):
        self.home.configure(scopes="offline_access, api:read-data")
        result = self.cli("login", self.host, env={"BROWSER": self.browser()})
        self.assertEqual(result.status, 0, result.err)
        section = dict(self.home.logins()[self.host])
        self.assertTrue(self.foundry.alive(section.pop("refresh_token")))
        self.assertEqual(section, {
            "token_uri": self.foundry.url + "/multipass/api/oauth2/token",
            "client_id": PUBLIC_CLIENT,
            "scopes": "offline_access,api:read-data"})

    def test_a_newer_token_written_meanwhile_is_adopted(self):
        """the library rewrote the file: its token is the one used"""
        self.home.configure()
        self.home.log_in()
        self.assert_answer(self.helper("get"))
        self.home.expire_record()
        self.home.log_in()  # by the library, another refresh token
        self.assert_answer(self.helper("get"))
        self.assert_asked(refresh_token=2)

    def test_foreign_client_id(self):
        """another application's login: not sent, not deleted, replaced"""
        self.home.configure()
        other = self.home.log_in("foreign-token-of-another-app",
                                 client_id="another-application",
                                 client_secret="its-secret")
        self.assert_failed(self.cli("token", self.host), 3, "login needed")
        self.assert_asked()
        self.assertEqual(self.home.saved_token(), other)
        result = self.cli("login", self.host, env={"BROWSER": self.browser()})
        self.assertEqual(result.status, 0, result.err)
        self.assertRegex(result.err, "another application.*"
                         "another-application")
        section = self.home.logins()[self.host]
        self.assertEqual(section["client_id"], PUBLIC_CLIENT)
        self.assertNotIn("client_secret", section)
        self.assertTrue(self.foundry.alive(section["refresh_token"]))

    def test_foreign_token_uri(self):
        self.home.configure()
        other = self.home.log_in(token_uri=f"https://{self.host}/other/token")
        self.assert_failed(self.cli("token", self.host), 3, "login needed")
        self.assertEqual(self.home.saved_token(), other)
        self.assert_asked()

    def test_capitals_and_default_port_in_the_section_name(self):
        self.home.configure()
        self.home.log_in()
        with open(self.home.logins_file) as file:
            text = file.read()
        self.home.write(self.home.logins_file,
                        text.replace("refresh_token = ", "Refresh_Token: "))
        self.assert_answer(self.helper("get"))

    def test_broken_file_matters_and_is_not_overwritten(self):
        self.home.configure()
        text = "[a]\nno delimiter here\n"
        self.home.write(self.home.logins_file, text)
        self.assert_failed(self.cli("token", self.host), 6,
                           f"reading {self.home.logins_file}: .*line 2")
        with open(self.home.logins_file) as file:
            self.assertEqual(file.read(), text)


class Configuration(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure()
        self.home.log_in()

    def test_alias(self):
        """an alias is answered with its stack's token, its own user name"""
        with open(self.home.config_file, "a") as file:
            file.write(f"[registry.test]\nfoundry = {self.host}\n"
                       "username = ri.x\n")
        token = self.assert_answer(self.helper("get"))
        result = self.helper("get", self.request("registry.test"))
        self.assertEqual(self.assert_answer(result), token)
        self.assertEqual(result.attributes["username"], "ri.x")
        self.assert_asked(refresh_token=1)

    def test_default_section(self):
        """the section beats [DEFAULT]"""
        self.home.configure(defaults="username = d", username=None)
        self.assertEqual(self.helper("get").attributes["username"], "d")
        self.home.configure(defaults="username = d", username="s")
        self.assertEqual(self.helper("get").attributes["username"], "s")

    def test_foundry_home(self):
        other = os.path.join(self.scratch, "elsewhere")
        os.rename(self.home.foundry_home, other)
        self.assert_answer(self.helper("get", env={"FOUNDRY_HOME": other}))
        self.assertFalse(os.path.exists(self.home.foundry_home))
        self.assert_failed(self.cli("token", self.host, env={
            "FOUNDRY_HOME": "relative"}), 6, "not an absolute path")

    def test_config_change_passes_the_record_by(self):
        """other scopes or client: the record is passed by"""
        first = self.assert_answer(self.helper("get"))
        self.home.configure(scopes="offline_access")
        second = self.assert_answer(self.helper("get"))
        self.assertNotEqual(first, second)
        self.assert_asked(refresh_token=2)

    def test_touched_config_is_stamped_anew(self):
        """another stamp, the same binding: the record counts, no request"""
        token = self.assert_answer(self.helper("get"))
        stamps = self.home.record()["stamps"]
        self.home.configure(login="console")
        self.assertEqual(self.assert_answer(self.helper("get")), token)
        self.assertNotEqual(self.home.record()["stamps"], stamps)
        self.assert_asked(refresh_token=1)

    def test_a_changed_user_name_shows_at_once(self):
        self.helper("get")
        self.home.configure(username="changed")
        for _ in range(2):
            self.assertEqual(self.helper("get").attributes["username"],
                             "changed")

    def test_clock_set_back(self):
        """a record from the future is stale"""
        self.assert_answer(self.helper("get"))
        now = int(time.time())
        self.home.change_record(issued_at=now + 7200, expires_at=now + 9000)
        self.assert_answer(self.helper("get"))
        self.assert_asked(refresh_token=2)

    def test_margin(self):
        """stale with 60 s left of an hour, fresh with 90"""
        self.assert_answer(self.helper("get"))
        now = int(time.time())
        for left, requests in ((90, 1), (55, 2)):
            self.home.change_record(issued_at=now - 3600 + left,
                                    expires_at=now + left)
            self.helper("get")
            self.assert_asked(refresh_token=requests)

    def test_damaged_record(self):
        """a damaged record counts as none and is replaced"""
        self.assert_answer(self.helper("get"))
        for text in ("", "nonsense", "access_token=a b\n", "\0" * 100):
            self.home.write(self.home.record_file(), text)
            self.assert_answer(self.helper("get"))


if __name__ == "__main__":
    main()
