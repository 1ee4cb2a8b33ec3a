"""Journey 6: an answer to each theme, approved by a second person, published, told to every author."""

import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from consultations.models import Consultation, Opinion
from consultations.services.following import notifications
from tests import factories
from tests.consultations.answering import material
from tests.consultations.planning.material import ALL, BUS, PARK, SCHOOL
from tests.e2e.pages.answering import Answer, Board, Publishing, Result
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

THEMES = {"バスの便": BUS, "公園の手入れ": PARK, "学校の設備": SCHOOL}
CATEGORY = "一部反映します"
DOCUMENTS = {"Excel": "xlsx", "Word": "docx", "PDF": "pdf", "CSV（一覧表）": "csv"}


@pytest.fixture
def author() -> User:
    return factories.user(display_name="港町のみなみ", joined_at=timezone.now())


@pytest.fixture
def consultation(author: User) -> Consultation:
    """Closed and analysed; one opinion is the author's own, one was withdrawn, one stands alone."""
    now = timezone.now()
    made = factories.consultation(
        slug=f"answers-{uuid4().hex[:8]}",
        title="汐見市地域公共交通計画（素案）への意見募集",
        opens=now - 60 * factories.DAY,
        closes=now - 20 * factories.DAY,
        published_at=now - 70 * factories.DAY,
    )
    opinions = [factories.comment(made, text=text, author=author).opinion for text in ALL[:1]]
    opinions += [factories.comment(made, text=text).opinion for text in [*ALL[1:], material.LONE]]
    Opinion.objects.filter(pk=opinions[5].pk).update(withdrawn_at=now)
    places = {name: [one for one in opinions if one.words.text in said] for name, said in THEMES.items()}
    material.run_of(made, places)
    return made


def person(name: str) -> User:
    return factories.user(Role.PLANNER, display_name=name, joined_at=timezone.now())


def test_from_the_draft_to_the_author_who_is_told(
    both: Tab, as_person: LogIn, consultation: Consultation, author: User, worker: None, shot: Shot
) -> None:
    desk = f"/staff/consultations/{consultation.slug}/answers/"
    planner, second = person("企画 花子"), person("課長 太郎")

    as_person(both, planner)
    Board(both).open(desk)
    shot(both, "answers-board")
    for name in [*THEMES, "その他の意見"]:
        _answer(both, desk, name)
    Answer(both).open(_path(both, desk, "バスの便"))
    Answer(both).press("関係課に意見を求める")
    Answer(both).note("財政課", "来年度の予算で足りることを確かめました。")
    shot(both, "answers-response")
    for name in [*THEMES, "その他の意見"]:
        Answer(both).open(_path(both, desk, name))
        Answer(both).press("承認に回す")

    as_person(both, second)
    for name in [*THEMES, "その他の意見"]:
        answer = Answer(both)
        answer.open(_path(both, desk, name))
        answer.press("承認する")
        assert answer.state == "承認済み"
    publishing = Publishing(both)
    publishing.open(f"{desk}publish/")
    shot(both, "answers-publish")
    publishing.press("結果を公表")
    publishing.wait_until_published()

    _as_a_resident(both, consultation, shot)
    _as_the_author(both, as_person, author, consultation, shot)


def _answer(both: Tab, desk: str, name: str) -> None:
    board = Board(both)
    board.open(desk)
    board.begin(name)
    Answer(both).write(f"{name}について、いただいたご意見を踏まえて計画を見直します。", CATEGORY)


def _path(both: Tab, desk: str, name: str) -> str:
    board = Board(both)
    board.open(desk)
    return str(board.line(name).get_by_role("link", name=name).get_attribute("href"))


def _as_a_resident(both: Tab, consultation: Consultation, shot: Shot) -> None:
    both.context.clear_cookies()
    Page(both).open(consultation.get_absolute_url()).press("結果を読む")
    result = Result(both)
    shot(both, "result")
    assert result.heading == "意見の概要と市の考え方"
    assert result.rows.count() == 4
    for name, ending in DOCUMENTS.items():
        downloaded = result.download(name)
        assert downloaded.suggested_filename == f"{consultation.slug}-result-1.{ending}"
        assert downloaded.path().stat().st_size > 100
    with both.expect_navigation():
        result.rows.filter(has_text="公園の手入れ").get_by_role("heading").get_by_role("link").click()
    result.check()
    assert result.originals.count() == len(PARK)
    shot(both, "result-row")
    with both.expect_navigation():
        result.originals.first.get_by_role("link").click()
    result.check()
    assert any(text in both.locator("main").inner_text() for text in PARK)


def _as_the_author(both: Tab, as_person: LogIn, author: User, consultation: Consultation, shot: Shot) -> None:
    as_person(both, author)
    notifications.fan_out(now=timezone.now())
    told = Page(both).open("/my/notifications/")
    shot(both, "result-told")
    with both.expect_navigation():
        both.get_by_role("button", name=re.compile("あなたの意見がどう扱われたか")).first.click()
    told.check()
    words = told.main.inner_text()
    assert "バスの便について、いただいたご意見を踏まえて計画を見直します。" in words
    assert CATEGORY in words
    assert "締切のあとに行います" not in words
    shot(both, "treatment")
