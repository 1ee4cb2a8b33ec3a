"""Journey 6: an answer to each theme, approved by a second person, published, told to every author."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from consultations.services.following import notifications
from consultations.views.answering.result import ORIGINALS_A_PAGE
from tests import factories
from tests.e2e import asked as asking
from tests.e2e import documents
from tests.e2e.asked import Asked
from tests.e2e.documents import Told
from tests.e2e.pages.answering import Answer, Board, PersonalData, Publishing, Result
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

CATEGORY = "一部反映します"
DOCUMENTS = {"Excel": "xlsx", "Word": "docx", "PDF": "pdf", "CSV（一覧表）": "csv"}
READERS = {"xlsx": documents.excel, "docx": documents.word, "csv": documents.table}
LOOKED_AT = 20
"""So many of all originals are opened."""


@pytest.fixture
def asked(worker: None) -> Asked:
    """Real words when YORIAI_DATA names them."""
    return asking.by_real_people() if asking.REAL.is_file() else asking.by_the_town()


def person(name: str) -> User:
    return factories.user(Role.PLANNER, display_name=name, joined_at=timezone.now())


def test_from_the_draft_to_the_author_who_is_told(
    both: Tab, as_person: LogIn, asked: Asked, worker: None, shot: Shot
) -> None:
    desk = f"/staff/consultations/{asked.consultation.slug}/answers/"
    planner, second = person("企画 花子"), person("課長 太郎")

    as_person(both, planner)
    board = Board(both)
    board.open(desk)
    shot(both, "answers-board")
    assert sum(board.sizes) + asked.withheld == asked.opinions
    for name in asked.by_hand:
        _answer(both, desk, name)
    Answer(both).open(_path(both, desk, asked.by_hand[0]))
    Answer(both).press("関係課に意見を求める")
    Answer(both).note("財政課", "来年度の予算で足りることを確かめました。")
    shot(both, "answers-response")
    for name in asked.by_hand:
        Answer(both).open(_path(both, desk, name))
        Answer(both).press("承認に回す")
    found = PersonalData(both)
    found.open(f"/staff/consultations/{asked.consultation.slug}/personal-data/")
    found.hide_all()

    as_person(both, second)
    for name in asked.by_hand:
        answer = Answer(both)
        answer.open(_path(both, desk, name))
        answer.press("承認する")
        assert answer.state == "承認済み"
    publishing = Publishing(both)
    publishing.open(f"{desk}publish/")
    shot(both, "answers-publish")
    assert sum(publishing.sizes) + asked.withheld == asked.opinions
    publishing.press("結果を公表")
    publishing.wait_until_published()

    _as_a_resident(both, asked, shot)
    _as_the_author(both, as_person, asked, shot)


def _answer(both: Tab, desk: str, name: str) -> None:
    board = Board(both)
    board.open(desk)
    board.begin(name)
    Answer(both).write(_decided(name), CATEGORY)


def _decided(name: str) -> str:
    return f"{name}について、いただいたご意見を踏まえて計画を見直します。"


def _path(both: Tab, desk: str, name: str) -> str:
    board = Board(both)
    board.open(desk)
    return str(board.line(name).get_by_role("link", name=name, exact=True).get_attribute("href"))


def _as_a_resident(both: Tab, asked: Asked, shot: Shot) -> None:
    both.context.clear_cookies()
    Page(both).open(asked.consultation.get_absolute_url()).press("結果を読む")
    result = Result(both)
    shot(both, "result")
    assert result.heading == "意見の概要と市の考え方"
    assert (result.handed_in, result.withheld) == (asked.opinions, asked.withheld)
    _the_documents_say_the_same(result, asked)
    address = both.url
    _every_original_is_there(both, result, asked)
    result.open(address)
    second = [*asked.sizes][1]
    with both.expect_navigation():
        result.rows.get_by_role("heading").get_by_role("link", name=second, exact=True).click()
    result.check()
    assert result.originals.count() == min(ORIGINALS_A_PAGE, asked.sizes[second])
    shot(both, "result-row")
    quoted = str(result.originals.first.locator(".words").last.text_content())
    with both.expect_navigation():
        result.originals.first.get_by_role("link").click()
    result.check()
    assert "".join(quoted.split()) in "".join(both.locator("main").inner_text().split())


def _the_documents_say_the_same(result: Result, asked: Asked) -> None:
    for name, ending in DOCUMENTS.items():
        downloaded = result.download(name)
        assert downloaded.suggested_filename == f"{asked.consultation.slug}-result-1.{ending}"
        if ending == "pdf":
            assert documents.pages_of(downloaded.path()) >= 3
            continue
        told = READERS[ending](downloaded.path())
        annex = None if told.originals is None else asked.opinions
        assert told == Told(len(asked.sizes), asked.opinions, asked.opinions, annex), name


def _every_original_is_there(both: Tab, result: Result, asked: Asked) -> None:
    """In its row, or counted as withheld; some are opened."""
    rows = result.read_all()
    by_row = [result.originals_of(address) for _opinions, address in rows]
    assert [opinions for opinions, _address in rows] == [*asked.sizes.values()]
    assert [len(originals) for originals in by_row] == [*asked.sizes.values()]
    every = [original for originals in by_row for original in originals]
    assert len(set(every)) == asked.opinions - asked.withheld
    for address in every[:: len(every) // LOOKED_AT + 1]:
        assert both.request.get(address).ok, address


def _as_the_author(both: Tab, as_person: LogIn, asked: Asked, shot: Shot) -> None:
    as_person(both, asked.author)
    notifications.fan_out(now=timezone.now())
    told = Page(both).open("/my/notifications/")
    shot(both, "result-told")
    with both.expect_navigation():
        both.get_by_role("button", name=re.compile("あなたの意見がどう扱われたか")).first.click()
    told.check()
    words = told.main.inner_text()
    assert _decided(asked.by_hand[0]) in words
    assert CATEGORY in words
    assert "締切のあとに行います" not in words
    shot(both, "treatment")
