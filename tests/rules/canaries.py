# SPDX-License-Identifier: Apache-2.0
"""No secret in stderr or on the terminal, in the arguments or environment of
any process, nor in a file that is not its own; at the loudest log level."""

import glob
import os
import re
import tempfile

from rules import done, none, ok
from scenes import KINDS, each_stage, unit
from tracing import STRACE, need_strace, parse, trace

from harness import Result, Terminal  # by scenes

# Where each kind may lie, below the home and the runtime directory.
LIES_IN = {
    "access": r"run/foundry-credential/[^/]+",
    "refresh": r"home/\.foundry/oauth",
    "static": r"home/\.foundry/tokens",
    # Written there by the scene, as a person would.
    "secret": r"home/\.foundry/config|secret-(file|command)",
    "code": r"browser",
    "given": r"-",
}
# Our own program needs what the person put into the environment; a browser,
# git and a secret command do not.
FOUNDRY_OAUTH = re.compile(r'^"[^"]*/foundry-oauth", \["foundry-oauth"')

runs = []


class Seen:
    """One run, and what could be seen of it from outside."""

    def __init__(self, argv, env, result, calls, shown):
        self.argv = argv
        self.env = env
        self.result = result
        self.calls = calls
        self.shown = shown


def find(text, kinds=KINDS):
    """The kinds of which at least eight bytes show."""
    return [kind for kind in kinds if unit(kind) * 2 in text]


def on_terminal(argv, stdin, env, play):
    with tempfile.TemporaryDirectory(prefix="fc-strace-") as directory:
        env = {**env, "ASAN_OPTIONS": env.get("ASAN_OPTIONS", "")
               + ":detect_leaks=0"}
        terminal = Terminal(
            [*STRACE, "-v", "-e", "trace=execve", "-o",
             os.path.join(directory, "log"), *argv],
            env, stdin.encode())
        try:
            play(terminal)
            result = terminal.end()
        finally:
            shown = terminal.shown
            terminal.close()
        return result, list(parse(directory)), shown


def run(stage, argv, stdin, env, play):
    if play:
        result, calls, shown = on_terminal(argv, stdin, env, play)
    else:
        seen = trace(argv, stdin, env, "-v", "-e", "trace=execve")
        result = Result(seen.status, seen.out, seen.err)
        calls, shown = seen.calls, ""
    runs.append(Seen(argv, env, result, calls, shown))
    return result


def in_arguments(seen):
    for call in seen.calls:
        words = call.arguments.rsplit("], [", 1)[0]
        for kind in find(words):
            yield f"{kind}: {words[:200]}"


def in_environment(seen):
    """Of what a program of ours has started."""
    for call in seen.calls[1:]:
        variables = call.arguments.rsplit("], [", 1)[-1]
        own = FOUNDRY_OAUTH.search(call.arguments)
        brought = find(" ".join(seen.env.values())) if own else []
        for kind in find(variables):
            if kind not in brought:
                yield f"{kind}: {call.arguments[:200]}"


def in_messages(seen):
    # What a person types is shown to that person, as far as there is room.
    shown = re.sub(r"(code: )\S+", r"\1", seen.shown)
    for kind in find(seen.result.err + shown):
        yield f"{kind}: {seen.argv}: {seen.result.err}{seen.shown}"
    # Of the answers: only those that were asked for.
    kinds = [kind for kind in KINDS if kind in ("refresh", "secret", "code")]
    for kind in find(seen.result.out, kinds):
        yield f"{kind}: {seen.argv}: {seen.result.out}"
    if seen.argv[1] not in ("get", "token") and find(seen.result.out):
        yield f"{seen.argv}: {seen.result.out}"


def in_files(stage):
    for path in glob.glob(stage.home.directory + "/**", recursive=True,
                          include_hidden=True):
        if not os.path.isfile(path):
            continue
        name = os.path.relpath(path, stage.home.directory)
        with open(path, errors="replace") as file:
            text = file.read()
        for kind in find(text):
            if not re.fullmatch(LIES_IN[kind], name):
                yield f"{kind}: in {name}"


need_strace()
for title, stage in each_stage(run):
    programs = sum(len(seen.calls) for seen in runs)
    legible = all(seen.calls and call.arguments.startswith('"')
                  for seen in runs for call in seen.calls)
    ok(not stage.fault and runs and legible,
       f"{title}: {len(runs)} runs seen, {programs} programs", stage.fault)
    none([word for seen in runs for word in in_messages(seen)],
         f"{title}: not in any message")
    none([word for seen in runs for word in in_arguments(seen)],
         f"{title}: not in any argument")
    none([word for seen in runs for word in in_environment(seen)],
         f"{title}: not in any environment")
    none(in_files(stage), f"{title}: in no file but its own")
    runs.clear()
done()
