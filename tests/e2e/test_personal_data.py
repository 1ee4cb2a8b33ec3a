"""Names in opinions are hidden or left before the result is public; nobody outside reads what is hidden."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations import personal_data
from consultations.models import AnalysisRun
from tests import factories
from tests.consultations.answering import material
from tests.e2e.pages.base import Page
from tests.e2e.pages.personal_data import Overlooked, PersonalData

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

SAID = (
    "バスの本数を増やしてほしいです。終バスが早すぎます。\n氏名：山本花子　電話番号：090-1234-5678",
    "市長の田中一郎さんは、公約どおりバス停に屋根を付けてください。氏名：田中一郎",
    "バスの運賃を子どもは無料にしてほしい。",
)


@pytest.fixture
def run() -> AnalysisRun:
    now = timezone.now()
    consultation = factories.consultation(
        slug=f"names-{uuid4().hex[:8]}",
        title="汐見市地域公共交通計画（素案）への意見募集",
        opens=now - 60 * factories.DAY,
        closes=now - 20 * factories.DAY,
        published_at=now - 70 * factories.DAY,
    )
    opinions = [factories.submission(consultation, text=text).opinion for text in SAID]
    run = material.run_of(consultation, {"バスの便": opinions})
    AnalysisRun.objects.filter(pk=run.pk).update(published_at=now)
    # Its own only: a round of the worker takes the oldest, which other tests may have left by the thousand.
    personal_data.read(personal_data.unread().filter(opinion__consultation=consultation), now=now)
    return run


def test_a_planner_hides_a_name_and_leaves_another(
    both: Tab, as_person: LogIn, run: AnalysisRun, shot: Shot
) -> None:
    as_person(both, factories.user(Role.PLANNER, display_name="企画 花子", joined_at=timezone.now()))
    slug = run.consultation.slug
    page = PersonalData(both)
    page.open(f"/staff/consultations/{slug}/answers/publish/")
    page.main.get_by_role("link", name="個人情報のように見えるところ").click()
    page.check()
    shot(both, "personal-data")
    page.hide("山本花子")
    expect(page.finding("山本花子")).to_have_count(0)
    page.leave("090-1234-5678", why="", status=422)
    expect(both.get_by_text("そのままにする理由を選んでください。")).to_be_visible()
    page.press("隠す 090-1234-5678", inside=page.main)
    while page.main.locator(".personal-datum").count():
        page.leave("田中一郎", why="公職にある人")
    page.open(f"/staff/consultations/{slug}/personal-data/?show=all")
    expect(page.finding("山本花子")).to_contain_text("公表しない")
    expect(page.finding("田中一郎").first).to_contain_text("公職にある人")
    shot(both, "personal-data-decided")
    both.context.clear_cookies()
    Page(both).open(f"/consultations/{slug}/themes/")
    theme = run.clusters.get().theme
    assert theme
    public = Page(both)
    public.open(f"/consultations/{slug}/themes/{theme.stable_id}/")
    expect(public.main).to_contain_text("氏名：［氏名］")
    expect(public.main).not_to_contain_text("山本花子")
    expect(public.main).to_contain_text("田中一郎")
    shot(both, "personal-data-public")


def test_overlooked_words_are_selected_in_the_text(
    both: Tab, as_person: LogIn, run: AnalysisRun, shot: Shot
) -> None:
    as_person(both, factories.user(Role.PLANNER, display_name="企画 花子", joined_at=timezone.now()))
    opinion = run.memberships.earliest("pk").revision.opinion
    page = Overlooked(both)
    page.open(f"/staff/consultations/{run.consultation.slug}/analysis/opinions/{opinion.receipt}/")
    page.take()
    expect(page.said).to_have_text("何も選ばれていません。上の文章で言葉を選ぶか、ここに書いてください。")
    expect(page.words).to_be_focused()
    page.select("終バス")
    page.take()
    expect(page.words).to_have_value("終バス")
    expect(both.get_by_label("何の情報か")).to_be_focused()
    page.select("バス", time=2)
    shot(both, "personal-data-selected")
    page.take()
    shot(both, "personal-data-taken")
    expect(page.said).to_contain_text(
        "この意見に2か所あり、すべて隠します。選んだところだけを隠すときは、下に2と"
    )
    page.select_lines()
    page.take()
    expect(page.said).to_have_text("1行の中の言葉を選んでください。")
    expect(page.words).to_have_value("バス")

    page.select_by_keyboard(after=0, length=3)
    both.keyboard.press("Enter")
    expect(page.words).to_have_value("バスの")
    page.select_by_keyboard(after=16, length=2)
    both.keyboard.press("Enter")
    expect(page.words).to_have_value("終バ")
    page.check()
    both.get_by_label("何の情報か").select_option(label="氏名")
    page.press("この言葉を隠す")
    expect(page.main).to_contain_text("1か所を隠しました。")


def test_overlooked_words_are_typed_without_javascript(
    without_javascript: Tab, as_person: LogIn, run: AnalysisRun
) -> None:
    tab = without_javascript
    as_person(tab, factories.user(Role.PLANNER, display_name="企画 花子", joined_at=timezone.now()))
    opinion = run.memberships.earliest("pk").revision.opinion
    page = Overlooked(tab, scripts=False)
    page.open(f"/staff/consultations/{run.consultation.slug}/analysis/opinions/{opinion.receipt}/")
    expect(tab.get_by_role("button", name="選んだ言葉を隠す")).to_have_count(0)
    tab.get_by_text("見落とされた言葉を隠す").click()
    page.words.fill("終バス")
    tab.get_by_label("何の情報か").select_option(label="氏名")
    page.press("この言葉を隠す")
    expect(page.main).to_contain_text("1か所を隠しました。")
