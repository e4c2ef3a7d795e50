# SPDX-License-Identifier: Apache-2.0
"""Everything that is done with secrets, with secrets that can be recognised:
the Foundry is made to give them out, or to throw them back.

Each scene is a function of a Stage, in a home of its own.  Rules play them to
look at something; by itself, this program plays them and looks that each
ends as it should: for builds that look for themselves, as with sanitizers.
FC_SCENES names those to be played; without it all are.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import traceback

os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=1")
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "system"))
from harness import (CLI, DOCKER_HELPER, GIT_HELPER,  # noqa: E402
                     KEYRING, PUBLIC_CLIENT, TOKEN_PATH, Foundry, Home, Result,
                     Terminal)
from rules import done, none, ok  # noqa: E402

ME_PATH = "/multipass/api/me"
REVOKE_PATH = "/multipass/api/oauth2/revoke_token"
KINDS = ("access", "refresh", "secret", "code", "static", "given")


def unit(kind):
    """Four bytes that come up nowhere else; a secret is many of them, so
    that any seven bytes of one give it away."""
    return "Q" + "arscte"[KINDS.index(kind)] + "7z"


def canary(kind):
    """Tokens are longer than the first block of a buffer."""
    return unit(kind) * (16 if kind in ("secret", "code") else 256)


ACCESS, REFRESH, SECRET, CODE, STATIC, GIVEN = map(canary, KINDS)

# A person who brings a code of ours to the listener: $BROWSER.
BROWSER = """#!{python}
import sys, urllib.parse, urllib.request
query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(sys.argv[1]).query))
answer = urllib.parse.urlencode({{{members}, "state": query["state"]}})
urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open(
    query["redirect_uri"] + "?" + answer).read()
