#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The clients themselves, skopeo, podman, buildah, docker's command line and
its library for Python, against a real registry behind the simulator's TLS and
token check."""

import json
import os
import shutil

from containers import Engine, Layout, Registry
from harness import (CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET, DOCKER_HELPER,
                     PUBLIC_CLIENT, SystemTest, main)
from needed import found, need

RID = "ri.artifacts.main.repository.7b7471ff-6f16-4988-b605-7c7beeb68ea3"
OTHER_RID = "ri.artifacts.main.repository.00000000-1111-2222-3333-444444444444"
NEEDED = ("docker-registry", "skopeo", "podman", "buildah", "docker",
          "python:docker")


class ClientTest(SystemTest):
    registry = None  # as foundry: the module's own

    def setUp(self):
        super().setUp()
        # One machine has two names: the stack's, and its registry's.
        self.alias = f"localhost:{self.foundry.port}"
        self.image = f"{self.alias}/demo/{self.id().rsplit('_', 1)[-1]}:1.0"
        self.layout = Layout(os.path.join(self.scratch, "layout"))
        self.home.environment.update(
            SSL_CERT_FILE=self.foundry.ca_file,
            DOCKER_HOST=f"unix://{self.scratch}/no-engine",
            XDG_CONFIG_HOME=os.path.join(self.home.path, ".config"))
        self.storage()
        self.configure()

    def storage(self):
        """podman and buildah keep to themselves."""
        storage = os.path.join(self.scratch, "storage.conf")
        with open(storage, "w") as file:
            file.write(f'[storage]\ndriver = "vfs"\n'
                       f'graphroot = "{self.scratch}/images"\n'
                       f'runroot = "{self.scratch}/images-run"\n')
        policy = os.path.join(self.home.path, ".config", "containers",
                              "policy.json")
        self.home.write(policy, '{"default":'
                                ' [{"type": "insecureAcceptAnything"}]}')
        self.home.environment["CONTAINERS_STORAGE_CONF"] = storage

    def configure(self, more="", **keys):
        self.home.configure(**keys)
        with open(self.home.config_file, "a") as file:
            file.write(f"[{self.alias}]\nfoundry = {self.host}\n"
                       f"username = {RID}\n{more}")

    # Where clients look

    def docker_config(self, **members):
        path = os.path.join(self.home.path, ".docker", "config.json")
        if members:
            self.home.write(path, json.dumps(members))
        with open(path) as file:
            return json.load(file)

    @property
    def auth_file(self):
        return os.path.join(self.home.run, "containers", "auth.json")

    def containers_auth(self, host=None):
        self.home.write(self.auth_file, json.dumps(
            {"credHelpers": {host or self.alias: "foundry"}}))

    # What is run

    def client(self, *argv, status=0, **run):
        result = self.run_program([found(argv[0]), *argv[1:]], **run)
        self.assertEqual(result.status, status,
                         f"{argv}: {result.out}{result.err}")
        return result

    def engine(self):
        """docker login asks the engine to try the account out."""
        engine = Engine(os.path.join(self.scratch, "engine"), self.foundry)
        self.addCleanup(engine.close)
        self.home.environment["DOCKER_HOST"] = "unix://" + engine.path
        return engine

    def podman(self, *argv, **run):
        return self.client("podman", "--cgroup-manager", "cgroupfs",
                           "--events-backend", "none", *argv, **run)

    def push(self, *options, **run):
        return self.client("skopeo", "copy", "-q", *options,
                           f"oci:{self.layout.directory}:1.0",
                           f"docker://{self.image}", **run)

    def inspect(self, **run):
        return json.loads(self.client("skopeo", "inspect",
                                      f"docker://{self.image}", **run).out)

    def pushed(self):
        """The image is in the registry as it was made."""
        self.assertEqual(self.inspect()["Digest"], self.layout.digest)

    def accounts(self):
        """As whom the registry was asked, in order."""
        return [entry["auth"] for entry in self.foundry.requests("registry")]

    def asked(self, host):
        result = self.run_program([DOCKER_HELPER, "get"], host)
        return json.loads(result.out) if result.status == 0 else None


class Documented(ClientTest):
    def test_from_nothing(self):
        """docs/docker.md, from nothing to docker push, to the letter"""
        page = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..",
                            "..", "docs", "docker.md")
        with open(page) as file:
            text = file.read()
        lines = [line[4:].replace("HOST", self.host).replace(
            "REGISTRY/IMAGE:1.0", self.image).replace("REGISTRY", self.alias)
            for line in text.split("\n## ")[1].splitlines()
            if line.startswith("    ")]
        files, path = {}, None
        for line in lines:
            if line.startswith("# "):
                path = os.path.expanduser(line.split()[1].rstrip(";")).replace(
                    os.path.expanduser("~"), self.home.path)
                files[path] = ""
            elif not line.startswith("$ "):
                files[path] += line + "\n"
        self.assertEqual(len(files), 2)
        for path, text in files.items():
            self.home.write(path, text)
        engine = self.engine()
        commands = [line[2:].split() for line in lines
                    if line.startswith("$ ")]
        self.assertEqual([words[0] for words in commands],
                         ["foundry-credential", "docker"])
        self.assertEqual(self.cli(*commands[0][1:], env={
            "BROWSER": self.browser()}).status, 0)
        self.client(*commands[1])
        (account,) = engine.given.values()
        self.assertEqual(account["username"], RID)
        self.assertEqual(self.foundry.me(account["password"]), "jdoe")

    def test_setup(self):
        """README: setup, login, git clone and a push of an image, undo"""
        os.unlink(self.home.config_file)
        result = self.cli(
            "setup", self.host, "--client-id", PUBLIC_CLIENT, "--scopes",
            "offline_access api:read-data", "--registry", self.alias,
            "--repository", RID, "--ca-file", self.foundry.ca_file)
        self.assertEqual((result.status, result.err), (0, ""))
        result = self.cli("login", self.host, env={
            "BROWSER": self.browser()})
        self.assertEqual(result.status, 0, result.err)
        result = self.cli("doctor", "--json", self.host, env={
            "BROWSER": "true"})
        self.assertEqual([found for found in json.loads(result.out)["checks"]
                          if found["status"] != "ok"], [], result.out)
        repository = self.foundry.repository()
        result = self.clone(repository)
        self.assertEqual((result.status, result.err), (0, ""))
        self.push()
        self.pushed()
        self.assertEqual(self.asked(self.alias)["Username"], RID)
        self.assertEqual(self.cli("logout", self.host).status, 0)
        self.assertEqual(self.cli("setup", "--undo", self.host).status, 0)
        self.assertFalse(os.path.exists(self.home.config_file))


class Skopeo(ClientTest):
    def test_places(self):
        """each file in which containers' tools look for a helper"""
        self.home.log_in()
        self.containers_auth()
        self.push()
        os.unlink(self.auth_file)
        named = json.dumps({"credHelpers": {self.alias: "foundry"}})
        own = os.path.join(self.scratch, "auth.json")
        for path, text, options, env in (
                (".docker/config.json", named, (), {}),
                (".config/containers/auth.json", named, (), {}),
                (own, named, ("--authfile", own), {}),
                (own, named, (), {"REGISTRY_AUTH_FILE": own}),
                (".config/containers/registries.conf",
                 'credential-helpers = ["foundry"]\n', (), {})):
            with self.subTest(path=path):
                path = os.path.join(self.home.path, path)
                ask = ("skopeo", "inspect", *options,
                       f"docker://{self.image}")
                self.client(*ask, status=1)
                self.home.write(path, text)
                self.client(*ask, env=env)
                os.unlink(path)
        self.docker_config(credsStore="foundry")
        self.client(*ask, status=1)

    def test_skopeo_login(self):
        """skopeo login and logout"""
        self.home.log_in()
        self.containers_auth()
        self.assertIn("Existing credentials are valid", self.client(
            "skopeo", "login", self.alias).out)
        token = self.foundry.user_token()
        self.secrets.add(token)
        self.client("skopeo", "login", "-u", RID, "--password-stdin",
                    self.alias, stdin=token)
        self.assertEqual(self.asked(self.alias)["Secret"], token)
        self.client("skopeo", "logout", self.alias)
        self.assertNotEqual(self.asked(self.alias)["Secret"], token)

    def test_skopeo(self):
        """skopeo copy and inspect, with nothing but the helper's name"""
        self.home.log_in()
        self.containers_auth()
        self.push()
        self.pushed()
        self.client("skopeo", "copy", "-q", f"docker://{self.image}",
                    f"oci:{self.scratch}/pulled:1.0")
        with open(os.path.join(self.scratch, "pulled", "blobs",
                               *self.layout.digest.split(":")), "rb") as file:
            self.assertEqual(file.read(), self.layout.manifest)
        self.assert_asked(refresh_token=1)

    def test_refreshed(self):
        """a token that has expired between push and pull is renewed"""
        self.home.log_in()
        self.containers_auth()
        self.push()
        self.home.expire_record()
        self.pushed()
        self.assert_asked(refresh_token=2)

    def test_anonymous(self):
        """nobody logged in: the client goes on as without us, and is refused
        by the registry; the hint says what to run"""
        self.containers_auth()
        result = self.client("skopeo", "inspect", f"docker://{self.image}",
                             status=1)
        self.assertIn(f"foundry-credential login {self.host}", result.err)
        self.assertRegex(result.err, "(?i)unauthorized|authentication")


