"""A resident finds what is there already: by searching, and while writing."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from consultations import indexing
from consultations.models import Consultation
from tests import factories
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]


@pytest.fixture
def ideas() -> Consultation:
    now = timezone.now()
    made = factories.idea_collection(
        slug=f"find-{uuid4().hex[:8]}",
        title="海辺の使い方アイデア募集",
        question="砂浜と遊歩道を、これからどう使いたいですか。",
        opens=now - 10 * factories.DAY,
        closes=now + 10 * factories.DAY,
        published_at=now,
    )
    indexing.consultation(made)
    titles = ["遊歩道に街路樹を植えて木陰をつくる", "砂浜に車いす用のマットを敷く", "朝市を毎週ひらく"]
    for title in titles:
        text = f"{title}と、お年寄りも子どもも歩きやすくなると思います。夏は日ざしが強くて困っています。"
        indexing.opinion(factories.proposal(made, title=title, text=text, at=now).opinion)
    return made


def test_a_word_in_another_spelling_is_found_and_leads_to_its_place(
    both: Tab, ideas: Consultation, shot: Shot
) -> None:
    page = Page(both)
    page.open("/search/")
    shot(both, "search-empty")
    page.open(f"/search/?consultation={ideas.slug}")
    both.get_by_role("searchbox").fill("ﾏｯﾄ 砂浜")
    page.press("検索する")
    assert "1件見つかりました" in page.main.inner_text()
    assert page.main.locator("mark").first.inner_text() == "砂浜"
    shot(both, "search-found")
    page.press("砂浜に車いす用のマットを敷く")
    assert page.heading == "砂浜に車いす用のマットを敷く"


def test_nothing_found_says_what_to_try_and_which_filters_are_set(
    both: Tab, ideas: Consultation, shot: Shot
) -> None:
    page = Page(both)
    page.open(f"/search/?q=みつからないことば&kind=proposal&consultation={ideas.slug}")
    assert "見つかりませんでした" in page.main.inner_text()
    both.get_by_text("絞り込む（2つ指定中）").click()
    assert both.get_by_label("種類").input_value() == "proposal"
    shot(both, "search-nothing")


def test_similar_proposals_are_shown_while_typing(
    both: Tab, ideas: Consultation, as_person: LogIn, shot: Shot
) -> None:
    as_person(both, factories.user(joined_at=timezone.now()))
    page = Page(both)
    page.open(f"/consultations/{ideas.slug}/proposals/new/")
    both.get_by_role("textbox", name="題名").press_sequentially("遊歩道へ街路樹を", delay=20)
    link = both.get_by_role("link", name="遊歩道に街路樹を植えて木陰をつくる")
    expect(link).to_be_visible()
    page.check()
    shot(both, "proposal-similar")


def test_without_javascript_the_check_page_shows_the_similar_ones(
    without_javascript: Tab, ideas: Consultation, as_person: LogIn
) -> None:
    as_person(without_javascript, factories.user(joined_at=timezone.now()))
    page = Page(without_javascript, scripts=False)
    page.open(f"/consultations/{ideas.slug}/proposals/new/")
    without_javascript.get_by_role("textbox", name="題名").fill("街路樹を遊歩道に")
    without_javascript.get_by_role("textbox", name="提案の内容と理由").fill("木陰がほしいです。")
    page.press("次へ進む")
    page.press("確認へ進む")
    assert "遊歩道に街路樹を植えて木陰をつくる" in page.main.inner_text()


def test_a_long_branch_is_read_on_and_a_comment_found_helpful(
    both: Tab, ideas: Consultation, as_person: LogIn, shot: Shot
) -> None:
    as_person(both, factories.user(joined_at=timezone.now()))
    now = timezone.now()
    root = factories.comment(ideas, text="朝市には屋根のある場所がほしいです。", stance="agree", at=now)
    for number in range(1, 7):
        factories.comment(ideas, parent=root, text=f"私もそう思います。理由その{number}です。", at=now)
    for text in ("駐車場が先だと思います。", "雨の日の扱いを決めてください。"):
        factories.comment(ideas, text=text, at=now)
    page = Page(both)
    page.open(f"/comments/{root.pk}/")
    shot(both, "discussion-long")
    with both.expect_navigation():
        both.locator(f"#comment-{root.pk}").get_by_role("button", name="参考になった").click()
    page.check()
    assert "参考になった (1)" in both.locator(f"#comment-{root.pk}").inner_text()
    page.press("残り3件の返信を読む")
    assert "理由その6です。" in page.main.inner_text()
    shot(both, "branch")
