# SPDX-License-Identifier: Apache-2.0
"""Calls that nobody makes here, by the source and by the objects.

A name in a comment or in a string is none.
"""

import os
import re
import subprocess

from rules import BUILD, code, done, lines, need, none, sources

need("nm")

EVERYWHERE = {
    "sprintf vsprintf strcpy stpcpy strcat strncpy strncat gets":
        "does not know the size; snprintf, fc_buf",
    "strtok": "keeps a hidden pointer; strcspn, strtok_r",
    "system popen": "a shell; fc_child_start, fc_command_output",
    "realloc reallocarray": "leaves a copy that cannot be wiped; fc_buf",
    "getline getdelim asprintf vasprintf":
        "grows by realloc; fc_buf_read, fc_buf_addf",
    "alloca": "no limit; fc_buf",
    "tmpfile tmpnam tempnam mktemp": "not in the checked directory; fc_draft",
    "rand srand random srandom drand48 rand_r":
        "can be guessed; gnutls_rnd, in oauth/pkce",
    "atoi atol atoll": "takes rubbish for 0; fc_number_parse",
    "setenv putenv": "secrets never travel in the environment",
    "bzero": "may be optimised away; explicit_bzero",
    "asctime ctime gmtime localtime": "not reentrant; the _r forms",
    "longjmp setjmp": "goto out",
    "mlock mlockall": "docs/threat-model.md says why not",
    "assert abort": "an error is reported, not died of",
}
# Only helpers/ print and exit; src/ fills in an error.
IN_SRC = {
    "printf fprintf vprintf vfprintf dprintf puts fputs putchar fputc putc "
    "perror fwrite": "only helpers/ print; base/log for messages",
    "exit quick_exit": "only main ends a process",
    "err errx warn warnx": "only helpers/ report",
}
ALSO_BY_OBJECT = {"__sprintf_chk", "__vsprintf_chk", "__strcpy_chk",
                  "__stpcpy_chk", "__strcat_chk", "__strncpy_chk",
                  "__strncat_chk", "__gets_chk", "__asprintf_chk",
                  "__vasprintf_chk"}
PRINTING = {"__printf_chk", "__fprintf_chk", "__vfprintf_chk",
            "__vprintf_chk", "__dprintf_chk", "puts", "putchar", "printf",
            "fprintf", "exit", "fwrite", "perror"}
# But for what "exec" gives the person's command, by the names it promises, and
# how often keyring was handed on.
GIVEN = r"helpers/(?:cli/exec|keyring/main)\.c:\d+: setenv:"
# A forked child that did not become what it should.
CHILD_EXIT = {"src/base/command.c", "src/base/process.c",
              "src/base/process_behind.c", "src/oauth/browser.c"}
# Who may start a process at all.
STARTERS = CHILD_EXIT | {"src/base/process_caller.c"}


def calls(name, words):
    pattern = (r"(?<![\w.>])(" + "|".join(words.split()) + r")\s*\(")
    for line, match in lines(name, pattern, strings=False):
        yield f"{name}:{line}: {match.group(1)}"


def banned(names, table):
    found = []
    for words, instead in table.items():
        for name in names:
            found += [f"{call}: {instead}" for call in calls(name, words)]
    return found


everything = sources()
src = [name for name in everything if name.startswith("src/")]
none([call for call in banned(everything, EVERYWHERE)
      if not re.match(GIVEN, call)], "no banned call in src/ and helpers/")
none(banned(src, IN_SRC), "src/ never prints and never exits")
# loopback: a child that is left behind to show a page, and to nothing else.
# caller: foundry-oauth, when all is said, does not free what is left.
none([call for name in everything
      if name not in CHILD_EXIT | {"src/oauth/loopback.c",
                                   "helpers/oauth/caller.c"}
      for call in calls(name, "_exit _Exit")],
     "_exit only in a forked child, and where nobody waits any more")
none([call for name in everything if name not in STARTERS
      for call in calls(name, "fork execl execle execlp execv execve execvp "
                        "execvpe posix_spawn posix_spawnp clone")],
     "processes are started in " + ", ".join(sorted(STARTERS)))
none([call for name in everything if name != "src/base/process.c"
      for call in calls(name, "vfork")],
     "vfork is called in one place, and no more is done there than may be")
none([call for name in src if name != "src/oauth/pkce.c"
      for call in calls(name, "gnutls_rnd getrandom getentropy arc4random")],
     "randomness is drawn in one place")
none([call for name in src if not name.startswith("src/oauth/")
      for call in calls(name, "socket socketpair connect bind listen accept "
                        "accept4 getaddrinfo gethostbyname")],
     "no network below oauth")
none([f"{name}:{line}" for name in everything
      for line, match in lines(name, r"\bgoto\s+(?!out\s*;)\w+")],
     "goto has one label: out")
none([f"{name}:{line}: {match.group()}" for name in src + everything
      for line, match in lines(name, r"\btypedef\s+struct\b.*")],
     "no struct is typedef'd")


def opens_bare(name):
    """Opens whose flags neither are nor hold O_CLOEXEC; /dev/null may be
    open in a child."""
    flags = re.search(r"\bflags\s*=[^;]*O_CLOEXEC", code(name))
    for line, match in lines(name, r"(?<![\w.>])(?:open|openat|pipe2|accept4|"
                             r"socket)\s*\([^;]*;"):
        call = match.group()
        if ("CLOEXEC" in call or '"/dev/null", O_RDWR' in call
                or flags and "| flags" in call):
            continue
        yield f"{name}:{line}: {call}"


# A later fcntl would race a fork.
none([call for name in everything for call in opens_bare(name)],
     "descriptors are born with O_CLOEXEC")
none([call for name in everything
      for call in calls(name, "pipe accept dup creat fopen fdopen "
                        "opendir")],
     "no call that makes a descriptor without O_CLOEXEC")

archives = [os.path.join(BUILD, "src", f"lib{folder}.a")
            for folder in sorted({name.split("/")[1] for name in src})]
names = {word for words in EVERYWHERE for word in words.split()}
undefined = []
for archive in archives:
    listing = subprocess.run(["nm", "-A", "-u", archive], check=True,
                             capture_output=True, text=True).stdout
    for line in listing.splitlines():
        symbol = line.split()[-1].split("@")[0]
        if symbol in names | ALSO_BY_OBJECT | PRINTING:
            undefined.append(line.replace(BUILD + "/", ""))
none(undefined, "the objects of src/ call nothing banned")
done()