"""


class Stage:
    """A home, a Foundry that says what it is told, and a way to run
    programs: run(stage, argv, stdin, env, terminal)."""

    def __init__(self, foundry, directory, run):
        self.foundry = foundry
        self.home = Home(foundry, directory)
        self.host = foundry.host
        self.run = run
        self.home.environment["FOUNDRY_TRACE"] = "1"
        self.last = None

    def program(self, argv, stdin="", terminal=None, **env):
        environment = {**self.home.environment, **env}
        self.last = self.run(self, argv, stdin, environment, terminal)
        return self.last

    def git(self, verb, terminal=None, host=None, env=(), **lines):
        lines = {"protocol": "https", "host": host or self.host, **lines}
        request = "".join(f"{key}={value}\n" for key, value in lines.items())
        return self.program([GIT_HELPER, verb], request, terminal,
                            **dict(env))

    def docker(self, verb, stdin=None, **env):
        return self.program([DOCKER_HELPER, verb],
                            self.host if stdin is None else stdin, **env)

    def keyring(self, *words, stdin="", **env):
        return self.program([KEYRING, *words], stdin, **env)

    def cli(self, *words, stdin="", terminal=None, **env):
        return self.program([CLI, *words], stdin, terminal, **env)

    def grants(self, access=ACCESS, refresh=REFRESH, times=1, **members):
        """The next token replies."""
        self.foundry.fault(TOKEN_PATH, status=200, times=times, json={
            "access_token": access, "refresh_token": refresh,
            "expires_in": "3600", "token_type": "bearer", **members})

    def throws(self, path=TOKEN_PATH, **members):
        self.foundry.fault(path, **members)

    def browser(self, **members):
        """A $BROWSER that answers with these members."""
        path = os.path.join(self.home.directory, "browser")
        with open(path, "w") as file:
            file.write(BROWSER.format(python=sys.executable,
                                      members=", ".join(
                f"{key!r}: {value!r}" for key, value in members.items())))
        os.chmod(path, 0o700)
        return path

    def logs_in(self, *words, **env):
        self.foundry.fault(ME_PATH, status=200, json={"username": "jdoe"})
        return self.cli("login", self.host, "--webserver", *words,
                        BROWSER=self.browser(code=CODE), **env)

    def forget(self):
        """The record is gone, as after a restart of the machine."""
        os.unlink(self.home.record_file())

    def ages(self, seconds=4000):
        """The cached token has expired."""
        if self.home.record() is None:
            return
        now = int(time.time())
        self.home.change_record(issued_at=now - seconds,
                                expires_at=now - seconds + 3600)


def refresh(stage):
    stage.home.configure()
    stage.home.log_in(REFRESH)
    stage.grants()
    assert f"password={ACCESS}\n" in stage.git("get").out
    stage.ages()
    stage.grants(access=ACCESS + "2", refresh=REFRESH + "2")
    assert f"password={ACCESS}2\n" in stage.git("get").out


def cached(stage):
    stage.home.configure()
    stage.home.log_in(REFRESH)
    stage.grants()
    stage.cli("token")
    assert ACCESS in stage.git("get").out
    assert stage.cli("token", stage.host).out == ACCESS + "\n"
    for form in ("attributes", "json", "token", "header"):
        assert ACCESS in stage.cli("get", stage.host, "--format=" + form).out
    assert stage.keyring("get", "https://" + stage.host, "x").out == \
        ACCESS + "\n"
    stage.home.configure(git_auth="bearer")
    assert ACCESS in stage.git("get", **{"capability[]": "authtype"}).out


def store_and_erase(stage):
    stage.home.configure()
    stage.home.log_in(REFRESH)
    stage.grants()
    stage.git("get")
    stage.git("store", username="foundry", password=ACCESS)
    stage.git("store", username="foundry", password=GIVEN)
    stage.git("erase", username="foundry", password=GIVEN)
    stage.git("erase", username="foundry", password=ACCESS)
    stage.throws(status=503, times=None)
    stage.cli("token", FOUNDRY_CACHE="read_write")


def static_token(stage):
    stage.home.configure(git_token="static")
    stage.git("store", username="me", password=STATIC)
    assert f"password={STATIC}\n" in stage.git("get", username="me").out
    assert stage.git("get", username="another").out == ""
    stage.git("store", username="me", password=STATIC + " blank")
    stage.git("erase", username="me", password=GIVEN)
    stage.git("erase", username="me", password=STATIC)
    assert stage.git("get", username="me").out == ""


def docker(stage):
    stage.home.configure()
    stage.home.log_in(REFRESH)
    stage.grants()
    # Its five seconds may not be enough, under valgrind beside other work.
    if ACCESS not in stage.docker("get").out:
        assert ACCESS in stage.cli("token").out
    assert ACCESS in stage.docker("get").out
    stage.docker("list")
    for secret in (ACCESS, STATIC):
        stage.docker("store", json.dumps({
            "ServerURL": "https://" + stage.host, "Username": "me",
            "Secret": secret}))
    assert STATIC in stage.docker("get").out
    stage.docker("store", '{"ServerURL": "' + stage.host + '", "Secret": "'
                 + STATIC)
    stage.docker("store", json.dumps({
        "ServerURL": "example.com", "Username": "me", "Secret": STATIC}))
    stage.docker("store", json.dumps({
        "ServerURL": stage.host, "Username": STATIC, "Secret": [STATIC]}))
    stage.docker("get", STATIC)
    stage.docker("erase")
    assert STATIC not in stage.docker("get").out
    stage.throws(status=400, times=None, json={
        "error": "invalid_client", "error_description": REFRESH})
    stage.home.log_in(REFRESH)
    stage.docker("get")


def keyring(stage):
    """what pip asks, and what a person has typed for it"""
    stage.home.configure()
    stage.home.log_in(REFRESH)
    stage.grants()
    url = f"https://{stage.host}/artifacts/api/"
    assert ACCESS in stage.keyring("get", "--mode=creds", "--output=json",
                                   url).out
    stage.keyring("set", url, "x", stdin=GIVEN + "\n")
    stage.keyring("get", f"https://x:{stage.host}/", "x")
    stage.ages()
    stage.throws(status=400, times=None, json={
        "error": "invalid_grant", "error_description": REFRESH})
    stage.keyring("get", url, "x")


def login_in_the_browser(stage):
    stage.home.configure(client_secret=SECRET)
    stage.grants()
    stage.logs_in()
    assert stage.cli("token").out == ACCESS + "\n"
    # Once more, and a refresh, now that all of it is in the files.
    stage.grants(access=ACCESS + "2", refresh=REFRESH + "2")
    stage.logs_in("--reauth")
    stage.ages()
    stage.grants(access=ACCESS + "3", refresh=REFRESH + "3")
    assert stage.cli("token").out == ACCESS + "3\n"


def login_on_the_terminal(stage):
    stage.home.configure(client_secret=SECRET)

    stage.foundry.fault(ME_PATH, status=200, json={"username": "jdoe"})
    stage.grants()
    stage.cli("login", stage.host, "--console", terminal=lambda terminal: (
        terminal.expect("code: "), terminal.type(CODE + "\r")))
    assert stage.cli("token").out == ACCESS + "\n"
    stage.throws(status=400, json={"error": "invalid_grant",
                                   "error_description": "no code " + CODE})
    stage.cli("login", stage.host, "--console", "--reauth",
              terminal=lambda terminal: (
                  terminal.expect("code: "), terminal.type(CODE + "\r")))


def login_refused(stage):
    """What is thrown back: by the page, by the exchange."""
    stage.home.configure(client_secret=SECRET, login_timeout="3")
    # A code that comes with another issuer's name is not taken.
    stage.cli("login", stage.host, "--webserver", BROWSER=stage.browser(
        code=CODE, iss="https://" + CODE))
    for reply in ({"error": "invalid_grant", "error_description":
                   f"code {CODE} of {SECRET}"},
                  {"error": "invalid_client", "error_description": SECRET},
                  {"error": CODE, "error_description": SECRET},
                  {"error": "invalid_scope", "error_description": CODE,
                   "error_uri": "https://" + stage.host + "/" + CODE},
                  {"access_token": [ACCESS], "refresh_token": REFRESH},
                  {"access_token": ACCESS + "\n" + ACCESS}):
        stage.throws(status=400 if "error" in reply else 200, json=reply)
        stage.logs_in()
        stage.foundry.clear_faults()


def name_is_a_token(stage):
    """A server that says a secret is the person's name."""
    stage.home.configure()
    for name in (ACCESS, REFRESH, "jdoe " + ACCESS):
        stage.grants()
        stage.foundry.fault(ME_PATH, status=200, json={"username": name})
        stage.cli("login", stage.host, "--webserver", "--reauth",
                  BROWSER=stage.browser(code=CODE))
        stage.foundry.clear_faults()