class Podman(ClientTest):
    def test_podman(self):
        """podman pull by name, push under another"""
        self.home.log_in()
        self.containers_auth()
        self.push()
        image = self.podman("pull", "-q", self.image).out.strip()
        self.assertEqual(image, self.layout.image)
        self.image = self.image.replace("/demo/", "/copy/")
        self.podman("push", "-q", image, self.image)
        self.assertEqual(self.inspect()["Architecture"], "amd64")
        self.assert_asked(refresh_token=1)

    def test_user_namespace(self):
        """where rootless podman and buildah run us: a token is refreshed and
        saved there; root has no such namespace of theirs"""
        self.home.log_in()
        self.containers_auth()
        self.push()
        spaces = [["unshare", "--user", "--map-root-user"]]
        if os.geteuid() != 0:
            spaces += [[found(name), "unshare"]
                       for name in ("podman", "buildah")]
        for space in spaces:
            with self.subTest(space=space):
                saved = self.home.saved_token()
                self.home.expire_record()
                result = self.run_program([
                    *space, found("skopeo"), "inspect",
                    f"docker://{self.image}"])
                self.assertNotIn("foundry", result.err)
                self.assertEqual(json.loads(result.out)["Digest"],
                                 self.layout.digest)
                self.assertNotEqual(self.home.saved_token(), saved)
        self.assert_asked(refresh_token=1 + len(spaces))

    def test_podman_login(self):
        """podman login finds a login; with a user token it keeps that one
        for this registry alone; logout forgets it"""
        self.home.log_in()
        self.containers_auth()
        result = self.podman("login", self.alias)
        self.assertIn("Existing credentials are valid", result.out)
        token = self.foundry.user_token()
        self.secrets.add(token)
        self.podman("login", "-u", OTHER_RID, "--password-stdin", self.alias,
                    stdin=token)
        answer = self.asked(self.alias)
        self.assertEqual(answer["Secret"], token)
        self.assertNotEqual(self.helper("get").attributes["password"], token)
        self.podman("logout", self.alias)
        self.assertNotEqual(self.asked(self.alias)["Secret"], token)
        self.podman("logout", self.alias)
        self.assertEqual(self.podman("login", "--get-login", self.alias).out,
                         RID + "\n")

    def test_podman_registries(self):
        """registries.conf: credential-helpers, for every registry"""
        self.home.log_in()
        self.home.write(
            os.path.join(self.home.path, ".config", "containers",
                         "registries.conf"),
            'credential-helpers = ["containers-auth.json", "foundry"]\n')
        self.push()
        self.podman("pull", "-q", self.image)

    def test_podman_registries_first(self):
        """registries.conf with us first: a login is ours to keep, that to
        another registry goes to auth.json; logout of all"""
        self.home.log_in()
        self.home.write(
            os.path.join(self.home.path, ".config", "containers",
                         "registries.conf"),
            'credential-helpers = ["foundry", "containers-auth.json"]\n')
        token = self.foundry.user_token()
        self.secrets.add(token)
        self.podman("login", "-u", RID, "--password-stdin", self.alias,
                    stdin=token)
        self.assertEqual(self.asked(self.alias)["Secret"], token)
        self.assertFalse(os.path.exists(self.auth_file))
        foreign = f"127.0.0.1:{self.registry.port}"
        self.podman("login", "--tls-verify=false", "-u", "x",
                    "--password-stdin", foreign, stdin="secret")
        with open(self.auth_file) as file:
            self.assertEqual(list(json.load(file)["auths"]), [foreign])
        self.podman("logout", "--all")
        self.assertNotEqual(self.asked(self.alias)["Secret"], token)


