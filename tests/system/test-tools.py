#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""setup, status and doctor for tools of packages, which are not run here."""

import json
import os
import re
import shutil
import stat

from harness import BIN, LoggedInTest, main

RID = "ri.artifacts.main.repository.7b7471ff-6f16-4988-b605-7c7beeb68ea3"
OTHERS = ("; mine\n//other.test/:_authToken=npm_secret\n"
          "registry = https://registry.npmjs.org/\n")
VARIABLE = "${FOUNDRY_TOKEN}"


class ToolTest(LoggedInTest):
    def setUp(self):
        super().setUp()
        self.secrets.add("npm_secret")
        self.bin = os.path.join(self.home.directory, "bin")
        os.mkdir(self.bin)
        os.symlink("/bin/sh", os.path.join(self.bin, "sh"))
        self.path = f"{self.bin}:{BIN}"
        self.npmrc = self.at(".npmrc")
        self.key = f"//{self.host}/artifacts/api/:"

    def at(self, name):
        return os.path.join(self.home.path, name)

    def install(self, name, version):
        """A program that says its version and nothing else."""
        self.home.write(os.path.join(self.bin, name),
                        f"#!/bin/sh\necho {version}\n", 0o700)

    def run_cli(self, verb, *words, status=0, **options):
        options.setdefault("env", {})["PATH"] = self.path
        result = self.cli(verb, self.host, *words, **options)
        self.assertEqual(result.status, status, result.out + result.err)
        self.assertEqual(result.err, "")
        self.said.append(result.out)
        return result.out

    def set_up(self, *words, **options):
        return self.run_cli("setup", *words, **options)

    def shown(self, tool):
        """Its lines of status, as of doctor, and its member in the JSON."""
        text = self.run_cli("status")
        report = json.loads(self.run_cli("doctor", "--offline", "--json",
                                         status=self.doctor_ends))
        known = json.loads(self.run_cli("status", "--json"))[tool]
        lines = re.findall(rf"^  {tool} +(.*(?:\n {{8,}}.*)*)", text, re.M)
        return ([" ".join(line.split()) for line in lines],
                [(check["status"], check["text"])
                 for check in report["checks"] if check["check"] == tool],
                (known["installed"], known["wired"], known["kind"]))

    doctor_ends = 0

    def contents(self, *names):
        """Text and mode of each file; None: it is not there."""
        found = {}
        for name in names:
            path = self.at(name)
            if not os.path.exists(path):
                found[name] = None
                continue
            with open(path) as file:
                found[name] = (file.read(),
                               stat.S_IMODE(os.stat(path).st_mode))
        return found

    def read(self, path):
        with open(path) as file:
            return file.read()


class AnyWith(str):
    """Equal to what has these words in it."""

    def __new__(cls, *words):
        made = super().__new__(cls, " ... ".join(words))
        made.words = words
        return made

    def __eq__(self, other):
        return all(word in other for word in self.words)

    __hash__ = None


