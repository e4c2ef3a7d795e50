#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Logging in through a browser that brings the code to 127.0.0.1."""

import http.client
import os
import socket
import time
from urllib.parse import quote, urlsplit

from harness import (CLI, LOGGED_IN, SystemTest, authorize_parameters,
                     is_free, main)

PASTE = "Paste here: "
PROMPT = "Enter the authorization code: "


def fetch(url, method="GET", headers=(), host=None, body=None):
    """(status, headers, page) of a request to the loopback port."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.putrequest(method, (parts.path or "/") +
                              ("?" + parts.query if parts.query else ""),
                              skip_host=True)
        connection.putheader("Host", host or parts.netloc)
        for name, value in dict(headers).items():
            connection.putheader(name, value)
        connection.endheaders(body)
        reply = connection.getresponse()
        return reply.status, dict(reply.headers), reply.read().decode()
    finally:
        connection.close()


class WebserverTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.home.configure()

    def log_in(self, *words, browser=(), env=None):
        """Without a terminal, the browser at work by itself."""
        return self.cli("login", self.host, *words, env={
            "BROWSER": self.browser(*browser), **(env or {})})

    def start(self, env=None, words=()):
        """On a terminal, with a browser that does nothing.  The terminal,
        and where the page will send the code."""
        terminal = self.on_terminal([CLI, "login", self.host, *words],
                                    env={"BROWSER": "true", **(env or {})})
        self.url = terminal.url()
        terminal.expect(PASTE)
        self.asked = authorize_parameters(self.url)
        self.port = urlsplit(self.asked["redirect_uri"]).port
        return terminal

    def assert_ended(self, terminal, status=0):
        result = terminal.end()
        self.assertEqual((result.status, result.out),
                         (status, "" if status else LOGGED_IN), result.err)
        self.assertEqual(terminal.after, terminal.before)
        return result

    def assert_good(self, user="jdoe"):
        self.assert_token(self.cli("token", self.host), user)
        self.assert_asked(authorization_code=1)


class Browser(WebserverTest):
    def test_login(self):
        result = self.log_in()
        self.assertEqual((result.status, result.out), (0, LOGGED_IN),
                         result.err)
        self.assertTrue(result.err.endswith(
            f"logged in to {self.host} as jdoe\n"), result.err)
        self.assert_good()

    def test_who_logged_in_is_said(self):
        """the name of whoever logged in is said, and the URL shown"""
        result = self.log_in(browser=("--user", "asmith"))
        self.assertTrue(result.err.endswith(
            f"logged in to {self.host} as asmith\n"))
        self.assertIn(self.foundry.url + "/multipass/api/oauth2/authorize?",
                      result.err)

    def test_denied(self):
        """denied in the browser: exit 5, and nothing is saved"""
        result = self.log_in(browser=("--deny",))
        self.assertEqual((result.status, result.out), (5, ""))
        self.assertRegex(result.err.splitlines()[-2],
                         f"^foundry-credential: {self.host} refused the "
                         "login: access_denied")
        self.assertIsNone(self.home.saved_token())
        self.assert_asked()

    def test_slow_person(self):
        self.assertEqual(self.log_in(browser=("--delay", "1.5")).status, 0)

    def test_nobody(self):
        """nobody finishes it: exit 3 after login_timeout"""
        self.home.configure(login_timeout=1)
        result = self.cli("login", self.host, env={"BROWSER": "true"})
        self.assertEqual((result.status, result.out), (3, ""))
        self.assertRegex(result.err, "\nfoundry-credential: .*nobody "
                         "finished it in time")
        self.assertIn("--console", result.err)

    def test_too_late(self):
        """after the timeout: a last page says so, also when reloaded"""
        self.home.configure(login_timeout=2)
        terminal = self.start()
        good = (f"http://127.0.0.1:{self.port}/?code=x"
                f"&state={self.asked['state']}")
        self.assertEqual(self.assert_ended(terminal, 3).status, 3)
        for url, status, said in (
                (good, 502, "nobody finished it in time"),
                (good, 502, "You are not logged in"),
                (good + "x", 400, "The login is over")):
            shown = fetch(url)
            self.assertEqual(shown[0], status)
            self.assertIn(said, shown[2])
        self.assert_asked()
        self.assertTrue(is_free(self.home.file("lock/" + self.host)))

    def test_ends_with_the_exchange_refused(self):
        """the exchange fails: the page and the terminal say why"""
        self.foundry.fault("/multipass/api/oauth2/token", status=400,
                           json={"error": "invalid_client"})
        terminal = self.start()
        visit = self.foundry.browse(self.url)
        result = self.assert_ended(terminal, 5)
        self.assertIn("invalid_client", result.err)
        self.assertEqual(visit.status, 403)
        self.assertIn("You are not logged in", visit.page)
        self.assertIn("invalid_client", visit.page)

    def test_refused_beside_a_login_from_before(self):
        """refused, and the login from before still counts: not denied"""
        self.home.log_in()
        self.foundry.fault("/multipass/api/oauth2/token", status=400,
                           json={"error": "access_denied"})
        terminal = self.start(words=["--reauth"])
        visit = self.foundry.browse(self.url)
        self.assert_ended(terminal, 5)
        self.assertNotIn("You are not logged in", visit.page)
        self.assertIn("The login from before still counts", visit.page)
        self.assertIn('<body class="bad">', visit.page)
        self.assert_token(self.cli("token", self.host))

    def test_exchange_is_never_repeated(self):
        """the reply to the code is lost: it is not sent again, exit 4"""
        self.foundry.fault("/multipass/api/oauth2/token", close="lost")
        result = self.log_in()
        self.assertEqual(result.status, 4, result.err)
        self.assert_asked(authorization_code=1)

    def test_command_list(self):
        """BROWSER: colons separate, spaces split, %s or appended"""
        seen = os.path.join(self.scratch, "seen")
        script = self.script("show", f'for w; do echo "$w"; done > {seen}.new'
                             f"\nmv {seen}.new {seen}")
        self.home.configure(login_timeout=1)
        for value, words in ((f"{script} a $HOME;x", ["a", "$HOME;x", "URL"]),
                             (f"/no/such:{script}", ["URL"]),
                             (f"{script} --u=%s end", ["--u=URL", "end"])):
            with self.subTest(value=value):
                result = self.cli("login", self.host, env={"BROWSER": value})
                self.assertEqual(result.status, 3)
                lines = self.wait_for(seen).splitlines()
                url = [line for line in result.err.splitlines()
                       if line.startswith("https://")][0]
                self.assertEqual([line.replace(url, "URL")
                                  for line in lines], words)
                os.unlink(seen)

    def test_browser_is_given_a_clean_world(self):
        """the browser inherits nothing of ours, and the person's umask"""
        seen = os.path.join(self.scratch, "seen")
        script = self.script("look", f'''
ls -l /proc/$$/fd > {seen}.fds
{{ umask; env; sed -n 's/.* -> //p' {seen}.fds
  grep -E "SigIgn|SigBlk" /proc/self/status
  (: </dev/tty) 2>/dev/null && echo terminal
  [ "$(cut -d" " -f6 /proc/$$/stat)" = $$ ] && echo leader
}} > {seen}.new
mv {seen}.new {seen}''')
        terminal = self.on_terminal(
            [CLI, "login", self.host, "--webserver"], umask=0o027,
            env={"BROWSER": script, "FOUNDRY_TOKEN": "x.y.z",
                 "FOUNDRY_CLIENT_SECRET": "not-for-the-browser",
                 "FOUNDRY_HOSTNAME": "other.test"})
        terminal.expect(PASTE)
        lines = self.wait_for(seen).splitlines()
        self.assertEqual(lines[0], "0027")
        self.assertEqual({line for line in lines if line[0] == "/" or
                          line.endswith("]")},
                         {"/dev/null", seen + ".fds", script})
        # 32 and 33 are glibc's own, which a parent may have left ignored.
        signals = [int(line.split()[1], 16) & ~(3 << 31)
                   for line in lines if line.startswith("Sig")]
        self.assertEqual(signals, [0, 0])
        for word in ("terminal", "leader"):
            self.assertNotIn(word, lines)
        names = {line.split("=")[0] for line in lines}
        self.assertIn("FOUNDRY_HOSTNAME", names)
        self.assertFalse({"FOUNDRY_TOKEN", "FOUNDRY_CLIENT_SECRET"} & names)

    def script(self, name, text):
        path = os.path.join(self.scratch, name)
        with open(path, "w") as file:
            file.write("#!/bin/sh\n" + text + "\n")
        os.chmod(path, 0o755)
        return path

    def wait_for(self, path):
        """What some other process writes, once it has."""
        end = time.monotonic() + 20
        while not os.path.exists(path) and time.monotonic() < end:
            time.sleep(0.02)
        with open(path) as file:
            return file.read()

    def test_no_browser_at_all(self):
        """no browser can be started: said, and pasting still works"""
        terminal = self.on_terminal(
            [CLI, "login", self.host, "--webserver"],
            env={"BROWSER": "/no/such/browser"})
        url = terminal.url()
        terminal.expect(r"such\s+file\s+or\s+directory")
        self.assertIn('No browser: starting "/no/such/browser", which BROWSER '
                      "names: No such file", " ".join(terminal.shown.split()))
        terminal.expect(PASTE)
        visit = self.foundry.browse(url, follow=False)
        terminal.type(visit.url + "\r")
        self.assert_ended(terminal)
        self.assert_good()

    def test_a_browser_that_stays_is_not_waited_for(self):
        stay = self.script("stay", f'{self.browser()} "$1"\nexec sleep 60')
        result = self.cli("login", self.host, env={"BROWSER": stay})
        self.assertEqual(result.status, 0, result.err)
        self.assert_within(15, result.seconds)


