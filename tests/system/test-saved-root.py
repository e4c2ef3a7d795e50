#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The one root of a large CA bundle that is kept: what it saves, and that it
never widens what is trusted."""

import os
import select
import shutil
import socket
import ssl
import subprocess
import tempfile

from harness import CLI, PUBLIC_CLIENT, TOKEN_PATH, LoggedInTest, main
from listener import Listener
from needed import need

JUNK = 40  # of them are more than 16 KiB
NAMED = "subjectAltName=IP:127.0.0.1"
CA = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign")
KEPT, USED, NOT_DONE = "root of the chain kept in", "roots: the one in", \
    "roots: that one does not do"


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True,
                   stdin=subprocess.DEVNULL)


class Authorities:
    """Keys and certificates, made once."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="fc-roots-")

    def path(self, name):
        return os.path.join(self.directory, name)

    def make(self, name, subject, issuer=None, extensions=CA, key="ec"):
        """NAME.pem over NAME.key, which is made unless it is there."""
        pem = self.path(name + ".pem")
        how = ["-key", self.path(key)] if key.endswith(".key") else [
            "-nodes", "-keyout", self.path(name + ".key"), "-newkey", *(
                ["rsa:2048"] if key == "rsa" else
                ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])]
        if issuer:
            how += ["-CA", self.path(issuer + ".pem"),
                    "-CAkey", self.path(issuer + ".key")]
        openssl("req", "-x509", "-config", "/dev/null", "-days", "30",
                "-subj", f"/CN={subject}", "-out", pem, *how, *(
                    word for line in extensions for word in ("-addext", line)))
        return pem

    def text(self, *names):
        texts = []
        for name in names:
            with open(self.path(name + ".pem")) as file:
                texts.append(file.read())
        return "".join(texts)


class Front(Listener):
    """Stands before the simulator; with a context it speaks TLS itself, as a
    proxy if there is a CONNECT."""

    def __init__(self, foundry, context=None, proxy=False):
        self.foundry = foundry
        self.context = context
        self.proxy = proxy
        super().__init__()

    def answer(self, peer):
        try:
            if self.context:
                peer = self.context.wrap_socket(peer, server_side=True)
            if self.proxy:
                while b"\r\n\r\n" not in peer.recv(4096):
                    pass
                peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            there = socket.create_connection(("127.0.0.1", self.foundry.port))
            if self.context and not self.proxy:
                there = self.behind().wrap_socket(there)
            with there:
                self.pump({peer: there, there: peer})
        except OSError:
            pass  # a client that left
        peer.close()

    def behind(self):
        """By TLS 1.2, where all that can be read is what is handed on."""
        context = ssl.create_default_context(cafile=self.foundry.ca_file)
        context.check_hostname = False
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        return context

    def pump(self, other):
        """In one thread, as OpenSSL wants it."""
        while True:
            ready = [one for one in other
                     if isinstance(one, ssl.SSLSocket) and one.pending()]
            for one in ready or select.select(list(other), (), ())[0]:
                data = self.take(one)
                if not data:
                    return
                other[one].sendall(data)

    def take(self, one):
        """What is there.  A proxy hands on one TLS record at a time, as
        libcurl 7.88 does not see what is left of a longer one."""
        if not self.proxy or isinstance(one, ssl.SSLSocket):
            return one.recv(65536)
        head = one.recv(5, socket.MSG_WAITALL)
        return head and head + one.recv(
            int.from_bytes(head[3:], "big"), socket.MSG_WAITALL)


