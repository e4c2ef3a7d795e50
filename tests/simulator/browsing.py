# SPDX-License-Identifier: Apache-2.0
"""A person with a browser, played by HTTP.

Takes no proxy, no CA and no cookie from the environment.
"""

import http.client
import ssl
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

USER_AGENT = "Mozilla/5.0 (simulated person)"


@dataclass
class Answer:
    status: int
    headers: object
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")


@dataclass
class Visit:
    """How a visit to the authorize page ended."""
    url: str  # the last address, as the address bar shows it
    status: int
    page: str
    code: str = None
    state: str = None
    error: str = None


def fetch(url, ca_file=None, method="GET", body=None, headers=(), timeout=60):
    """One request, no redirect followed."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=ca_file)
        connection = http.client.HTTPSConnection(parts.netloc, timeout=timeout,
                                                 context=context)
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    try:
        connection.request(method, target, body, dict(headers))
        reply = connection.getresponse()
        return Answer(reply.status, reply.headers, reply.read())
    finally:
        connection.close()


def browse(url, ca_file, user="jdoe", decision="allow", follow=True):
    """Open an authorize URL, log in, press a button, go where it leads.

    follow=False stops before the page that the code is sent to.
    """
    page = fetch(url, ca_file, headers={"User-Agent": USER_AGENT})
    if page.status != 200:
        return Visit(url, page.status, page.text)
    form = Form(page.text)
    fields = {**form.fields, "username": user, "decision": decision}
    page = fetch(urljoin(url, form.action), ca_file, "POST", urlencode(fields),
                 {"User-Agent": USER_AGENT,
                  "Content-Type": "application/x-www-form-urlencoded"})
    target = page.headers.get("Location")
    if page.status != 302 or not target:
        return Visit(url, page.status, page.text)
    if follow:
        page = fetch(target, ca_file, headers={"User-Agent": USER_AGENT})
    answer = parse_qs(urlsplit(target).query)
    return Visit(target, page.status, page.text,
                 *(answer.get(name, [None])[0]
                   for name in ("code", "state", "error")))


class Form(HTMLParser):
    """The one form of a page: its action and its fields."""

    def __init__(self, page):
        super().__init__()
        self.action = ""
        self.fields = {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.action = attributes.get("action", "")
        elif tag == "input" and "name" in attributes:
            self.fields[attributes["name"]] = attributes.get("value", "")
