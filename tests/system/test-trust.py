#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Attempts at what docs/threat-model.md says cannot be done: by another user
of the machine, by a repository, by a proxy."""

import os
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading

from harness import (BIN, CLI, CONFIDENTIAL_CLIENT, CONFIDENTIAL_SECRET,
                     DOCKER_HELPER, GIT_HELPER, LoggedInTest, SystemTest,
                     main, needs_root)

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                             "..", "rules"))
from rules import SANITIZERS  # noqa: E402

NOBODY = 65534
PROGRAMS = {"git-credential-foundry": (["get"], 0),
            "docker-credential-foundry": (["list"], 1),
            "foundry-credential": (["list"], 6),
            "keyring": (["get", "x.test"], 1),
            "foundry-oauth": (["refresh"], 2)}
# setcap cap_dac_override+ep, as the file system keeps it (capability.h).
CAPABLE = struct.pack("<5I", 0x02000001, 1 << 1, 0, 0, 0)


@needs_root
class RootTest(LoggedInTest):
    """Only root can play two users."""

    def setUp(self):
        super().setUp()
        self.house_rules = False
        os.chmod(self.scratch, 0o755)

    def as_nobody(self, argv, stdin="", **options):
        return self.run_program(argv, stdin, user=NOBODY, group=NOBODY,
                                extra_groups=[], **options)


class BorrowedRights(RootTest):
    def copy(self, name):
        path = os.path.join(self.scratch, name)
        shutil.copy(os.path.join(BIN, name), path)
        return path

    def assert_refused(self, path, arguments, status):
        result = self.as_nobody(
            [path, *arguments], self.request(), cwd="/", env={
                "FOUNDRY_HOME": self.home.foundry_home,
                "ASAN_OPTIONS": "detect_leaks=0"})
        # The leak sanitizer gives up with a status of its own.
        if not SANITIZERS:
            self.assertEqual(result.status, status, result)
        self.assertIn("rights that its caller does not have",
                      result.err + result.out)
        self.assertIn("take away its set-user-ID and set-group-ID bits",
                      result.err)
        self.assertNotIn("password", result.out)

    def test_set_user_id(self):
        """set-user-ID or set-group-ID: it says so and does nothing"""
        if os.statvfs(self.scratch).f_flag & os.ST_NOSUID:
            self.skipTest("no set-user-ID programs in TMPDIR")
        for name, (arguments, status) in PROGRAMS.items():
            for mode in (0o4755, 0o2755):
                with self.subTest(program=name, mode=oct(mode)):
                    path = self.copy(name)
                    os.chmod(path, mode)
                    self.assert_refused(path, arguments, status)
                    os.chmod(path, 0o755)
                    plain = self.as_nobody([path, *arguments], "", cwd="/")
                    self.assertNotIn("set-user-ID", plain.err)

    def test_capabilities(self):
        """capabilities of the file: the same"""
        path = self.copy("foundry-credential")
        os.chmod(path, 0o755)
        try:
            os.setxattr(path, "security.capability", CAPABLE)
        except OSError as error:
            self.skipTest(f"no file capabilities in TMPDIR: {error}")
        self.assert_refused(path, ["list"], 6)


class OtherUsers(RootTest):
    def test_open_home(self):
        """under a home that others may enter nothing of ours can be opened:
        no secret, and no lock to hold us up"""
        self.assert_good()
        self.home.configure(token="static")
        self.helper("store", self.request(username="u", password="p.q.r"))
        for path in (self.home.path, self.home.foundry_home, self.home.run):
            os.chmod(path, 0o755)
        os.chmod(self.home.config_file, 0o644)
        look = """
import os, sys
for folder, folders, names in os.walk(sys.argv[1]):
    for name in folders + names:
        for way in (os.O_RDONLY, os.O_WRONLY):
            try:
                os.close(os.open(os.path.join(folder, name), way))
                print(name, way)
            except OSError:
                pass
