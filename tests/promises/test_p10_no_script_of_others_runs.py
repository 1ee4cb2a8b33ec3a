"""P10. Every text that is kept is a payload; the pages that show it are opened in a browser: nothing runs."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, urlsplit

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test import Client
from playwright.sync_api import Browser, Page, Route
from pytest_django import DjangoDbBlocker

from accounts.models import User
from chatbot.services.people import mailing as chat_mailing
from consultations.services.following import digests, mailing
from tests.e2e.conftest import browser_type_launch_args, chromium
from tests.factories import DAY, NOW
from tests.promises import full_town
from tests.promises.crawl import Answered, crawl, fetch
from tests.promises.full_town import Town
from tests.promises.payloads import FOUND, PAYLOADS, TRIPWIRE
from tests.promises.spoiled import GROUPS, Spoiler, marks_in
from tests.promises.test_p14_no_query_string_breaks_a_page import NAMES

__all__ = ["browser_type_launch_args", "chromium"]
pytestmark = pytest.mark.e2e

SITE = "http://127.0.0.1:8999"
"""Nobody listens there: every answer comes from what was fetched before."""
OWN_STYLE = "style-src-elem inline"
"""With which the browser itself wants to draw a feed, and is not let."""
SHOWN = ("text/html", "application/atom+xml", "image/svg+xml")
NOT_SHOWN = {
    "chatbot.QuestionGroup.added": "kept so that a decision can be taken back",
    "consultations.Archive.space": "read by the import",
    "consultations.Comment.speaks_for": "a mark says that it is the city; the author is named by the opinion",
    "consultations.Correction.before": "kept for the record",
    "consultations.Export.reason": "goes into the audit trail",
    "consultations.Mention.called": "compared with the words of the comment",
    "consultations.Origin.details": "goes out in exports (promise 13)",
    "consultations.SearchEntry.title": "only searched: what is found is shown from its own row",
}
"""Texts that no page, feed or mail shows, each with where it goes instead."""


@dataclass
class Spoiled:
    """What a town full of payloads answered, and the mails it sent."""

    marks: dict[str, set[int]]
    answers: list[Answered] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)

    def worth_opening(self) -> Iterator[Answered]:
        """The first page of each route, each that shows a text for the first time, one of each refusal."""
        met: set[str | int] = set()
        seen: set[int] = set()
        for answer in self.answers:
            is_page = answer.body and answer.headers.get("Content-Type", "").startswith(SHOWN)
            if not is_page or 300 <= answer.status < 400:
                continue
            marks = set(marks_in(answer.text))
            kind = answer.route if answer.status == 200 else answer.status
            if kind not in met or self._new_fields(marks, seen):
                met.add(kind)
                seen |= marks
                yield answer

    def _new_fields(self, marks: set[int], seen: set[int]) -> bool:
        return any(held & marks and not held & seen for held in self.marks.values())


@pytest.fixture(scope="module")
def spoiled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Spoiled]:
    if connection.vendor != "sqlite":
        pytest.skip("the payloads are longer than columns may be; only SQLite takes them all the same")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's loop runs in this thread
        logging.disable(logging.WARNING)
        with time_machine.travel(NOW, tick=False):
            town, spoiler = full_town.build(), Spoiler()
            spoiler.spoil()
            made = Spoiled(spoiler.marks)
            made.answers = [*_asked(town)]
            made.mails = _sent()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)
        yield made


def _asked(town: Town) -> Iterator[Answered]:
    open_to_all = ["/", *(address for address in town.addresses if not address.startswith("/staff/"))]
    staff = _client(town, town.staff)
    yield from crawl(staff, ["/staff/", "/", *town.addresses], of_each=2)
    for person in (town.author, None):
        yield from crawl(_client(town, person), open_to_all, of_each=1, starts_count=True)
    query = "&".join(f"{name}={quote(GROUPS[place % len(GROUPS)])}" for place, name in enumerate(NAMES))
    for address in ("/search/", "/consultations/", "/consultations/ideas/proposals/", "/faq/", "/staff/faq/"):
        yield fetch(staff, f"searched {address}", f"{address}?{query}")


def _client(town: Town, person: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
    session = client.session
    session["chat"] = town.chat
    session.save()
    return client


def _sent() -> list[EmailMessage]:
    mail.outbox = []
    for work in (digests.gather, mailing.deliver, chat_mailing.deliver):
        work(now=NOW + DAY)
    return list(mail.outbox)


class Window:
    """A page of the browser that gets what was fetched before, and nothing from anywhere else."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(base_url=SITE, locale="ja-JP")
        self.context.add_init_script(TRIPWIRE)
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.dismiss())
        self.asked_elsewhere: list[str] = []
        self._body = b""
        self._headers: dict[str, str] = {}
        self._status = 200

    def show(self, body: bytes, headers: dict[str, str], status: int = 200) -> list[str]:
        """What ran, was stopped by the policy, stands where it could run, or was asked of another host."""
        if "Content-Disposition" in headers:  # what was saved is opened without a policy of ours
            headers = {"Content-Type": headers["Content-Type"]}
        self._body, self._headers, self._status = body, headers, status
        self.asked_elsewhere.clear()
        self.page.goto("/shown/", wait_until="load")
        found: list[str] = self.page.evaluate(FOUND)
        if "xml" in headers.get("Content-Type", ""):
            found = [one for one in found if one != OWN_STYLE]
        return found + self.asked_elsewhere

    def _answer(self, route: Route) -> None:
        asked = urlsplit(route.request.url)
        if f"{asked.scheme}://{asked.netloc}" != SITE:
            self.asked_elsewhere.append(route.request.url)
            return route.abort()
        if asked.path == "/shown/" and route.request.is_navigation_request():
            return route.fulfill(body=self._body, headers=self._headers, status=self._status)
        # Of styles nothing can run, and pages without them are drawn in a third of the time.
        is_script = asked.path.startswith("/static/") and asked.path.endswith(".js")
        path = finders.find(asked.path.removeprefix("/static/")) if is_script else None
        return route.fulfill(path=path) if isinstance(path, str) else route.fulfill(status=404)


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    opened = Window(browser)
    yield opened
    opened.context.close()


