"""Browser tests: a real server on its own database file, Debian's chromium, a phone and a desktop.

Fixtures for tests: `site` (address), `phone`, `desktop`, `both` (each in turn), `without_javascript`,
`english`; `as_person(page, user)` logs in; `shot(page, name)` keeps a picture; `mails()` reads what was sent;
`worker` runs the background jobs; factories write into the server's database.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect
from pytest_django import DjangoDbBlocker

from accounts.models import User
from nlp.retrieval import faq_building
from project.catalogues import compile_stale
from tests.databases import copy_sqlite
from tests.e2e.server import ROOT, Installation, serve
from tests.learnt import build_once

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
PATIENCE = 15_000
"""Milliseconds, for what a page does and what is expected of it: a busy machine takes its time."""
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
OURS = {"127.0.0.1", "localhost"}
"""The site, and the pages of a city that show its chat in a frame."""
HERE = Path(__file__).parent
SCREENSHOTS = ROOT / "var" / "screenshots"

NewPage = Callable[..., Page]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The browser keeps an event loop in this thread, so tests that start their own must come before.
    # Promises prepare for a minute before they open a page: at the end the other process would wait for it.
    items.sort(key=lambda item: (item.get_closest_marker("e2e") is not None, HERE in item.path.parents))


@pytest.fixture(scope="session")
def chromium() -> str:
    # The same browser without windows needs a fifth less computing; whoever has only the other one uses that.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        words = "install the Debian package chromium (make system-packages)"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, Any]:
    return {"executable_path": chromium, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("site"))
    compile_stale(ROOT)
    copy_sqlite(made.database)
    return made


@pytest.fixture(scope="session")
def site(installation: Installation) -> Iterator[str]:
    with serve(installation) as address:
        yield address


@pytest.fixture(scope="session")
def worker(installation: Installation, site: str) -> Iterator[None]:
    with installation.process("worker", "manage.py", "worker"):
        yield


@pytest.fixture(autouse=True)
def _the_faq_of_the_demo_is_learnt_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the tests, before they walk; the workers do learn what is published in the pages."""
    monkeypatch.setattr(faq_building, "build", build_once)


@pytest.fixture(autouse=True)
def _same_database_as_the_server(
    installation: Installation, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    # The browser's event loop runs in this thread, and Django would take every query for one made inside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with django_db_blocker.unblock():
        before = connections["default"]
        ours = before.copy()
        ours.settings_dict = {**before.settings_dict, "NAME": str(installation.database)}
        connections["default"] = ours
        try:
            yield
        finally:
            ours.close()
            connections["default"] = before


def watch(context: BrowserContext, forbidden: list[str]) -> None:
    """Notes requests to other hosts, and what the policy stopped, on every page at every moment."""

    def ask(request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in {"http", "https", "ws", "wss"} and asked.hostname not in OURS:
            forbidden.append(f"asked another host: {request.url}")

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            forbidden.append(message.text)

    context.on("request", ask)
    context.on("console", hear)


@pytest.fixture
def forbidden() -> list[str]:
    """What no page may do, as the browser of this test saw it: empty at the end (promise 11)."""
    return []


@pytest.fixture
def new_page(browser: Browser, site: str, forbidden: list[str]) -> Iterator[NewPage]:
    """Opens pages; every one has its own cookies."""
    contexts: list[BrowserContext] = []

    def open_one(**options: Any) -> Page:
        defaults = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": DESKTOP, "base_url": site}
        context = browser.new_context(**(defaults | options))
        context.set_default_timeout(PATIENCE)
        watch(context, forbidden)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert forbidden == []


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    return new_page(viewport=PHONE, has_touch=True)


@pytest.fixture
def desktop(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def both(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    return new_page(viewport=request.param, has_touch=request.param is PHONE)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def english(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    return new_page(locale="en-GB", viewport=request.param)


@pytest.fixture
def without_javascript(new_page: NewPage) -> Page:
    return new_page(viewport=PHONE, java_script_enabled=False)


@pytest.fixture
def as_person(site: str) -> Callable[[Page, User], User]:
    """Logs a person in without the log-in page, which has tests of its own."""

    def log_in(page: Page, user: User) -> User:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        assert session.session_key
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}]
        )
        return user

    return log_in


@pytest.fixture
def shot() -> Callable[[Page, str], Path]:
    """Keeps a picture of the whole page as var/screenshots/<name>-<width>.png"""

    def take(page: Page, name: str) -> Path:
        size = page.viewport_size or DESKTOP
        path = SCREENSHOTS / f"{name}-{size['width']}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
        return path

    return take


@pytest.fixture
def mails(installation: Installation) -> Callable[[], list[str]]:
    def read() -> list[str]:
        return [path.read_text() for path in sorted(installation.mail.glob("*"))]

    return read