class Npm(ToolTest):
    def test_variable_of_another_host(self):
        """exec has the token of one stack: neither gets the other's"""
        line = f"//{self.host}.test/artifacts/api/:_authToken={VARIABLE}\n"
        self.put(line)
        result = self.cli("setup", self.host, "--npm",
                          env={"PATH": self.path})
        self.assert_failed(result, 6, "FOUNDRY_TOKEN stands there for another "
                           "host", "take that line out first; pnpm knows")
        self.assertEqual(self.read(self.npmrc), line)

    def test_lines(self):
        """one for all repositories, with --repository the exact one too"""
        line = f"{self.key}_authToken={VARIABLE}\n"
        exact = (f"//{self.host}/artifacts/api/repositories/{RID}/contents/"
                 f"release/npm/:_authToken={VARIABLE}\n")
        behind = "[section]\nkey=value\n"
        for before, options, after in (
                (None, (), line),
                ("", (), line),
                (OTHERS, (), OTHERS + line),
                (OTHERS.rstrip("\n"), (), OTHERS + line),
                (OTHERS + behind, (), OTHERS + line + behind),
                (line + OTHERS, (), line + OTHERS),
                (f"{self.key}_authToken = \"{VARIABLE}\"\n", (), None),
                (f"{self.key}_authToken=npm_secret\n" + OTHERS, (),
                 line + OTHERS),
                (None, ("--repository", RID), line + exact),
                (line, ("--repository", RID), line + exact)):
            with self.subTest(before=before, options=options):
                self.put(before)
                dry = self.set_up("--npm", "--dry-run", *options)
                self.assertEqual(self.contents(".npmrc"), self.put(before))
                said = self.set_up("--npm", *options)
                self.assertEqual(self.read(self.npmrc),
                                 before if after is None else after)
                if after not in (None, before):
                    self.assertIn(f"+{line}"[:-1] if before != line
                                  else f"+{exact}"[:-1], dry)
                    self.assertIn("changed ~/.npmrc", said.replace(
                        self.home.path, "~"))
                self.assertIn(f"exec {self.host} -- npm", said)
                again = self.set_up("--npm", *options)
                self.assertIn("everything is set up already", again)
                self.set_up("--undo", "--npm")
                self.assertEqual(self.contents(".npmrc"), self.put(before))
        self.assertNotIn(RID, self.read(self.home.config_file))

    def put(self, text):
        if text is not None:
            self.home.write(self.npmrc, text, 0o640)
        elif os.path.exists(self.npmrc):
            os.unlink(self.npmrc)
        return self.contents(".npmrc")

    def test_undo_leaves_what_others_wrote(self):
        """what came later stays, a token that stood there comes back"""
        own = f"{self.key}_authToken=npm_secret\n"
        self.put(own)
        self.set_up("--npm", "--repository", RID)
        with open(self.npmrc, "a") as file:
            file.write(OTHERS)
        self.set_up("--undo")
        self.assertEqual(self.read(self.npmrc), own + OTHERS)

    def test_only_when_named(self):
        self.install("npm", "11.0.0")
        before = self.contents(".npmrc", ".gitconfig", ".docker/config.json")
        self.set_up("--npm", "--dry-run")
        self.assertEqual(self.contents(*before), before)
        self.path += os.pathsep + os.environ["PATH"]
        self.assertNotIn(".npmrc", self.set_up("--dry-run"))

    def test_where_npm_keeps_it(self):
        other = self.at("elsewhere")
        for name in "npm_config_userconfig", "NPM_CONFIG_USERCONFIG":
            with self.subTest(name):
                self.assertIn("elsewhere", self.set_up(
                    "--npm", "--dry-run", env={name: other}))

    def test_how_it_is_shown(self):
        """neither installed nor wired: not at all"""
        where = "(~/.npmrc)"
        wired = (f"sends {self.host} the FOUNDRY_TOKEN that exec sets")
        for installed, text, line, verdict, member in (
                (False, None, None, None, (False, False, "none")),
                (False, f"{self.key}_authToken={VARIABLE}\n",
                 f"{wired} {where}", "ok", (False, True, "variable")),
                (True, OTHERS, f"has no token for {self.host}", "ok",
                 (True, False, "none")),
                (True, f"{self.key}_authToken={VARIABLE}\n",
                 f"{wired} {where}", "ok", (True, True, "variable")),
                (True, f"{self.key}_authToken=npm_secret\n",
                 f"has a token or a helper of its own for {self.host} "
                 f"{where}", "warning", (True, False, "other"))):
            with self.subTest(installed=installed, text=text):
                self.put(text)
                if installed:
                    self.install("npm", "11.0.0")
                lines, checks, json_member = self.shown("npm")
                self.assertEqual(lines, [line] if line else [])
                self.assertEqual([found for found, _ in checks],
                                 [verdict] if verdict else [])
                self.assertEqual(json_member, member)