def refresh_refused(stage):
    """A token endpoint that throws back what it was sent."""
    page = f"<html><title>{REFRESH}</title>{SECRET}</html>"
    for reply in (
            {"status": 400, "json": {"error": "invalid_request",
                                     "error_description": REFRESH}},
            {"status": 400, "json": {"error": REFRESH,
                                     "error_description": SECRET}},
            {"status": 401, "json": {"error": "invalid_client",
                                     "error_description":
                                     f"{SECRET} {REFRESH}"}},
            {"status": 400, "json": {"error": "unauthorized_client",
                                     "error_description": "for " + SECRET}},
            {"status": 400, "json": {"error": "invalid_scope",
                                     "error_description": "x" * 100 + REFRESH,
                                     "scope": REFRESH}},
            {"status": 500, "body": page, "content_type": "text/html"},
            {"status": 200, "body": page, "content_type": "text/html"},
            {"status": 200, "body": REFRESH, "content_type": REFRESH},
            {"status": 302, "redirect": f"https://{stage.host}/?t={REFRESH}"},
            {"status": 200, "json": {"access_token": {"token": ACCESS}}},
            {"status": 200, "json": {"access_token": ACCESS + "\r\n"}},
            {"status": 200, "json": {"access_token": ACCESS, "expires_in":
                                     REFRESH, "token_type": REFRESH,
                                     "scope": REFRESH}},
            {"status": 200, "body": '{"access_token":"' + ACCESS},
            {"status": 200, "body": '{"' + ACCESS + '":"' + REFRESH + '",}'},
            {"status": 403, "json": {"error": ["x", REFRESH]},
             "headers": {"WWW-Authenticate": f'Bearer error="{REFRESH}"',
                         "X-Token": REFRESH}},
            {"status": 400, "json": {"error": "invalid_grant",
                                     "error_description": REFRESH}}):
        stage.home.configure(client_secret=SECRET, network_timeout="2")
        stage.home.log_in(REFRESH)
        stage.throws(times=None, **reply)
        stage.git("get", env={"CI": "1"})
        stage.foundry.clear_faults()


def logout(stage):
    stage.home.configure(client_secret=SECRET)
    for reply in ({"status": 200, "body": ""},
                  {"status": 400, "json": {"error": REFRESH,
                                           "error_description": SECRET}},
                  {"close": "before"}):
        stage.grants()
        stage.logs_in("--reauth")
        stage.foundry.clear_faults()
        stage.foundry.fault("/multipass/api/oauth2/revoke", times=None,
                            **reply)
        stage.cli("logout")
        stage.foundry.clear_faults()