"""
        seen = self.as_nobody([sys.executable, "-c", look, self.scratch],
                              cwd="/")
        opened = {line.split()[0] for line in seen.out.splitlines()}
        self.assertEqual((seen.status, seen.err), (0, ""))
        self.assertIn("config", opened)
        self.assertEqual(opened & {"oauth", "tokens", "lock", "vault",
                                   self.host, "used", "cache"}, set())

    def test_core(self):
        """no core file, also when the limit is raised while it runs"""
        for name, (arguments, _) in PROGRAMS.items():
            if name == "keyring":
                continue  # which never waits for anything
            with self.subTest(program=name):
                path = os.path.join(self.scratch, name)
                shutil.copy(os.path.join(BIN, name), path)
                process = subprocess.Popen(
                    [path, *("get" if word == "list" else word
                             for word in arguments)],
                    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL, cwd=self.scratch,
                    env=self.env(), user=NOBODY, group=NOBODY,
                    extra_groups=[])
                self.wait_until_asleep(process.pid)
                hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
                self.assertEqual(self.as_nobody(
                    ["prlimit", "--pid", str(process.pid),
                     f"--core={hard}:{hard}"], cwd="/").status, 0)
                os.kill(process.pid, signal.SIGABRT)
                status = os.waitpid(process.pid, 0)[1]
                process.returncode = 0
                process.stdin.close()
                self.assertTrue(os.WIFSIGNALED(status))
                self.assertFalse(os.WCOREDUMP(status))

    def test_config_put_there_by_others(self):
        """a directory that others can write: the config in it runs nothing,
        under noop too, which takes no lock"""
        mark = os.path.join(self.scratch, "mark")
        evil = os.path.join(self.scratch, "evil")
        self.home.configure(
            client_id=CONFIDENTIAL_CLIENT, grant="client_credentials",
            cache="noop", client_secret_command=f"touch {mark}",
            token="oauth")
        os.rename(self.home.config_file, evil)
        os.symlink(evil, self.home.config_file)
        os.chmod(self.home.foundry_home, 0o777)
        self.assert_failed(self.token(), 6, f"{self.home.foundry_home} can "
                           "be written by other users", "chmod go-w")
        self.assertFalse(os.path.exists(mark))
        os.chmod(self.home.foundry_home, 0o700)
        self.assert_failed(self.token(), 6, "gave no secret")
        self.assertTrue(os.path.exists(mark))


class Memory(RootTest):
    """Only root sees that of a process that is not dumpable."""

    def memory(self, pid):
        """All that can be read of it, but the kernel's own pages."""
        with open(f"/proc/{pid}/maps") as maps, \
                open(f"/proc/{pid}/mem", "rb") as memory:
            for line in maps:
                place, rights = line.split()[:2]
                if rights[0] != "r" or "[v" in line:
                    continue
                start, end = (int(word, 16) for word in place.split("-"))
                memory.seek(start)
                yield memory.read(end - start)

    def test_what_lasts_is_not_in_it(self):
        """while a helper waits for foundry-oauth: no refresh token and no
        client secret"""
        secret = CONFIDENTIAL_SECRET.encode()
        for argv, stdin in (([CLI, "token", self.host], ""),
                            ([GIT_HELPER, "get"], self.request()),
                            ([DOCKER_HELPER, "get"], self.host)):
            with self.subTest(argv=argv):
                self.home.configure(client_id=CONFIDENTIAL_CLIENT,
                                    client_secret=CONFIDENTIAL_SECRET)
                saved = self.foundry.grant(
                    client_id=CONFIDENTIAL_CLIENT,
                    scopes=["offline_access"])["refresh_token"]
                self.home.log_in(saved, client_id=CONFIDENTIAL_CLIENT)
                self.foundry.reset_stats()
                self.fault(hold="before")
                process = self.start_program(argv, stdin)
                self.wait_until_asked()
                seen = b"".join(self.memory(process.pid))
                self.foundry.release()
                self.assertEqual(self.finish(process).status, 0)
                self.assertIn(CONFIDENTIAL_CLIENT.encode(), seen)
                self.assertNotIn(saved.encode(), seen)
                self.assertNotIn(secret, seen)
                os.unlink(self.home.record_file())


