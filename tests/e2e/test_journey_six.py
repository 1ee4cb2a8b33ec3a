"""Journey 6: an answer to each theme, approved by a second person, published, told to every author."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from consultations.exporting.results import rows
from consultations.models import AnalysisRun, Consultation, Membership, Opinion
from consultations.services.following import notifications
from consultations.views.answering.result import ORIGINALS_A_PAGE
from tests import factories
from tests.consultations.answering import material
from tests.consultations.planning.material import ALL, BUS, PARK, SCHOOL, fill
from tests.e2e.pages.answering import Answer, Board, PersonalData, Publishing, Result
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

THEMES = {"バスの便": BUS, "公園の手入れ": PARK, "学校の設備": SCHOOL}
OTHERS = "その他の意見"
CATEGORY = "一部反映します"
DOCUMENTS = {"Excel": "xlsx", "Word": "docx", "PDF": "pdf", "CSV（一覧表）": "csv"}


@dataclass
class Asked:
    """A consultation that closed and was analysed; `author` wrote an opinion of the largest theme."""

    consultation: Consultation
    author: User
    sizes: dict[str, int]
    """Of every theme, the largest first."""

    @property
    def names(self) -> list[str]:
        return [*self.sizes, OTHERS]


@pytest.fixture
def asked() -> Asked:
    now = timezone.now()
    made = factories.consultation(
        slug=f"answers-{uuid4().hex[:8]}",
        title="汐見市地域公共交通計画（素案）への意見募集",
        opens=now - 60 * factories.DAY,
        closes=now - 20 * factories.DAY,
        published_at=now - 70 * factories.DAY,
    )
    run = _of_few_words(made)
    groups = [group for group in rows.of_run(run).groups if not group.is_of_others]
    largest = Membership.objects.filter(run=run, cluster__theme=groups[0].themes[0], state="in_theme")
    author = factories.user(display_name="港町のみなみ", joined_at=now)
    Opinion.objects.filter(pk=largest.earliest("pk").revision.opinion_id).update(author=author)
    return Asked(made, author, {group.labels[0]: group.opinions for group in groups})


def _of_few_words(made: Consultation) -> AnalysisRun:
    """One opinion was withdrawn, one stands alone."""
    fill(made, [*ALL, material.LONE])
    opinions = list(made.opinions.order_by("pk"))
    Opinion.objects.filter(pk=opinions[5].pk).update(withdrawn_at=timezone.now())
    places = {name: [one for one in opinions if one.words.text in said] for name, said in THEMES.items()}
    return material.run_of(made, places)


def person(name: str) -> User:
    return factories.user(Role.PLANNER, display_name=name, joined_at=timezone.now())


def test_from_the_draft_to_the_author_who_is_told(
    both: Tab, as_person: LogIn, asked: Asked, worker: None, shot: Shot
) -> None:
    desk = f"/staff/consultations/{asked.consultation.slug}/answers/"
    planner, second = person("企画 花子"), person("課長 太郎")

    as_person(both, planner)
    Board(both).open(desk)
    shot(both, "answers-board")
    for name in asked.names:
        _answer(both, desk, name)
    Answer(both).open(_path(both, desk, asked.names[0]))
    Answer(both).press("関係課に意見を求める")
    Answer(both).note("財政課", "来年度の予算で足りることを確かめました。")
    shot(both, "answers-response")
    for name in asked.names:
        Answer(both).open(_path(both, desk, name))
        Answer(both).press("承認に回す")
    found = PersonalData(both)
    found.open(f"/staff/consultations/{asked.consultation.slug}/personal-data/")
    found.hide_all()

    as_person(both, second)
    for name in asked.names:
        answer = Answer(both)
        answer.open(_path(both, desk, name))
        answer.press("承認する")
        assert answer.state == "承認済み"
    publishing = Publishing(both)
    publishing.open(f"{desk}publish/")
    shot(both, "answers-publish")
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
    assert result.rows.count() == len(asked.names)
    for name, ending in DOCUMENTS.items():
        downloaded = result.download(name)
        assert downloaded.suggested_filename == f"{asked.consultation.slug}-result-1.{ending}"
        assert downloaded.path().stat().st_size > 100
    second = asked.names[1]
    with both.expect_navigation():
        result.rows.get_by_role("heading").get_by_role("link", name=second, exact=True).click()
    result.check()
    assert result.originals.count() == min(ORIGINALS_A_PAGE, asked.sizes[second])
    shot(both, "result-row")
    quoted = result.originals.first.inner_text()
    with both.expect_navigation():
        result.originals.first.get_by_role("link").click()
    result.check()
    words = both.locator("main").inner_text()
    assert any(line and line in words for line in quoted.splitlines())


def _as_the_author(both: Tab, as_person: LogIn, asked: Asked, shot: Shot) -> None:
    as_person(both, asked.author)
    notifications.fan_out(now=timezone.now())
    told = Page(both).open("/my/notifications/")
    shot(both, "result-told")
    with both.expect_navigation():
        both.get_by_role("button", name=re.compile("あなたの意見がどう扱われたか")).first.click()
    told.check()
    words = told.main.inner_text()
    assert _decided(asked.names[0]) in words
    assert CATEGORY in words
    assert "締切のあとに行います" not in words
    shot(both, "treatment")
