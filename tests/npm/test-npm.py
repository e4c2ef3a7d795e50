#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real npm and pnpm, of several versions, as setup wires them.

FC_NPM is the directory that has them: "make check-npm".
"""

import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                "../system"))
from harness import LoggedInTest, main  # noqa: E402

RID = "ri.artifacts.main.repository.7b7471ff-6f16-4988-b605-7c7beeb68ea3"
MODULES = os.path.join(os.environ["FC_NPM"], "node_modules")
NPM = {version: f"npm{version}/bin/npm-cli.js" for version in (10, 11, 12)}
PNPM = {9: "pnpm9/bin/pnpm.cjs", 10: "pnpm10/bin/pnpm.cjs",
        11: "pnpm11/bin/pnpm.mjs", 12: "pnpm12/pnpm"}


class ToolTest(LoggedInTest):
    def setUp(self):
        super().setUp()
        self.bin = os.path.join(self.home.directory, "bin")
        os.mkdir(self.bin)
        os.symlink(os.path.join(MODULES, "node/bin/node"),
                   os.path.join(self.bin, "node"))
        self.work = os.path.join(self.home.directory, "work")
        self.registry = (f"{self.foundry.url}/artifacts/api/repositories/"
                         f"{RID}/contents/release/npm/")
        path = self.home.environment["PATH"]
        self.home.environment.update({
            "PATH": f"{self.bin}:{path}", "NO_UPDATE_NOTIFIER": "1",
            "NODE_EXTRA_CA_CERTS": self.foundry.ca_file,
            "npm_config_cafile": self.foundry.ca_file,
            "SSL_CERT_FILE": self.foundry.ca_file})

    def install_tool(self, name, program):
        link = os.path.join(self.bin, name)
        if os.path.lexists(link):
            os.unlink(link)
        os.symlink(os.path.join(MODULES, program), link)

    def project(self, folder, npmrc="", **package):
        """A folder with a package, whose scope is in the repository."""
        directory = os.path.join(self.work, folder)
        self.home.write(os.path.join(directory, ".npmrc"),
                        f"@acme:registry={self.registry}\n" + npmrc)
        self.home.write(os.path.join(directory, "package.json"), json.dumps(
            {"name": folder, "version": "1.0.0", **package}))
        return directory

    def put_package(self):
        """@acme/lib in the repository, by npm as it is set up."""
        self.install_tool("npm", NPM[10])
        self.good(self.cli("setup", self.host, "--npm", "--repository", RID))
        made = self.project("lib", name="@acme/lib")
        self.good(self.under_exec(made, "npm", "publish"))
        self.good(self.cli("setup", self.host, "--undo"))

    def forget_packages(self):
        for name in ".cache", ".local":
            shutil.rmtree(os.path.join(self.home.path, name),
                          ignore_errors=True)

    def run_in(self, directory, *argv):
        return self.run_program(argv, cwd=directory)

    def under_exec(self, directory, *argv):
        return self.run_in(directory, "foundry-credential", "exec",
                           self.host, "--", *argv)

    def good(self, result):
        self.assertEqual(result.status, 0, result.out + result.err)
        return result

    def assert_installed(self, directory):
        path = os.path.join(directory, "node_modules/@acme/lib/package.json")
        self.assertTrue(os.path.exists(path))

    WANTS = {"dependencies": {"@acme/lib": "1.0.0"}}


class Npm(ToolTest):
    def test_install_and_publish(self):
        """every version, by the line that --npm writes"""
        for version, program in NPM.items():
            with self.subTest(version):
                self.install_tool("npm", program)
                self.good(self.cli("setup", self.host, "--npm",
                                   "--repository", RID))
                made = self.project(f"lib{version}",
                                    name=f"@acme/lib{version}")
                self.good(self.under_exec(made, "npm", "publish"))
                user = self.project(f"user{version}", dependencies={
                    f"@acme/lib{version}": "1.0.0"})
                self.good(self.under_exec(user, "npm", "install"))
                self.good(self.cli("setup", self.host, "--undo"))
                self.assertNotEqual(
                    self.run_in(self.project(f"not{version}", dependencies={
                        f"@acme/lib{version}": "1.0.0"}), "npm", "install",
                        "--prefer-online").status, 0)


class Pnpm(ToolTest):
    def test_install(self):
        """every version asks us, without exec"""
        self.put_package()
        for version, program in PNPM.items():
            with self.subTest(version):
                self.install_tool("pnpm", program)
                self.good(self.cli("setup", self.host, "--pnpm"))
                user = self.project(f"user{version}", **self.WANTS)
                self.good(self.run_in(user, "pnpm", "install"))
                self.assert_installed(user)
                self.good(self.cli("setup", self.host, "--undo"))
                self.assertFalse(os.path.exists(os.path.join(
                    self.home.path, ".config")))

    def test_template_of_the_stack(self):
        """in a project, under exec: 401 of newer ones, until it is set up"""
        self.put_package()
        for version in 10, 11, 12:
            for key in f"{RID}/contents/release/npm/", None:
                with self.subTest(version=version, key=key):
                    self.forget_packages()
                    self.install_tool("pnpm", PNPM[version])
                    place = f"repositories/{key}" if key else ""
                    user = self.project(
                        f"user{version}{bool(key)}",
                        f"//{self.host}/artifacts/api/{place}:_authToken="
                        "${FOUNDRY_TOKEN}\n", **self.WANTS)
                    result = self.under_exec(user, "pnpm", "install")
                    self.assertNotEqual(result.status, 0, result.out)
                    self.good(self.cli("setup", self.host, "--pnpm"))
                    self.good(self.under_exec(user, "pnpm", "install"))
                    self.assert_installed(user)
                    self.good(self.cli("setup", self.host, "--undo"))


if __name__ == "__main__":
    main()