def looking(stage):
    """status, whoami, list and refresh, of a server that throws back all."""
    stage.home.configure(client_secret=SECRET)
    stage.home.log_in(REFRESH)
    with open(stage.home.config_file, "a") as file:
        file.write(f"[r.test]\nfoundry = {stage.host}\n")
    stage.grants(scope=f"{ACCESS} {REFRESH} {SECRET} api:read-data")
    stage.cli("refresh", stage.host)
    stage.cli("store", "--token-stdin", "r.test", stdin=STATIC)
    for reply in ({"status": 200, "json": {"username": ACCESS}},
                  {"status": 401, "json": {"error": ACCESS}}):
        stage.foundry.fault(ME_PATH, times=None, **reply)
        for words in ((), ("--json",), ("--online",), ("--online", "--json")):
            stage.cli("status", stage.host, *words)
        stage.cli("whoami", stage.host)
        stage.foundry.clear_faults()
    stage.foundry.fault(ME_PATH, status=200, json={"username": GIVEN})
    for words in (("whoami",), ("status",)):
        stage.cli(*words, FOUNDRY_TOKEN=GIVEN, FOUNDRY_HOSTNAME=stage.host)
    assert "api:read-data" in stage.cli("status", stage.host).out
    stage.cli("list", "--json")
    assert "(hidden)" in stage.cli("config", stage.host,
                                   FOUNDRY_CLIENT_SECRET=SECRET,
                                   FOUNDRY_HOSTNAME=stage.host).out
    stage.throws(status=400, json={"error": "invalid_grant",
                                   "error_description": REFRESH})
    stage.cli("refresh", "--all", "--if-older", "0s")
    stage.grants(scope=f"{CODE} {SECRET}")
    stage.logs_in("--reauth")


def client_secrets(stage):
    """client_credentials, with the secret from each of its places."""
    words = os.path.join(stage.home.directory, "secret-command")
    file = os.path.join(stage.home.directory, "secret-file")
    stage.home.write(file, SECRET + "\n")
    stage.home.write(words, f"#!/bin/sh\necho {SECRET}\n", 0o700)
    common = {"grant": "client_credentials"}
    for keys, env in (({"client_secret": SECRET}, {}),
                      ({"client_secret_file": file}, {}),
                      ({"client_secret_command": words}, {}),
                      ({}, {"FOUNDRY_CLIENT_SECRET": SECRET})):
        stage.home.configure(**common, **keys)
        stage.grants(refresh=None)
        assert ACCESS in stage.git("get", env=env).out
        stage.forget()
        stage.throws(status=401, json={"error": "invalid_client",
                                       "error_description": SECRET}, times=2)
        stage.cli("token", FOUNDRY_CACHE="noop", **env)
        stage.foundry.clear_faults()
    # Places that are wrong.
    stage.home.write(words, "#!/bin/sh\necho sealed >&2\nexit 1\n", 0o700)
    stage.home.configure(**common, client_secret_command=words)
    stage.cli("token", FOUNDRY_CACHE="noop")
    stage.home.write(file, SECRET + "\0" + SECRET)
    stage.home.configure(**common, client_secret_file=file)
    stage.cli("token", FOUNDRY_CACHE="noop")


def token_in_the_environment(stage):
    stage.home.configure()
    env = {"FOUNDRY_HOSTNAME": stage.host, "FOUNDRY_TOKEN": GIVEN}
    assert f"password={GIVEN}\n" in stage.git("get", env=env).out
    assert stage.cli("token", **env).out == GIVEN + "\n"
    stage.git("store", password=GIVEN, username="x", env=env)
    stage.git("erase", password=GIVEN, env=env)
    # Not ours, malformed, expired; and what is then started goes without.
    stage.git("get", host="example.com", env=env)
    stage.cli("token", **{**env, "FOUNDRY_TOKEN": GIVEN + " " + GIVEN})
    env["FOUNDRY_TOKEN_EXPIRES"] = "1000000000"
    stage.git("get", env={**env, "DISPLAY": ":0", "BROWSER": "false",
                          "FOUNDRY_CLIENT_SECRET": SECRET},
              terminal=lambda terminal: (terminal.expect(r"[Cc]ode"),
                                         terminal.press(b"\x03")))


