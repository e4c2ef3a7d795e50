#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foundry-credential setup: what it writes into whose files, and undo."""

import json
import os
import shutil
import stat

from harness import BIN, CLI, PUBLIC_CLIENT, SystemTest, main, needs_root

STACK = "acme.palantirfoundry.com"
REGISTRY = "acme-container-registry.palantirfoundry.com"
RID = "ri.artifacts.main.repository.7b7471ff-6f16-4988-b605-7c7beeb68ea3"
PASSWORD = "amRvZTpzZWNyZXQtb2YtYW5vdGhlcg=="
BOTH = ("--git", "--docker")
HELPER = os.path.join(BIN, "git-credential-foundry")

GIT = """\
# mine
[user]
\tname = Jane ; Doe
[credential]
\thelper = store
\thelper = "!f() { echo password=hush; }; f"
[Credential "https://other.test"]
\thelper = cache --timeout=5
[include]
\tpath = more
[alias]
\tst = status # short
"""
DOCKER = """\
{
    "auths": { "other.test": { "auth": "%s" } },
    "HttpHeaders": {"X-Meta": ["a", 1.50, null]},
    "credHelpers": {
        "ecr.test": "ecr-login"
    },
    "credsStore": "pass", "unknown": {"é": "\\u00e9/\\/"}
}
""" % PASSWORD
CONFIG = """\
# my stacks
[DEFAULT]
scopes = offline_access

[Other.Test]
client_id = other
; the end
"""


class SetupTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.git_file = self.home.environment["GIT_CONFIG_GLOBAL"]
        self.docker_file = os.path.join(self.home.path, ".docker",
                                        "config.json")
        self.files = (self.home.config_file, self.git_file, self.docker_file)

    def put(self, config=None, git=None, docker=None):
        """The three files as they are before; None: not there."""
        for path, text in zip(self.files, (config, git, docker)):
            if text is not None:
                self.home.write(path, text, 0o644)
            elif os.path.lexists(path):
                os.unlink(path)

    def state(self):
        """Each file's bytes, mode and target, the time it was written."""
        found = {}
        for path in self.files:
            if not os.path.lexists(path):
                found[path] = None
                continue
            status = os.stat(path)
            with open(path, "rb") as file:
                found[path] = (file.read(), stat.S_IMODE(status.st_mode),
                               os.path.islink(path) and os.readlink(path),
                               status.st_mtime_ns)
        return found

    def contents(self):
        """The bytes of each file, without its times."""
        return {path: was and was[:3] for path, was in self.state().items()}

    def set_up(self, *options, status=0, host=STACK, **run):
        result = self.cli("setup", host, *options, **run)
        self.assertEqual(result.status, status, result.err + result.out)
        return result

    @staticmethod
    def stamp(path):
        """As an older version wrote it down."""
        st = os.stat(path)
        return ".".join(str(number) for number in (
            st.st_dev, st.st_ino, st.st_size,
            *divmod(st.st_mtime_ns, 10**9), *divmod(st.st_ctime_ns, 10**9)))

    def chain(self, host=STACK, **run):
        """git's own view of who is asked, the resets done."""
        result = self.git("config", "--get-regexp", r"credential\..*helper",
                          **run)
        helpers = []
        for line in result.out.splitlines():
            key, _, helper = line.partition(" ")
            if key in ("credential.helper",
                       f"credential.https://{host}.helper"):
                helpers = helpers + [helper] if helper else []
        return helpers

    def docker(self):
        with open(self.docker_file) as file:
            return json.load(file)