class Loopback(WebserverTest):
    def test_strays(self):
        """strays are turned away, and the wait goes on"""
        terminal = self.start()
        base = f"http://127.0.0.1:{self.port}"
        good = f"{base}/?code=x&state={self.asked['state']}"
        for expected, arguments in (
                (404, {"url": base + "/favicon.ico"}),
                (404, {"url": base + f"/x?code=x&state="
                                     f"{self.asked['state']}"}),
                (400, {"url": base + "/"}),
                (400, {"url": base + "/?code=x"}),
                (400, {"url": base + "/?code=x&state=wrong"}),
                (400, {"url": base + "/?error=access_denied&state=wrong"}),
                (400, {"url": good + "&code=y"}),
                (400, {"url": good + "&iss=https%3A%2F%2Fevil.test"}),
                (503, {"url": good, "headers": {"Sec-Purpose": "prefetch"}}),
                (503, {"url": good, "headers": {"Purpose": "prefetch"}}),
                (421, {"url": good, "host": "localhost"}),
                (421, {"url": good, "host": f"evil.test:{self.port}"}),
                (405, {"url": good, "method": "POST", "body": b""}),
                (405, {"url": good, "method": "HEAD"})):
            with self.subTest(arguments=arguments):
                status, headers, page = fetch(**arguments)
                self.assertEqual(status, expected)
                self.assertEqual(headers["Cache-Control"], "no-store")
                self.assertNotIn(self.asked["state"], page)
                if arguments.get("method") != "HEAD":
                    self.assertIn('<body class="stray">', page)
        self.assert_asked()
        self.assertEqual(self.foundry.browse(self.url).status, 200)
        self.assert_ended(terminal)
        self.assert_good()

    def test_page(self):
        """the page: nothing secret, no-store, nothing from elsewhere"""
        terminal = self.start()
        visit = self.foundry.browse(self.url, follow=False)
        status, headers, page = fetch(visit.url)
        self.assert_ended(terminal)
        self.assertEqual(status, 200)
        self.assertIn("You are logged in", page)
        self.assertIn("jdoe", page)
        for secret in (visit.code, visit.state, self.home.saved_token(),
                       self.home.record()["access_token"]):
            self.assertNotIn(secret, page)
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("default-src 'none'",
                      headers["Content-Security-Policy"])
        self.assertNotRegex(page, r'(src|href)="(https?:|//)')

    def test_error_page_is_escaped(self):
        terminal = self.start()
        _, _, page = fetch(
            f"http://127.0.0.1:{self.port}/?state={self.asked['state']}"
            f"&error=access_denied&error_description={quote('<b>x</b>')}")
        self.assertEqual(self.assert_ended(terminal, 5).status, 5)
        self.assertNotIn("<b>", page)

    def test_listens_on_the_loopback_only(self):
        """127.0.0.1 only, redirect http://127.0.0.1:PORT/"""
        terminal = self.start()
        self.assertRegex(self.asked["redirect_uri"],
                         r"^http://127\.0\.0\.1:(88[89]\d|89[0-8]\d)/$")
        with open("/proc/net/tcp") as file:
            mine = [line.split()[1] for line in file
                    if f":{self.port:04X} 00000000:0000 0A" in line]
        self.assertEqual(mine, [f"0100007F:{self.port:04X}"])
        self.foundry.browse(self.url)
        self.assert_ended(terminal)

    def test_closes_its_port(self):
        """done: nobody listens any more"""
        self.configure_own_port()
        terminal = self.start()
        self.foundry.browse(self.url)
        self.assert_ended(terminal)
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", self.port), 5)

    def test_idle_connections_do_not_block(self):
        terminal = self.start()
        idle = [socket.create_connection(("127.0.0.1", self.port))
                for _ in range(8)]
        idle[0].sendall(b"GET / HTTP/1.1\r\nHos")
        self.assertEqual(self.foundry.browse(self.url).status, 200)
        self.assert_ended(terminal)
        for connection in idle:
            connection.close()

    def test_first_free_port(self):
        """ports: the first free one of the range, none free is said"""
        taken = []
        # Below the range from which the kernel gives out ports by itself.
        port = 10000 + os.getpid() % 20000
        while len(taken) < 2:
            try:
                taken.append(socket.create_server(("127.0.0.1", port)))
                port += 1
            except OSError:
                for one in taken:
                    one.close()
                taken, port = [], port + 1
        first = port - 2
        self.home.configure(ports=f"{first}-{first + 2}")
        self.start()
        self.assertEqual(self.port, first + 2)
        self.terminals[0].kill()
        self.home.configure(ports=f"{first}-{first + 1}")
        result = self.cli("login", self.host, env={"BROWSER": "true"})
        self.assertNotEqual(result.status, 0)
        self.assertRegex(result.err, f"^foundry-credential: .*{first}")
        for one in taken:
            one.close()