class SavedRootTest(LoggedInTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = Authorities()
        cls.addClassCleanup(shutil.rmtree, cls.made.directory, True)
        cls.junk = cls.made.make("junk", "Junk") and cls.made.text("junk")

    def setUp(self):
        super().setUp()
        self.bundle = os.path.join(self.scratch, "bundle.pem")
        with open(self.foundry.ca_file) as file:
            self.authority = file.read()
        self.fill(self.authority)
        self.come_by(Front(self.foundry))

    def fill(self, *roots):
        with open(self.bundle, "w") as file:
            file.write(JUNK * self.junk + "".join(roots))

    def come_by(self, front, **keys):
        """The stack is behind that front, with a login of its own."""
        self.front = front
        self.addCleanup(front.server.close)
        self.host = front.host
        self.configure(**{"ca_file": self.bundle, **keys})
        token = self.foundry.grant()["refresh_token"]
        self.home.write(self.home.logins_file, f"[{self.host}]\nclient_id = "
                        f"{PUBLIC_CLIENT}\ntoken_uri = https://{self.host}"
                        f"{TOKEN_PATH}\nrefresh_token = {token}\n")

    def configure(self, ca_file, **keys):
        keys = {"client_id": PUBLIC_CLIENT, "ca_file": ca_file,
                "scopes": "offline_access api:read-data", **keys}
        self.home.configure(f"[{self.host}]\n" + "".join(
            f"{key} = {value}\n" for key, value in keys.items() if value))

    @property
    def file(self):
        return self.home.record_file(f".{self.host}.root")

    def text(self):
        with open(self.file) as file:
            return file.read()

    def refresh(self, *said, came=1, **options):
        """Done, after so many connections; the trace has these lines."""
        before = self.front.came
        result = self.cli("refresh", self.host, env={
            "FOUNDRY_TRACE": "1", **options.pop("env", {})}, **options)
        self.assertEqual(result.status, 0, result.err)
        for line in (KEPT, USED, NOT_DONE):
            self.assertEqual(line in result.err, line in said, result.err)
        self.assertEqual(self.front.came - before, came)

    def context(self, name, *above):
        chain = self.made.path("chain.pem")
        with open(chain, "w") as file:
            file.write(self.made.text(name, *above))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, self.made.path(name + ".key"))
        return context

    def failing(self, came=3):
        """A server that cannot be reached is tried three times."""
        before = self.front.came
        result = self.cli("refresh", self.host)
        self.assertEqual(self.front.came - before, came)
        self.assertNotEqual(result.status, 0)
        return result.status, result.err


class Keeping(SavedRootTest):
    def test_once(self):
        """kept with the first connection, used with the next, private"""
        self.refresh(KEPT)
        text = self.text()
        self.assertEqual(os.stat(self.file).st_mode & 0o777, 0o600)
        self.assertEqual(text.count("BEGIN CERTIFICATE"), 1)
        der = ssl.PEM_cert_to_DER_cert(self.authority)
        self.assertEqual(ssl.PEM_cert_to_DER_cert(
            text[text.index("-----BEGIN"):]), der)
        self.refresh(USED)
        self.assertEqual(self.text(), text)

    def test_not_of_this_bundle(self):
        """what does not do costs the bundle, once, and is kept anew"""
        self.refresh(KEPT)
        good = self.text()
        head = good[:good.index("-----BEGIN")]
        other = os.path.join(self.scratch, "other")

        def write(text, mode=0o600):
            self.home.write(self.file, text, mode)

        def link(make):
            self.home.write(other, good)
            os.unlink(self.file)
            make(other, self.file)

        for what, change, said, came in (
                ("another root", lambda: write(head + self.junk),
                 (USED, NOT_DONE, KEPT), 2),
                ("no certificate", lambda: write(head + "garbage\n"),
                 (USED, NOT_DONE, KEPT), 2),
                ("half of one", lambda: write(good[:-200]),
                 (USED, NOT_DONE, KEPT), 2),
                ("nothing after the head", lambda: write(head), (KEPT,), 1),
                ("garbage", lambda: write("\0" * 5000), (KEPT,), 1),
                ("too much", lambda: write(good + 70000 * "x"), (KEPT,), 1),
                ("empty", lambda: write(""), (KEPT,), 1),
                ("a second name", lambda: link(os.link), (KEPT,), 1),
                ("a link", lambda: link(os.symlink), (KEPT,), 1),
                ("others may write it", lambda: write(good, 0o622),
                 (KEPT,), 1),
                ("a bundle that was touched",
                 lambda: os.utime(self.bundle), (KEPT,), 1),
                ("another bundle", lambda: self.configure(
                    shutil.copy(self.bundle, other)), (KEPT,), 1)):
            with self.subTest(what):
                change()
                self.refresh(*said, came=came)
                self.refresh(USED)
                self.assertEqual(os.stat(self.file).st_mode & 0o777, 0o600)

    def test_not_to_be_written(self):
        """a directory in its place costs the time, and nothing else"""
        self.refresh(KEPT)
        os.unlink(self.file)
        os.mkdir(self.file, 0o700)
        self.refresh()

    def test_nothing_is_kept(self):
        """where it is not worth it, or nothing may be"""
        small = self.foundry.ca_file
        elsewhere = f"{self.foundry.url}/multipass/api/me"
        for what, keys, env in (
                ("a small file", {"ca_file": small}, {}),
                ("an endpoint elsewhere", {"me_uri": elsewhere}, {}),
                ("no runtime directory", {}, {"XDG_RUNTIME_DIR": "/none"}),
                ("a directory of authorities", {"ca_file": None}, {
                    "SSL_CERT_DIR": os.path.dirname(small)})):
            with self.subTest(what):
                if what == "a directory of authorities":
                    link = os.path.join(os.path.dirname(small), "one.pem")
                    shutil.copy(small, link)
                self.come_by(Front(self.foundry), **keys)
                for _ in range(2):
                    self.refresh(env=env)
                self.assertEqual([name for name in self.home.files()
                                  if name.endswith(".root")], [])

    def test_no_cache(self):
        """under cache = noop there is no file at all"""
        self.come_by(Front(self.foundry), cache="noop")
        os.unlink(self.home.logins_file)
        result = self.cli("whoami", self.host, env={
            "FOUNDRY_HOSTNAME": self.host,
            "FOUNDRY_TOKEN": self.foundry.grant()["access_token"]})
        self.assertEqual(result.out, "jdoe\n", result.err)
        self.assertFalse(os.path.exists(self.file))

    def test_logout(self):
        self.refresh(KEPT)
        self.assertEqual(self.cli("logout", self.host).status, 0)
        self.assertFalse(os.path.exists(self.file))

    def test_many_at_once(self):
        """each has its answer, and the file is whole"""
        running = [self.start_program([CLI, "refresh", self.host])
                   for _ in range(8)]
        for process in running:
            self.assertEqual(self.finish(process).status, 0)
        self.refresh(USED)


