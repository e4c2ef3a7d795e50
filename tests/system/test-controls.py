#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What comes from outside rules no terminal: escape sequences, C1 controls,
what changes the direction of writing, in paths, variables, values and names,
by every verb, in every locale."""

import json
import os
import pty
import re
import shutil
import subprocess

from harness import CLI, DOCKER_HELPER, GIT_HELPER, LoggedInTest, main

EVIL = {
    "escape": b"\x1b[31mred",
    "title": b"\x1b]0;x\x07",
    "C1": b"\xc2\x9b31m",
    "C1 byte": b"\x9b31m",
    "right to left": b"\xe2\x80\xaegnp",
    "isolate": b"\xe2\x81\xa7x",
    "newline": b"a\nfoundry-credential: all is well",
}
LOCALES = ("C", "C.UTF-8")
# Of what a terminal is sent, a line's end is all that rules it.
RULES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f"
                   "\u2028-\u202e\u2060-\u206f\ufeff]")
VERBS = (("status",), ("status", "HOST"), ("list",), ("whoami", "HOST"),
         ("doctor", "--offline"), ("doctor", "--offline", "HOST"),
         ("token", "HOST"), ("refresh", "HOST"), ("exec", "HOST", "--", "true"),
         ("get", "HOST"), ("store", "--token-stdin", "HOST"),
         ("logout", "HOST"),
         ("setup", "--dry-run", "HOST", "--client-id", "x" * 32, "--git",
          "--docker", "--registry", "r.test"),
         ("setup", "--undo", "--dry-run", "HOST"),
         ("setup", "HOST", "--client-id", "x" * 32, "--git"),
         ("setup", "--undo", "HOST"))
# Those that say most.
FEW = (("status", "HOST"), ("doctor", "--offline", "HOST"), ("token", "HOST"))


class ControlsTest(LoggedInTest):
    house_rules = False

    def shown(self, argv, env, stdin=b""):
        """What a terminal gets, stdout and stderr alike."""
        master, slave = pty.openpty()
        process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=slave,
                                   stderr=slave, env=env, cwd=self.scratch,
                                   start_new_session=True)
        os.close(slave)
        process.stdin.write(stdin)
        process.stdin.close()
        text = b""
        while True:
            try:
                block = os.read(master, 65536)
            except OSError:  # the last one has closed it
                break
            if not block:
                break
            text += block
        process.wait()
        os.close(master)
        return text

    def assert_harmless(self, text, what):
        self.assertNotRegex(text.decode("utf-8", "surrogateescape"), RULES,
                            what)
        self.assertNotRegex(text.decode("utf-8", "surrogateescape"),
                            "[\udc80-\udcff]", what)
        self.assertNotRegex(text, b"(?m)^foundry-credential: all is well",
                            what)

    def play(self, env, verbs=FEW, locales=LOCALES[:1]):
        runs = [([CLI, *(word.replace("HOST", self.host) for word in words)],
                 b"") for words in verbs]
        runs += [([GIT_HELPER, "get"], self.request().encode()),
                 ([GIT_HELPER, "store"], self.request(
                     username="u", password="p").encode()),
                 ([GIT_HELPER, "erase"], self.request().encode()),
                 ([DOCKER_HELPER, "get"], self.host.encode()),
                 ([DOCKER_HELPER, "list"], b""),
                 ([DOCKER_HELPER, "store"], json.dumps({
                     "ServerURL": self.host, "Username": "u",
                     "Secret": "a.b"}).encode()),
                 ([DOCKER_HELPER, "erase"], b"registry.test")]
        for locale in locales:
            for argv, stdin in runs:
                text = self.shown(argv, {**env, b"LC_ALL": locale.encode(),
                                         b"TERM": b"dumb"}, stdin)
                self.assert_harmless(text, (argv, locale, text))

    def environment(self, **more):
        env = {os.fsencode(key): os.fsencode(value)
               for key, value in self.env(BROWSER="true").items()}
        return {**env, **{os.fsencode(key): value
                          for key, value in more.items()}}

    def test_paths(self):
        """of the home, of docker's, git's and our configuration; with what
        is wrong there said"""
        for name, evil in EVIL.items():
            with self.subTest(what=name):
                top = os.path.join(os.fsencode(self.scratch), b"d" + evil)
                home = os.path.join(top, b".foundry")
                shutil.copytree(os.fsencode(self.home.foundry_home), home)
                os.mkdir(os.path.join(home, b".oauth." + evil[:9].replace(
                    b"/", b"") + b".new"), 0o777)
                os.chmod(os.path.join(home, b"config"), 0o666)
                env = self.environment(
                    HOME=top, DOCKER_CONFIG=top, FOUNDRY_HOME=home,
                    GIT_CONFIG_GLOBAL=os.path.join(top, b"gitconfig"))
                self.play(env)
                os.chmod(os.path.join(home, b"config"), 0o600)
                self.play(env, VERBS, LOCALES)

    def test_variables(self):
        for name in ("BROWSER", "FOUNDRY_SCOPES", "FOUNDRY_CLIENT_ID",
                     "FOUNDRY_CA_FILE", "FOUNDRY_LOGIN", "FOUNDRY_HOSTNAME",
                     "FOUNDRY_TRACE", "SSH_CONNECTION", "https_proxy"):
            for evil in (EVIL["C1 byte"], EVIL["newline"]):
                with self.subTest(variable=name, evil=evil):
                    self.play(self.environment(**{name: b"/" + evil}))

    def test_question(self):
        """whether a file is to be repaired, whatever its name"""
        for name, evil in EVIL.items():
            with self.subTest(what=name):
                home = os.path.join(os.fsencode(self.scratch), b"r" + evil)
                shutil.copytree(os.fsencode(self.home.foundry_home), home)
                with open(os.path.join(home, b"oauth"), "ab") as file:
                    file.write(b"[broken\n")
                terminal = self.on_terminal([CLI, "login", self.host], env={
                    "FOUNDRY_HOME": os.fsdecode(home)})
                terminal.expect("[y/N] ")
                terminal.type("n\n")
                terminal.end()
                self.assert_harmless(terminal.shown.encode(
                    "utf-8", "surrogateescape").replace(b"\r\n", b"\n"),
                    terminal.shown)

    def test_not_at_a_terminal(self):
        """nor does a line of ours break where it goes through a pipe"""
        evil = EVIL["newline"].decode()
        home = os.path.join(self.scratch, "d" + evil)
        shutil.copytree(self.home.foundry_home, home)
        for words in (("status", self.host), ("doctor", "--offline"),
                      ("setup", self.host, "--client-id", "abc", "--git")):
            result = self.cli(*words, env={"FOUNDRY_HOME": home})
            self.assertIn("all is", result.out + result.err, words)
            self.assertNotRegex(result.out + result.err,
                                "(?m)^foundry-credential: all is", words)

    def test_said_by_foundry_oauth(self):
        """what it has to say comes through, whatever byte is in it"""
        browser = os.path.join(self.scratch, "a\tbrowser\x1b")
        with open(browser, "w") as file:
            file.write("#!/bin/sh\n")
        os.chmod(browser, 0o700)
        shown = self.cli("doctor", self.host, "--offline", env={
            "BROWSER": browser}).out
        self.assertIn("/a?browser? and listens", " ".join(shown.split()))
        for byte in "\t\n\x1b\x7f":
            home = os.path.join(self.scratch, f"h{byte}x")
            shutil.copytree(self.home.foundry_home, home)
            os.makedirs(os.path.join(home, "lock", "vault"), mode=0o700)
            result = self.cli("token", self.host, env={"FOUNDRY_HOME": home})
            self.assertIn("/h?x/lock/vault", result.err, repr(byte))

    def test_values(self):
        """in the configuration, the shared file, git's and docker's"""
        self.home.write(self.home.config_file, "")
        for key in ("client_id", "scopes", "username", "ca_file", "proxy",
                    "login", "redirect_uri", "what_is_this"):
            for evil in (EVIL["escape"], EVIL["right to left"]):
                with self.subTest(key=key, evil=evil):
                    with open(self.home.config_file, "wb") as file:
                        file.write(b"[%b]\nclient_id = x\n%b = %b\n" % (
                            self.host.encode(), key.encode(), evil))
                    self.play(self.environment(FOUNDRY_LOGIN=b"never"))

    def test_others_files(self):
        """remotes, helpers and registries that others have named"""
        docker = os.path.join(self.scratch, "docker")
        os.mkdir(docker)
        for evil in EVIL.values():
            with self.subTest(evil=evil):
                quoted = evil.replace(b"\n", b"\\n")
                with open(self.home.environment["GIT_CONFIG_GLOBAL"],
                          "ab") as file:
                    file.write(b'[credential "https://%b"]\n\thelper = %b\n'
                               b'[remote "%b"]\n\turl = https://u:p@%b/x\n' % (
                                   self.host.encode(), quoted, quoted,
                                   self.host.encode()))
                text = evil.decode("utf-8", "replace")
                with open(os.path.join(docker, "config.json"), "w") as file:
                    file.write('{"credHelpers":{%s:"other"},"auths":{%s:{}}}' %
                               (json.dumps(text), json.dumps(text)))
                self.play(self.environment(
                    DOCKER_CONFIG=os.fsencode(docker)))


if __name__ == "__main__":
    main()
