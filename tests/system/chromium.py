# SPDX-License-Identifier: Apache-2.0
"""A real browser: Chromium without a screen, driven over WebDriver."""

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

WAIT_S = 20
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"

# Nothing but what the test asks for; root has no sandbox.
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server",
    "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-default-apps", "--disable-extensions",
)


class WebDriverError(Exception):
    """What chromedriver answered."""


class Chromium:
    """chromedriver in a process group of its own, and one session of it.

    scratch is its home and its profile.  close() ends all of it.
    running_at: the DevTools address of a browser that someone else started.
    """

    def __init__(self, scratch, running_at=None):
        self.session = None
        self.running_at = running_at
        self.scratch = scratch
        os.makedirs(scratch, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            ["chromedriver", f"--port={self.port}"],
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": scratch,
                 "TMPDIR": scratch, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            wait(self.is_ready, "chromedriver")
            self.session = self.call("POST", "/session", {"capabilities": {
                "alwaysMatch": self.capabilities()}})["sessionId"]
            self.send("timeouts", {"pageLoad": WAIT_S * 1000,
                                   "script": WAIT_S * 1000})
        except BaseException:
            self.close()
            raise

    def capabilities(self):
        if self.running_at:
            return {"goog:chromeOptions": {
                "debuggerAddress": self.running_at}}
        profile = os.path.join(self.scratch, "profile")
        return {
            "acceptInsecureCerts": True,  # the simulator's authority
            "pageLoadStrategy": "normal",
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            "goog:chromeOptions": {
                "binary": shutil.which("chromium"),
                "args": [*OPTIONS, f"--user-data-dir={profile}"]},
        }

    def close(self):
        try:
            if self.session:
                self.call("DELETE", f"/session/{self.session}")
        except (OSError, WebDriverError):
            pass
        end_session(self.process)
        end_all(self.scratch)  # what left the session

    # WebDriver

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method,
            data=json.dumps(body or {}).encode() if method == "POST"
            else None, headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=2 * WAIT_S) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise WebDriverError(value["error"] + ": " +
                                 value["message"]) from None

    def is_ready(self):
        try:
            return self.call("GET", "/status")["ready"]
        except OSError:
            return False

    def send(self, command, body=None):
        return self.call("POST", f"/session/{self.session}/{command}", body)

    def get(self, command):
        return self.call("GET", f"/session/{self.session}/{command}")

    # A person's deeds

    def open(self, url):
        self.send("url", {"url": url})

    def press(self, css):
        found = self.send("element", {"using": "css selector", "value": css})
        self.send(f"element/{found[ELEMENT]}/click")

    def run(self, script, *arguments):
        """The value of the body of a function."""
        return self.send("execute/sync", {"script": script,
                                          "args": list(arguments)})

    def devtools(self, command, **parameters):
        return self.send("goog/cdp/execute", {"cmd": command,
                                              "params": parameters})

    def new_tab(self):
        self.switch(self.send("window/new", {"type": "tab"})["handle"])

    def switch(self, handle):
        self.send("window", {"handle": handle})

    @property
    def title(self):
        return self.get("title")

    @property
    def url(self):
        return self.get("url")

    @property
    def text(self):
        return self.run("return document.body.innerText")

    def log(self):
        """What the console said since the last call."""
        return [entry["message"] for entry in
                self.send("se/log", {"type": "browser"})]

    def requests(self):
        """The URLs asked for since the last call."""
        messages = [json.loads(entry["message"])["message"] for entry in
                    self.send("se/log", {"type": "performance"})]
        return [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"]

    def looks(self, scheme="light", width=800, height=600):
        """As on a screen of that size, in that colour scheme; or on paper,
        for somebody whose screen is dark."""
        paper = scheme == "paper"
        self.devtools("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme",
             "value": "dark" if paper else scheme}],
            media="print" if paper else "")
        self.devtools("Emulation.setDeviceMetricsOverride", width=width,
                      height=height, deviceScaleFactor=1, mobile=width < 600)

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.get("screenshot")))


def wait(ready, what):
    """The first true value of ready(), or a failure that names what."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        value = ready()
        if value:
            return value
        time.sleep(0.03)
    raise AssertionError(f"no {what} within {WAIT_S} s")


def end_session(process):
    """Kill all that runs in the session that the process leads."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getsid(int(pid)) == process.pid:
                os.kill(int(pid), signal.SIGKILL)
        except OSError:
            pass
    process.wait(WAIT_S)


def running(word):
    """The processes, zombies apart, that have the word in their argv."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if word.encode() in file.read():
                    found.append(int(pid))
        except OSError:
            pass
    return found


def end_all(word):
    """Kill what running() finds."""
    for pid in running(word):
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