class Files(SetupTest):
    def test_nothing_is_there_yet(self):
        """no files at all: they are made, private, with what is asked"""
        self.put()
        result = self.set_up("--client-id", "abc", "--scopes", "a b",
                             "--registry", REGISTRY, "--repository", RID)
        with open(self.home.config_file) as file:
            self.assertEqual(file.read(), f"""\
[{STACK}]
client_id = abc
scopes = a b

[{REGISTRY}]
foundry = {STACK}
username = {RID}
""")
        self.assertEqual(self.chain(), [HELPER])
        self.assertEqual(self.docker(), {"credHelpers": {REGISTRY: "foundry"}})
        for path in self.files:
            self.assert_mode(path, 0o600)
        for uri in (f"https://{STACK}/multipass/api/oauth2/callback",
                    "http://127.0.0.1/"):
            self.assertRegex(result.out, f"(?m)^  {uri}$")
        self.set_up("--undo")
        self.assertEqual(self.contents(), dict.fromkeys(self.files))

    def test_what_others_wrote_stays(self):
        """comments, order, formatting, unknown members, modes stay"""
        self.put(CONFIG, GIT, DOCKER)
        self.set_up(*BOTH, "--client-id", "abc")
        config, git, docker = (was[0].decode()
                               for was in self.state().values())
        self.assertEqual(config, CONFIG + f"\n[{STACK}]\nclient_id = abc\n")
        self.assertEqual(git, GIT + f'[credential "https://{STACK}"]\n'
                         f"\thelper = \n\thelper = {HELPER}\n")
        self.assertEqual(docker, DOCKER.replace('"ecr-login"', '"ecr-login",\n'
                         f'        "{REGISTRY}": "foundry"'))
        self.assertEqual(self.chain(), [HELPER])
        for path in self.files:
            self.assert_mode(path, 0o644)

    def test_repository_of_the_only_registry(self):
        """--repository alone: of the registry that is known already"""
        self.put()
        self.set_up("--client-id", "abc", "--registry", "r.test",
                    host="new.test")
        self.set_up("--repository", RID, host="new.test")
        with open(self.home.config_file) as file:
            self.assertIn("[r.test]\nfoundry = new.test\n"
                          f"username = {RID}\n", file.read())

    def test_docker_is_asked_for(self):
        """docker's file is written when a registry, a repository or docker
        is named, and git alone is not; --undo asks for nothing"""
        for options, docker in (
                ((), False), (("--git",), False), (("--docker",), True),
                (BOTH, True), (("--registry", "r.test"), True),
                (("--repository", RID), True),
                (("--repository", RID, "--git"), False),
                (("--registry", "r.test", "--docker"), True)):
            with self.subTest(options=options):
                self.put()
                self.set_up("--client-id", "abc", *options)
                self.assertEqual(os.path.exists(self.docker_file), docker)
                self.assertEqual(os.path.exists(self.git_file),
                                 options[-1:] != ("--docker",)
                                 or options == BOTH)
                self.set_up("--undo")
                self.assertEqual(self.contents(), dict.fromkeys(self.files))

    def test_twice(self):
        """a second time nothing is written, and that is said"""
        self.put(CONFIG, GIT, DOCKER)
        self.set_up(*BOTH, "--client-id", "abc")
        before = self.state()
        for options in ((), ("--client-id", "abc"), ("--git",),
                        ("--registry", REGISTRY, "--docker", "--dry-run")):
            result = self.set_up(*options)
            if "--registry" not in options:
                self.assertIn("everything is set up already", result.out)
            self.assertEqual(self.state(), before)

    def test_dry_run(self):
        """--dry-run shows the same diff, and writes nothing at all"""
        self.put(None, GIT, DOCKER)
        before = self.state(), sorted(os.listdir(self.home.path))
        shown = self.set_up(*BOTH, "--client-id", "abc", "--dry-run").out
        self.assertEqual((self.state(), sorted(os.listdir(self.home.path))),
                         before)
        self.assertRegex(shown, r"(?m)^\+client_id = abc$")
        shown = self.changes(shown)
        done = self.set_up(*BOTH, "--client-id", "abc").out
        self.assertTrue(done.startswith(shown), done)
        before = self.state()
        shown = self.set_up("--undo", "--dry-run").out
        self.assertEqual(self.state(), before)
        self.assertRegex(shown, r"(?m)^-client_id = abc$")
        self.changes(shown)

    def changes(self, shown):
        """What --dry-run shows, without the last line."""
        end = f"{STACK}: nothing was changed\n"
        self.assertTrue(shown.endswith(end), shown)
        return shown.removesuffix(end)

    def test_links(self):
        """symlinked dotfiles are followed, and stay links"""
        dotfiles = os.path.join(self.scratch, "dotfiles")
        os.mkdir(dotfiles)
        os.chmod(dotfiles, 0o775)
        self.put(CONFIG, GIT, DOCKER)
        for number, path in enumerate(self.files):
            target = os.path.join(dotfiles, str(number))
            os.rename(path, target)
            os.symlink(target, path)
        before = self.contents()
        self.set_up(*BOTH, "--client-id", "abc")
        after = self.contents()
        for path in self.files:
            self.assertEqual(after[path][2], before[path][2])
            self.assertNotEqual(after[path][0], before[path][0])
        self.assertEqual(sorted(os.listdir(dotfiles)), ["0", "1", "2"])
        self.set_up("--undo")
        self.assertEqual(self.contents(), before)

    def test_line_ends(self):
        """CRLF: what comes new ends as the rest does"""
        self.put(CONFIG.replace("\n", "\r\n"), GIT.replace("\n", "\r\n"),
                 DOCKER.replace("\n", "\r\n"))
        before = self.contents()
        self.set_up(*BOTH, "--client-id", "abc")
        for path in (self.home.config_file, self.docker_file):
            text = self.contents()[path][0]
            self.assertEqual(text.count(b"\r\n"), text.count(b"\n"))
        self.assertEqual(self.docker()["credHelpers"][REGISTRY], "foundry")
        self.assertEqual(self.chain(), [HELPER])
        self.set_up("--undo")
        self.assertEqual(self.contents(), before)

    def test_where_git_keeps_it(self):
        """GIT_CONFIG_GLOBAL, ~/.gitconfig, else the XDG file"""
        self.put()
        home = self.home.path
        del self.home.environment["GIT_CONFIG_GLOBAL"]
        xdg = os.path.join(home, ".config", "git", "config")
        other = os.path.join(home, "xdg", "git", "config")
        for path, env in ((xdg, {}),
                          (other, {"XDG_CONFIG_HOME": home + "/xdg"}),
                          (os.path.join(home, ".gitconfig"), {})):
            self.home.write(path, "[user]\n\tname = J\n")
            self.set_up("--client-id", "abc", "--git", env=env)
            with open(path) as file:
                self.assertIn(HELPER, file.read())
            self.assertEqual(self.chain(env=env), [HELPER])
            self.set_up("--undo", env=env)
            with open(path) as file:
                self.assertEqual(file.read(), "[user]\n\tname = J\n")

    def test_odd_paths(self):
        """DOCKER_CONFIG names docker's directory; it is made"""
        self.put()
        directory = os.path.join(self.scratch, "docker dir")
        self.set_up("--client-id", "abc", "--docker",
                    env={"DOCKER_CONFIG": directory})
        self.assert_mode(directory, 0o700)
        with open(directory + "/config.json") as file:
            self.assertEqual(json.load(file)["credHelpers"],
                             {REGISTRY: "foundry"})
        self.assertFalse(os.path.exists(self.git_file))