class Pnpm(ToolTest):
    INI = ".config/pnpm/auth.ini"

    def setUp(self):
        super().setUp()
        self.script = f".config/pnpm/foundry-credential-{self.host}"
        self.ours = f"{BIN}/foundry-credential get --format=bearer {self.host}"
        self.names = (".config", self.INI, self.script, ".npmrc")

    def state(self):
        return {name: found for name, found in self.contents(
            *self.names[1:]).items() if found}

    def test_files(self):
        """auth.ini from 11 on; before that ~/.npmrc and a script"""
        ini = {self.INI: (f"{self.key}tokenHelper={self.ours}\n", 0o600)}
        old = {self.script: (f"#!/bin/sh\nexec {self.ours}\n", 0o700),
               ".npmrc": (f"{self.key}tokenHelper={self.at(self.script)}\n",
                          0o600)}
        for version, expected in ((None, ini), ("11.28.0", ini),
                                  ("12.0.0-alpha.1", ini), ("nonsense", ini),
                                  ("9.15.9", old), ("10.34.9", old)):
            with self.subTest(version):
                if version:
                    self.install("pnpm", version)
                self.set_up("--pnpm", "--dry-run")
                self.assertEqual(self.state(), {})
                said = self.set_up("--pnpm")
                self.assertEqual("11 and later" in said,
                                 version in (None, "nonsense"))
                self.assertEqual(self.state(), expected)
                self.assertIn("everything is set up already",
                              self.set_up("--pnpm"))
                if expected is old:
                    self.assert_script_answers()
                self.set_up("--undo", "--pnpm")
                self.assertEqual(self.state(), {})
                self.assertFalse(os.path.exists(self.at(".config")))

    def assert_script_answers(self):
        result = self.run_program([self.at(self.script)])
        self.secrets.add(result.out.split()[1])
        self.assertRegex(result.out, r"\ABearer \S+\n\Z")
        os.chmod(self.at(self.script), 0o600)
        self.set_up("--pnpm")
        self.assertTrue(os.access(self.at(self.script), os.X_OK))

    def test_path_that_pnpm_cannot_run(self):
        self.install("pnpm", "10.34.9")
        result = self.cli("setup", self.host, "--pnpm", env={
            "PATH": self.path, "XDG_CONFIG_HOME": self.at("a b")})
        self.assert_failed(result, 6, "it cannot run .*/a b/pnpm/foundry",
                           "use a path without blanks and quotes")
        self.assertEqual(self.state(), {})

    def test_variable_in_a_project(self):
        """ignored by newer ones, and before 11 the file dropped without it"""
        project = self.at("project/below")
        os.makedirs(project)
        template = (f"@acme:registry=https://{self.host}/x/\n"
                    f"{self.key}_authToken={VARIABLE}\n")
        ignored, dropped = "ignores FOUNDRY_TOKEN", "drops all of"
        for version, package, given, where, found in (
                ("10.34.9", "", "t", "project", ignored),
                ("10.34.2", "", "t", "project", ignored),
                ("10.34.1", "", "t", "project", None),
                ("11.5.2", "", "t", "project", None),
                ("11.5.3", "", "t", "project", ignored),
                ("12.21.0", "", None, "project", ignored),
                ("10.34.9", "", None, "project", dropped),
                ("9.15.9", "", None, "project", dropped),
                ("9.15.9", "", None, "", dropped),
                ("9.15.9", "", "t", "", None),
                ("11.28.0", "", None, "", None),
                ("9.15.9", "pnpm@12.0.0+sha512.ab", None, "project", ignored),
                ("12.0.0", "pnpm@9.15.9", None, "project", dropped),
                ("12.0.0", "yarn@4.0.0", None, "project", ignored)):
            with self.subTest(version=version, given=given, where=where,
                              package=package):
                self.install("pnpm", version)
                path = self.at(os.path.join(where, ".npmrc"))
                self.home.write(path, template)
                if package:
                    self.home.write(self.at("project/package.json"),
                                    json.dumps({"packageManager": package}))
                report = json.loads(self.run_cli(
                    "doctor", "--offline", "--json", cwd=project,
                    env={"FOUNDRY_TOKEN": given} if given else {}))
                self.assertEqual(
                    [check["text"] for check in report["checks"]
                     if check["check"] == "pnpm"
                     and check["status"] == "warning"],
                    [AnyWith(found, path)] if found else [])
                os.unlink(path)

    def test_both_of_one_file(self):
        """npm and an old pnpm share ~/.npmrc, taken back in any order"""
        self.install("pnpm", "10.34.9")
        token = f"{self.key}_authToken={VARIABLE}\n"
        helper = f"{self.key}tokenHelper={self.at(self.script)}\n"
        for undos in ((), ("--npm", "--pnpm"), ("--pnpm", "--npm")):
            with self.subTest(undos):
                self.home.write(self.npmrc, OTHERS)
                self.set_up("--npm", "--pnpm")
                self.assertEqual(self.read(self.npmrc),
                                 OTHERS + token + helper)
                for undo in undos or ((),):
                    self.set_up("--undo", *([undo] if undo else []))
                self.assertEqual(self.state(), {".npmrc": (OTHERS, 0o600)})

    def test_how_it_is_shown(self):
        for npmrc, ini, line, member in (
                (None, f"{self.key}tokenHelper={self.ours}\n",
                 f"asks foundry-credential for {self.host} (~/{self.INI})",
                 "helper"),
                (f"{self.key}tokenHelper=/usr/bin/mine\n", None,
                 f"has a token or a helper of its own for {self.host} "
                 "(~/.npmrc)", "other"),
                (f"{self.key}_authToken={VARIABLE}\n", None,
                 f"sends {self.host} the FOUNDRY_TOKEN that exec sets "
                 "(~/.npmrc)", "variable")):
            with self.subTest(member):
                for name, text in ((".npmrc", npmrc), (self.INI, ini)):
                    if text:
                        self.home.write(self.at(name), text)
                    elif os.path.exists(self.at(name)):
                        os.unlink(self.at(name))
                lines, _, found = self.shown("pnpm")
                self.assertEqual((lines, found[2]), ([line], member))