class Refusing(SavedRootTest):
    def test_taken_out_of_the_bundle(self):
        """refused as if nothing had been kept; put back, it is taken"""
        self.fill()
        without = self.failing()
        self.fill(self.authority)
        self.refresh(KEPT)
        self.refresh(USED)
        self.fill()
        self.assertEqual(self.failing(), without)
        self.assertIn("authority that is not trusted here", without[1])
        self.fill(self.authority)
        self.refresh(KEPT)

    def test_another_name(self):
        """said as before, and not tried again: the chain is good"""
        self.made.make("root", "Root")
        for name, names in (("good", NAMED),
                            ("bad", "subjectAltName=DNS:other.test")):
            self.made.make(name, name, "root", (names,))
        self.fill(self.made.text("root"))
        self.come_by(Front(self.foundry, self.context("good")))
        self.refresh(KEPT)
        self.front.context = self.context("bad")
        said = self.failing()
        self.assertIn("certificate is refused", said[1])
        os.unlink(self.file)
        self.assertEqual(self.failing(), said)

    def test_another_chain(self):
        """of an authority that nobody trusts: the bundle is asked once"""
        self.made.make("stranger", "Stranger")
        self.made.make("strange", "strange", "stranger", (NAMED,))
        self.refresh(KEPT)
        self.front.context = self.context("strange")
        self.assertIn("authority that is not trusted here",
                      self.failing(came=4)[1])


class Chains(SavedRootTest):

    def test_each(self):
        """by whichever entry of the bundle signed it"""
        make = self.made.make
        for root in ("old", "new"):
            make(root, root.title(), key="rsa")
        make("cross", "New", "old", key="new.key")
        make("between", "Between", "new", key="rsa")
        make("leaf", "leaf", "between", (NAMED,), key="rsa")
        make("namesake", "New", key="rsa")
        text = self.made.text
        for what, roots, above, expected in (
                ("a chain of RSA", ("new",), ("between",), "new"),
                ("cross-signed, both roots", ("old", "new"),
                 ("between", "cross"), "new"),
                ("cross-signed, the old root", ("old",),
                 ("between", "cross"), "old"),
                ("only what lies between", ("between",), ("between",),
                 "between"),
                ("beside a root of the same name", ("namesake", "old"),
                 ("between", "cross"), "old")):
            with self.subTest(what):
                self.fill(*(text(root) for root in roots))
                self.come_by(Front(self.foundry,
                                   self.context("leaf", *above)))
                self.refresh(KEPT)
                kept = self.text()
                self.assertEqual(
                    ssl.PEM_cert_to_DER_cert(kept[kept.index("-----"):]),
                    ssl.PEM_cert_to_DER_cert(text(expected)))
                self.refresh(USED)

    def test_proxy_with_tls(self):
        """the proxy is judged by the whole bundle, as before"""
        self.made.make("proxy-root", "Proxy Root")
        self.made.make("proxy", "proxy", "proxy-root", (NAMED,))
        self.fill(self.authority, self.made.text("proxy-root"))
        proxy = Front(self.foundry, self.context("proxy"), proxy=True)
        self.come_by(Front(self.foundry), proxy=f"https://{proxy.host}")
        self.front = proxy
        self.refresh(KEPT)
        kept = self.text()
        self.assertEqual(ssl.PEM_cert_to_DER_cert(
            kept[kept.index("-----"):]),
            ssl.PEM_cert_to_DER_cert(self.authority))
        self.refresh(USED)


if __name__ == "__main__":
    need("openssl")
    main()