class Undo(SetupTest):
    def test_the_only_one(self):
        """without a host: that of the only stack, and of several none"""
        self.put()
        before = self.contents()
        self.set_up("--client-id", "abc")
        self.assertEqual(self.cli("setup", "--undo").status, 0)
        self.assertEqual(self.contents(), before)
        for host in (STACK, "other.test"):
            self.set_up("--client-id", "abc", host=host)
        before = self.contents()
        self.assert_failed(self.cli("setup", "--undo"), 2, STACK)
        self.assertEqual(self.contents(), before)

    def test_replaced_values_come_back(self):
        """what setup replaced comes back as it was"""
        self.put(f"[{STACK.upper()}]\nclient_id : mine\nlogin = never\n",
                 f'[credential "https://{STACK}"]\n\thelper = theirs\n'
                 "\tusername = j\n",
                 '{"credHelpers":{"%s":"old","x":"y"}}' % REGISTRY)
        before = self.contents()
        result = self.set_up(*BOTH, "--client-id", "abc")
        self.assertEqual(self.docker()["credHelpers"],
                         {REGISTRY: "foundry", "x": "y"})
        self.assertEqual(self.chain(), [HELPER])
        self.assertRegex(result.out, r"(?m)^-client_id : mine$")
        self.set_up("--undo")
        self.assertEqual(self.contents(), before)

    def test_keeps_later_changes(self):
        """changed by others since: only ours is taken out"""
        self.put(f"[{STACK}]\nclient_id = mine\n",
                 f'[credential "https://{STACK}"]\n\thelper = theirs\n',
                 '{\n\t"credHelpers": {\n\t\t"%s": "old"\n\t}\n}' % REGISTRY)
        self.set_up(*BOTH, "--client-id", "abc", "--scopes", "a")
        with open(self.home.config_file, "a") as file:
            file.write("login = never\n[later.test]\nclient_id = x\n")
        self.git("config", "--global", "alias.co", "checkout")
        docker = self.docker()
        docker["later"] = 1
        self.home.write(self.docker_file, json.dumps(docker))
        self.set_up("--undo")
        with open(self.home.config_file) as file:
            self.assertEqual(file.read(), f"[{STACK}]\nclient_id = mine\n"
                             "login = never\n[later.test]\nclient_id = x\n")
        self.assertEqual(self.chain(), ["theirs"])
        self.assertEqual(self.git("config", "alias.co").out, "checkout\n")
        self.assertEqual(self.docker(), {"credHelpers": {REGISTRY: "old"},
                                         "later": 1})

    def test_two_stacks(self):
        """two set up one after the other, taken back in either order"""
        other = "b.palantirfoundry.com"
        for order in ((STACK, other), (other, STACK)):
            self.put(CONFIG, GIT, DOCKER)
            before = self.contents()
            self.set_up(*BOTH, "--client-id", "abc")
            self.set_up(*BOTH, "--client-id", "def", host=other)
            self.assertEqual(self.chain(other), [HELPER])
            for host in order:
                self.set_up("--undo", host=host)
            self.assertEqual(self.docker(), json.loads(DOCKER))
            # The second one may leave the empty line before its section.
            self.assertEqual([was[0].rstrip() for was in
                              self.contents().values()],
                             [was[0].rstrip() for was in before.values()])

    def test_set_up_again_after_changes(self):
        """more options later: undo still goes back to the beginning"""
        self.put(CONFIG, GIT, DOCKER)
        before = self.contents()
        self.set_up(*BOTH, "--client-id", "abc")
        self.set_up("--registry", "r.test", "--repository", RID)
        self.assertEqual(self.docker()["credHelpers"],
                         {"ecr.test": "ecr-login", REGISTRY: "foundry",
                          "r.test": "foundry"})
        self.set_up("--undo")
        self.assertEqual(self.contents(), before)
        self.assertEqual(os.listdir(self.home.foundry_home), ["config"])

    def test_nothing_was_set_up(self):
        self.put(CONFIG, GIT, DOCKER)
        before = self.state()
        self.assertIn("nothing to take back", self.set_up("--undo").out)
        self.assertEqual(self.state(), before)

    def test_by_hand(self):
        """what setup would write, written by hand: nothing was set up"""
        secret = self.home.file(STACK + ".secret")
        self.put(f"[{STACK}]\nclient_id = abc\nclient_secret_file = {secret}\n"
                 f"[{REGISTRY}]\nfoundry = {STACK}\n",
                 f'[credential "https://{STACK}"]\n\thelper = \n'
                 f"\thelper = {HELPER}\n",
                 '{"credHelpers":{"%s":"foundry"}}' % REGISTRY)
        self.home.write(secret, "mine")
        before = self.state()
        for options in ((), ("--git",), ("--docker",)):
            result = self.set_up("--undo", *options)
            self.assertIn("nothing to take back", result.out)
        # Nor is it setup's when setup finds it there, and adds to it.
        self.set_up("--scopes", "a")
        self.assertEqual(self.contents()[self.git_file],
                         before[self.git_file][:3])
        with open(self.home.config_file, "a") as file:
            file.write("login = never\n")
        self.set_up("--undo")
        with open(self.home.config_file) as file:
            self.assertEqual(file.read(), before[self.home.config_file][0]
                             .decode() + "login = never\n")
        for path in self.files[1:]:
            self.assertEqual(self.state()[path], before[path])
        with open(secret) as file:
            self.assertEqual(file.read(), "mine")

    def test_what_others_made_of_it_stays(self):
        """a key, a helper, a registry or a secret that is not as setup left
        it is somebody else's by now"""
        secret = self.home.file(STACK + ".secret")
        self.put(CONFIG, GIT, DOCKER)
        self.set_up("--client-id", "abc", "--scopes", "a", "--registry",
                    "r.test", "--client-secret-stdin", stdin="ours\n")
        with open(self.home.config_file) as file:
            text = file.read().replace("client_id = abc", "client_id=mine")
        self.home.write(self.home.config_file, text.replace(
            "[r.test]\n", "[r.test]\nusername = x\n") +
            f"[s.test]\nfoundry = {STACK}\n", 0o644)
        with open(self.git_file, "a") as file:
            file.write("\thelper = after\n\tusername = j\n"
                       f'[credential "https://{STACK}"]\n\thelper = more\n')
        docker = self.docker()
        docker["credHelpers"].update({"s.test": "foundry", REGISTRY: "other"})
        self.home.write(self.docker_file, json.dumps(docker), 0o644)
        self.home.write(secret, "mine")
        self.set_up("--undo")
        with open(self.home.config_file) as file:
            self.assertEqual(file.read(), CONFIG + f"\n[{STACK}]\n"
                             "client_id=mine\n\n[r.test]\nusername = x\n"
                             f"[s.test]\nfoundry = {STACK}\n")
        with open(self.git_file) as file:
            self.assertEqual(file.read(), GIT + f"""\
[credential "https://{STACK}"]
\thelper = after
\tusername = j
[credential "https://{STACK}"]
\thelper = more
""")
        self.assertEqual(self.docker(), {**json.loads(DOCKER), "credHelpers": {
            "ecr.test": "ecr-login", "s.test": "foundry", REGISTRY: "other"}})
        with open(secret) as file:
            self.assertEqual(file.read(), "mine")

    def test_lines_come_back_as_they_were(self):
        """a value of several lines, a secret that gave way to a file"""
        before = (f"[{STACK}]\nclient_id = x\nscopes = a,\n   # note\n   b\n"
                  "client_secret = old\n  older\nlogin = never\n")
        self.put(before)
        os.chmod(self.home.config_file, 0o600)
        self.home.write(self.home.config_file, before.replace("\n  older", ""))
        self.set_up("--client-id", "abc", "--scopes", "c",
                    "--client-secret-stdin", stdin="new\n")
        with open(self.home.config_file, "a") as file:
            file.write("ca_file = /later\n")
        self.set_up("--undo")
        with open(self.home.config_file) as file:
            self.assertEqual(sorted(file.read().splitlines()), sorted((
                before.replace("\n  older", "").replace("   # note\n", "") +
                "   # note\nca_file = /later\n").splitlines()))
        self.assertEqual(self.cli("config", STACK).status, 0)

    def test_directories_that_setup_made(self):
        """go when nothing else is in them, stay when something is"""
        self.put()
        home, docker = self.home.foundry_home, os.path.dirname(
            self.docker_file)
        for own in (None, home, docker):
            for path in (home, docker):
                shutil.rmtree(path, ignore_errors=True)
            self.set_up(*BOTH, "--client-id", "abc",
                        "--client-secret-stdin", stdin="hush\n")
            self.set_up("--scopes", "a")
            if own:
                self.home.write(own + "/mine", "")
            self.set_up("--undo")
            for path in (home, docker):
                self.assertEqual(os.path.exists(path), path == own)
        os.unlink(docker + "/mine")
        self.set_up(*BOTH, "--client-id", "abc")
        self.set_up("--undo")
        self.assertTrue(os.path.isdir(docker))

    def test_a_file_that_setup_made(self):
        """goes also when another program has written it anew since"""
        self.put()
        self.set_up(*BOTH, "--client-id", "abc")
        self.home.write(self.docker_file, json.dumps(self.docker()))
        with open(self.git_file, "a") as file:
            file.write("\n")
        self.set_up("--undo")
        self.assertEqual(self.contents(), dict.fromkeys(self.files))

    def test_failing_half_way(self):
        """a second setup that fails: what the first did is taken back"""
        self.put(CONFIG, GIT, DOCKER)
        before = self.contents()
        self.set_up("--client-id", "abc", "--docker")
        self.home.write(self.git_file + ".lock", "")
        self.set_up("--client-id", "def", status=6)
        os.unlink(self.git_file + ".lock")
        self.set_up("--undo")
        self.assertEqual(self.contents(), before)

    def old_record(self, name, path, before, stamp="-"):
        """As an older version kept it: what was there before, no more."""
        self.home.write(self.home.file(f"setup/{STACK}.{name}"),
                        f"path={path}\nstamp={stamp}\n"
                        f"existed={int(before is not None)}\n\n{before or ''}")

    def set_up_as_of_old(self):
        """All that an older version did, in place of what was there."""
        secret = self.home.file(STACK + ".secret")
        before = (f"[{STACK}]\nclient_id = mine\nclient_secret = s\n",
                  f'[credential "https://{STACK}"]\n\thelper = theirs\n',
                  '{"credHelpers":{"%s":"old"}}' % REGISTRY)
        self.put(f"[{STACK}]\nclient_id = abc\n"
                 f"client_secret_file = {secret}\n",
                 f'[credential "https://{STACK}"]\n\thelper = \n'
                 f"\thelper = {HELPER}\n",
                 '{"credHelpers":{"%s":"foundry"}}' % REGISTRY)
        self.home.write(secret, "hush")
        return before, secret

    def test_records_of_an_older_version(self):
        """what was kept before, without what setup made of it, goes on
        working: the file untouched, or changed since, or set up again"""
        names = ("config", "git", "docker")
        for touched, again in ((False, False), (True, False), (True, True),
                               (False, True)):
            with self.subTest(touched=touched, again=again):
                before, secret = self.set_up_as_of_old()
                for name, path, text in zip(names, self.files, before):
                    self.old_record(name, path, text,
                                    "-" if touched else self.stamp(path))
                if again:
                    self.set_up("--scopes", "a")
                if touched:
                    with open(self.git_file, "a") as file:
                        file.write("[user]\n\tname = j\n")
                self.set_up("--undo")
                after = self.contents()
                with open(self.home.config_file) as file:
                    self.assertEqual(sorted(file), sorted(
                        line + "\n" for line in before[0].splitlines()))
                self.assertEqual(self.chain(), ["theirs"])
                self.assertEqual(self.docker(), json.loads(before[2]))
                self.assertEqual(os.path.exists(secret), again)
                if not touched and not again:
                    self.assertEqual([was[0].decode() for was in
                                      after.values()], list(before))

    def test_what_was_kept_is_damaged(self):
        """--undo with a damaged copy: said, with the cure, and nothing is
        taken back by halves"""
        self.put(CONFIG, GIT, DOCKER)
        self.set_up(*BOTH, "--client-id", "abc")
        before = self.contents()
        kept = os.path.join(self.home.file("setup"), f"{STACK}.config")
        for text, pattern in (("existed=1\n\n", "no path in it"),
                              ("rubbish\n", "not key=value"),
                              (f"path={self.home.config_file}\nexisted=1\n"
                               "before=99\n\nshort", "its end is missing"),
                              ("path=/" + "a" * 4000 + "\n", "too long")):
            with self.subTest(pattern):
                self.home.write(kept, text)
                self.assert_failed(self.cli("setup", STACK, "--undo"), 6,
                                   kept, pattern, "remove it: what setup did "
                                   "there then stays")
                self.assertEqual(self.contents(), before)
        os.unlink(kept)
        self.set_up("--undo")
        self.assertEqual(self.chain(), ["store", "!f() { echo password=hush;"
                                        " }; f"])

    def test_only_git(self):
        """--undo --git leaves docker and the config"""
        self.put(CONFIG, GIT, DOCKER)
        self.set_up(*BOTH, "--client-id", "abc")
        before = self.contents()
        self.set_up("--undo", "--git")
        after = self.contents()
        self.assertEqual(after[self.git_file][0].decode(), GIT)
        for path in (self.home.config_file, self.docker_file):
            self.assertEqual(after[path], before[path])


