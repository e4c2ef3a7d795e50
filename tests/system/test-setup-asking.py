#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential setup at a terminal: what it asks, and when it does
not."""

import os
import re

from harness import CLI, SystemTest, main

STACK = "acme.palantirfoundry.com"
REGISTRY = "acme-container-registry.palantirfoundry.com"
RID = "ri.artifacts.main.repository.7b7471ff-6f16-4988-b605-7c7beeb68ea3"

HOST = r"Host of the Foundry: "
CLIENT = r"Client ID of .*: "
SCOPES = r"Scopes to ask for \[(.*)\]: "
CONTAINERS = r"Container images too, .* \[no\]: "
REGISTRY_OF = r"Host of the container registry( \[.*\])?: "
REPOSITORY = r"RID of .* \[.*\]: "
WRITE = r"Write these changes\? \(yes or no\) \[yes\]: "


class AskingTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.git_file = self.home.environment["GIT_CONFIG_GLOBAL"]
        self.docker_file = os.path.join(self.home.path, ".docker",
                                        "config.json")

    def config(self):
        if not os.path.exists(self.home.config_file):
            return None
        with open(self.home.config_file) as file:
            return file.read()

    def talk(self, words, *talk, status=0, err="", **options):
        """Questions that are asked, and what is typed: all of them."""
        terminal = self.on_terminal([CLI, "setup", *words], stdin=None,
                                    **options)
        for question, answer in talk:
            terminal.expect(question)
            terminal.type(answer + "\r")
        result = terminal.end()
        self.assertEqual(result.status, status, result.err + terminal.shown)
        self.assertRegex(result.err, err or r"\A\Z")
        result.shown = terminal.shown
        return result


class Interview(AskingTest):
    def test_all(self):
        """host, client ID, scopes; no containers, and docker is let alone"""
        result = self.talk((), (HOST, f"'https://{STACK}/'"),
                           (CLIENT, "  abc "), (SCOPES, ""),
                           (CONTAINERS, ""), (WRITE, ""))
        self.assertEqual(self.config(), f"[{STACK}]\nclient_id = abc\n")
        self.assertTrue(os.path.exists(self.git_file))
        self.assertFalse(os.path.exists(self.docker_file))
        self.assertIn("[offline_access]", result.shown)
        # What went into a file was shown to the person as well.
        for shown in (result.out, result.shown):
            self.assertIn("+client_id = abc", shown)

    def test_containers(self):
        """wanted: the registry, by its domain or by name, and the RID"""
        rows = (
            (STACK, "", REGISTRY, RID), (STACK, "r.test", "r.test", RID),
            (STACK, "", REGISTRY, ""), ("new.test", "r.test", "r.test", RID))
        for host, answer, registry, rid in rows:
            with self.subTest(host=host, answer=answer, rid=rid):
                self.talk((host,), (CLIENT, "abc"),
                          (SCOPES, "offline_access, a:b"),
                          (CONTAINERS, "y"), (REGISTRY_OF, answer),
                          (REPOSITORY, rid), (WRITE, "Yes"))
                self.assertEqual(
                    self.config(), f"[{host}]\nclient_id = abc\n"
                    f"scopes = offline_access, a:b\n\n[{registry}]\n"
                    f"foundry = {host}\n" +
                    (f"username = {rid}\n" if rid else ""))
                with open(self.docker_file) as file:
                    self.assertIn(f'"{registry}": "foundry"', file.read())
                self.assertEqual(self.cli("setup", "--undo", host).status, 0)

    def test_wrong_answers(self):
        """asked again, with the reason; some times"""
        self.home.write(self.home.config_file, "[r.test]\n"
                        "foundry = other.test\n")
        result = self.talk(
            (), (HOST, "two words"), (HOST, "acme.test/"), (HOST, "HOST"),
            (HOST, STACK), (CLIENT, "ab"), (CLIENT, "a b"), (CLIENT, "abc"),
            (SCOPES, 'a"b'), (SCOPES, "a" * 3000), (SCOPES, ""),
            (CONTAINERS, "perhaps"), (CONTAINERS, "yes"),
            (REGISTRY_OF, STACK), (REGISTRY_OF, "r.test"), (REGISTRY_OF, ""),
            (REPOSITORY, "RID"), (REPOSITORY, "x"), (REPOSITORY, RID),
            (WRITE, "2"), (WRITE, "y"))
        for reason in ("not a host", "leave out the slash", "of your own",
                       "too short", "client_id", "scopes", "too long",
                       "answer with yes or no", "another host",
                       "r.test is a registry of other.test already",
                       "must be a RID"):
            self.assertIn(reason, re.sub(r"\s+", " ", result.shown))
        self.assertIn(f"username = {RID}\n", self.config())
        self.talk(("new.test",), *((CLIENT, "ab") for _ in range(5)),
                  status=2, err="too short")

    def test_only_what_was_not_said(self):
        """what the options say is not asked for"""
        for words, talk, lines in (
                (("--client-id", "abc"), ((SCOPES, ""), (CONTAINERS, "n")),
                 ""),
                (("--client-id", "abc", "--git"), ((SCOPES, "a"),),
                 "scopes = a\n"),
                (("--client-id", "abc", "--scopes", "a",
                  "--registry", "r.test"), ((REPOSITORY, ""),),
                 "scopes = a\n\n[r.test]\nfoundry = new.test\n")):
            with self.subTest(words=words):
                self.talk(words, (HOST, "new.test"), *talk, (WRITE, ""),
                          err="offline_access" if "scopes" in lines else "")
                self.assertEqual(self.config(), "[new.test]\n"
                                 "client_id = abc\n" + lines)
                os.unlink(self.home.config_file)

    def test_what_is_in_force_is_shown(self):
        """a stack that is known: Enter leaves everything as it is"""
        self.home.write(self.home.config_file, "[DEFAULT]\nscopes = a b\n"
                        "[new.test]\nclient_id = mine\n[r.test]\n"
                        f"foundry = new.test\nusername = {RID}\n")
        before = self.config()
        result = self.talk((), (HOST, "new.test"), (CLIENT, ""), (SCOPES, ""),
                           (CONTAINERS, "yes"), (REGISTRY_OF, "r.test"),
                           (REPOSITORY, ""), (WRITE, ""),
                           err="without offline_access")
        for shown in ("[mine]", "[a b]", f"[{RID}]"):
            self.assertIn(shown, result.shown)
        self.assertEqual(self.config(), before)
        # With a host and a client ID there is nothing to be asked.
        result = self.talk(("new.test",))
        self.assertIn("everything is set up already", result.out)

    def test_login_of_the_python_library(self):
        """its client ID and scopes are those of the login"""
        self.home.log_in()
        self.talk((), (HOST, self.host), (CONTAINERS, ""), (WRITE, ""))
        self.assertIsNone(self.config())

    def test_without_offline_access(self):
        """it is said that such a login does not last"""
        warning = "without offline_access a login ends with its first token"
        self.talk((STACK,), (CLIENT, "abc"), (SCOPES, "api:read-data"),
                  (CONTAINERS, "n"), (WRITE, ""), err=warning)
        self.assertIn("scopes = api:read-data\n", self.config())
        self.talk((STACK, "--scopes", "b"), (WRITE, ""), err=warning)
        self.talk((STACK, "--scopes", "b,offline_access"), (WRITE, ""))

    def test_giving_up(self):
        """an empty answer, Ctrl-D: exit 5; Ctrl-C: nothing is written"""
        for key, status in ((b"\r", 5), (b"\x04", 5), (b"\x03", -2)):
            for answers in ((), ((CLIENT, "abc"),)):
                if answers and key == b"\r":
                    continue
                with self.subTest(key=key, answers=answers):
                    terminal = self.on_terminal([CLI, "setup", STACK])
                    for question, answer in answers:
                        terminal.expect(question)
                        terminal.type(answer + "\r")
                    terminal.expect(SCOPES if answers else CLIENT)
                    terminal.press(key)
                    self.assertEqual(terminal.end().status, status)
        self.assertIsNone(self.config())


class Consent(AskingTest):
    words = (STACK, "--client-id", "abc")

    def test_asked(self):
        """yes writes, no does not: 5; the same for --undo"""
        self.talk(self.words, (WRITE, "no"), status=5,
                  err="cancelled, nothing was changed")
        self.assertIsNone(self.config())
        self.talk(self.words, (WRITE, "y"))
        self.assertIsNotNone(self.config())
        self.talk((STACK, "--undo"), (WRITE, "N"), status=5,
                  err="nothing was changed")
        self.assertIsNotNone(self.config())
        self.talk((STACK, "--undo"), (WRITE, ""))
        self.assertIsNone(self.config())

    def test_not_asked(self):
        """--yes, --dry-run, a pipe, /dev/null, CI, nothing to do"""
        for words, env in (
                ("--dry-run", {}), ("--yes", {}), ("--yes --undo", {}),
                ("</dev/null", {}), ("--undo </dev/null", {}),
                ("| cat", {}), ("--undo | cat", {}),
                ("", {"CI": "1"}), ("", {}), ("--undo", {"CI": "1"}),
                ("--undo", {})):
            with self.subTest(words=words, env=env):
                options = "" if "--undo" in words else "--client-id abc"
                terminal = self.on_terminal(
                    ["bash", "-o", "pipefail", "-c",
                     f"{CLI} setup {STACK} {options} {words}"], stdin=None,
                    env=env)
                result = terminal.end()
                self.assertEqual((result.status, result.err, terminal.shown),
                                 (0, "", ""))
                if words == "--dry-run":
                    self.assertRegex(result.out, r"nothing was changed\n\Z")
                self.assertEqual(self.config() is None,
                                 "--undo" in words or "--dry" in words)

    def test_nobody_to_ask(self):
        """what is missing is a usage error there, and no question"""
        for script, env in (("setup </dev/null", {}), ("setup | cat", {}),
                            (f"setup {STACK} | cat", {}),
                            (f"setup {STACK}", {"CI": "true"}),
                            (f"setup {STACK} --yes </dev/null", {})):
            with self.subTest(script=script, env=env):
                terminal = self.on_terminal(
                    ["bash", "-o", "pipefail", "-c", f"{CLI} {script}"],
                    stdin=None, env=env)
                self.assert_failed(terminal.end(), 2, "no (host|client ID) is")
                self.assertEqual(terminal.shown, "")

    def test_diff_before_the_question(self):
        """where all is the terminal the diff is shown once"""
        terminal = self.on_terminal(
            ["sh", "-c", f"exec {CLI} setup {' '.join(self.words)} "
             ">/dev/tty 2>&1"], stdin=None)
        terminal.expect(r"(?s)\+client_id = abc.*" + WRITE)
        terminal.type("y\r")
        terminal.expect("Next: foundry-credential login")
        self.assertEqual(terminal.end().status, 0)
        self.assertEqual(terminal.shown.count("+client_id = abc"), 1)


if __name__ == "__main__":
    main()