@pytest.mark.django_db  # that a database is made at all
def test_there_are_enough_payloads_and_each_text_that_is_kept_has_them(spoiled: Spoiled) -> None:
    assert len(PAYLOADS) >= 300
    assert [name for name, marks in spoiled.marks.items() if not marks] == []


def test_every_text_is_shown_somewhere(spoiled: Spoiled) -> None:
    """A new field without a place in the town fails here."""
    seen: set[int] = set()
    for answer in spoiled.answers:
        seen.update(marks_in(answer.text))
    for message in spoiled.mails:
        seen.update(marks_in(message.message().as_string()))
    unseen = {name for name, marks in spoiled.marks.items() if not marks & seen}
    assert unseen == set(NOT_SHOWN)


def test_no_page_fails(spoiled: Spoiled) -> None:
    assert [(one.address, one.status) for one in spoiled.answers if one.status >= 500] == []


def test_nothing_runs_on_any_page(spoiled: Spoiled, window: Window) -> None:
    wrong = {}
    opened = 0
    for answer in spoiled.worth_opening():
        opened += 1
        if found := window.show(answer.body, answer.headers, answer.status):
            wrong[answer.address] = found[:3]
    assert wrong == {}
    assert opened > 150


def test_nothing_runs_in_a_mail(spoiled: Spoiled, window: Window) -> None:
    """A mail program has no policy of ours."""
    parts = [part for message in spoiled.mails for part in message.message().walk()]
    pages = [part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/html"]
    assert pages
    for page in pages:
        assert isinstance(page, bytes)
        assert b"tripped" in page
        assert window.show(page, {"Content-Type": "text/html; charset=utf-8"}) == []


@pytest.mark.parametrize("with_policy", [True, False], ids=["stopped by the policy", "without a policy"])
def test_control_a_page_that_does_not_escape_trips(
    spoiled: Spoiled, window: Window, *, with_policy: bool
) -> None:
    page = next(one for one in spoiled.answers if one.route == "consultations:proposal")
    headers = page.headers if with_policy else {"Content-Type": "text/html; charset=utf-8"}
    found = window.show(unescape(page.text).encode(), headers)
    assert ("ran" in found) is not with_policy
    assert len(found) > 10


def test_control_without_the_wall_another_host_would_be_asked(window: Window) -> None:
    body = b"<!doctype html><img src=https://elsewhere.example/x.png>"
    assert window.show(body, {"Content-Type": "text/html"}) == ["https://elsewhere.example/x.png"]