class Refused(SetupTest):
    def test_nothing_is_written_when_one_file_is_not_fit(self):
        """one file that cannot be changed: none is"""
        self.put(CONFIG, GIT, DOCKER)
        cases = (
            (self.docker_file, '{"credHelpers": []}', 0o644, 6,
             "not an object.*\nmend it, or add"),
            (self.docker_file, '{"a": 1,}', 0o644, 6, "not JSON at byte 8"),
            (self.docker_file, DOCKER, 0o444, 6,
             "it is read-only\nmake it writable"),
            (self.git_file, "[user\n", 0o644, 6, "git cannot read it"),
            (self.git_file, GIT, 0o400, 6, "read-only"),
            (self.home.config_file, "[a]\nb\n", 0o644, 6, "line 2"),
            (self.home.config_file, CONFIG, 0o444, 6, "read-only"),
        )
        for path, text, mode, status, pattern in cases:
            with self.subTest(path=path, pattern=pattern):
                self.put(CONFIG, GIT, DOCKER)
                self.home.write(path, text, mode)
                before = self.state()
                result = self.set_up(*BOTH, "--client-id", "abc",
                                     status=status)
                self.assert_failed(result, status, pattern, path)
                self.assertEqual(self.state(), before)
                os.chmod(path, 0o644)

    def test_what_is_no_file_of_ours(self):
        """a directory, a pipe: told, and nothing is made"""
        self.assert_not_ours((os.mkdir, "not a regular file"),
                             (os.mkfifo, "not a regular file"))

    @needs_root
    def test_what_is_another_user_s(self):
        """another user's file: told, and nothing is made"""
        def of_another_user(path):
            self.home.write(path, "")
            os.chown(path, 12345, -1)
        self.assert_not_ours((of_another_user, "to another user"))

    def assert_not_ours(self, *rows):
        for path in (self.docker_file, self.git_file):
            for make, pattern in rows:
                with self.subTest(path=path, pattern=pattern):
                    self.put()
                    os.makedirs(os.path.dirname(path), exist_ok=True)
                    make(path)
                    self.assert_failed(
                        self.cli("setup", STACK, "--client-id", "abc",
                                 "--registry", REGISTRY), 6, path, pattern)
                    self.assertFalse(os.path.exists(self.home.config_file))
                    (os.rmdir if os.path.isdir(path) else os.unlink)(path)

    def test_path_that_means_another_file_elsewhere(self):
        """a variable that names no absolute path: nothing is made"""
        named = self.home.environment.pop("GIT_CONFIG_GLOBAL")
        self.home.write(os.path.join(self.home.path, "xdg", "git", "config"),
                        "")
        for env, path in (({"GIT_CONFIG_GLOBAL": ""}, '""'),
                          ({"GIT_CONFIG_GLOBAL": "mine"}, '"mine"'),
                          ({"XDG_CONFIG_HOME": "xdg"}, '"xdg/git/config"'),
                          ({"GIT_CONFIG_GLOBAL": named,
                            "DOCKER_CONFIG": "d"}, '"d/config.json"')):
            with self.subTest(env=env):
                self.put()
                self.assert_failed(
                    self.cli("setup", STACK, *BOTH, "--client-id", "abc",
                             env=env),
                    6, f"changing {path}: not an absolute path",
                    f"(?m)^unset .*{next(reversed(env))}")
                self.assertEqual(self.contents(), dict.fromkeys(self.files))

    def test_directory_that_cannot_be_made(self):
        """one level is made; more: nothing is written, nor a secret"""
        self.put()
        self.assert_failed(
            self.cli("setup", STACK, *BOTH, "--client-id", "abc",
                     "--client-secret-stdin", stdin="hush\n",
                     env={"DOCKER_CONFIG": self.scratch + "/a/b"}),
            6, "/a/b/config.json: writing into .*/a: No such file",
            "(?m)^make that directory")
        self.assertEqual(self.contents(), dict.fromkeys(self.files))
        self.assertFalse(os.path.exists(self.home.foundry_home))

    def test_no_git(self):
        """where there is no git, what to do is said"""
        self.put()
        self.assert_failed(
            self.cli("setup", STACK, "--client-id", "abc",
                     env={"PATH": self.scratch}),
            6, "running git: not found", "(?m)^install git; --docker leaves")
        self.assertEqual(self.contents(), dict.fromkeys(self.files))

    def test_link_to_nothing(self):
        self.put()
        os.symlink("nowhere", self.git_file)
        result = self.set_up("--client-id", "abc", status=6)
        self.assert_failed(result, 6, "symbolic link to nothing")
        self.assertFalse(os.path.exists(self.home.config_file))

    def test_git_is_at_it(self):
        """git's lock is respected, and left"""
        self.put(None, GIT)
        self.home.write(self.git_file + ".lock", "")
        result = self.cli("setup", STACK, "--client-id", "abc", "--git")
        self.assertEqual(result.status, 6)
        self.assert_message(result, "taking git's lock",
                            "another git changes it; when none does, remove "
                            ".*lock")
        self.assertRegex(result.out, f"(?m)^changed {self.home.config_file}$")
        self.assertRegex(result.out, f"(?m)^  .* setup --undo {STACK}$")
        self.assertTrue(os.path.exists(self.git_file + ".lock"))
        self.assertEqual(self.contents()[self.git_file][0].decode(), GIT)
        os.unlink(self.git_file + ".lock")
        self.set_up()
        self.assertEqual(self.chain(), [HELPER])

    def test_words_that_make_no_sense(self):
        """usage errors: exit 2, and nothing is written"""
        self.put(f"[{STACK}]\nclient_id = x\n[r.test]\nfoundry = {STACK}\n",
                 GIT)
        before = self.state()
        for words, pattern in (
                ((), "setting up: no host is given"),
                (("not a host",), "not a host"),
                (("new.test",), "no client ID .*\n.*--client-id"),
                (("new.test", "--client-id", "a b"), "client_id"),
                (("new.test", "--client-id", "a" * 2000), "too long"),
                ((STACK, "--ca-file", "/" + "a" * 2000),
                 r"--ca-file /a+\.\.\.: File name too long"),
                (("new.test", "--client-id", ""), "no client ID"),
                ((STACK, "--registry", "http://r"), "not a host"),
                ((STACK, "--registry", STACK), "the stack itself"),
                (("r.test",), f"it is a registry of {STACK}"),
                (("new.test", "--client-id", "abc", "--registry", "r.test"),
                 f"one of {STACK} already"),
                (("new.test", "--client-id", "abc", "--repository", RID),
                 "say whose with --registry"),
                (("new.test", "--client-id", "abc", "--docker"),
                 "no registry of it is known\nname it with --registry"),
                ((STACK, "--client-id", "ab"), "too short"),
                ((STACK, "--client-id", "CLIENT_ID"), "of your own"),
                ((STACK, "--client-id", f"https://{STACK}"), "is an address"),
                ((STACK, "--client-id", STACK), "is an address"),
                (("acme", "--client-id", "abc"), '"acme" is no whole host name'
                 "\nas acme.palantirfoundry.com; if it has no more, "
                 "https://acme"),
                (("HOST",), "HOST stands for a value of your own"),
                (("acme.test/",), "not a host .*\n.*slash"),
                ((STACK, "--registry", "REGISTRY"), "of your own"),
                ((STACK, "--registry", "r.test/"), "not a host"),
                ((STACK, "--scopes", 'a"b'), "scopes"),
                ((STACK, "--scopes", "a" * 3000), "the scopes are too long"),
                ((STACK, "--repository", "RID"), "of your own"),
                *(((STACK, "--repository", rid), 
                   "the repository must be a RID")
                  for rid in ("repository", "ri.artifacts.main.repository",
                              "ri.artifacts.main.repository.UUID",
                              "ri.artifacts.main.repository.",
                              "ri..main.repository.a", "ri.a.main..a",
                              "ri.A.main.repository.a", RID + " ",
                              "ri.a.main.repository." + "a" * 300)),
                ((STACK, "--ca-file", "/no/such"), "--ca-file /no/such"),
                ((STACK, "--undo", "--scopes", "a"), "--undo goes with"),
                ((STACK, "--client-secret-stdin"), "stdin must bring one line"),
                ((STACK, "--clientid", "a"), 'did you mean "--client-id"')):
            with self.subTest(words=words):
                result = self.cli("setup", *words)
                status = 6 if "one line" in pattern else 2
                self.assert_failed(result, status, pattern)
                self.assertEqual(self.state(), before)


