# SPDX-License-Identifier: Apache-2.0
"""A login that waits at its port, and a real browser at the Foundry's page."""

import os
import re
import shutil
import tempfile

from chromium import Chromium, wait
from harness import CLI, SystemTest, authorize_parameters

PASTE = "Paste here: "
ALLOW, DENY = "button[value=allow]", "button[value=deny]"
# Of a telephone, of a window, of one that is shown at 200 %; and on paper.
SCREENS = (("light", 320), ("dark", 320), ("light", 360), ("dark", 1280),
           ("light", 1280), ("light", 640), ("paper", 1000))

# Colours of all texts, and of what is behind them.
COLOURS = """
return [...document.querySelectorAll("h1,p,dt,dd")].map(e => [
  e.tagName, getComputedStyle(e).color,
  getComputedStyle(document.querySelector("main")).backgroundColor])"""

# Language, no quirks, what stands in the one landmark, scripts and links to
# elsewhere, handlers of events.
STRUCTURE = """
return [document.documentElement.lang, document.compatMode == "CSS1Compat",
  [...document.querySelector("body > main").children].map(
    e => e.localName),
  [...document.querySelectorAll("script,a,img,iframe,object,form,link")]
    .map(e => e.outerHTML).filter(e => !e.includes('href="data:,"')),
  [...document.querySelectorAll("*")].filter(e => [...e.attributes].some(
    a => a.name.startsWith("on"))).length]"""

# Texts that do not fit their place.
CLIPPED = """
return [...document.querySelectorAll("h1,p,dt,dd")].filter(e =>
  e.scrollWidth > e.clientWidth || e.getBoundingClientRect().right >
  document.querySelector("main").getBoundingClientRect().right)
  .map(e => e.outerHTML)"""


def luminance(colour):
    """WCAG 2.1, relative luminance of "rgb(r, g, b)"."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else
                        ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class ChromiumTest(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.profile = tempfile.mkdtemp(prefix="fc-chromium-")
        cls.addClassCleanup(shutil.rmtree, cls.profile, True)
        cls.chromium = Chromium(cls.profile)
        cls.addClassCleanup(cls.chromium.close)

    def setUp(self):
        super().setUp()
        self.home.configure()
        self.chromium.new_tab()
        self.chromium.log(), self.chromium.requests()

    def start(self, argv=None, stdin=""):
        """On a terminal; $BROWSER hands the URL to the test, and the real
        browser has opened it."""
        given = os.path.join(self.scratch, "given")
        script = os.path.join(self.scratch, "hand-over")
        with open(script, "w") as file:
            file.write(f'#!/bin/sh\necho "$1" >{given}.new\n'
                       f"mv {given}.new {given}\n")
        os.chmod(script, 0o755)
        if os.path.exists(given):
            os.unlink(given)
        terminal = self.on_terminal(argv or [CLI, "login", self.host],
                                    stdin, env={"BROWSER": script})
        terminal.expect(PASTE)
        wait(lambda: os.path.exists(given), "URL for the browser")
        with open(given) as file:
            url = file.read().strip()
        self.asked = authorize_parameters(url)
        self.base = self.asked["redirect_uri"]
        self.chromium.open(url)
        return terminal

    def assert_ended(self, terminal, status=0):
        result = terminal.end()
        self.assertEqual(result.status, status, result.err)
        return result

    def assert_page(self, heading, *texts):
        """The page there is ours, plain and whole, on every screen."""
        chromium = self.chromium
        self.assertEqual(chromium.title, heading + " - foundry-credential")
        self.assertEqual(chromium.run(
            "return [...document.querySelectorAll('h1')]"
            ".map(e => e.innerText)"), [heading])
        self.assertEqual(chromium.run(STRUCTURE), [
            "en", True, ["h1", "p", "dl", "p"], [], 0])
        for text in ("foundry-credential", self.host, *texts):
            self.assertIn(text, chromium.text)
        for scheme, width in SCREENS:
            with self.subTest(scheme=scheme, width=width):
                chromium.looks(scheme, width)
                self.assertLessEqual(chromium.run(
                    "return document.documentElement.scrollWidth"), width)
                self.assertEqual(chromium.run(CLIPPED), [])
                backs = set()
                for tag, ink, back in chromium.run(COLOURS):
                    self.assertGreaterEqual(contrast(ink, back), 4.5, tag)
                    backs.add(luminance(back) < 0.2)
                self.assertEqual(backs, {scheme == "dark"})
                self.take_picture(heading, scheme, width)

    def take_picture(self, *words):
        """Into $FC_PICTURES, for whoever wants to look."""
        directory = os.environ.get("FC_PICTURES")
        if directory:
            name = "-".join(map(str, words)).replace(" ", "_") + ".png"
            self.chromium.picture(os.path.join(directory, name))

    def assert_nothing_else(self):
        """No complaint of the browser but over our status, and no request
        to anyone else; what was asked for."""
        self.assertEqual([line for line in self.chromium.log()
                          if "Failed to load resource" not in line], [])
        asked = self.chromium.requests()
        for url in asked:
            self.assertTrue(url.startswith(
                (self.base, self.foundry.url + "/", "data:", "chrome:",
                 "about:")), url)
        return asked