class All(ToolTest):
    def test_those_that_are_installed(self):
        """each is written, and taken back, with --all-tools"""
        os.symlink(shutil.which("git"), os.path.join(self.bin, "git"))
        self.install("docker", "29.0.0")
        rows = (((), ("gitconfig",)),
                (("npm",), ("gitconfig", ".npmrc")),
                (("npm", "pnpm"), ("gitconfig", ".npmrc", "auth.ini")))
        for installed, files in rows:
            with self.subTest(installed):
                for name in installed:
                    self.install(name, "12.0.0")
                for options in (), ("--repository", RID):
                    said = self.set_up("--all-tools", "--dry-run", *options)
                    self.assertEqual(
                        [os.path.basename(line) for line in said.splitlines()
                         if line.startswith("+++")], list(files))
        self.assertIn("config.json", self.set_up(
            "--all-tools", "--registry", "registry.test", "--dry-run"))
        self.set_up("--all-tools")
        self.assertIn("removed",
                      self.set_up("--undo", "--all-tools"))
        self.assertFalse(os.path.exists(self.npmrc))


class Mcp(ToolTest):
    def test_lines(self):
        """printed, and nothing is written"""
        self.run_cli("status")  # which leaves an index of the logins
        before = self.home.files()
        said = self.set_up("--mcp")
        self.assertEqual(self.home.files(), before)
        program = f"{BIN}/foundry-credential"
        self.assertIn(f'"headersHelper": "{program} get --format=headers '
                      f'{self.host}"', said)
        self.assertIn(f'"args": ["exec", "{self.host}", "--", "npx", "-y", '
                      '"palantir-mcp",', said)

    def test_token_of_its_own(self):
        """palantir-mcp would take that rather than FOUNDRY_TOKEN"""
        for text, count in (
                ({"hosts": {f"https://{self.host}": {"token": "npm_secret"}}},
                 1),
                ({"hosts": {"https://other.test": {"token": "npm_secret"}}},
                 0), ({"hosts": []}, 0), ([], 0)):
            with self.subTest(text):
                self.home.write(self.at(".palantir/mcp-config.json"),
                                json.dumps(text))
                said = self.run_cli("doctor", "--offline")
                self.assertEqual(said.count("does not look at FOUNDRY_TOKEN"),
                                 count)


if __name__ == "__main__":
    main()
