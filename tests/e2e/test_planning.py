"""A planner imports a file, watches the analysis, reads themes, follows a quotation and renames a theme."""

import csv
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from consultations.analysis import stages
from consultations.models import Consultation, Job
from tests import factories
from tests.e2e.pages.base import Page
from tests.e2e.pages.planning import Analysis, Desk, Import
from tests.e2e.server import ROOT

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

ROWS = 120


@pytest.fixture
def consultation() -> Consultation:
    now = timezone.now()
    return factories.consultation(
        slug=f"desk-{uuid4().hex[:8]}",
        title="汐見市スマートシティ推進計画（素案）への意見募集",
        opens=now - 40 * factories.DAY,
        closes=now - 5 * factories.DAY,
        published_at=now,
    )


@pytest.fixture
def planner(both: Tab, as_person: LogIn) -> User:
    return as_person(both, factories.user(Role.PLANNER, display_name="企画 花子", joined_at=timezone.now()))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """120 rows of the demo's opinions as an office would send them: CP932, and two rows that are wrong."""
    with (ROOT / "consultations" / "demo" / "opinions.csv").open(encoding="utf-8") as source:
        opinions = [row for row in csv.DictReader(source) if row["text"]][:ROWS]
    path = tmp_path / "意見一覧.csv"
    with path.open("w", encoding="cp932", errors="replace", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["番号", "意見", "提出方法", "賛否", "地区"])
        for row in opinions:
            writer.writerow([row["key"], row["text"], row["channel"], row["stance"], row["ward"]])
        writer.writerow(["x1", "", "紙", "", "中央地区"])
        writer.writerow(["x2", "鳩が運んできました。", "伝書鳩", "", "港地区"])
    return path


def test_a_planner_goes_from_a_file_to_named_themes(
    both: Tab, planner: User, consultation: Consultation, file: Path, worker: None, shot: Shot
) -> None:
    Desk(both).open()
    shot(both, "desk")
    _import(both, consultation, file, shot)
    analysis = _analyse(both, shot)
    states = [analysis.figure(name) for name in ("論点に属する", "ほかの意見の写し", "論点なし", "非公開")]
    assert sum(states) == analysis.figure("件数") == ROWS

    analysis.press("意見マップ")
    shot(both, "analysis-map")
    both.go_back()
    _follow(analysis, analysis.themes.first.get_by_role("heading").get_by_role("link"))
    shot(both, "analysis-theme")
    both.get_by_label("論点の名前").fill("港の見守りカメラ")
    analysis.press("論点の名前を保存")
    assert analysis.heading == "港の見守りカメラ"

    quoted = both.locator(".quotations blockquote").first.inner_text()
    _follow(analysis, both.locator(".quotations a").first)
    assert both.locator("mark").inner_text().split() == quoted.split()
    shot(both, "evidence")


def test_everybody_reads_the_published_themes(
    both: Tab, planner: User, consultation: Consultation, file: Path, worker: None, shot: Shot
) -> None:
    _import(both, consultation, file, shot)
    _analyse(both, shot).press("この論点を公開する")
    both.context.clear_cookies()
    public = Page(both).open(f"/consultations/{consultation.slug}/themes/")
    assert public.heading == "意見の論点"
    shot(both, "themes")
    _follow(public, both.locator(".theme-list h3 a").first)
    shot(both, "theme")


def test_the_work_in_progress_shows_its_stage_and_a_way_to_stop_it(
    both: Tab, planner: User, consultation: Consultation, shot: Shot
) -> None:
    now = timezone.now()
    job = Job.objects.create(
        kind=Job.Kind.ANALYSIS,
        consultation=consultation,
        requested_by=planner,
        idempotency_key=uuid4().hex,
        created_at=now,
        started_at=now,
        state=Job.State.RUNNING,
        stage=stages.GROUPS,
        percent=34,
        lease_until=now + factories.DAY,
        worker="another",
    )
    page = Page(both).open(f"/staff/consultations/{consultation.slug}/analysis/")
    expect(page.main.get_by_text("分類")).to_be_visible()
    shot(both, "analysis-progress")
    Job.objects.filter(pk=job.pk).update(percent=35)
    expect(page.main.get_by_text("35%").first).to_be_visible()
    page.press("中止する")
    expect(page.main.get_by_text("次の区切りで止まります。", exact=True)).to_be_visible()
    Job.objects.filter(pk=job.pk).update(state=Job.State.CANCELLED)


def test_a_broken_file_is_refused_without_javascript(
    without_javascript: Tab, consultation: Consultation, as_person: LogIn, tmp_path: Path, shot: Shot
) -> None:
    as_person(without_javascript, factories.user(Role.PLANNER))
    page = Import(without_javascript, scripts=False)
    page.open(f"/staff/consultations/{consultation.slug}/import/")
    broken = tmp_path / "壊れた.csv"
    broken.write_bytes('番号,意見\n1,"閉じていない\n'.encode())
    page.choose(broken)
    page.press("アップロードして列を見る", status=422)
    expect(page.error_summary).to_contain_text("引用符")
    shot(without_javascript, "import-error")


def _import(tab: Tab, consultation: Consultation, file: Path, shot: Shot) -> None:
    upload = Import(tab)
    upload.open(f"/staff/consultations/{consultation.slug}/import/")
    shot(tab, "import-upload")
    upload.choose(file)
    upload.press("アップロードして列を見る")
    expect(tab.get_by_text("CP932")).to_be_visible()
    expect(tab.get_by_label("意見の本文")).to_have_value("意見")
    upload.choose_column("賛否", "賛否")
    tab.get_by_role("checkbox", name="地区").check()
    shot(tab, "import-columns")
    upload.press("すべての行を確認する")
    assert upload.figure("取り込めない行") == "2"
    expect(tab.get_by_text("伝書鳩")).to_be_visible()
    shot(tab, "import-check")
    upload.start("取り込める行だけ取り込む")
    upload.wait_for_the_result()
    assert upload.figure("追加した行") == str(ROWS)
    shot(tab, "import-result")


def _analyse(tab: Tab, shot: Shot) -> Analysis:
    analysis = Analysis(tab)
    analysis.press("分析へ進む")
    shot(tab, "analysis-empty")
    analysis.start("分析を始める")
    assert analysis.wait_for_the_themes()
    shot(tab, "analysis")
    return analysis


def _follow(page: Page, link: Locator) -> None:
    with page.tab.expect_navigation():
        link.click()
    page.check()