class Repositories(LoggedInTest):
    """Their files are anybody's."""

    def setUp(self):
        super().setUp()
        self.work = os.path.join(self.scratch, "work")
        self.git("init", "-q", self.work)

    def add(self, text):
        with open(os.path.join(self.work, ".git", "config"), "ab") as file:
            file.write(text)

    def test_nothing_is_run(self):
        """a repository's configuration runs nothing in our calls of git"""
        mark = os.path.join(self.scratch, "mark")
        self.add(f"""[core]
	pager = touch {mark}
	fsmonitor = touch {mark}
	editor = touch {mark}
	sshCommand = touch {mark}
[pager]
	config = touch {mark}
[alias]
	config = !touch {mark}
[credential]
	helper = !touch {mark}
""".encode())
        for words in ((CLI, "doctor", "--offline", self.host),
                      (CLI, "status"), (CLI, "token", self.host)):
            self.run_program(words, cwd=self.work)
        os.unlink(self.home.logins_file)
        shutil.rmtree(os.path.dirname(self.home.record_file()))
        self.helper("get", cwd=self.work)
        self.assertFalse(os.path.exists(mark))

    def test_doctor_gives_no_command_made_by_a_repository(self):
        """a remote's name or path that a shell would obey is in no cure"""
        secret = "eyJ" + "x" * 40
        for name, path in (("a;touch x", "/r"), ("$(touch x)", "/r"),
                           ("--upload-pack=x", "/r"),
                           ("origin", "/r;touch x"), ("origin", "/`x`"),
                           ("origin", "/r'&x")):
            with self.subTest(name=name, path=path):
                config = os.path.join(self.work, ".git", "config")
                os.unlink(config)
                self.git("init", "-q", self.work)
                self.add(f'[remote "{name}"]\n\turl = "https://j:{secret}@'
                         f'{self.host}{path}"\n'.encode())
                result = self.cli("doctor", "--offline", self.host,
                                  cwd=self.work)
                self.assertIn("has a token in it", result.out)
                self.assertNotIn("set-url", result.out)
                self.assertNotIn(secret, result.out + result.err)

    def test_escape_sequences(self):
        """what would rule a terminal does not come through"""
        self.add(f'[remote "\x1b[2J\u009b31m"]\n\turl = https://j:eyJx@'
                 f'{self.host}/r\n'.encode())
        result = self.cli("doctor", "--offline", self.host, cwd=self.work)
        self.assertIn("has a token in it", result.out)
        self.assertNotRegex(result.out + result.err, "[\x00-\x09\x0b-\x1f"
                            "\x7f-\x9f]")


class Children(SystemTest):
    def test_copy_of_setup(self):
        """the copy of git's configuration that setup lets git work on"""
        seen = os.path.join(self.scratch, "seen")
        tools = os.path.join(self.scratch, "tools")
        os.mkdir(tools)
        self.home.write(os.path.join(tools, "git"), f"""#!/bin/sh
case $3 in
*/foundry-credential.*) stat -c "%a %U %n" "$(dirname "$3")" "$3" >>{seen}
esac
exec {shutil.which("git", path=self.home.environment["PATH"])} "$@"
""", 0o700)
        result = self.cli(
            "setup", self.host, "--git", "--client-id", "x" * 32, umask=0,
            env={"PATH": tools + ":" + self.home.environment["PATH"]})
        self.assertEqual(result.status, 0, result.err)
        with open(seen) as file:
            lines = [line.split() for line in file]
        self.assertEqual({line[0] for line in lines}, {"700", "600"})
        self.assertFalse([line[2] for line in lines
                          if os.path.exists(line[2])])

    def test_secret_command(self):
        """what it inherits: null, a pipe, our stderr, no descriptor, no
        secret"""
        seen = os.path.join(self.scratch, "seen")
        script = os.path.join(self.scratch, "give")
        self.home.write(script, f"""#!/bin/sh
ls -l /proc/$$/fd >{seen}
env >>{seen}
grep -E 'SigIgn|SigBlk' /proc/self/status >>{seen}
umask >>{seen}
echo {CONFIDENTIAL_SECRET}
""", 0o700)
        self.home.configure(client_id=CONFIDENTIAL_CLIENT, scopes=None,
                            grant="client_credentials",
                            client_secret_command=script)
        reading, writing = os.pipe()
        os.write(writing, b"not for children")
        result = self.cli("token", self.host, umask=0o027, env={
            "FOUNDRY_TOKEN": "x.y.z", "FOUNDRY_HOSTNAME": "other.test",
            "FOUNDRY_CLIENT_SECRET": "not-for-commands"},
            pass_fds=(reading,))
        os.close(reading)
        os.close(writing)
        self.assertEqual(result.status, 0, result.err)
        with open(seen) as file:
            text = file.read()
        lines = text.splitlines()
        ends = {line.split(" -> ")[1] for line in lines if " -> " in line}
        pipes = [end for end in ends if end.startswith("pipe:")]
        self.assertEqual(len(pipes), 2, ends)
        self.assertEqual(ends - set(pipes), {"/dev/null", script, seen}
                         & (ends - set(pipes)))
        self.assertNotIn("not-for-commands", text)
        self.assertNotIn("FOUNDRY_TOKEN", text)
        self.assertIn("0027", lines)


