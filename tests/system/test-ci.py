#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recipes of docs/ci.md: their lines of shell, as they stand there."""

import itertools
import json
import os
import re
import shutil
import textwrap

from harness import (BIN, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET,
                     DOCKER_HELPER, SYSTEM_CONFIG, SystemTest, main,
                     needs_root)
from mounting import bind, in_namespace

PAGE = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                    "../../docs/ci.md")
UID = 4711
GROUP = 2000


def recipe(name):
    """The block of that section."""
    with open(PAGE) as file:
        section = re.search(rf"^## {name}\n(.*?)(^## |\Z)", file.read(),
                            re.M | re.S).group(1)
    lines = [line for line in section.splitlines()
             if line.startswith("    ") or not line]
    return textwrap.dedent("\n".join(lines)).strip("\n") + "\n"


def literal(block, begin):
    """The lines below the one that begins them, as far as they are indented
    more."""
    lines = block.splitlines()
    at = next(i for i, line in enumerate(lines)
              if f" {line.strip()}".endswith(f" {begin}"))
    indent = len(lines[at]) - len(lines[at].lstrip())
    inside = itertools.takewhile(
        lambda line: len(line) - len(line.lstrip()) > indent, lines[at + 1:])
    return textwrap.dedent("\n".join(inside)) + "\n"


def listed(block, key):
    """The items of a list in YAML, one a line."""
    return "".join(line.strip()[2:] + "\n" for line in
                   literal(block, key + ":").splitlines())


class RecipeTest(SystemTest):
    house_rules = False

    def setUp(self):
        super().setUp()
        self.repository = self.foundry.repository(files={"a": "b"})
        self.words = {"HOST": self.host, "REGISTRY": self.host, "NAME": "project",
                      "RID": self.repository["rid"],
                      "CLIENT_ID": CONFIDENTIAL_CLIENT}
        self.work = os.path.join(self.scratch, "work")
        os.mkdir(self.work)
        self.ca = os.path.join(self.scratch, "ca.pem")
        shutil.copy(self.foundry.ca_file, self.ca)
        self.secrets.add(CONFIDENTIAL_SECRET)

    def recipe(self, name):
        return re.sub(r"\b(HOST|REGISTRY|RID|NAME|CLIENT_ID)\b",
                      lambda found: self.words[found.group()], recipe(name))

    def variables(self, block, **given):
        """Those that the recipe sets, in YAML or Groovy."""
        found = dict(re.findall(
            r"""^ *((?:FOUNDRY_)?[A-Z_]+)(?:: | = )["']?([^"'\n]*)""", block,
            re.M))
        return {"CI": "true", "GIT_CONFIG_GLOBAL": None,
                "XDG_RUNTIME_DIR": None, "FOUNDRY_CA_FILE": self.ca,
                "GIT_SSL_CAINFO": self.ca, **found, **given}

    def run_lines(self, lines, env):
        result = self.run_program(["sh", "-eu"], lines, env, cwd=self.work)
        self.assertEqual(result.status, 0, result.err)
        return result

    def assert_cloned(self):
        self.assertTrue(os.path.exists(os.path.join(
            self.work, self.words["NAME"], "a")))


class Recipes(RecipeTest):
    def test_github(self):
        block = self.recipe("GitHub Actions")
        self.assertIn("${{ secrets.FOUNDRY_CLIENT_SECRET }}", block)
        self.run_lines(literal(block, "run: |"), self.variables(
            block, FOUNDRY_HOME=os.path.join(self.scratch, "foundry"),
            FOUNDRY_CLIENT_SECRET=CONFIDENTIAL_SECRET))
        self.assert_cloned()
        self.assert_asked(client_credentials=1)

    def test_gitlab(self):
        block = self.recipe("GitLab")
        token = self.foundry.grant()["access_token"]
        env = self.variables(block, FOUNDRY_TOKEN=token)
        self.run_lines(listed(block, "before_script") +
                       listed(block, "script"), env)
        self.assert_cloned()
        with open(os.path.join(self.home.path, ".docker/config.json")) as file:
            self.assertEqual(json.load(file)["credHelpers"],
                             {self.host: "foundry"})
        result = self.run_program([DOCKER_HELPER, "get"], self.host, env)
        self.assertEqual(json.loads(result.out), {
            "ServerURL": self.host, "Username": self.words["RID"],
            "Secret": token})
        self.assertFalse(os.path.exists(self.home.foundry_home))

    def test_jenkins(self):
        block = self.recipe("Jenkins")
        self.assertIn("${WORKSPACE_TMP}", block)
        lines = literal(block, "sh '''")
        # What stands between such quotes Groovy has read once.
        self.run_lines(lines.replace("\\n", "\n"), self.variables(
            block, HOME=self.home.path,
            FOUNDRY_CLIENT_SECRET=CONFIDENTIAL_SECRET))
        self.assert_cloned()
        self.assert_asked(client_credentials=1)

    def test_devcontainer(self):
        block = json.loads(self.recipe("Devcontainers"))
        inside = block["containerEnv"]["FOUNDRY_HOME"]
        self.assertIn(f"/.foundry,target={inside},", block["mounts"][0])
        self.home.configure()
        self.home.log_in()
        env = self.variables("")
        self.run_lines("git config --global credential.helper "
                       "'!echo password=theirs; :'\n" +
                       block["postCreateCommand"] + "\n"
                       f"git clone {self.repository['url']} project\n", env)
        self.assert_cloned()
        self.assert_asked(refresh_token=1)

    @needs_root
    def test_kubernetes(self):
        """as a user that nobody knows, on a root that is read-only"""
        block = self.recipe("Kubernetes")
        lines = literal(block, "- |")
        volume = os.path.join(self.scratch, "secret", "..data")
        os.makedirs(volume)
        mode = re.search(r"defaultMode: (\d+)", block).group(1)
        self.home.write(volume + "/secret", CONFIDENTIAL_SECRET, int(mode, 8))
        os.chown(volume + "/secret", 0, GROUP)
        secret = os.path.join(self.scratch, "secret", "secret")
        os.symlink("..data/secret", secret)
        programs = os.path.join(self.scratch, "bin")
        shutil.copytree(BIN, programs)
        self.home.write(os.path.join(
            programs, os.path.basename(SYSTEM_CONFIG)), literal(
            block, "config: |").replace("/run/foundry-secret/secret", secret),
            0o644)
        os.chown(self.work, UID, UID)
        for path in (self.scratch, self.ca, os.path.dirname(volume), volume):
            os.chmod(path, 0o755)
        script = " && ".join((
            bind(programs, BIN), bind(self.work, self.work),
            "mount -o remount,bind,ro /"))
        result = self.run_program(in_namespace(
            script, "setpriv", f"--reuid={UID}", f"--regid={UID}",
            f"--groups={GROUP}", "sh", "-ec",
            f"cd {self.work}\n{lines}"), env=self.variables(
                "", HOME="/", GIT_CONFIG_NOSYSTEM="1"))
        if result.status == 99:
            self.skipTest("nothing can be mounted: " + result.err)
        self.assertEqual(result.status, 0, result.err)
        self.assert_cloned()
        self.assert_asked(client_credentials=1)


if __name__ == "__main__":
    main()