class Secrets(SetupTest):
    def test_client_secret(self):
        """a client secret: into a file of its own, private, never shown"""
        self.put(f"[{STACK}]\nclient_id = x\nclient_secret = old-hushhush\n",
                 GIT, DOCKER)
        os.chmod(self.home.config_file, 0o600)
        result = self.set_up("--client-secret-stdin", "--client-id", "abc",
                             stdin="new-hushhush\n")
        path = self.home.file(STACK + ".secret")
        self.assert_mode(path, 0o600)
        with open(path) as file:
            self.assertEqual(file.read(), "new-hushhush")
        with open(self.home.config_file) as file:
            self.assertEqual(file.read(), f"[{STACK}]\nclient_id = abc\n"
                             f"client_secret_file = {path}\n")
        self.assertIn("-client_secret = ...\n", result.out)
        self.assertNotIn("hushhush", result.out + result.err)
        result = self.set_up("--undo")
        self.assertFalse(os.path.exists(path))
        self.assertNotIn("hushhush", result.out + result.err)
        with open(self.home.config_file) as file:
            self.assertIn("client_secret = old-hushhush", file.read())

    def test_what_others_keep_is_not_shown(self):
        """passwords in the files of others are not shown"""
        others = (f'[credential "https://{STACK}"]\n'
                  '\thelper = "!f() { echo \\\n  password=hush; }; f"\n'
                  "\thelper = store --file=hush\n"
                  "\thelper = /opt/git-credential-foundry --key hush\n"
                  '[url "https://u:hush@x.test/"] insteadOf = hush # hush\n'
                  "; hush\n")
        self.put(None, others, json.dumps({**json.loads(DOCKER),
                                           "pin": 12345678}))
        result = self.set_up(*BOTH, "--client-id", "abc")
        self.assertIn('"auths"', result.out)
        # A version that wrote in place of others' lines had them in its diff.
        lines = f'[credential "https://{STACK}"]\n\thelper = \n' \
                f"\thelper = {HELPER}\n"
        self.home.write(self.home.file(f"setup/{STACK}.git"),
                        f"path={self.git_file}\nexisted=1\nstamp="
                        f"{self.stamp(self.git_file)}\n\n{others}")
        undone = self.set_up("--undo", "--dry-run")
        self.home.write(self.git_file, others.rstrip("\n"))
        again = self.set_up("--dry-run", "--git")
        for said in (result.out, undone.out, again.out):
            for secret in ("hush", PASSWORD, "12345678"):
                self.assertNotIn(secret, said)
        self.assertIn("+" + lines.replace("\n", "\n+").rstrip("+"), again.out)
        self.assertIn("\n-; ...\n", again.out)

    def test_what_the_config_keeps_is_not_shown(self):
        """a client_secret, however it is written, and what is of others"""
        for secret in ("client_secret = hush", "  client_secret=hush",
                       "client_secret =\n\thush\n\thush",
                       "CLIENT_SECRET : hush",
                       "client_secret_command = cat --pin hush"):
            with self.subTest(secret=secret):
                indent = secret[:len(secret) - len(secret.lstrip())]
                self.put(f"[{STACK}]\n{indent}client_id = old\n{secret}\n"
                         f"{indent}scopes = a\n   hush\n# hush")
                os.chmod(self.home.config_file, 0o600)
                words = (() if "\n" in secret
                         else ("--client-secret-stdin",))
                result = self.set_up("--client-id", "new", "--scopes", "b",
                                     "--dry-run", *words, stdin="hush\n")
                self.assertNotIn("hush", result.out + result.err)
                self.assertRegex(result.out, "(?m)^- *client_id = old$")
                self.assertRegex(result.out, r"(?m)^\+ *client_id = new$")
                if words:
                    self.assertRegex(result.out,
                                     r"(?mi)^- *client_secret\w* ?[:=] ?\.")

    def test_terminal_is_not_ruled_by_a_file(self):
        self.put(f"[{STACK}]\nclient_id = a\x1b[2Jb\n", GIT)
        result = self.set_up(*BOTH, "--client-id", "abc")
        self.assertNotIn("\x1b", result.out)


