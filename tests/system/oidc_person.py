#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A person at oidc-provider, played by HTTP: oidc_person.py CA-FILE URL, as
$BROWSER; visit() for tests."""

import http.cookiejar
import ssl
import sys
import urllib.error
import urllib.request
from urllib.parse import urljoin

STEPS_MAX = 12


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def visit(url, ca_file, stop=lambda url: False):
    """Go where it leads, with cookies; where that ends: (url, status, page).
    stop(url) true: not there any more."""
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), Stay,
        urllib.request.HTTPSHandler(
            context=ssl.create_default_context(cafile=ca_file)),
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    for _ in range(STEPS_MAX):
        if stop(url):
            return url, None, ""
        try:
            with opener.open(url, timeout=30) as reply:
                return url, reply.status, reply.read().decode()
        except urllib.error.HTTPError as reply:
            location = reply.headers.get("Location")
            if not location:
                return url, reply.code, reply.read().decode()
            url = urljoin(url, location)
    raise RuntimeError("it leads in circles")


if __name__ == "__main__":
    visit(sys.argv[2], sys.argv[1])