class Buildah(ClientTest):
    def test_buildah(self):
        """buildah pull from a file, push, and pull by name alone"""
        self.home.log_in()
        self.containers_auth()
        # By a path that is no name for an image, buildah pulls nothing.
        where, name = os.path.split(self.layout.directory)
        image = self.client("buildah", "pull", "-q", f"oci:{name}:1.0",
                            cwd=where).out.strip()
        self.client("buildah", "push", "-q", image, f"docker://{self.image}")
        self.client("buildah", "rmi", image)
        again = self.client("buildah", "pull", "-q", self.image).out.strip()
        self.assertEqual(again, image)


class Docker(ClientTest):
    def manifest(self, *options):
        result = self.client("docker", "manifest", "inspect", *options,
                             self.image)
        return json.loads(result.out)

    def layers(self):
        """As docker names them."""
        return [{**layer, "mediaType": "application/vnd.docker.image.rootfs"
                                       ".diff.tar.gzip"}
                for layer in json.loads(self.layout.manifest)["layers"]]

    def test_cred_helpers(self):
        """docker manifest inspect with credHelpers"""
        self.home.log_in()
        self.containers_auth()
        self.push("--format", "v2s2")
        self.docker_config(credHelpers={self.alias: "foundry"})
        self.assertEqual(self.manifest()["layers"], self.layers())

    def test_creds_store(self):
        """docker manifest inspect with credsStore, of any registry"""
        self.home.log_in()
        self.containers_auth()
        self.push("--format", "v2s2")
        self.docker_config(credsStore="foundry")
        self.assertEqual(self.manifest()["layers"], self.layers())
        before = self.grants()
        self.image = self.image.replace(self.alias,
                                        f"127.0.0.1:{self.registry.port}")
        self.assertEqual(self.manifest("--insecure")["layers"],
                         self.layers())
        self.assertEqual(self.grants(), before)

    def test_login(self):
        """docker login finds us, and stores nothing"""
        self.home.log_in()
        self.engine()
        self.docker_config(credHelpers={self.alias: "foundry"})
        self.assertIn("Login Succeeded",
                      self.client("docker", "login", self.alias).out)
        self.assertFalse(os.path.exists(self.home.file("tokens")))

    def test_push_and_pull(self):
        """docker push and pull: what the engine is handed works"""
        self.home.log_in()
        engine = self.engine()
        for setting in ({"credHelpers": {self.alias: "foundry"}},
                        {"credsStore": "foundry"}):
            self.docker_config(**setting)
            for verb in ("push", "pull"):
                engine.given.clear()
                self.client("docker", verb, "-q", self.image)
                (account,) = engine.given.values()
                self.assertEqual(account["username"], RID)
                self.assertEqual(self.foundry.me(account["password"]), "jdoe")

    def test_build(self):
        """docker build without BuildKit asks for all on our list"""
        self.home.log_in()
        self.configure(more="[second.test]\nfoundry = " + self.host + "\n")
        engine = self.engine()
        self.docker_config(credsStore="foundry")
        context = os.path.join(self.scratch, "context")
        self.home.write(os.path.join(context, "Dockerfile"), "FROM scratch\n")
        self.client("docker", "build", "-q", context,
                    env={"DOCKER_BUILDKIT": "0"})
        self.assertEqual({host: account["username"] for host, account
                          in engine.given.items()},
                         {self.alias: RID, "second.test": "foundry"})

    def test_login_logout(self):
        """docker login with a user token keeps it for this registry; docker
        logout, two calls or four, forgets it"""
        self.home.log_in()
        token = self.foundry.user_token()
        self.secrets.add(token)
        for setting in ({"credHelpers": {self.alias: "foundry"}},
                        {"credsStore": "foundry"}):
            self.docker_config(**setting)
            self.client("docker", "login", "-u", RID, "--password-stdin",
                        self.alias, stdin=token)
            self.assertEqual(self.docker_config()["auths"], {self.alias: {}})
            self.assertEqual(self.asked(self.alias)["Secret"], token)
            result = self.client("docker", "logout", self.alias)
            self.assertNotRegex(result.out + result.err, "(?i)warn|error")
            self.assertNotEqual(self.asked(self.alias)["Secret"], token)
            self.assertIsNotNone(self.home.saved_token())

    def test_logout_of_the_stack(self):
        """docker logout of the stack's own host logs out, revoking once"""
        self.home.log_in()
        self.docker_config(credsStore="foundry")
        result = self.client("docker", "logout", self.host)
        self.assertNotRegex(result.out + result.err, "(?i)warn|error")
        self.assertIsNone(self.home.saved_token())
        self.assertEqual(len(self.foundry.requests("revoke")), 1)

    def test_foreign(self):
        """docker login to a registry that is not ours: refused, and why"""
        self.docker_config(credsStore="foundry")
        foreign = f"127.0.0.1:{self.registry.port}"
        result = self.client("docker", "login", "-u", "x",
                             "--password-stdin", foreign, stdin="secret",
                             status=1)
        self.assertIn("belongs to no Foundry stack", result.err)