class Known(SetupTest):
    def test_login_of_the_python_library(self):
        """a login that Python made has the client ID: none is asked for"""
        self.put(None, GIT)
        self.home.log_in()
        self.set_up(host=self.host)
        self.assertFalse(os.path.exists(self.home.config_file))
        self.assertEqual(self.chain(self.host), [HELPER])


    def test_next(self):
        """on a working stack the next step is no login, and the application
        need not be registered"""
        self.put(None, GIT)
        self.home.configure()
        for working in (False, True):
            for options in (("--git",), ("--scopes", "offline_access"), ()):
                with self.subTest(working=working, options=options):
                    result = self.set_up(*options, host=self.host)
                    said = result.out.splitlines()
                    self.assertEqual(said[-1], "Next: foundry-credential "
                                     f"{'doctor' if working else 'login'} "
                                     f"{self.host}")
                    self.assertEqual("redirect URIs" in result.out,
                                     not working)
            self.home.log_in()
        # The login of another application is none of this one.
        result = self.set_up("--client-id", "another", host=self.host)
        self.assertIn("\nNext: foundry-credential login", result.out)


class Works(SetupTest):
    def test_from_nothing_to_a_clone(self):
        """setup, login, clone, undo: with the real git"""
        self.home.git_config('[credential]\n\thelper =\n\thelper = store\n')
        repository = self.foundry.repository()
        self.set_up("--client-id", PUBLIC_CLIENT, "--ca-file",
                    self.foundry.ca_file, "--scopes",
                    "offline_access api:read-data", host=self.host)
        result = self.cli("login", env={"BROWSER": self.browser()})
        self.assertEqual(result.status, 0, result.err)
        result = self.clone(repository)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertFalse(os.path.exists(
            os.path.join(self.home.path, ".git-credentials")))
        self.set_up("--undo", host=self.host)
        self.assertNotIn(HELPER, " ".join(self.chain(self.host)))

    def test_a_helper_behind_ours_is_named(self):
        """a storing helper that git asks after ours, for another file says
        so, is named"""
        self.put()
        work = os.path.join(self.scratch, "work")
        self.git("init", "-q", work)
        self.git("config", "credential.helper", "store", cwd=work)
        result = self.set_up("--client-id", "abc", cwd=work)
        self.assertRegex(result.out, 'git asks "store"')
        self.git("config", "credential.helper", "", cwd=work)
        result = self.set_up(cwd=work)
        self.assertRegex(result.out, "(?m)^Here git does not ask us")

    def test_ours_is_the_last_word(self):
        """whatever stands in git's file, and comes there later, git asks us
        alone once setup has run; then there is nothing more to do"""
        ours = f'[credential "https://{STACK}"]\n\thelper = \n' \
               f"\thelper = {HELPER}\n"
        more = os.path.join(self.scratch, "more")
        self.home.write(more, "[credential]\n\thelper = store\n")
        for later in ("[credential]\n\thelper = store\n",
                      f'[credential "https://{STACK}/stemma"]\n'
                      "\thelper = store\n",
                      f'[credential "https://{STACK}"]\n\tusername = j\n'
                      "\thelper =\n\thelper = theirs\n",
                      f"[include]\n\tpath = {more}\n",
                      f'[includeIf "gitdir:/"]\n\tpath = {more}\n',
                      '[credential "https://*.palantirfoundry.com"]\n'
                      "\thelper = store"):
            with self.subTest(later=later):
                text = ours + later
                self.put(None, text)
                shutil.rmtree(self.home.file("setup"), ignore_errors=True)
                self.set_up("--client-id", "abc", "--git")
                self.assertEqual(self.asked(), [HELPER])
                with open(self.git_file) as file:
                    self.assertEqual(file.read(), text + (
                        "" if text[-1] == "\n" else "\n") + ours)
        before = self.state()
        again = self.set_up("--git")
        self.assertIn("everything is set up already", again.out)
        self.assertEqual(self.state(), before)
        with open(self.git_file, "a") as file:
            file.write("[credential]\n\thelper = store\n")
        self.set_up("--git")
        self.assertEqual(self.asked(), [HELPER])
        self.set_up("--undo")
        with open(self.git_file) as file:
            self.assertEqual(file.read(), text + "\n"
                             "[credential]\n\thelper = store\n")

    def asked(self):
        """The helpers that git really starts, for a repository there."""
        result = self.git("credential", "fill", env={
            "GIT_TRACE": "1", "GIT_TERMINAL_PROMPT": "0"},
            stdin="protocol=https\nhost=" + STACK + "\npath=stemma/git/ri.a"
            "\n\n")
        return [line.split("run_command: ")[1].strip("'").removesuffix(" get")
                .removeprefix("git credential-") for line in
                result.err.splitlines() if "run_command: " in line]

    def test_other_stacks_stay_where_they_are(self):
        """what is for another host behind ours is no reason to write"""
        self.put()
        self.set_up(*BOTH, "--client-id", "abc")
        self.set_up("--client-id", "abc", host="other.test")
        before = self.state()
        self.set_up()
        self.assertEqual(self.state(), before)


if __name__ == "__main__":
    main()
