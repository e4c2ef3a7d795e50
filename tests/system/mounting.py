# SPDX-License-Identifier: Apache-2.0
"""Programs in a mount namespace of their own: what a container sees."""

import os


def in_namespace(script, *argv):
    """The words that run argv after script, which ends it with 99 when
    nothing can be mounted."""
    words = ["unshare", "--mount"]
    if os.geteuid() != 0:
        words += ["--user", "--map-root-user"]
    return [*words, "sh", "-c", f'{script} || exit 99; exec "$@"', "sh", *argv]


def bind(source, target, read_only=False):
    script = f"mount --bind {source} {target}"
    if read_only:
        script += f" && mount -o remount,bind,ro {target}"
    return script