class Arguments(LoggedInTest):
    def test_no_secret_in_arguments(self):
        """no option takes a secret, and the message does not repeat it"""
        for words in (("store", self.host, "--token=SECRETSECRET"),
                      ("store", self.host, "SECRETSECRET"),
                      ("setup", self.host, "--client-secret=SECRETSECRET"),
                      ("setup", self.host, "--client-secret", "SECRETSECRET"),
                      ("token", f"https://u:SECRETSECRET@{self.host}/r"),
                      ("setup", f"u:SECRETSECRET@{self.host}"),
                      ("login", self.host, "--code=SECRETSECRET")):
            with self.subTest(words=words):
                result = self.cli(*words)
                self.assert_failed(result, 2)
                self.assertNotIn("SECRETSECRET", result.err)


class Network(LoggedInTest):
    def test_ca_file_stands_alone(self):
        """the environment's authorities do not count beside ca_file"""
        directory = os.path.join(self.scratch, "authorities")
        os.mkdir(directory)
        shutil.copy(self.foundry.ca_file, directory + "/ca.pem")
        subprocess.run(["openssl", "rehash", directory], check=True)
        env = {"SSL_CERT_FILE": self.foundry.ca_file,
               "SSL_CERT_DIR": directory}
        other = os.path.join(self.scratch, "other.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
             "-subj", "/CN=other", "-keyout", other + ".key", "-out", other],
            check=True, capture_output=True)
        self.home.configure(ca_file=other)
        self.assert_failed(self.token(env=env), 4, "certificate is refused",
                           "only the authorities in .* are trusted; ca_file")
        self.assert_asked()
        self.home.configure(ca_file=None)
        self.assert_token(self.token(env=env))

    def test_sees_nothing(self):
        """a proxy gets CONNECT and ciphertext: no token, no secret"""
        server = socket.create_server(("127.0.0.1", 0))
        server.settimeout(20)
        carried = []
        thread = threading.Thread(target=self.carry, args=(server, carried))
        thread.start()
        port = server.getsockname()[1]
        self.home.configure(proxy=f"http://127.0.0.1:{port}")
        self.assert_good()
        thread.join(20)
        server.close()
        text = b"".join(carried)
        self.assertTrue(text.startswith(f"CONNECT {self.host} ".encode()))
        self.assertGreater(len(text), 1000)
        for word in (self.saved, "refresh_token", "access_token", "Bearer",
                     self.home.record()["access_token"]):
            self.assertNotIn(word.encode(), text)

    def carry(self, server, carried):
        client, _ = server.accept()
        request = b""
        while b"\r\n\r\n" not in request:
            request += client.recv(4096)
        carried.append(request)
        upstream = socket.create_connection(("127.0.0.1", self.foundry.port))
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        back = threading.Thread(target=self.pump,
                                args=(upstream, client, carried))
        back.start()
        self.pump(client, upstream, carried)
        back.join()
        client.close()
        upstream.close()

    @staticmethod
    def pump(source, sink, carried):
        try:
            while data := source.recv(65536):
                carried.append(data)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


if SANITIZERS:
    del Memory  # their shadow of it has terabytes

if __name__ == "__main__":
    main()
