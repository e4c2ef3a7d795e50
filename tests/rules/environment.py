# SPDX-License-Identifier: Apache-2.0
"""Every variable that is read is one of these, and documented.

No environment variable exists for tests: no fake clock, no other
foundry-oauth, no "insecure".  What libcurl reads besides (no_proxy) is
documented with the key "proxy".
"""

import re

from rules import code, done, files, lines, none, ok, read, sources

READ = """
FOUNDRY_CACHE FOUNDRY_CA_FILE FOUNDRY_CLIENT_ID FOUNDRY_CLIENT_SECRET
FOUNDRY_HOME FOUNDRY_HOSTNAME FOUNDRY_KEYRING FOUNDRY_LOGIN FOUNDRY_REPOSITORY FOUNDRY_SCOPES
FOUNDRY_TOKEN FOUNDRY_TOKEN_EXPIRES FOUNDRY_TRACE
ALL_PROXY BROWSER CI CURL_CA_BUNDLE DISPLAY DOCKER_CONFIG GIT_CONFIG_GLOBAL GIT_TERMINAL_PROMPT HOME HTTPS_PROXY
LANG LC_ALL LC_CTYPE NETRC NO_COLOR NPM_CONFIG_USERCONFIG PATH REGISTRY_AUTH_FILE REQUESTS_CA_BUNDLE SSH_CONNECTION SSH_TTY SSL_CERT_DIR SSL_CERT_FILE TERM
WAYLAND_DISPLAY WSL_DISTRO_NAME WSL_INTEROP XDG_CONFIG_HOME XDG_RUNTIME_DIR
""".split()
# Given to the child of "exec" only.
GIVEN = ["FOUNDRY_HOST", "FOUNDRY_URL", "FOUNDRY_USERNAME"]
# In capitals, and no variables.
WORDS = {"CLIENT_ID", "DEFAULT", "DENY", "DURATION", "FDT_", "FILE", "FORMAT",
         "GET", "GIT_", "HEAD", "HOST", "ID", "NAME", "NAMES", "POST",
         "REGISTRY", "RID", "S256", "SCOPES", "URL", "USER", "UUID"}
# Parts that are not built yet; take them out with the part.
NOT_YET = {"FOUNDRY_REPOSITORY"}
# getenv(name): functions that pass on a name they are given.
PASSED_ON = {"src/base/text.c": 1, "src/config/resolve.c": 1,
             "src/config/settings.c": 1, "src/oauth/proxy.c": 1,
             "helpers/cli/config.c": 1, "helpers/cli/sweep/places.c": 1, "helpers/cli/bundle.c": 1}

GETENV = r"(?<![*\n])\b(?:(?:secure_)?getenv|fc_variable)\s*\(\s*([^)]*?)\s*\)"

literals = {}
variable = {}
for name in sources():
    for line, match in lines(name, r'"([A-Z][A-Z0-9_]+)"'):
        literals.setdefault(match.group(1), []).append(f"{name}:{line}")
    for line, match in lines(name, GETENV):
        if not match.group(1).startswith('"'):
            variable.setdefault(name, []).append(line)
    if re.search(r"\benviron\b", code(name)) and name != \
            "src/base/process.c":
        literals.setdefault("environ", []).append(name)

none([f"{word}: {', '.join(places)}" for word, places in literals.items()
      if word not in set(READ) | set(GIVEN) | WORDS
      and not re.fullmatch(r"ABC.*", word)],
     "every variable read is in the list")
none([word for word in READ if word not in literals
      and word not in NOT_YET], "every variable in the list is read")
none([f"{name}: getenv of a name in a variable, lines {at}"
      for name, at in variable.items()
      if len(at) > PASSED_ON.get(name, 0)],
     "names are written out where getenv is called")

manual = [name for name in files() if name.startswith("docs/man/")
          and re.search(r"\.[1-8](\.in)?$", name)]
pages = ["README.md"] + manual
text = "\n".join(read(name) for name in pages if name in files())
wanted = [word for word in READ + GIVEN
          if word.startswith("FOUNDRY_") or manual]
none([word for word in wanted
      if word not in NOT_YET and word in literals
      and not re.search(rf"\b{word}\b", text)],
     "every variable is documented in README.md or docs/man"
     + ("" if manual else " (no manual yet: FOUNDRY_* only)"))
ok("FOUNDRY_INSECURE" not in literals, "there is no switch for tests")
done()
