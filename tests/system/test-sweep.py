#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential sweep: tokens that were pasted into files are found,
wherever people paste them, and nothing else is."""

import base64
import json
import os
import shutil
import subprocess
import time

from harness import CLI, SystemTest, main, needs_root

HOST = "acme.palantirfoundry.com"
REGISTRY = "acme-container-registry.palantirfoundry.com"
OPAQUE = "0paque-canary-8d1f0a6c2b7e4f5a9c3d"
NPM = f"//{HOST}/artifacts/api/repositories/r/contents/release/npm/"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(expires=None, header=None, **claims):
    """As Foundry's look, with a signature that can be looked for."""
    if expires:
        claims["exp"] = expires
    return ".".join((encoded(json.dumps(header or {"alg": "ES256"}).encode()),
                     encoded(json.dumps({"sub": "x", **claims}).encode()),
                     encoded(b"canary-signature-1f0a6c2b7e4f")))


SOON = int(time.time()) + 86400
TOKEN = jwt(SOON)
AUTH = base64.b64encode(f"u:{TOKEN}".encode()).decode()
OTHER = base64.b64encode(f"u:{OPAQUE}".encode()).decode()


class SweepTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.secrets |= {TOKEN, OPAQUE, AUTH, OTHER}
        self.home.environment.pop("GIT_CONFIG_GLOBAL")

    def plant(self, name, text, mode=0o600):
        path = os.path.join(self.home.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        os.chmod(path, mode)
        return path

    def sweep(self, *words, **options):
        result = self.cli("sweep", *words, **options)
        self.said.append(result.out)
        return result

    def found(self, *words, **options):
        """(file below the home, line, what, host, expires, readers)"""
        result = self.sweep(*words, **options)
        rows = [line.split("\t") for line in result.out.splitlines()]
        self.assertEqual(result.status, 1 if rows else 0, result.err)
        if rows:
            self.assert_message(result, f"looking for tokens: {len(rows)} "
                                "found", "revoke it at https://HOST/workspace/"
                                "settings/tokens")
        else:
            self.assertEqual(result.err, "")
        return [(os.path.relpath(row[0], self.home.path), int(row[1]),
                 *row[2:]) for row in rows]


class Places(SweepTest):
    PLACES = (
        (".git-credentials", f"https://x:y@github.com\nhttps://u:{TOKEN}"
         f"@{HOST}\n", 2, "URL"),
        (".config/git/credentials", f"https://u:{OPAQUE}@{HOST}", 1, "URL"),
        (".gitconfig", f'[url "https://u:{TOKEN}@{HOST}/"]\n'
         f"\tinsteadOf = https://{HOST}/\n", 1, "url.*.insteadOf"),
        (".config/git/config", f'[http "https://{HOST}/"]\n\textraHeader = '
         f'"Authorization: Bearer {OPAQUE}"\n', 2, "Authorization header"),
        (".netrc", "machine github.com login x password y\n"
         f"machine {HOST}\n\tlogin u\n\tpassword {OPAQUE}\n", 4,
         "password of a machine"),
        (".docker/config.json", json.dumps({"auths": {
            "ghcr.io": {"auth": OTHER}, REGISTRY: {"auth": AUTH}}}), 1,
         "auth"),
        (".config/containers/auth.json", json.dumps({"auths": {
            f"https://{HOST}/v2/": {"auth": OTHER}}}, indent=1), 4, "auth"),
        (".npmrc", f"//npm.test/:_authToken={OPAQUE}\n"
         f"{NPM}:_authToken={TOKEN}\n", 2, "_authToken"),
        (".config/pnpm/auth.ini", f"{NPM}:_auth={OTHER}\n", 1, "_auth"),
        (".config/pip/pip.conf", "[global]\nextra-index-url =\n"
         f"  https://a:{OPAQUE}@pypi.test/simple\n"
         f"  https://:{OPAQUE}@{HOST}/simple\n", 4, "URL"),
        (".config/uv/uv.toml", f'[[index]]\nurl = "https://{TOKEN}@{HOST}'
         '/simple"\n', 2, "URL"),
        (".pypirc", "[pypi]\npassword = pypi-x\n[f]\nrepository: "
         f"https://{HOST}/x\npassword: {OPAQUE}\n", 5, "password"),
        (".condarc", "channels:\n  - https://conda.test/t/tk-x/c\n"
         f"  - https://{HOST}/t/{OPAQUE}/conda\n", 3, "URL"),
        (".gradle/gradle.properties", f"nexusPassword={OPAQUE}\n"
         f"foundryPassword={OPAQUE}\nurl=https://{HOST}/\n", 2,
         "foundryPassword"),
        (".m2/settings.xml", "<settings><servers>\n<server><id>n</id>"
         f"<password>{OPAQUE}</password></server>\n<server><id>f</id>\n"
         f"<password>{OPAQUE}</password></server></servers>\n<repository>"
         f"<id>f</id><url>https://{HOST}/maven</url></repository>\n"
         "</settings>\n", 4, "password of a server"),
        (".aws/credentials", f"[x]\naws_secret_access_key={OPAQUE}\n[f]\n"
         f"endpoint_url = https://{HOST}/io/s3\naws_access_key_id = AK\n"
         f"aws_secret_access_key = {OPAQUE}\n", 6, "aws_secret_access_key"),
        (".palantir/config", f'[default]\nhostname = "{HOST}"\n'
         f'token = "{OPAQUE}"\n', 3, "token"),
        (".palantir/mcp-config.json", json.dumps({"hosts": {
            f"https://{HOST}": {"token": OPAQUE}}}), 1, "token"),
        (".foundry-dev-tools/config", f"[default]\njwt={TOKEN}\n"
         f"foundry_url=https://{HOST}\n", 2, "jwt"),
        (".foundry-dev-tools/config.toml", f'[credentials]\ndomain = "{HOST}"'
         f'\njwt = "{OPAQUE}"\n', 3, "jwt"),
        (".bashrc", f"export GH_TOKEN={OPAQUE}\nexport FOUNDRY_HOSTNAME="
         f"{HOST}\nexport FOUNDRY_TOKEN={OPAQUE}\n", 3, "FOUNDRY_TOKEN"),
        (".bash_history", f"ssh -p 2222 {HOST}\ncurl -H 'Authorization: "
         f"Bearer {OPAQUE}' https://{HOST}/api\n", 2,
         "Authorization header"),
        (".zsh_history", f": 17:0;docker login -u u -p {OPAQUE} {HOST}\n", 1,
         "password of a command"),
        ("work/.env", f"FOUNDRY_HOSTNAME={HOST}\nDB_PASSWORD={OPAQUE}\n"
         f"FOUNDRY_TOKEN='{OPAQUE}'\n", 3, "FOUNDRY_TOKEN"),
        ("work/.env.local", f"HOST=https://{HOST}\nTOKEN={OPAQUE}\n", 2,
         "TOKEN"),
        ("work/.npmrc", f"{NPM}:_password={OPAQUE}\n", 1, "_password"),
        ("work/.gitmodules", f'[submodule "m"]\n\turl = https://u:{OPAQUE}'
         f"@{HOST}/m\n", 2, "URL of submodule m"),
        ("work/.foundry_dev_tools.toml", f"[credentials]\njwt='{TOKEN}'\n"
         f"domain='{HOST}'\n", 2, "jwt"),
    )

    def test_each(self):
        """one token in each, beside what is somebody else's"""
        for name, text, line, what in self.PLACES:
            with self.subTest(name):
                path = self.plant(name, text)
                (file, at, found, host, expires, readers), = self.found()
                self.assertEqual((file, at, found, readers),
                                 (name, line, what, "owner"))
                self.assertIn(host, (HOST, REGISTRY))
                self.assertIn(expires, ("-", time.strftime(
                    "%Y-%m-%dT%H:%M:%SZ", time.gmtime(SOON))))
                # Named, it is read in the same way.
                self.assertEqual([row[1] for row in self.found(path)], [line])
                os.unlink(path)

    def test_other_spellings(self):
        """CR LF, the mark of UTF-8, no line end, bytes that are no text"""
        for name, text, line, what in self.PLACES:
            for odd in (text.replace("\n", "\r\n").encode(),
                        b"\xef\xbb\xbf" + text.encode(),
                        text.rstrip("\n").encode()):
                with self.subTest(name=name, odd=odd[:8]):
                    path = self.plant(name, odd)
                    self.assertEqual([row[1:3] for row in self.found(path)],
                                     [(line, what)])
                    os.unlink(path)
        self.plant(".bash_history", os.urandom(65536).replace(b"\n", b"")
                   + b"\0\n\xff\xfe FOUNDRY_TOKEN=" + OPAQUE.encode() + b"\n")
        self.assertEqual([row[1] for row in self.found()], [2])

    def test_references_and_the_like(self):
        """what stands for a token, and what belongs to others"""
        for name, text in (
                (".npmrc", f"{NPM}:_authToken=${{FOUNDRY_TOKEN}}\n"
                 f"{NPM}:tokenHelper=/usr/bin/foundry-credential\n"
                 f"{NPM}:_authToken=\n{NPM}:_authToken=<token>\n"
                 f"//npm.test/:_authToken={TOKEN}\n"),
                (".bashrc", "export FOUNDRY_TOKEN=$(foundry-credential "
                 f"token {HOST})\nexport FOUNDRY_TOKEN=$OTHER\n"
                 f"curl -u a:$FOUNDRY_TOKEN https://{HOST}/\n"
                 "export FOUNDRY_TOKEN_EXPIRES=17\nFOUNDRY_TOKEN=\n"),
                (".netrc", f"machine {HOST} login u\n"
                 f"machine x.test password {TOKEN}\n# password {TOKEN}\n"),
                (".git-credentials", f"https://u@{HOST}\nhttps://u:@{HOST}\n"
                 f"https://u:{TOKEN}@x.test\n"),
                (".gitconfig", f'[credential "https://{HOST}"]\n\thelper =\n'
                 "\thelper = /usr/bin/git-credential-foundry\n"),
                (".docker/config.json", json.dumps({
                    "auths": {REGISTRY: {}, "ghcr.io": {"auth": AUTH},
                              HOST: {"auth": "dTo="}},
                    "credHelpers": {REGISTRY: "foundry"}})),
                (".pypirc", f"[f]\nrepository: https://{HOST}/x\n"
                 "password = %(secret)s\n"),
                ("work/.env", "FOUNDRY_TOKEN=***\nFOUNDRY_TOKEN=\"\"\n"
                 f"SUPABASE={jwt(SOON, iss='supabase')}\n"
                 f"GOOGLE={jwt(SOON, iss='https://accounts.test')}\n"
                 f"NO_END={jwt()}\nFOUNDRY_TOKEN=${{X:-}}\n")):
            with self.subTest(name):
                path = self.plant(name, text)
                self.assertEqual(self.found(), [])
                os.unlink(path)

    def test_by_shape(self):
        """a JSON Web Token that nothing says to be somebody else's"""
        old = int(time.time()) - 5
        self.plant("work/.env", f"A={TOKEN}\nB={jwt(old)}\n"
                   f"C={jwt(header={'plntr': 'x', 'alg': 'ES256'})}\n"
                   f"D={jwt(SOON, iss='https://' + HOST + '/multipass')}\n")
        rows = self.found()
        self.assertEqual([row[1] for row in rows], [1, 2, 3, 4])
        self.assertEqual([row[3] for row in rows], ["-", "-", "-", HOST])
        self.assertEqual(rows[1][4], "expired")

    def test_configured_hosts(self):
        """those of the configuration, aliases too; 127.0.0.1 has a port"""
        self.home.configure("[foundry.test]\nclient_id = x\n"
                            "[127.0.0.1:8443]\nclient_id = x\n"
                            "[registry.test]\nfoundry = foundry.test\n")
        self.plant(".git-credentials", "".join(
            f"https://u:{OPAQUE}{i}@{host}\n" for i, host in enumerate((
                "foundry.test", "registry.test", "x.test", "127.0.0.1:8443",
                "127.0.0.1:8444", "FOUNDRY.test:443",
                "foundry.test.evil.test"))))
        self.assertEqual([(row[1], row[3]) for row in self.found()],
                         [(1, "foundry.test"), (2, "registry.test"),
                          (4, "127.0.0.1:8443"), (6, "foundry.test")])
        rows = self.found(env={"FOUNDRY_HOSTNAME": "https://x.test"})
        self.assertIn((3, "x.test"), [(row[1], row[3]) for row in rows])

    def test_variables(self):
        """files that a variable names"""
        directory = os.path.join(self.scratch, "elsewhere")
        for variable, name, text in (
                ("NETRC", "netrc", f"machine {HOST} password {OPAQUE}\n"),
                ("REGISTRY_AUTH_FILE", "auth.json",
                 json.dumps({"auths": {HOST: {"auth": OTHER}}})),
                ("GIT_CONFIG_GLOBAL", "git", '[remote "x"]\nurl = '
                 f"https://u:{OPAQUE}@{HOST}/\n")):
            path = self.plant(os.path.join(directory, name), text)
            self.assertEqual(len(self.found(env={variable: path})), 1)
        self.plant(os.path.join(directory, "docker/config.json"),
                   json.dumps({"auths": {HOST: {"auth": OTHER}}}))
        self.assertEqual(len(self.found(env={
            "DOCKER_CONFIG": os.path.join(directory, "docker")})), 1)


class Clones(SweepTest):
    def init(self, name, *options):
        path = os.path.join(self.home.path, name)
        self.assertEqual(self.git("init", "-q", *options, path).status, 0)
        return path

    def url(self, host=HOST, name="x"):
        return f"https://jdoe:{TOKEN}@{host}/stemma/git/{name}"

    def test_remotes(self):
        """as git writes them: url, pushurl, a name that is odd"""
        clone = self.init("src/deep/er/work")
        self.git("-C", clone, "remote", "add", "origin", self.url())
        self.git("-C", clone, "remote", "add", "plain",
                 f"https://jdoe@{HOST}/x")
        self.git("-C", clone, "remote", "add", "hub", self.url("github.com"))
        self.git("-C", clone, "remote", "set-url", "--push", "plain",
                 self.url())
        self.git("-C", clone, "config", "remote.a\"b\\c.url", self.url())
        names = [row[2] for row in self.found()]
        self.assertEqual(names, ["URL of remote origin",
                                 "URL of remote plain", "URL of a remote"])
        for words in ((clone,), (self.home.path,), (clone, clone)):
            self.assertEqual(len(self.found(*words)), 3)

    def test_submodules_worktrees_bare(self):
        """each configuration once, from wherever one begins"""
        self.plant(".gitconfig", "[user]\nname = x\nemail = x@test\n"
                   "[protocol \"file\"]\nallow = always\n")
        inner = self.init("inner")
        self.git("-C", inner, "commit", "-q", "--allow-empty", "-m", "x")
        clone = self.init("src/work")
        self.git("-C", clone, "submodule", "-q", "add", inner, "sub")
        self.git("-C", clone, "commit", "-q", "-m", "x")
        tree = os.path.join(self.home.path, "tree")
        self.git("-C", clone, "worktree", "add", "-q", tree)
        bare = self.init("bare.git", "--bare")
        for path, name in ((clone, "one"), (bare, "two"),
                           (os.path.join(clone, "sub"), "three")):
            self.assertEqual(self.git("-C", path, "remote", "add", name,
                                      self.url()).status, 0)
        self.git("-C", clone, "config", "extensions.worktreeConfig", "true")
        self.git("-C", tree, "config", "--worktree", "remote.four.url",
                 self.url())

        def names(*words):
            return sorted(row[2].split()[-1] for row in self.found(*words))
        self.assertEqual(names(), ["four", "one", "three", "two"])
        self.assertEqual(names(clone), ["four", "one", "three"])
        self.assertEqual(names(tree), ["four", "one"])
        self.assertEqual(names(os.path.join(clone, "sub")), ["three"])
        below = os.path.join(clone, "a/b")
        os.makedirs(below)
        self.assertEqual(names(below), ["one"])

    def test_dot(self):
        """"." is the clone that one is in"""
        clone = self.init("work")
        self.git("-C", clone, "remote", "add", "origin", self.url())
        self.assertEqual(len(self.found(".", cwd=clone)), 1)


class Trees(SweepTest):
    house_rules = False

    LINE = f"FOUNDRY_TOKEN={OPAQUE}\n"

    def test_what_is_not_opened(self):
        """pipes, devices, links, other things that have such a name"""
        os.makedirs(os.path.join(self.home.path, "work/.npmrc"))
        os.mkfifo(os.path.join(self.home.path, "work/.env"))
        os.mkfifo(os.path.join(self.home.path, ".netrc"))
        os.symlink("/dev/zero", os.path.join(self.home.path, ".bashrc"))
        os.symlink("/", os.path.join(self.home.path, "work/root"))
        os.symlink("..", os.path.join(self.home.path, "work/up"))
        outside = os.path.join(self.scratch, "outside")
        self.plant(os.path.join(outside, ".env"), self.LINE)
        os.symlink(outside, os.path.join(self.home.path, "work/out"))
        os.symlink(os.path.join(outside, ".env"),
                   os.path.join(self.home.path, "work/.envrc"))
        self.assertEqual(self.found(), [])
        # In the home itself a link is followed, as by the shell.
        os.symlink(os.path.join(outside, ".env"),
                   os.path.join(self.home.path, ".profile"))
        self.assertEqual([row[0] for row in self.found()], [".profile"])

    def test_limits(self):
        """deep, and large"""
        deep = os.path.join(*["d"] * 40, ".env")
        self.plant(deep, self.LINE)
        self.plant("node_modules/x/.env", self.LINE)
        result = self.sweep()
        self.assertEqual((result.status, result.out), (0, ""))
        self.assert_message(result, "more than is looked through in one go")
        shutil.rmtree(os.path.join(self.home.path, "d"))
        self.plant("work/.env", self.LINE * 400000)
        result = self.sweep()
        self.assertEqual((result.status, result.out), (0, ""))
        self.assert_message(result, "1 files or directories could not be "
                            "read")
        self.plant("work/.env", self.LINE * 12000)
        result = self.sweep()
        self.assertEqual(len(result.out.splitlines()), 10000)
        self.assertIn("only the first 10000 tokens are shown", result.err)

    def test_names_cannot_rule_the_terminal(self):
        """escape sequences and line ends in the name of a directory"""
        self.plant("a\x1b[2J\nb/.env", self.LINE)
        for words in ((), ("--json",)):
            result = self.sweep(*words)
            self.assertNotIn("\x1b", result.out)
            self.assertIn("a?[2J?b/.env", result.out)

    def test_no_such_path(self):
        """and one that is no name"""
        self.assert_failed(self.sweep("/no/such"), 6,
                           "looking through /no/such: No such file")
        self.assertEqual(self.found("/dev/null"), [])

    def test_own_files(self):
        """what is ours is not looked at, by whatever name"""
        self.home.configure()
        self.home.log_in()
        self.plant(self.home.file("work/.env"), self.LINE)
        os.link(self.home.logins_file, os.path.join(self.home.path, ".env"))
        secret = self.plant("work/.env", self.LINE)
        with open(self.home.config_file, "a") as file:
            file.write(f"[x.test]\nclient_secret_file = {secret}\n")
        for words in ((), (self.home.foundry_home,),
                      (self.home.logins_file,), (secret,)):
            with self.subTest(words):
                self.assertEqual(self.sweep(*words).out, "")

    def test_mounts(self):
        """of other file systems are not entered"""
        self.plant("work/.env", self.LINE)
        inner = os.path.join(self.home.path, "work")
        script = (f"mount -t tmpfs none {inner} && cp {inner}/../x "
                  f"{inner}/.env && exec {CLI} sweep")
        self.plant("x", self.LINE)
        result = self.run_program(["unshare", "-m", "sh", "-c", script])
        self.assertEqual((result.status, result.out), (0, ""), result.err)

    test_mounts = needs_root(test_mounts)


class Ways(SweepTest):
    def test_json(self):
        """for programs"""
        self.plant(".npmrc", f"{NPM}:_authToken={TOKEN}\n", 0o644)
        os.chmod(self.home.path, 0o755)
        os.chmod(self.scratch, 0o755)
        result = self.sweep("--json")
        self.assertEqual(result.status, 1)
        self.assertEqual(json.loads(result.out), {"complete": True, "tokens": [
            {"file": os.path.join(self.home.path, ".npmrc"), "line": 1,
             "what": "_authToken", "host": HOST, "expires_at": SOON,
             "expired": False, "readable_by": "all"}]})
        os.chmod(self.home.path, 0o700)
        found = json.loads(self.sweep("--json").out)["tokens"][0]
        self.assertEqual(found["readable_by"], "owner")
        os.unlink(os.path.join(self.home.path, ".npmrc"))
        result = self.sweep("--json")
        self.assertEqual((result.status, json.loads(result.out)),
                         (0, {"complete": True, "tokens": []}))

    def test_terminal(self):
        """a sentence each; nothing found is said"""
        self.plant(".netrc", f"machine {HOST} password {jwt(17)}\n")
        words = " ".join(self.on_the_screen().split())
        self.assertIn(f"~/.netrc:1: password of a machine: a token of {HOST}, "
                      "expired; readable by you alone", words)
        os.unlink(os.path.join(self.home.path, ".netrc"))
        self.assertIn("no token of a Foundry was found", self.on_the_screen())

    def on_the_screen(self):
        terminal = self.on_terminal(
            ["sh", "-c", f"exec {CLI} sweep >/dev/tty 2>/dev/tty"])
        terminal.end()
        return terminal.shown

    def test_broken_configuration(self):
        """what it names is not seen: that is said, after what is found"""
        self.home.configure("[foundry.test\nx\n")
        self.assert_failed(self.sweep(), 6, "config")
        self.plant(".netrc", f"machine {HOST} password {TOKEN}\n")
        self.assertEqual(len(self.found()), 1)

    def test_no_network(self):
        """no socket is made, and no program is started"""
        self.plant(".netrc", f"machine {HOST} password {TOKEN}\n")
        log = os.path.join(self.scratch, "log")
        subprocess.run(["strace", "-f", "-qq", "-o", log, "-e",
                        "trace=%network,execve", CLI, "sweep"],
                       env=self.env(), capture_output=True, check=False)
        with open(log) as file:
            calls = [line for line in file if "(" in line]
        self.assertEqual(len(calls), 1, calls)

    def test_nothing_is_written(self):
        """not even a directory of ours"""
        self.plant(".netrc", f"machine {HOST} password {TOKEN}\n")
        before = sorted(os.walk(self.scratch))
        self.found()
        self.assertEqual(sorted(os.walk(self.scratch)), before)


class Fixing(SweepTest):
    def setUp(self):
        super().setUp()
        self.plant(".gitconfig", "[credential]\n\thelper = foundry\n")
        self.clone_of("work", "origin")
        self.config = os.path.join(self.home.path, "work/.git/config")

    def clone_of(self, name, *remotes):
        path = os.path.join(self.home.path, name)
        self.git("init", "-q", path)
        for remote in remotes:
            self.git("-C", path, "remote", "add", remote, self.url())

    def url(self, host=HOST, userinfo=f"jdoe:{TOKEN}@"):
        return f"https://{userinfo}{host}/stemma/git/x"

    def read(self, path=None):
        with open(path or self.config, "rb") as file:
            return file.read()

    def fix(self, *words, status=0, **options):
        result = self.sweep("--fix", "--yes", *words, **options)
        self.assertEqual(result.status, status, result.err)
        return result

    def undo(self, status=0):
        result = self.sweep("--undo")
        self.assertEqual(result.status, status, result.err)
        return result

    def without(self, text):
        return text.replace(f"jdoe:{TOKEN}@".encode(), b"")

    def test_remote(self):
        """the userinfo goes, no other byte; it is shown, and kept"""
        with open(self.config, "a") as file:
            file.write('# a comment\r\n[remote "two"]url="' + self.url() +
                       '";x\n\tpushurl = ' + self.url("github.com") + "\n")
        os.chmod(self.config, 0o640)
        before = self.read()
        result = self.fix()
        self.assertEqual(result.err, "")
        self.assertEqual(self.read(), self.without(before).replace(
            b"//github.com", f"//jdoe:{TOKEN}@github.com".encode()))
        self.assert_mode(self.config, 0o640)
        self.assertIn(f"-\turl = https://...@{HOST}/stemma/git/x\n",
                      result.out)
        self.assertIn(f"+\turl = https://{HOST}/stemma/git/x\n", result.out)
        self.assertIn(f"changed {self.config}\nrevoke what was there: "
                      f"https://{HOST}/workspace/settings/tokens\n",
                      result.out)
        self.assertEqual(self.git("-C", os.path.join(self.home.path, "work"),
                                  "remote", "get-url", "origin").out,
                         self.url(userinfo="") + "\n")
        self.undo()
        self.assertEqual(self.read(), before)
        self.assert_mode(self.config, 0o640)
        self.assertFalse(os.path.exists(self.home.foundry_home))
        self.assertIn("there is nothing to take back", self.undo().out)

    def test_what_stands_before(self):
        """what else the value begins with is not shown: it may be a secret"""
        with open(self.config, "a") as file:
            file.write(f"[a]\n\tb = hush-canary {self.url()}\n"
                       f"\tc = hush-canary = {self.url()}\n"
                       f"\td = {self.url()}/?x=hush-canary\n")
        self.assertNotIn("hush-canary", self.fix().out)

    def test_dot(self):
        """the clone that one is in, and no other"""
        self.clone_of("other", "origin")
        other = os.path.join(self.home.path, "other/.git/config")
        before = self.read(other)
        self.fix(".", cwd=os.path.join(self.home.path, "work"))
        self.assertEqual(self.read(other), before)
        self.assertEqual(self.sweep("work").status, 0)

    def test_instead_of(self):
        """of the person's own configuration; the rest is named, and stays"""
        path = self.plant(".gitconfig", f'[url "{self.url()}"]\n\tinsteadOf '
                          "= x:\n[credential]\n\thelper = foundry\n")
        before = self.read(path)
        netrc = self.plant(".netrc", f"machine {HOST} password {OPAQUE}\n")
        result = self.fix(status=1)
        self.assertEqual(self.read(path), self.without(before))
        self.assertRegex(result.out, rf"(?m)^{netrc}\t1\t")
        self.assertIn("looking for tokens: 1 found", result.err)

    def test_store(self):
        """the lines of git-credential-store go, others stay"""
        path = self.plant(".git-credentials", f"https://x:y@github.com\n"
                          f"https://u:{TOKEN}@{HOST}\nhttps://a:b@x.test\n"
                          f"http://u:{OPAQUE}@{HOST}\n"
                          f"https://u:{OPAQUE}@{HOST}")
        before = self.read(path)
        result = self.fix(path, status=1)
        self.assertEqual(self.read(path), b"".join(
            before.splitlines(True)[i] for i in (0, 2, 3)))
        self.assertIn(f"-https://...@{HOST}\n", result.out)
        self.undo()
        self.assertEqual(self.read(path), before)

    def test_what_is_for_another_host(self):
        """by its issuer it is ours; but nobody asks us for that host"""
        ours = jwt(SOON, iss=f"https://{HOST}/multipass")
        self.secrets.add(ours)
        self.home.configure(f"[{HOST}]\nclient_id = x\n"
                            "[stack.test:8443]\nclient_id = x\n")
        with open(self.config, "wb") as file:
            file.write(f'[remote "a"]\n\turl = https://u:{ours}@proxy.test/\n'
                       f"\turl = https://u:{TOKEN}@stack.test/\n".encode())
        store = self.plant(".git-credentials",
                           f"https://u:{ours}@proxy.test\n"
                           f"https://u:{TOKEN}@{HOST}:8443\n"
                           f"x https://u:{TOKEN}@{HOST}\n")
        npm = self.plant("work/.npmrc", f"//proxy.test/:_authToken={ours}\n"
                         f"{NPM}:_authToken={TOKEN}\n")
        before = [self.read(path) for path in (self.config, store, npm)]
        self.fix(status=1)
        self.assertEqual([self.read(path) for path in
                          (self.config, store, npm)], before)

    def test_without_our_helper(self):
        """git would ask the person: the token stays, and it is said"""
        self.plant(".gitconfig", "")
        before = self.read()
        result = self.fix(status=1)
        self.assertEqual(self.read(), before)
        self.assertIn("nobody would ask us for their host; foundry-credential "
                      "setup HOST changes that", result.err)

    def test_nothing_is_changed(self):
        """--dry-run shows it; other options that make no sense"""
        before = self.read()
        result = self.sweep("--fix", "--dry-run")
        self.assertEqual(result.status, 1)
        self.assertIn(f"+\turl = https://{HOST}/", result.out)
        self.assertEqual(self.read(), before)
        self.assertFalse(os.path.exists(self.home.foundry_home))
        for words, said in (
                (("--undo", "x"), "--undo goes with --dry-run and --yes only"),
                (("--fix", "--json"), "--json goes with neither --fix nor"),
                (("--yes",), "--dry-run and --yes go with --fix or --undo")):
            self.assert_failed(self.sweep(*words), 2, said)

    def test_consent(self):
        """at a terminal it is asked for"""
        before = self.read()
        for answer, status in (("no", 5), ("yes", 0)):
            terminal = self.on_terminal(
                ["sh", "-c", f"exec {CLI} sweep --fix >/dev/tty 2>&1"],
                stdin=None)
            terminal.expect(r"Write these changes\?")
            terminal.type(answer + "\n")
            self.assertEqual(terminal.end().status, status)
            self.assertEqual(self.read() == before, answer == "no")
        self.assertIn("changing files: cancelled, nothing was changed",
                      self.terminals[0].shown)

    def test_changed_since(self):
        """what somebody has made of it stays, with what is kept"""
        self.clone_of("other", "origin")
        other = os.path.join(self.home.path, "other/.git/config")
        before = self.read()
        self.fix()
        with open(other, "a") as file:
            file.write("# mine\n")
        mine = self.read(other)
        result = self.undo(6)
        self.assertIn(f"{other} stays as it is: it has been changed since; "
                      "what is kept of it is ", result.err)
        self.assertIn("taking back what sweep did: not all of it", result.err)
        self.assertEqual(self.read(other), mine)
        self.assertEqual(self.read(), before)

    def test_twice(self):
        """undone, it is as before the first; what others have done between
        is not lost with it: then it stays"""
        two = self.read().replace(b"origin", b"two")
        before = self.read() + two
        self.fix()
        once = self.read()
        with open(self.config, "ab") as file:
            file.write(two)
        result = self.fix(status=1)
        self.assertIn("it has changed since an earlier sweep; remove what is "
                      "kept of that: ", result.err)
        self.assertEqual(self.read(), once + two)
        self.undo(6)
        with open(self.config, "wb") as file:
            file.write(once)
        self.undo()
        self.assertEqual(self.read() + two, before)

    def test_files_that_cannot_be_changed(self):
        """a broken one, one that is read-only: the others are changed"""
        self.clone_of("broken", "origin")
        broken = os.path.join(self.home.path, "broken/.git/config")
        with open(broken, "a") as file:
            file.write("[half\n")
        self.clone_of("fixed", "origin")
        fixed = os.path.join(self.home.path, "fixed/.git/config")
        os.chmod(fixed, 0o400)
        before = self.read(), self.read(broken), self.read(fixed)
        result = self.fix(status=1)
        self.assertEqual(self.read(), self.without(before[0]))
        self.assertEqual((self.read(broken), self.read(fixed)), before[1:])
        for path in (broken, fixed):
            self.assertIn(f"{path} stays as it is: ", result.err)

    def test_locked_by_git(self):
        """git is at it: nothing is written"""
        self.plant(self.config + ".lock", "")
        before = self.read()
        result = self.sweep("--fix", "--yes")
        self.assertEqual(result.status, 6)
        self.assertEqual(self.read(), before)
        os.unlink(self.config + ".lock")
        self.assertIn("there is nothing to take back", self.undo().out)

    def test_helper_of_one_clone(self):
        """that the clone one is in asks us says nothing of the others"""
        self.plant(".gitconfig", "")
        self.git("-C", "work", "config", "credential.helper", "foundry")
        before = self.read()
        self.fix(status=1, cwd=os.path.join(self.home.path, "work"))
        self.assertEqual(self.read(), before)


class Fetching(SweepTest):
    def test_git_goes_on(self):
        """with a token of ours in the place of the one that was pasted"""
        self.home.configure()
        self.secrets.add(self.home.log_in())
        self.home.environment["GIT_CONFIG_GLOBAL"] = os.path.join(
            self.scratch, "gitconfig")
        repository = self.foundry.repository()
        self.assertEqual(self.clone(repository).status, 0)
        dead = jwt(17)
        url = repository["url"].replace("https://", f"https://u:{dead}@")
        self.git("-C", "work", "remote", "set-url", "origin", url)
        self.assertNotEqual(self.git("-C", "work", "fetch", "-q").status, 0)
        result = self.sweep("--fix", "--yes", "work")
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertNotIn("revoke", result.out)
        self.assertEqual(self.git("-C", "work", "fetch", "-q").status, 0)


if __name__ == "__main__":
    main()
