#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential doctor: quiet when all is well, and each planted fault
is found, with its cure."""

import fcntl
import json
import os
import pty
import re
import shutil
import socket
import struct
import subprocess
import termios
import threading
import time
from contextlib import suppress

from harness import (BIN, CLI, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET,
                     DOCKER_HELPER, PUBLIC_CLIENT, SCOPES, LoggedInTest,
                     SystemTest, main, needs_root)

HELPER = os.path.join(BIN, "git-credential-foundry")
REGISTRY = "registry.test"
RID = "ri.artifacts.main.repository.7b7471ff-6f16-4988-b605-7c7beeb68ea3"
STACK = "acme.palantirfoundry.com"
STACK_REGISTRY = "acme-container-registry.palantirfoundry.com"
TOKEN = "eyJh.very.secret-token-that-nobody-may-see"


class DoctorTest(LoggedInTest):
    """All is well: configured, logged in, git and docker wired."""

    def setUp(self):
        super().setUp()
        self.secrets.add(TOKEN)
        self.docker_file = os.path.join(self.home.path, ".docker",
                                        "config.json")
        self.home.environment["BROWSER"] = "true"
        self.wire()

    def wire(self, git="", docker=None):
        self.home.write(
            self.home.environment["GIT_CONFIG_GLOBAL"],
            f'[credential "https://{self.host}"]\n\thelper =\n'
            f"\thelper = {HELPER}\n{git}")
        self.home.write(self.docker_file, docker if docker is not None else
                        json.dumps({"credHelpers": {REGISTRY: "foundry"}}))

    def configure(self, more="", text=None, **keys):
        self.home.configure(text, **keys)
        with open(self.home.config_file, "a") as file:
            file.write(more + f"[{REGISTRY}]\nfoundry = {self.host}\n"
                       f"username = {RID}\n")

    def doctor(self, *options, **run):
        """The exit status, and the findings by check."""
        result = self.cli("doctor", "--json", *options, **run)
        self.said.append(result.out)
        report = json.loads(result.out)
        self.assertEqual(result.status,
                         1 if report["status"] == "wrong" else 0, result.err)
        for found in report["checks"]:
            self.assertEqual(list(found), ["check", "host", "status", "text",
                                           "cure"])
        return report["checks"]

    def texts(self, check, *options, **run):
        return [found["text"] for found in self.doctor(*options, **run)
                if found["check"] == check]

    def complaints(self, *options, **run):
        return [(found["status"], found["check"], found["text"],
                 found["cure"])
                for found in self.doctor(*options, **run)
                if found["status"] != "ok"]

    def assert_found(self, status, check, text, cure=".", options=(), **run):
        """Just this is wrong, and what to do is said."""
        found = self.complaints(*(options or ("--offline",)), **run)
        self.assertEqual([entry[:2] for entry in found], [(status, check)],
                         found)
        self.assertRegex(found[0][2], text)
        self.assertRegex(found[0][3] or "", cure)


# They have a line where they are installed.
PACKAGE_TOOLS = ("npm", "pnpm", "maven", "gradle")


class Well(DoctorTest):
    def test_all_is_well(self):
        """nothing is complained of, with and without the network"""
        self.configure()
        self.assertEqual(self.complaints(self.host), [])
        self.assertEqual(self.complaints("--offline"), [])
        checks = [found["check"] for found in self.doctor()
                  if found["check"] not in PACKAGE_TOOLS]
        self.assertEqual(checks, [
            "files", "runtime", "programs", "config", "tokens", "git",
            "docker", "login", "network", "certificate", "clock",
            "endpoints", "access"])

    def test_as_text(self):
        """a line each, the cure below; silence on stderr; exit 0"""
        self.configure()
        result = self.cli("doctor")
        self.assertEqual((result.status, result.err), (0, ""))
        *lines, count = result.out.splitlines()
        self.assertEqual(count, "0 wrong, 0 warnings")
        for line in lines:
            self.assertRegex(line, r"^(ok       [a-z]+ +\S|127\.0\.0\.1:)")
        self.wire(git="[credential]\n\thelper = store\n")
        result = self.cli("doctor", "--offline")
        self.assertEqual(result.status, 1)
        self.assertRegex(result.out, "(?m)^wrong    git +.*store.*\n +"
                         f"foundry-credential setup {self.host} --git$")
        self.assertTrue(result.out.endswith("\n1 wrong, 0 warnings\n"))

    def test_changes_nothing(self):
        """offline no file is written and nothing is asked; online the token
        that is cached goes to /me, and that is all"""
        self.configure()
        self.assert_good()
        before = self.home.files()
        self.foundry.reset_stats()
        self.assertIn("the login: not tried (--offline)",
                      self.texts("access", "--offline"))
        self.assertIn(f"the cached token: {self.host} takes it, as jdoe",
                      self.texts("access"))
        self.assertEqual(self.home.files(), before)
        self.assert_asked()

    def test_renews(self):
        """with no token that lives, one refresh, said and saved, for all"""
        self.configure()
        saved = self.home.saved_token()
        self.fault(hold="before")
        many = [self.start_program([CLI, "doctor", self.host])
                for _ in range(3)]
        self.wait_until_asked()
        self.foundry.release()
        for process in many:
            result = self.finish(process)
            self.assertEqual(result.status, 0, result.out)
            self.assertRegex(result.out, "(?m)^ok +access .* takes it, as j")
            self.assertNotIn("refuses", result.out)
        self.assert_asked(refresh_token=1)
        self.assertNotEqual(self.home.saved_token(), saved)
        self.foundry.reset_stats()
        self.assert_good()
        self.assert_asked()

    def test_without_network(self):
        """--offline asks nothing of the stack"""
        self.configure()
        self.foundry.reset_stats()
        self.doctor("--offline")
        self.assertEqual(self.foundry.stats()["requests"], 0)

    def test_nothing_yet(self):
        """a new user: told to set up"""
        os.unlink(self.home.config_file)
        os.unlink(self.home.logins_file)
        self.assert_found("warning", "config", "no stack is configured",
                          "foundry-credential setup")

    def test_not_configured(self):
        """what was found all the same comes first; 6, and what to run"""
        self.configure()
        self.wire(docker="{}")
        os.symlink("elsewhere", self.home.file("tokens"))
        for options in (("--offline",), ("--offline", "--json")):
            result = self.cli("doctor", "reg1stry.test", *options)
            self.assertRegex(result.out, "tokens is a symbolic link")
            self.assertEqual(result.status, 6)
            self.assert_message(
                result, 'reg1stry.test is not configured, did you mean '
                f'"{REGISTRY}"',
                "(?m)^run: foundry-credential setup reg1stry.test$")
        self.assertEqual(json.loads(result.out)["checks"][-1]["cure"],
                         "run: foundry-credential setup reg1stry.test")
        os.unlink(self.home.config_file)
        os.unlink(self.home.logins_file)
        os.chmod(self.home.foundry_home, 0o777)
        result = self.cli("doctor", self.host, "--offline")
        self.assertRegex(result.out, "(?m)^wrong +files .*can be written")
        self.assertEqual(result.status, 1)
        os.chmod(self.home.foundry_home, 0o700)
        os.unlink(self.home.file("tokens"))

    def test_by_the_environment(self):
        """a stack that no file names, as in CI"""
        os.unlink(self.home.config_file)
        os.unlink(self.home.logins_file)
        self.home.environment.update({
            "FOUNDRY_TOKEN": "x" * 20, "FOUNDRY_HOSTNAME": self.host})
        for words in ((), (self.host,)):
            result = self.cli("doctor", "--offline", *words)
            self.assertRegex(result.out, f"(?m)^{self.host}:$")
            self.assertNotIn("is configured", result.out)

    def shown(self, columns, changes):
        """doctor's report on a terminal so wide."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 24, columns, 0, 0))
        with subprocess.Popen([CLI, "doctor", "--offline"], stdout=slave,
                              stderr=subprocess.DEVNULL,
                              env=self.env(**changes)) as process:
            os.close(slave)
            shown = b""
            with suppress(OSError):  # nobody has it open any more
                while True:
                    shown += os.read(master, 65536)
            os.close(master)
        self.assertEqual(process.returncode, 1)
        return shown.decode().replace("\r\n", "\n")

    def test_on_a_terminal(self):
        """as wide as it is, no word broken, and in colour if that is wanted"""
        self.configure()
        self.wire(git="[credential]\n\thelper = oauth\n\thelper = store\n")
        cure = f"foundry-credential setup {self.host} --git"
        for columns in (40, 80, 120, 300):
            for changes, coloured in (
                    ({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False),
                    ({"TERM": "xterm", "NO_COLOR": "1"}, False)):
                with self.subTest(columns=columns, changes=changes):
                    shown = self.shown(columns, changes)
                    self.assertEqual("\033[" in shown, coloured)
                    if coloured:
                        for word, colour in (("ok", 32), ("warning", 33),
                                             ("wrong", 31)):
                            self.assertIn(f"\n\033[{colour}m{word}\033[0m ",
                                          "\n" + shown)
                    plain = re.sub("\033\\[[0-9]*m", "", shown)
                    for line in plain.splitlines():
                        if " " in line.strip():
                            self.assertLessEqual(len(line),
                                                 min(columns, 120))
                    self.assertIn(" ".join(cure.split()),
                                  " ".join(plain.split()))
                    self.assertRegex(plain, r"\n1 wrong, 1 warning\n$")

    def test_several_stacks(self):
        """every stack is looked at; one named is looked at alone"""
        self.configure("[other.test]\nclient_id = x\nlogin = never\n")
        hosts = {found["host"] for found in self.doctor("--offline")}
        self.assertEqual(hosts, {None, self.host, "other.test"})
        hosts = {found["host"] for found in
                 self.doctor("--offline", "other.test")}
        self.assertEqual(hosts, {None, "other.test"})


class Everything(DoctorTest):
    def test_every_feature_in_use(self):
        """two stacks, aliases, a service user, stored tokens, a proxy's
        variables, a client secret, bearer: all of it is ok"""
        secret = os.path.join(self.scratch, "secret")
        self.home.write(secret, CONFIDENTIAL_SECRET + "\n")
        git = os.path.join(self.scratch, "bin", "git")
        self.home.write(git, "#!/bin/sh\n"
                        '[ "$1" = --version ] && echo git version 2.54.0 || '
                        f'exec {shutil.which("git")} "$@"\n', 0o700)
        self.home.environment["PATH"] = (os.path.dirname(git) + ":" +
                                         self.home.environment["PATH"])
        self.configure(
            f"[docker.test]\nfoundry = {self.host}\nusername = {RID}\n"
            "docker_token = static\n"
            f"[static.test]\ntoken = static\nca_file = "
            f"{self.foundry.ca_file}\n",
            client_id=CONFIDENTIAL_CLIENT, client_secret_file=secret,
            git_auth="bearer", docker_token="oauth", git_token="static",
            login="webserver", ports="48000-48999", login_timeout="100",
            network_timeout="20", username="jdoe", token="auto")
        self.home.log_in(
            self.foundry.grant(client_id=CONFIDENTIAL_CLIENT,
                               scopes=list(SCOPES))["refresh_token"],
            client_id=CONFIDENTIAL_CLIENT)
        self.wire(git=f'[credential "https://static.test"]\n\thelper = '
                  f"{HELPER}\n", docker=json.dumps({"credHelpers": {
                      REGISTRY: "foundry", "docker.test": "foundry"}}))
        for host, token in ((self.host, self.foundry.user_token()),
                            ("static.test", TOKEN), ("docker.test", TOKEN)):
            self.secrets.add(token)
            self.assertEqual(self.cli(
                "store", "--token-stdin", host, "--username", RID,
                stdin=token + "\n").status, 0)
        for env in ({}, {"FOUNDRY_HOSTNAME": self.host,
                         "FOUNDRY_TOKEN": self.foundry.user_token()}):
            self.secrets.update(env.values())
            self.secrets.discard(self.host)
            self.assertEqual(self.complaints("--offline", env=env), [])
            self.assertEqual(self.complaints(self.host, env=env), [])
        self.assertIn(f"the cached token: {self.host} takes it, as jdoe",
                      self.texts("access", self.host))

    def test_service_user(self):
        """one with everything"""
        self.configure(client_id=CONFIDENTIAL_CLIENT,
                       grant="client_credentials",
                       client_secret=CONFIDENTIAL_SECRET)
        os.unlink(self.home.logins_file)
        self.assertEqual(self.complaints(), [])
        self.assertEqual(self.complaints(), [])
        self.assertEqual(self.complaints("--offline"), [])


class Bundle(DoctorTest):
    def test_bundle(self):
        """all that a maintainer needs, and no secret"""
        path = os.path.join(self.scratch, "report")
        trace = os.path.join(self.scratch, "trace")
        hidden = ("5ecret-of-the-client", "5ecret-words", "5ecret-password",
                  "5ecret-of-nobody", "5ecret-default", "5ecret-comment",
                  "5ecret-given", TOKEN)
        self.secrets.update(hidden)
        self.configure(
            f"[other.test]\nclient_secret = {hidden[0]}\n"
            f"proxy = http://jd:{hidden[2]}@proxy.test\n"
            f"scopes = %(client_secret)s\n"
            "[third.test]\nclient_id = third\n"
            f"client_secret_command = /bin/echo {hidden[1]}\n"
            f"scopes = a,\n # {hidden[5]}\n b\n"
            f"no_such_key = {hidden[3]}\nusername = {TOKEN}\n")
        with open(self.home.config_file) as file:
            text = f"[DEFAULT]\npassword = {hidden[4]}\n" + file.read()
        self.home.write(self.home.config_file, text)
        env = {"FOUNDRY_TRACE": trace, "https_proxy": "", "BROWSER": "true",
               "FOUNDRY_TOKEN": hidden[6], "FOUNDRY_HOSTNAME": self.host}
        with open(trace, "w") as file:
            file.write("x" * 200000 + f" the end {TOKEN}\n")
        os.chmod(trace, 0o600)
        for words in ((), (self.host,), ("nowhere.test",)):
            with self.subTest(words=words):
                result = self.cli("doctor", "--offline", "--bundle", path,
                                  *words, env=env)
                self.assertEqual(result.status, 6 if "nowhere.test" in words
                                 else 1, result.err)
                self.assertIn("looking for faults: something is wrong, see "
                              "above" if result.status == 1 else
                              "no such stack", result.err)
                self.assertIn(f"{path} is written: read it before",
                              result.out)
                self.assert_mode(path, 0o600)
                with open(path) as file:
                    text = file.read()
                for secret in (*hidden, self.saved):
                    self.assertNotIn(secret, text)
                for part in (
                        r"^== versions ==\nfoundry-credential \d",
                        r"^foundry-oauth \d\S*, libcurl/\d.* GnuTLS/\d.* "
                        r"libmicrohttpd/\d.* json-c/\d",
                        r"^git version", "^set:.* FOUNDRY_TOKEN",
                        "^== doctor ==\nok ", r"^\d wrong, \d warning",
                        f"^== {self.home.config_file} ==\n\\[DEFAULT]\n"
                        r"password = \(masked\)\n",
                        f"^client_id = {PUBLIC_CLIENT}$",
                        r"^client_secret = \(masked\)$",
                        r"^client_secret_command = \(masked\)$",
                        r"^scopes = a, \.\.\.$", r"^proxy = \(masked\)$",
                        r"^no_such_key = \(masked\)$",
                        f"^== {trace} ==\nx+ the end \\*+$"):
                    self.assertRegex(text, "(?m)" + part)
                self.assertLess(len(text), 100000)
                self.assertRegex(text, f"(?m)^== status of {self.host} =="
                                 if "nowhere.test" not in words else
                                 "(?m)^run: foundry-credential setup nowhere")
                again = self.cli("doctor", "--offline", "--bundle", path,
                                 *words, env=env)
                self.assert_message(again, "File exists", "not there yet")
                self.assertEqual(again.status, 6)
                os.unlink(path)
        os.symlink("elsewhere", path)
        self.assertEqual(self.cli("doctor", "--offline", "--bundle",
                                  path).status, 6)
        self.assertFalse(os.path.exists(path))


class Planted(DoctorTest):
    house_rules = False

    def test_files(self):
        """owners, modes, links of what we keep"""
        self.configure()
        home = self.home.foundry_home
        cases = (
            (self.home.logins_file, 0o644, "can be read by other users",
             "chmod 600"),
            (home, 0o777, "can be written", "chmod go-w"),
            (self.home.config_file, 0o666, "can be written", "chmod go-w"),
        )
        for path, mode, text, cure in cases:
            with self.subTest(path=path):
                before = os.stat(path).st_mode & 0o777
                os.chmod(path, mode)
                found = self.complaints("--offline")
                self.assertIn(("wrong", "files"),
                              [entry[:2] for entry in found])
                entry = [entry for entry in found if entry[1] == "files"][0]
                self.assertIn(path, entry[2])
                self.assertRegex(entry[2], text)
                self.assertRegex(entry[3], cure)
                os.chmod(path, before)
        tokens = self.home.file("tokens")
        os.symlink("elsewhere", tokens)
        self.assert_found("wrong", "files", "symbolic link", tokens)
        os.unlink(tokens)
        self.home.write(tokens, "")
        os.link(tokens, tokens + "2")
        self.assert_found("wrong", "files", "hard links")

    def test_is_something_else(self):
        """what is a directory in a file's place, or a file in one's"""
        self.configure()
        cases = (
            (self.home.file("tokens"), os.mkfifo, "is not a regular file"),
            (self.home.file("cache"), lambda path: self.home.write(path, ""),
             "is not a directory"),
        )
        for path, make, text in cases:
            with self.subTest(text):
                make(path)
                self.assert_found("wrong", "files", path + " " + text,
                                  "move away")
                os.unlink(path)

    @needs_root
    def test_belongs_to_somebody_else(self):
        self.configure()
        self.home.write(self.home.file("tokens"), "")
        os.chown(self.home.file("tokens"), 12345, -1)
        self.assert_found("wrong", "files", "another user .uid 12345")

    def test_config(self):
        """settings that cannot be used, or lead nowhere"""
        for keys, status, text, cure in (
                ({"login": "nevr"}, "wrong", "login", 'did you mean "never"'),
                ({"scope": "a"}, "wrong", 'unknown key "scope"', '"scopes"'),
                ({"scopes": "api:read-data"}, "warning", "lack offline",
                 "add it"),
                ({"client_id": None, "token": "static"}, "warning",
                 "no client_id", "--client-id")):
            with self.subTest(keys=keys):
                self.configure(**keys)
                found = self.complaints("--offline")
                self.assertEqual(found[0][:2], (status, "config"), found)
                self.assertRegex(found[0][2], text)
                self.assertRegex(found[0][3], cure)
        self.configure("[a\n")
        self.assertIn(("wrong", "config"), [
            entry[:2] for entry in self.complaints("--offline")])

    def test_client_secret_readable(self):
        self.configure(client_secret="x" * 30)
        os.chmod(self.home.config_file, 0o644)
        self.assert_found("wrong", "config", "client_secret in it",
                          "chmod 600 .*, and have the secret replaced")

    def test_registry_section(self):
        self.configure(f"[r2.test]\nfoundry = {self.host}\nports = 1\n")
        found = self.complaints("--offline")
        self.assertIn(("wrong", "config"), [entry[:2] for entry in found])

    def test_tokens(self):
        """no login, another application's login"""
        self.configure()
        os.unlink(self.home.logins_file)
        self.assert_found("warning", "tokens", "no login is saved",
                          f"foundry-credential login {self.host}")
        self.home.log_in(client_id="d" * 32)
        self.assert_found("warning", "tokens", "another application's")
        self.home.write(self.home.logins_file, "[x\n")
        found = self.complaints("--offline")
        self.assertIn(("wrong", "tokens"), [entry[:2] for entry in found])

    def test_no_runtime_directory(self):
        """no runtime directory and no login: each program logs in"""
        self.configure()
        os.unlink(self.home.logins_file)
        self.home.environment["XDG_RUNTIME_DIR"] = "/nonexistent"
        found = self.complaints("--offline")
        self.assertEqual([entry[1] for entry in found],
                         ["tokens", "runtime"])

    def test_git_chain(self):
        """who else git asks, and whether it asks us"""
        self.configure()
        for git, status, text in (
                ("[credential]\n\thelper = store\n", "wrong",
                 '"store" .*gitconfig.* writes down every token'),
                ("[credential]\n\thelper = /usr/bin/git-credential-cache\n",
                 "wrong", "cache"),
                ("[credential]\n\thelper = oauth\n", "warning",
                 '"oauth" .* after ours'),
                (f'[credential "https://{self.host}"]\n\thelper =\n',
                 "warning", "does not ask us")):
            with self.subTest(git=git):
                self.wire(git=git)
                self.assert_found(status, "git", text,
                                  f"setup {self.host} --git")

    def test_git_chain_of_a_repository(self):
        """a helper of the repository's own: setup does not reach that"""
        self.configure()
        work = os.path.join(self.scratch, "work")
        self.git("init", "-q", work)
        self.git("config", "credential.helper", "store", cwd=work)
        self.assert_found("wrong", "git", '"store" .* writes down',
                          "^take it out of .*config$", cwd=work)
        self.git("config", "--unset", "credential.helper", cwd=work)
        self.assert_found(
            "wrong", "git", '"store" .* writes down', "^take it out of",
            env={"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_VALUE_0": "store",
                 "GIT_CONFIG_KEY_0": "credential.helper"})

    def test_git_chain_of_a_place(self):
        """sections for some URLs of the host count, as they do for git"""
        self.configure()
        url = f"https://{self.host}"
        user = f"https://jd@{self.host}"
        for place, helper, status, text in (
                (url + "/stemma", "store", "wrong",
                 '"store" .* writes down every token'),
                (url + "/stemma/git", "oauth", "warning", "after ours"),
                (url + "/stemma/git/ri.a", "store", "wrong",
                 f'"store" .* for {url}/stemma/git/ri.a, which writes'),
                (user, "store", "wrong", f"for {user}/stemma/git, which"),
                (url + "/stemma", "", "warning", "does not ask us")):
            with self.subTest(place=place, helper=helper):
                self.wire(git=f'[credential "{place}"]\n\thelper = {helper}\n')
                self.assert_found(status, "git", text,
                                  f"setup {self.host} --git")
        self.home.write(self.home.environment["GIT_CONFIG_GLOBAL"],
                        f'[credential "{url}/stemma"]\n\thelper = {HELPER}\n')
        self.assertEqual(self.complaints("--offline"), [])
        other = f"https://other.test/{self.host}"
        self.wire(git=f'[credential "{other}"]\n\thelper = store\n')
        self.assertEqual(self.complaints("--offline"), [])

    def test_git_helper_as_a_command(self):
        """"!git-credential-foundry" is ours, more than that is a command"""
        self.configure()
        for helper in ("!git-credential-foundry", f"!{HELPER}",
                       f"\"!'{HELPER}' \""):
            self.home.write(self.home.environment["GIT_CONFIG_GLOBAL"],
                            f"[credential]\n\thelper = {helper}\n")
            self.assertEqual(self.complaints("--offline"), [])
        self.home.write(self.home.environment["GIT_CONFIG_GLOBAL"],
                        '[credential]\n\thelper = "!git-credential-foundry; '
                        'true"\n')
        self.assert_found("warning", "git", "does not ask us")

    def test_git_helper_that_is_not_there(self):
        """a helper that git cannot start: it asks the person, not us"""
        self.configure()
        plain = os.path.join(self.scratch, "git-credential-foundry")
        self.home.write(plain, "", 0o644)
        nowhere = "/opt/nowhere/git-credential-foundry"
        git_file = self.home.environment["GIT_CONFIG_GLOBAL"]
        for helper in (nowhere, f"!{nowhere}", plain, nowhere + " --x"):
            with self.subTest(helper=helper):
                self.home.write(git_file, f"[credential]\n\thelper = {helper}"
                                "\n")
                self.assert_found("wrong", "git", "which is not there or",
                                  f"setup {self.host} --git")
                asked = self.git("credential", "fill", stdin=self.request(),
                                 env={"GIT_TERMINAL_PROMPT": "0"})
                self.assertNotEqual(asked.status, 0)
        path = self.home.environment["PATH"].replace(BIN + ":", "")
        for helper in ("foundry", "!git-credential-foundry"):
            with self.subTest(helper=helper):
                self.home.write(git_file, f"[credential]\n\thelper = {helper}"
                                "\n")
                found = self.complaints("--offline", env={"PATH": path})
                self.assertIn(("wrong", "git"), [one[:2] for one in found])
                self.assertRegex(str(found), "not on PATH")

    def test_bearer_and_old_gits(self):
        """git_auth = bearer with a git that cannot push 1 MiB by it"""
        first = os.path.join(self.scratch, "first")
        os.mkdir(first)
        self.home.environment["PATH"] = (first + ":" +
                                         self.home.environment["PATH"])
        path = os.path.join(first, "git")
        for version, warned in (
                ("git version 2.39.5", False), ("git version 2.46.0", True),
                ("git version 2.47.3", True),
                ("git version 2.50.1 (Apple Git-155)", True),
                ("git version 2.53.0.windows.1", True),
                ("git version 2.54.0", False), ("git version 2.60", False),
                ("git version 3.0.0", False), ("something else", False)):
            with open(path, "w") as file:
                file.write(f'#!/bin/sh\n[ "$1" = --version ] && '
                           f'echo "{version}" || '
                           f'exec {shutil.which("git")} "$@"\n')
            os.chmod(path, 0o755)
            with self.subTest(version):
                self.configure(git_auth="bearer")
                if warned:
                    self.assert_found("warning", "git",
                                      f"over 1 MiB .*{version.split()[2][:4]}",
                                      "git_auth = basic")
                else:
                    self.assertEqual(self.complaints("--offline"), [])
                self.configure()
                self.assertEqual(self.complaints("--offline"), [])

    def test_another_program_of_our_name(self):
        """another git-credential-foundry comes first on PATH"""
        self.configure()
        other = os.path.join(self.scratch, "other")
        os.mkdir(other)
        path = os.path.join(other, "git-credential-foundry")
        with open(path, "w") as file:
            file.write("#!/bin/sh\n")
        os.chmod(path, 0o755)
        self.home.environment["PATH"] = (other + ":" +
                                         self.home.environment["PATH"])
        self.assert_found("warning", "programs", path, "setup")
        self.home.write(self.home.environment["GIT_CONFIG_GLOBAL"],
                        "[credential]\n\thelper = foundry\n")
        found = self.complaints("--offline")
        self.assertEqual([entry[:2] for entry in found],
                         [("warning", "programs"), ("wrong", "git")])

    def test_tokens_in_urls(self):
        """a token in a remote's URL: named, cured, and not shown"""
        self.configure()
        work = os.path.join(self.scratch, "work")
        self.git("init", "-q", work)
        url = f"https://jdoe:{TOKEN}@{self.host}/stemma/git/RID/name"
        clean = f"https://{self.host}/stemma/git/RID/name"
        self.git("remote", "add", "origin", url, cwd=work)
        self.git("remote", "add", "fork",
                 f"https://jdoe:{TOKEN}@other.test/x", cwd=work)
        self.git("remote", "add", "good", f"https://jdoe@{self.host}/x",
                 cwd=work)
        self.assert_found("wrong", "remotes", "the URL of origin",
                          f"^git remote set-url origin {clean}$", cwd=work)
        cure = self.complaints("--offline", cwd=work)[0][3]
        subprocess.run(cure.split(), cwd=work, check=True)
        self.assertEqual(self.complaints("--offline", cwd=work), [])
        self.git("remote", "set-url", "fork",
                 f"http://jdoe:{TOKEN}@{self.host}/x", cwd=work)
        self.assert_found("wrong", "remotes", "the URL of fork",
                          f"set-url fork https://{self.host}/x$", cwd=work)
        self.git("remote", "remove", "fork", cwd=work)
        self.git("remote", "set-url", "--push", "good",
                 f"https://{TOKEN}@{self.host}/x", cwd=work)
        self.assert_found("wrong", "remotes", "the URL of good",
                          "set-url --push good", cwd=work)
        self.git("remote", "remove", "good", cwd=work)
        self.git("config", f"url.https://a:{TOKEN}@{self.host}/.insteadOf",
                 "f:", cwd=work)
        self.assert_found("wrong", "remotes", "insteadOf", cwd=work)

    def test_docker(self):
        """whom docker and podman ask for a registry"""
        self.configure()
        for docker, status, text in (
                ("{}", "warning", "does not ask us"),
                ('{"credHelpers":{"%s":"ecr-login"}}' % REGISTRY, "warning",
                 "docker-credential-ecr-login"),
                ('{"auths":{"%s":{"auth":"%s"}}}' % (REGISTRY, TOKEN),
                 "wrong", "password .*saved"),
                ("{no", "wrong", "config.json")):
            with self.subTest(docker=docker):
                self.wire(docker=docker)
                found = self.complaints("--offline")
                self.assertEqual(found[0][:2], (status, "docker"), found)
                self.assertRegex(found[0][2], text)
        self.wire()
        directory = os.path.join(self.home.run, "containers")
        self.home.write(os.path.join(directory, "auth.json"), json.dumps(
            {"auths": {REGISTRY: {"auth": TOKEN}}}))
        self.assert_found("wrong", "docker", "podman has a password")

    def test_registry_without_a_repository(self):
        """a user name that no registry knows"""
        self.configure()
        for how in ("section", "stored", "variable", "wired to nobody"):
            self.home.configure(f"[{self.host}]\nclient_id = "
                                f"{PUBLIC_CLIENT}\nscopes = "
                                f"{' '.join(SCOPES)}\nca_file = "
                                f"{self.foundry.ca_file}\n[{REGISTRY}]\n"
                                f"foundry = {self.host}\n")
            self.assert_found("warning", "docker", f"{REGISTRY} wants the RID",
                              f"^foundry-credential setup {self.host} "
                              f"--docker --registry {REGISTRY} "
                              "--repository RID$")
            with self.subTest(how):
                if how == "section":
                    cure = self.complaints("--offline")[0][3]
                    done = self.cli(*cure.replace("RID", RID).split()[1:])
                    self.assertEqual(done.status, 0, done.err)
                    self.assertEqual(self.complaints("--offline"), [])
                elif how == "variable":
                    self.assertEqual(self.complaints("--offline", env={
                        "FOUNDRY_REPOSITORY": RID}), [])
                elif how == "wired to nobody":
                    self.wire(docker="{}")
                    self.assert_found("warning", "docker", "does not ask us")
                else:
                    self.run_program([DOCKER_HELPER, "store"], json.dumps(
                        {"ServerURL": REGISTRY, "Username": RID,
                         "Secret": TOKEN}))
                    self.assertEqual(self.complaints("--offline"), [])
                    os.unlink(self.home.file("tokens"))

    def test_stored_tokens(self):
        """static tokens are wanted, and none is stored"""
        store = "foundry-credential store --token-stdin "
        for key, who, check, cure in (
                ("git_token", "git is to be given", "tokens",
                 store + self.host),
                ("token", "whoever asks is to be given", "tokens",
                 store + self.host),
                ("docker_token", f"none that lives is stored for {REGISTRY}",
                 "docker", f"docker login -u RID {REGISTRY}")):
            with self.subTest(key=key):
                self.configure(**{key: "static"})
                found = [one for one in self.complaints("--offline")
                         if "registry" not in one[2] or check == "docker"]
                self.assertEqual([one[:2] for one in found],
                                 [("wrong", check)], found)
                self.assertRegex(found[0][2], who)
                self.assertIn(f"{key} = static", found[0][2])
                self.assertIn(cure, found[0][3])
        self.configure(git_token="static")
        token = self.foundry.grant()["access_token"]
        self.secrets.add(token)
        self.cli("store", "--token-stdin", self.host, stdin=token + "\n")
        self.assertEqual(self.complaints(), [])
        self.assertIn("the stored token: ", str(self.doctor()))
        self.configure(client_id=None, token="static", docker_token="oauth")
        self.assertEqual(self.complaints(), [])
        self.foundry.expire_access_tokens()
        self.assert_found("wrong", "access", "the stored token: .* refuses",
                          store, options=(self.host,))

    def test_token_of_the_environment(self):
        """FOUNDRY_TOKEN in force, and whether the stack takes it"""
        self.configure()
        token = self.foundry.grant()["access_token"]
        self.secrets.add(token)
        env = {"FOUNDRY_TOKEN": token, "FOUNDRY_HOSTNAME": self.host}
        self.assertEqual(self.complaints(env=env), [])
        for options, text in ((("--offline",), "not tried .--offline"),
                              ((), "takes it, as jdoe")):
            found = self.doctor(*options, env=env)
            self.assertRegex(str(found), "FOUNDRY_TOKEN comes before all "
                             "that is saved: .*" + text)
        self.assert_found("wrong", "access", "FOUNDRY_TOKEN .* refuses it",
                          "^unset FOUNDRY_TOKEN", options=(self.host,),
                          env={**env, "FOUNDRY_TOKEN": TOKEN})
        for changes, status, text in (
                ({"FOUNDRY_HOSTNAME": ""}, "warning", "FOUNDRY_HOSTNAME, "),
                ({"FOUNDRY_TOKEN_EXPIRES": "1"}, "warning", "has expired"),
                ({"FOUNDRY_TOKEN": "a b"}, "wrong", "is not a token")):
            with self.subTest(changes=changes):
                found = self.complaints("--offline", env={**env, **changes})
                self.assertEqual([one[:2] for one in found],
                                 [(status, "environment")], found)
                self.assertRegex(found[0][2], text)

    def test_cache_modes(self):
        """what is cached is not taken: said, and no login is advised"""
        for cache in ("noop", "reauth"):
            self.configure(cache=cache)
            os.path.exists(self.home.logins_file) and os.unlink(
                self.home.logins_file)
            self.assert_found("warning", "tokens",
                              f"cache = {cache}: every program logs in",
                              "set cache = read_write", options=(self.host,))
        self.configure()
        self.assert_found("warning", "tokens", "cache = noop",
                          "^unset FOUNDRY_CACHE",
                          env={"FOUNDRY_CACHE": "noop"})
        self.configure(cache="noop", login="webserver")
        self.assertNotIn("foundry-credential login", str(self.complaints(
            "--offline", env={"BROWSER": "/no/such"})))

    def test_scopes(self):
        """scopes that the saved login does not have"""
        self.configure(scopes="offline_access api:read-data api:write-data")
        self.assert_found("warning", "tokens", "not have: api:write-data$",
                          f"^foundry-credential login {self.host} --reauth$")
        self.configure(scopes="offline_access")
        self.assertEqual(self.complaints("--offline"), [])

    def test_client_secret(self):
        """one that cannot be had, and none where one is needed"""
        secret = os.path.join(self.scratch, "secret")
        for keys, text in (
                ({"client_secret_file": secret}, "does not exist"),
                ({"client_secret_command": "/bin/false"}, "failed"),
                ({"client_secret_command": "/no/such"}, "not found"),
                ({"grant": "client_credentials"}, "no client secret")):
            for options in (("--offline",), (self.host,)):
                with self.subTest(keys=keys, options=options):
                    self.configure(**keys)
                    self.assert_found("wrong", "secret", text,
                                      options=options)
        self.home.write(secret, CONFIDENTIAL_SECRET + "\n", 0o644)
        self.configure(client_secret_file=secret,
                       client_id=CONFIDENTIAL_CLIENT,
                       grant="client_credentials")
        self.assert_found("wrong", "secret", "can be read by other users",
                          "chmod 600")
        os.chmod(secret, 0o600)
        self.assertEqual(self.complaints(), [])
        self.assertIn("a new token of the service user",
                      str(self.doctor(env={"FOUNDRY_CACHE": "noop"})))

    def test_login_that_is_dead(self):
        """the login that was tried: what the stack says, and the cure"""
        self.configure()
        self.assert_good()
        self.foundry.expire_access_tokens()
        self.assert_found("wrong", "access", "cached token: .* refuses it",
                          f"^foundry-credential refresh {self.host}$",
                          options=(self.host,))
        self.home.expire_record()
        self.foundry.revoke_all()
        self.assert_found("wrong", "access", "login",
                          f"foundry-credential login {self.host}",
                          options=(self.host,))

    def test_cures(self):
        """what setup is said to mend is mended by it; it is never said of
        what it does not reach"""
        self.configure()
        url = f"https://{self.host}"
        for git in ("[credential]\n\thelper = store\n",
                    "[credential]\n\thelper = oauth\n",
                    f'[credential "{url}"]\n\thelper =\n',
                    f'[credential "{url}/stemma"]\n\thelper = store\n',
                    f'[credential "{url}/stemma"]\n\thelper =\n'):
            with self.subTest(git=git):
                self.wire(git=git)
                cure = self.complaints("--offline")[0][3]
                self.assertRegex(cure, "^foundry-credential setup ")
                done = self.cli(*cure.split()[1:])
                self.assertEqual(done.status, 0, done.err)
                self.assertEqual(self.complaints("--offline"), [])
        for docker in ("{}", '{"credHelpers":{"%s":"ecr-login"}}' % REGISTRY):
            with self.subTest(docker=docker):
                self.wire(docker=docker)
                cure = self.complaints("--offline")[0][3]
                self.assertEqual(self.cli(*cure.split()[1:]).status, 0)
                self.assertEqual(self.complaints("--offline"), [])
        self.wire()
        work = os.path.join(self.scratch, "work")
        self.git("init", "-q", work)
        self.git("config", "credential.helper", "", cwd=work)
        self.assert_found("warning", "git", "does not ask us",
                          "^take the empty helper out of .*config", cwd=work)
        auth = os.path.join(self.scratch, "auth.json")
        self.home.write(auth, json.dumps(
            {"credHelpers": {REGISTRY: "ecr-login"}}))
        self.assert_found("warning", "docker", "podman asks",
                          f'^set credHelpers."{REGISTRY}" to "foundry" in ' +
                          auth, env={"REGISTRY_AUTH_FILE": auth})

    def test_another_docker_helper(self):
        """docker runs the first of that name"""
        self.configure()
        other = os.path.join(self.scratch, "other")
        os.mkdir(other)
        path = os.path.join(other, "docker-credential-foundry")
        self.home.write(path, "#!/bin/sh\n", 0o755)
        self.home.environment["PATH"] = (other + ":" +
                                         self.home.environment["PATH"])
        self.assert_found("wrong", "programs", path, f"^put {BIN} before it")
        self.assertNotIn("docker asks us", str(self.doctor("--offline")))

    @needs_root
    def test_places_that_cannot_be_written(self):
        """each directory that something is made in"""
        self.configure()
        self.assert_good()
        for path in (self.home.foundry_home, self.home.file("lock"),
                     self.home.file("used"),
                     os.path.dirname(self.home.record_file())):
            for mount in (f"mount --bind -o ro {path} {path}",
                          f"mount --bind {path} {path}; "
                          f"mount -o remount,bind,ro {path}"):
                words = ["unshare", "-m", "sh", "-c",
                         f'{mount}; exec "$@"', "-", CLI, "doctor",
                         "--offline"]
                with self.subTest(path=path, mount=mount):
                    result = self.run_program(words)
                    self.assertRegex(result.out, f"(?m)^wrong +files +{path} "
                                     "cannot be written: Read-only")
                    self.assertEqual(result.status, 1)

    def test_registry_by_its_name(self):
        """one that the stack has by its domain counts where it is wired"""
        self.home.configure(f"[{STACK}]\nclient_id = x\n"
                            "ca_file = /etc/ssl/certs/ca-certificates.crt\n")
        for docker, expected in (
                ("{}", []),
                ({"credHelpers": {STACK_REGISTRY: "foundry"}},
                 [("warning", "docker")]),
                ({"credsStore": "desktop"}, []),
                ({"credHelpers": {STACK_REGISTRY: "ecr-login"}},
                 [("warning", "docker")]),
                ({"auths": {STACK_REGISTRY: {"auth": "eDp5"}}},
                 [("wrong", "docker")])):
            with self.subTest(docker=docker):
                self.wire(docker=json.dumps(docker) if docker != "{}" else
                          docker)
                found = [entry for entry in self.complaints("--offline")
                         if entry[1] == "docker"]
                self.assertEqual([entry[:2] for entry in found], expected)
                for entry in found:
                    self.assertIn(STACK_REGISTRY, entry[2])

    def test_docker_helper_is_not_found(self):
        self.configure()
        git = subprocess.run(["sh", "-c", "command -v git"], text=True,
                             capture_output=True, check=True).stdout.strip()
        tools = os.path.join(self.scratch, "tools")
        os.mkdir(tools)
        os.symlink(git, tools + "/git")
        os.symlink("/bin/true", tools + "/true")
        self.assert_found("wrong", "docker", "not on PATH", "PATH",
                          env={"PATH": tools})

    def test_no_git(self):
        """where there is no git, nothing of it can be wrong"""
        self.configure()
        tools = os.path.join(self.scratch, "tools")
        os.mkdir(tools)
        os.symlink(os.path.join(BIN, "docker-credential-foundry"),
                   tools + "/docker-credential-foundry")
        os.symlink("/bin/true", tools + "/true")
        found = self.doctor("--offline", env={"PATH": tools})
        self.assertIn(("git", "ok", "git is not installed"),
                      [(one["check"], one["status"], one["text"])
                       for one in found])
        self.assertNotIn("wrong", [one["status"] for one in found])

    def test_service_user(self):
        """a service user needs no login, browser or port"""
        self.configure(grant="client_credentials", client_id="x",
                       client_secret="s" * 9)
        self.assertIn(("login", "ok", "a service user needs none"),
                      [(one["check"], one["status"], one["text"])
                       for one in self.doctor("--offline")])

    def test_secret_for_the_python_library(self):
        """a confidential application's login is of no use to the library
        without the secret in the shared file"""
        secret = os.path.join(self.scratch, "secret")
        self.home.write(secret, "s" * 9)
        login = {"client_id": CONFIDENTIAL_CLIENT}
        for keys, more, says in (({"client_secret": "s" * 9}, {}, True),
                                 ({"client_secret_file": secret}, {}, True),
                                 ({"client_secret": "s" * 9},
                                  {"client_secret": "s" * 9}, False),
                                 ({}, {}, False)):
            self.home.configure(**login, **keys)
            self.home.log_in("a.b.c", **login, **more)
            texts = [one["text"] for one in self.doctor("--offline")
                     if one["check"] == "tokens"]
            self.assertEqual(len(texts), 1)
            self.assertEqual("Python" in texts[0], says, (keys, texts))

    def test_login(self):
        """no port to listen on; no browser to start"""
        taken = socket.create_server(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        self.configure(ports=f"{port}-{port}")
        self.assert_found("wrong", "login", str(port))
        taken.close()
        self.configure(login="webserver")
        self.assert_found("warning", "login", "no browser", "BROWSER",
                          env={"BROWSER": "/no/such:/nor this"})

    def test_network(self):
        """not resolved, not reached, not a Foundry, a clock that is off"""
        self.configure()
        for variable in ("https_proxy", "HTTPS_PROXY"):
            self.home.environment[variable] = "http://127.0.0.1:1"
        found = self.complaints()
        self.assertEqual([entry[:2] for entry in found],
                         [("wrong", "network")], found)
        self.assertRegex(found[0][2], f"reaching {self.host}")
        for variable in ("https_proxy", "HTTPS_PROXY"):
            del self.home.environment[variable]
        self.foundry.fault("/multipass/api/me", status=200, body="<html>",
                           content_type="text/html")
        self.assert_found("wrong", "endpoints", "me_uri answers HTTP 200",
                          options=(self.host,))

    def test_interception_shows(self):
        """a certificate that is not trusted: whoever signed it is named"""
        self.configure(ca_file="/etc/ssl/certs/ca-certificates.crt")
        found = self.complaints()
        self.assertEqual([entry[:2] for entry in found],
                         [("wrong", "network"), ("wrong", "certificate")])
        self.assertRegex(found[0][2], "certificate is refused")
        self.assertRegex(found[1][2], "signed by .*CN")
        self.assertRegex(found[1][3], "ca_file")

    def test_clock(self):
        """a clock that is off by minutes"""
        self.configure()
        self.foundry.advance(600)
        self.assert_found("wrong", "clock", r"(59\d|60\d) seconds behind",
                          "timedatectl", options=(self.host,))

    def test_a_server_that_says_nothing(self):
        """a stack that does not answer: a limit, and no more"""
        silent = socket.create_server(("127.0.0.1", 0))
        host = "127.0.0.1:%d" % silent.getsockname()[1]
        held = []
        threading.Thread(target=lambda: held.append(silent.accept()),
                         daemon=True).start()
        self.home.configure(f"[{host}]\nclient_id = x\n"
                            "network_timeout = 1\n")
        start = time.monotonic()
        found = self.complaints(host)
        self.assert_within(50, time.monotonic() - start)
        self.assertIn(("wrong", "network"), [entry[:2] for entry in found])
        silent.close()


class Usage(SystemTest):
    def test_usage(self):
        for words, pattern in ((("--ofline",), 'did you mean "--offline"'),
                               (("a", "b"), "too many"),
                               (("a b",), "not a host")):
            with self.subTest(words=words):
                self.assert_failed(self.cli("doctor", *words), 2, pattern)


if __name__ == "__main__":
    main()
