#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Completion: verbs, options and hosts, as the program names them."""

import os
import shlex

from harness import BIN, CLI, SystemTest, main
from needed import need

SCRIPT = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                      "../../completion/foundry-credential")
PLACE = os.path.dirname(SCRIPT)
TIMES = {"30m", "12h", "1d", "7d", "20d"}
VERBS = ("login logout token refresh status list whoami exec get store "
         "erase").split()


class Completion(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure("[acme.test]\nclient_id = x\n"
                            "[acme.example:8443]\nclient_id = x\n"
                            "[registry.test]\nfoundry = acme.test\n")

    def complete(self, typed):
        """The answers that bash would offer behind what is typed."""
        line = f"{CLI} {typed}"
        result = self.run_program(["bash", "--norc", "-c", (
            "COMP_WORDBREAKS=$' \\t\\n\"\\'><=;|&(:'; source "
            f"{shlex.quote(SCRIPT)}; COMP_LINE={shlex.quote(line)}; "
            f"COMP_POINT=${{#COMP_LINE}}; COMP_WORDS=({shlex.quote(CLI)}); "
            "_foundry_credential; printf '%s\\n' \"${COMPREPLY[@]}\"")])
        self.assertEqual((result.status, result.err), (0, ""))
        return set(result.out.split())

    def test_verbs(self):
        """every verb that --help has"""
        self.assertLessEqual({*VERBS, "help", "version", "--help", "--version"},
                             self.complete(""))
        self.assertEqual(self.complete("lo"), {"login", "logout"})
        self.assertEqual(self.complete("help lo"), {"login", "logout"})
        self.assertEqual(self.complete("--v"), {"--version"})
        self.assertEqual(self.complete("xyz"), set())

    def test_table(self):
        """options, hosts with and without a port, values"""
        hosts = {"acme.test", "acme.example:8443", "registry.test"}
        for typed, expected in (
                ("login --", {"--webserver", "--console", "--reauth",
                              "--repair", "--help"}),
                ("status --on", {"--online"}),
                ("status --json ", hosts),
                ("refresh --if", {"--if-older"}),
                ("exec --", {"--help", "--min-life", "--env-only", "--only"}),
                ("token ", hosts), ("token reg", {"registry.test"}),
                ("exec acme.t", {"acme.test"}),
                ("get --format=", {"attributes", "json", "token", "header",
                                   "bearer", "headers", "netrc", "env"}),
                ("get --format=j", {"json"}),
                # bash breaks at the colon: only what follows is put in.
                ("token acme.example:8", {"8443"}),
                ("refresh --if-older ", TIMES),
                ("refresh acme.test --if-older 1", {"12h", "1d"}),
                ("list ", set()), ("erase ", set()),
                ("nosuchverb ", set())):
            with self.subTest(typed=typed):
                self.assertEqual(self.complete(typed), expected)

    def test_files(self):
        """names of files behind the options that take one"""
        self.home.write(os.path.join(self.home.path, "one.pem"), "")
        os.mkdir(os.path.join(self.home.path, "two"))
        for typed in ("setup --ca-file ", "doctor --bundle ",
                      "doctor --offline --bundle "):
            with self.subTest(typed=typed):
                self.assertLessEqual({"one.pem", "two"}, self.complete(typed))
                self.assertEqual(self.complete(typed + "o"), {"one.pem"})

    def test_command_of_exec(self):
        """behind exec -- a command, then its own arguments"""
        self.assertIn("true", self.complete("exec acme.test -- tru"))
        self.assertEqual(self.complete("exec -- true --"), set())

    def test_nothing_is_changed(self):
        """asking for words makes no file and no request"""
        files = self.home.files()
        self.complete("token ")
        self.assertEqual(self.home.files(), files)
        self.assertEqual(self.foundry.requests(), [])

    def test_at_a_prompt(self):
        """as it is used: a tab in bash"""
        terminal = self.on_terminal(
            ["sh", "-c", "exec bash --norc --noprofile -i </dev/tty "
             ">/dev/tty 2>&1"],
            env={"PS1": "ready> ", "INPUTRC": "/dev/null", "TERM": "dumb",
                 "HISTFILE": ""})
        terminal.expect("ready> ")
        terminal.type(f"source {shlex.quote(SCRIPT)}\r")
        terminal.expect("ready> ")
        terminal.type("foundry-credential lis\t--js\t\r")
        terminal.expect('"aliases"')
        terminal.expect("ready> ")
        terminal.type("foundry-credential status acme.e\t--json\r")
        terminal.expect('"host": "acme.example:8443"')
        terminal.expect("ready> ")
        terminal.type("exit 0\r")
        self.assertEqual(terminal.end().status, 0)


class Others(SystemTest):
    """fish and zsh, at a prompt of theirs or as they answer scripts."""

    ROWS = (
        ("lo", {"login", "logout"}), ("--v", {"--version"}),
        ("token acme.e", {"acme.example:8443"}), ("token reg",
                                                  {"registry.test"}),
        ("status --on", {"--online"}), ("get --format=j", {"--format=json"}),
        ("refresh --if-older 1", {"12h", "1d"}), ("erase x", set()),
        ("exec acme.t", {"acme.test"}), ("setup --ca-file one", {"one.pem"}),
        ("doctor --bundle one", {"one.pem"}))

    def setUp(self):
        super().setUp()
        self.home.write(os.path.join(self.home.path, "one.pem"), "")
        self.home.configure("[acme.test]\nclient_id = x\n"
                            "[acme.example:8443]\nclient_id = x\n"
                            "[registry.test]\nfoundry = acme.test\n")
        self.paths = {"PATH": BIN + ":" + os.environ["PATH"],
                      "TERM": "dumb"}

    def test_fish(self):
        """the same words in fish"""
        script = os.path.join(PLACE, "foundry-credential.fish")
        for typed, expected in self.ROWS:
            with self.subTest(typed=typed):
                result = self.run_program(
                    ["fish", "--no-config", "-c", f"source {script}; complete"
                     f" -C 'foundry-credential {typed}'"], env=self.paths)
                self.assertEqual((result.status, result.err), (0, ""))
                self.assertEqual({line.split("\t")[0] for line in
                                  result.out.splitlines()}, expected)

    def test_zsh(self):
        """the same words in zsh: a tab completes what is one word"""
        terminal = self.on_terminal(
            ["sh", "-c", "exec zsh -f -i </dev/tty >/dev/tty 2>&1"],
            env={**self.paths, "PS1": "ready> ", "HISTFILE": ""})
        terminal.expect("ready> ")
        terminal.type(f"fpath=({PLACE} $fpath); autoload -U compinit; "
                      "compinit -D -u\r")
        terminal.expect("ready> ")
        terminal.type("foundry-credential lis\t--js\t\r")
        terminal.expect('"aliases"')
        terminal.expect("ready> ")
        terminal.type("foundry-credential status acme.e\t--json\r")
        terminal.expect(r'"host": "acme.example:8443"')
        terminal.expect("ready> ")
        terminal.type("foundry-credential refresh --if-older 2\t\x15")
        terminal.expect("--if-older 20d")
        for option in "setup --ca-file", "doctor --bundle":
            terminal.type(f"foundry-credential {option} on\t\x15")
            terminal.expect(f"{option} one.pem")
        terminal.type("exit\r")
        terminal.end()


if __name__ == "__main__":
    need("fish", "zsh")
    main()