class Automation(ClientTest):
    def test_service_user(self):
        """client_credentials: push and pull without a person"""
        self.configure(client_id=CONFIDENTIAL_CLIENT,
                       client_secret=CONFIDENTIAL_SECRET,
                       grant="client_credentials", scopes="api:read-data")
        self.containers_auth()
        self.push()
        self.pushed()
        self.assert_asked(client_credentials=1)

    def test_environment(self):
        """FOUNDRY_TOKEN and FOUNDRY_REPOSITORY, no file of ours at all"""
        shutil.rmtree(self.home.foundry_home)
        self.image = self.image.replace(self.alias, self.host)
        self.containers_auth(self.host)
        token = self.foundry.user_token()
        self.secrets.add(token)
        self.home.environment.update(
            FOUNDRY_TOKEN=token, FOUNDRY_HOSTNAME=self.host,
            FOUNDRY_REPOSITORY=RID, CI="true")
        self.push()
        self.pushed()
        self.assertEqual(self.home.files(),
                         ["run/containers/auth.json"])


class DockerPy(ClientTest):
    """The library that testcontainers, Ansible and docker-compose 1 use."""
    FOREIGN = "other.test"

    def setUp(self):
        super().setUp()
        self.docker_config(credHelpers={self.alias: "foundry"})

    def library(self, text, stdin=""):
        """What the expression comes to."""
        return json.loads(self.client(
            "python:docker", "-c", "import json, sys\n"
            "from docker.auth import load_config\n"
            "from docker.credentials import Store\n"
            "ours, foreign = sys.argv[1:]\n"
            f"print(json.dumps({text}))", self.alias, self.FOREIGN,
            stdin=stdin).out)

    def account(self):
        return self.library("load_config().resolve_authconfig(ours)")

    def test_push_and_pull(self):
        """the account for a push; renewed once the token has expired"""
        self.home.log_in()
        for _ in range(2):
            account = self.account()
            self.assertEqual(account["Username"], RID)
            self.assertEqual(self.foundry.me(account["Password"]), "jdoe")
            self.home.expire_record()
        self.assert_asked(refresh_token=2)

    def test_nobody_is_logged_in(self):
        """it goes on without an account, as it does for another registry"""
        self.assertEqual(self.account(), None)
        self.home.log_in()
        self.docker_config(credsStore="foundry")
        self.assertEqual(self.library(
            "load_config().resolve_authconfig(foreign)"), None)

    def test_build(self):
        """a build takes the accounts of all registries along"""
        self.home.log_in()
        self.docker_config(credsStore="foundry")
        accounts = self.library("load_config().get_all_credentials()")
        self.assertEqual(
            {host: account["Username"] for host, account in accounts.items()},
            {self.alias: RID})

    def test_store_and_erase(self):
        """what it keeps is answered until it takes it back"""
        self.home.log_in()
        token = self.foundry.user_token()
        self.secrets.add(token)
        self.library("Store('foundry').store(ours, sys.stdin.readline()[:-1],"
                     " sys.stdin.read()).decode()", f"{RID}\n{token}")
        self.assertEqual(self.account()["Password"], token)
        self.library("Store('foundry').erase(ours)")
        self.assertNotEqual(self.account()["Password"], token)


if __name__ == "__main__":
    need(*NEEDED)
    with Registry() as registry:
        ClientTest.registry = registry
        main(options=("--registry-upstream", registry.url))
