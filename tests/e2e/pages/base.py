"""What every page object does on every page it opens: it looks for what no page may have."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import ConsoleMessage, Locator, Request, Response
from playwright.sync_api import Page as Tab

NARROWEST = 320
# What passed is not carried out of the browser: it is much, and nobody reads it. Style sheets are not fetched
# beforehand: the only rule that reads them is an experimental one, which is off.
VIOLATIONS = """axe.run({resultTypes: ['violations'], preload: {assets: ['media']}}).then(found => ({
    violations: found.violations, url: found.url, testEngine: found.testEngine,
}))"""
# Shared by all processes of one run: what one has examined, no other examines again.
EXAMINED = Path(
    tempfile.gettempdir(), f"yoriai-examined-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
)
EXAMINED.mkdir(exist_ok=True)
CHANGING = re.compile(r'(value|nonce|content)="[^"]{20,}"|Y-\d{4}-[0-9A-Z-]+|\d+')
"""Tokens, numbers and receipts: pages that differ in nothing else are examined once for each look."""
LOOK = """[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, matchMedia('print').matches]"""


class Page:
    """One page of the site in one tab. Subclasses name the path and the parts; tests say what happens."""

    path: ClassVar[str] = "/"

    def __init__(self, tab: Tab, *, scripts: bool = True) -> None:
        self.tab = tab
        self.scripts = scripts
        self.problems: list[str] = []
        self.status = 0
        tab.on("console", self._hear)
        tab.on("pageerror", lambda error: self.problems.append(f"error in a script: {error}"))
        tab.on("request", self._follow)
        tab.on("response", self._receive)

    def open(self, path: str | None = None, *, status: int = 200) -> "Page":
        self.tab.goto(path or self.path)
        self.check(status=status)
        return self

    def press(self, name: str, *, status: int = 200, inside: Locator | None = None) -> "Page":
        """Press a button or follow a link that leads to a page, and look at that page."""
        where = inside or self.tab.locator("body")
        target = where.get_by_role("button", name=name, exact=True).or_(
            where.get_by_role("link", name=name, exact=True)
        )
        with self.tab.expect_navigation():
            target.first.click()
        self.check(status=status)
        return self

    def check(self, *, status: int = 200) -> None:
        assert self.status == status, f"{self.tab.url} answered {self.status}"
        assert self.tab.locator("html").get_attribute("lang") in {"ja", "en"}
        assert self.tab.title().strip(" —")
        assert self.tab.locator("h1").count() == 1, f"{self.tab.url} has not exactly one h1"
        assert self.tab.locator("main").count() == 1
        self._fits_a_narrow_phone()
        if self.scripts:
            self._everybody_can_use_it()
        assert not self.problems, "\n".join(self.problems)

    @property
    def heading(self) -> str:
        return self.tab.locator("h1").inner_text()

    @property
    def main(self) -> Locator:
        return self.tab.locator("main")

    @property
    def error_summary(self) -> Locator:
        return self.tab.locator(".error-summary")

    def _everybody_can_use_it(self) -> None:
        look = f"{self.tab.evaluate(LOOK)} {CHANGING.sub('0', self.tab.content())}"
        seen = EXAMINED / hashlib.sha256(look.encode()).hexdigest()
        if seen.exists():
            return
        if not self.tab.evaluate("'axe' in window"):
            self.tab.evaluate(AXE_SCRIPT)
        results = AxeResults(self.tab.evaluate(VIOLATIONS))
        assert results.violations_count == 0, f"{self.tab.url}\n{results.generate_report()}"
        seen.touch()

    def _fits_a_narrow_phone(self) -> None:
        with self._as_wide_as(NARROWEST):
            width = self.tab.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROWEST, f"{self.tab.url} needs {width} px and scrolls sideways at {NARROWEST} px"

    @contextmanager
    def _as_wide_as(self, width: int) -> Iterator[None]:
        before = self.tab.viewport_size
        assert before
        self.tab.set_viewport_size({"width": width, "height": before["height"]})
        try:
            yield
        finally:
            self.tab.set_viewport_size(before)

    def _hear(self, message: ConsoleMessage) -> None:
        # A failed load is judged in `_receive`, where it is known what was loaded.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _follow(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in {"http", "https", "ws", "wss"} and asked.hostname != "127.0.0.1":
            self.problems.append(f"asked another host: {request.url}")

    def _receive(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.tab.main_frame:
            self.status = response.status
        elif response.status >= 400:
            self.problems.append(f"{response.status} for {response.url}")