class Terminals(WebserverTest):
    def test_paste_while_listening(self):
        """the pasted address does, while the port still listens"""
        terminal = self.start()
        visit = self.foundry.browse(self.url, follow=False)
        terminal.type(visit.url + "\r")
        self.assert_ended(terminal)
        self.assert_good()

    def test_paste_of_the_code(self):
        terminal = self.start()
        visit = self.foundry.browse(self.url, follow=False)
        terminal.type(visit.code + "\r")
        self.assert_ended(terminal)
        self.assert_good()

    def test_wrong_state_pasted(self):
        terminal = self.start()
        visit = self.foundry.browse(self.url, follow=False)
        terminal.type(visit.url.replace("state=", "state=x") + "\r")
        terminal.expect("this address belongs to another login")
        terminal.expect(PASTE)
        fetch(visit.url)
        self.assert_ended(terminal)
        self.assert_good()

    def test_browser_first(self):
        """the browser wins over a half-typed line; terminal as it was"""
        terminal = self.start()
        terminal.type("half")
        self.foundry.browse(self.url)
        result = self.assert_ended(terminal)
        self.assertEqual(result.err, f"logged in to {self.host} as jdoe\n")

    def test_enter_changes_to_console_mode(self):
        self.configure_own_port()
        terminal = self.start()
        terminal.press(b"\r")
        url = terminal.url()
        terminal.expect(PROMPT)
        asked = authorize_parameters(url)
        self.assertEqual(asked["redirect_uri"], self.foundry.callback_url())
        self.assertNotEqual(asked["state"], self.asked["state"])
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", self.port), 5)
        terminal.type(self.foundry.browse(url).code + "\r")
        self.assert_ended(terminal)
        self.assert_good()

    def test_redirect_uri_not_registered(self):
        """a page that complains says redirect_uri; Enter is offered"""
        self.foundry.application(
            "c" * 32, redirect_uris=["https://{host}/multipass/api/oauth2/"
                                     "callback"])
        self.home.configure(client_id="c" * 32)
        terminal = self.start()
        self.assertIn("Press Enter alone if the page complains",
                      terminal.shown)
        self.assertEqual(self.foundry.browse(self.url).status, 400)
        terminal.press(b"\r")
        terminal.type(self.foundry.browse(terminal.url()).code + "\r")
        self.assert_ended(terminal)

    def test_interrupt(self):
        """Ctrl-C: exit 5, terminal as it was, port closed"""
        self.configure_own_port()
        terminal = self.start()
        terminal.press(b"\x03")
        result = self.assert_ended(terminal, 5)
        self.assertRegex(result.err, "^foundry-credential: .*cancelled\n$")
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", self.port), 5)


if __name__ == "__main__":
    main()
