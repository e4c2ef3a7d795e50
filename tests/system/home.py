# SPDX-License-Identifier: Apache-2.0
"""A scratch home directory and what the product keeps in it."""

import configparser
import os
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
SIMULATOR = os.path.join(os.path.dirname(HERE), "simulator")
sys.path.insert(0, SIMULATOR)

from client import PUBLIC_CLIENT  # noqa: E402

BIN = os.path.abspath(os.environ.get("FC_BIN", "tests/bin"))
# The directory of another git than the system's, that tests/git/gits built.
GIT = os.environ.get("FC_GIT", "")
SCOPES = ("offline_access", "api:read-data")
TOKEN_PATH = "/multipass/api/oauth2/token"
KEPT = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TMPDIR")


class Home:
    """A scratch home directory, and the environment of whoever lives there."""

    def __init__(self, foundry, directory):
        self.foundry = foundry
        self.directory = directory
        self.path = os.path.join(directory, "home")
        self.foundry_home = os.path.join(self.path, ".foundry")
        self.run = os.path.join(directory, "run")
        os.mkdir(self.path, 0o700)
        os.mkdir(self.run, 0o700)
        self.environment = {
            "PATH": (GIT + ":" if GIT else "") +
                    f"{BIN}:{os.path.dirname(sys.executable)}:/usr/local/bin:"
                    "/usr/bin:/bin",
            "HOME": self.path,
            "XDG_RUNTIME_DIR": self.run,
            "GIT_CONFIG_GLOBAL": os.path.join(directory, "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C",
            **{name: os.environ[name] for name in KEPT if name in os.environ},
        }
        self.git_config()

    def git_config(self, more=""):
        with open(self.environment["GIT_CONFIG_GLOBAL"], "w") as file:
            file.write(f"[user]\n\tname = Jane Doe\n\temail = jdoe@test\n"
                       f"[http]\n\tsslCAInfo = {self.foundry.ca_file}\n"
                       f"[credential]\n\thelper = foundry\n{more}\n")

    # Files of the product

    def file(self, name):
        return os.path.join(self.foundry_home, name)

    @property
    def config_file(self):
        return self.file("config")

    @property
    def logins_file(self):
        return self.file("oauth")

    def record_file(self, host=None):
        run = os.path.join(self.run, "foundry-credential")
        if "XDG_RUNTIME_DIR" not in self.environment:
            run = self.file("cache")
        return os.path.join(run, host or self.foundry.host)

    def write(self, path, text, mode=0o600):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, mode)

    def configure(self, text=None, defaults="", **keys):
        """Write the config: text, or one section for the simulator."""
        if text is None:
            keys = {"client_id": PUBLIC_CLIENT, "scopes": " ".join(SCOPES),
                    "ca_file": self.foundry.ca_file, **keys}
            text = f"[DEFAULT]\n{defaults}\n" if defaults else ""
            text += f"[{self.foundry.host}]\n" + "".join(
                f"{key} = {value}\n" for key, value in keys.items()
                if value is not None)
        self.write(self.config_file, text)

    def log_in(self, refresh_token=None, scopes=SCOPES, **keys):
        """A saved login, as the Python library writes it; its token."""
        refresh_token = refresh_token or self.foundry.grant(
            scopes=list(scopes))["refresh_token"]
        parser = configparser.ConfigParser()
        parser[self.foundry.host] = {
            "token_uri": self.foundry.url + TOKEN_PATH,
            "client_id": PUBLIC_CLIENT, "scopes": ",".join(scopes),
            "refresh_token": refresh_token, **keys}
        os.makedirs(self.foundry_home, mode=0o700, exist_ok=True)
        with open(self.logins_file, "w") as file:
            parser.write(file)
        os.chmod(self.logins_file, 0o600)
        return refresh_token

    def logins(self):
        """The shared file as Python's configparser reads it."""
        parser = configparser.ConfigParser()
        parser.read(self.logins_file)
        return parser

    def saved_token(self, host=None):
        section = self.logins()
        host = host or self.foundry.host
        return section.get(host, "refresh_token", fallback=None)

    def used(self, ago):
        """Write that the saved login was last used so long ago."""
        path = os.path.join(self.file("used"), self.foundry.host)
        with open(path) as file:
            mark = file.read().split()[1]
        self.write(path, f"{int(time.time()) - ago} {mark}\n")

    def record(self, host=None):
        """The access record's lines, or None."""
        try:
            with open(self.record_file(host)) as file:
                return dict(line.rstrip("\n").split("=", 1) for line in file)
        except FileNotFoundError:
            return None

    def change_record(self, host=None, **lines):
        record = {**self.record(host),
                  **{key: str(value) for key, value in lines.items()}}
        self.write(self.record_file(host), "".join(
            f"{key}={value}\n" for key, value in record.items()))

    def expire_record(self, host=None, ago=1):
        """The cached token has expired, there and here."""
        self.foundry.expire_access_tokens()
        now = int(time.time())
        self.change_record(host, issued_at=now - 3600 - ago,
                           expires_at=now - ago)

    def files(self):
        """Every file under the home and the runtime directory."""
        return sorted(
            os.path.relpath(os.path.join(path, name), self.directory)
            for root in (self.foundry_home, self.run)
            for path, _, names in os.walk(root) for name in names)