def damaged_files(stage):
    """Messages about a file say where, not what."""
    home = stage.home
    for text in (f"[{stage.host}]\nclient_id = {PUBLIC_CLIENT}\n"
                 f"client_secrt = {SECRET}\n",
                 f"[{stage.host}]\nclient_id = {PUBLIC_CLIENT}\n{SECRET}\n",
                 f"[{stage.host}]\nclient_secret = {SECRET}\n[x\n",
                 f"[{stage.host}]\nclient_id = x\nclient_secret = %({SECRET})s"
                 "\n",
                 f"[{stage.host}]\nclient_id = x\nclient_secret = {SECRET}\n"
                 f"client_secret = {SECRET}\n",
                 f"[{stage.host}]\nclient_id = x\nclient_secret = {SECRET}\n"
                 f"\t{SECRET}\n"):
        home.configure(text)
        stage.git("get", env={"CI": "1"})
        stage.cli("token", CI="1")
    home.configure()
    head = (f"[{stage.host}]\nclient_id = {PUBLIC_CLIENT}\ntoken_uri = "
            f"{stage.foundry.url}{TOKEN_PATH}\n")
    for text in (head + REFRESH + "\n", head + f"refresh_token = %{REFRESH}",
                 head + f"refresh_token = {REFRESH}\n\t{REFRESH}\n",
                 head + f"refresh_token = {REFRESH} {REFRESH}\n",
                 head + f"refresh_token = {REFRESH}\n" * 2,
                 head + f"refresh_token = {REFRESH}\n[{REFRESH}\n"):
        home.write(home.logins_file, text)
        stage.git("get", env={"CI": "1"})
    home.configure(token="static")
    for text in (f"[me@{stage.host}]\n{STATIC}\n",
                 f"[me@{stage.host}]\ntoken = {STATIC} {STATIC}\n",
                 f"[me@{stage.host}]\ntoken = %({STATIC})s\n",
                 f"[me@{stage.host}]\ntoken = {STATIC}\nexpires_at = "
                 f"{STATIC}\n"):
        home.write(home.file("tokens"), text)
        stage.git("get")
        stage.cli("token")
    home.configure()
    home.log_in(REFRESH)
    stage.grants()
    stage.git("get")
    for line in (f"{ACCESS}\n", f"access_token={ACCESS}\r\n",
                 f"access_token={ACCESS} {ACCESS}\n",
                 f"expires_at={ACCESS}\n", f"{ACCESS}=x\n",
                 f"stamps={ACCESS}\naccess_token={ACCESS}\n"):
        stage.grants()
        home.write(home.record_file(), line)
        stage.git("get", env={"CI": "1"})
        stage.foundry.clear_faults()


def bad_requests(stage):
    """What git, or somebody else, hands over in a way it should not."""
    stage.home.configure()
    ask = f"protocol=https\nhost={stage.host}\n"
    for text in (f"{ask}password={GIVEN}\r\n", f"{ask}{GIVEN}\n",
                 f"{ask}password={GIVEN}\0\n", f"{ask}={GIVEN}\n",
                 f"{ask}password={GIVEN * 125}\n",
                 f"protocol=https\nhost={GIVEN}:x@y\npassword={GIVEN}\n"):
        for verb in ("get", "store", "erase"):
            stage.program([GIT_HELPER, verb], text)
    stage.cli("get", stdin=f"{ask}{GIVEN}\n")
    stage.cli("get", stage.host, "--format=json", stdin=GIVEN, CI="1")


SCENES = (refresh, cached, store_and_erase, static_token, docker,
          keyring, login_in_the_browser, login_on_the_terminal, login_refused,
          name_is_a_token, refresh_refused, logout, looking, client_secrets,
          token_in_the_environment, damaged_files, bad_requests)
WANTED = os.environ.get("FC_SCENES", "").split()


def title_of(scene):
    title = (scene.__doc__ or scene.__name__).splitlines()[0]
    return title.rstrip(".").replace("_", " ")


def each_stage(run):
    """(title, stage) of every scene, played; a stage ends with its turn.
    stage.fault says why when it went otherwise than it should."""
    with Foundry() as foundry:
        for scene in SCENES:
            if WANTED and scene.__name__ not in WANTED:
                continue
            foundry.clear_faults()
            with tempfile.TemporaryDirectory(prefix="fc-") as directory:
                stage = Stage(foundry, directory, run)
                stage.fault = None
                try:
                    scene(stage)
                except AssertionError:
                    stage.fault = f"{traceback.format_exc()}{stage.last}"
                yield title_of(scene), stage


def on_terminal(argv, stdin, env, play, **options):
    """A run of a Stage with a person at a terminal."""
    terminal = Terminal(argv, env, stdin.encode(), **options)
    try:
        play(terminal)
        return terminal.end()
    finally:
        terminal.close()


def run_plainly(stage, argv, stdin, env, play):
    """A run of a Stage that nobody looks at."""
    if play:
        return on_terminal(argv, stdin, env, play)
    ended = subprocess.run(argv, input=stdin.encode(), env=env,
                           capture_output=True, start_new_session=True,
                           timeout=120)
    return Result(ended.returncode, ended.stdout.decode(),
                  ended.stderr.decode())


def main():
    ends = []

    def run(*scene):
        result = run_plainly(*scene)
        ends.append(result)
        return result

    for title, stage in each_stage(run):
        ok(not stage.fault and ends, f"{title}: {len(ends)} runs",
           stage.fault)
        none([end for end in ends if end.status not in range(7)
              or "Sanitizer" in end.err], f"{title}: each came to its end")
        ends.clear()
    done()


if __name__ == "__main__":
    main()
