"""Journey 5: from a file to themes that a planner made her own; more opinions come and her edits stand."""

import csv
import os
import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations.models import Consultation
from tests import factories
from tests.e2e import spoken
from tests.e2e.pages.deciding import Deciding, Decisions
from tests.e2e.pages.planning import Analysis, Desk, Import
from tests.e2e.pages.runs import Runs, Slider

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

REAL = Path(os.environ.get("YORIAI_DATA", "-")) / "opinions" / "aipubcom" / "comments.csv"
STATES = ("論点に属する", "ほかの意見の写し", "論点なし", "非公開")
SPOKEN_FOR = re.compile(r"意見[\d,]+件の[\d.]+%を代表します")
NAME = "この計画でいちばん多かった声"


@pytest.fixture
def consultation() -> Consultation:
    now = timezone.now()
    return factories.consultation(
        slug=f"five-{uuid4().hex[:8]}",
        title="汐見市総合計画（素案）への意見募集",
        opens=now - 40 * factories.DAY,
        closes=now - 5 * factories.DAY,
        published_at=now,
    )


@pytest.fixture
def planner(both: Tab, as_person: LogIn) -> User:
    return as_person(both, factories.user(Role.PLANNER, display_name="企画 花子", joined_at=timezone.now()))


@pytest.fixture
def said() -> tuple[list[str], list[str]]:
    """What was handed in by the deadline, and what came later: real words when YORIAI_DATA names them."""
    if not REAL.is_file():
        told = spoken.opinions(260)
        return told[:240], told[240:]
    with REAL.open(encoding="utf-8", newline="") as source:
        told = [row["comment"] for row in csv.DictReader(source)]
    return told[:2400], told[2400:2600]


def test_what_a_planner_decided_stands_when_more_opinions_come(
    both: Tab,
    planner: User,
    consultation: Consultation,
    said: tuple[list[str], list[str]],
    worker: None,
    tmp_path: Path,
    shot: Shot,
) -> None:
    first, later = said
    Desk(both).open()
    _import(both, consultation, _file(tmp_path, "意見一覧.csv", first, 1), len(first), shot, "five")
    analysis = _analyse(both, first, shot)
    _follow_a_quotation(both, shot)
    moved, merged = _decide(both, consultation, shot)
    _try_other_numbers(both, consultation, shot)

    more = _file(tmp_path, "締切後に届いた意見.csv", later, len(first) + 1)
    _import(both, consultation, more, len(later), shot, "five-later")
    analysis.start("もう一度分析する")
    analysis.wait_for_run(2)
    shot(both, "five-again")
    _reconciles(analysis, len(first) + len(later))
    _her_edits_stand(both, consultation, moved, merged)

    run = Runs(both)
    run.open(f"/staff/consultations/{consultation.slug}/runs/2/")
    assert int(run.facts("新しく論点に入った意見").replace(",", "")) > 0
    expect(run.main.get_by_role("heading", name="大きくなった論点", exact=False)).to_be_visible()
    sealed = run.seal
    run.check_the_seal()
    assert run.seal == sealed
    shot(both, "five-run")


def _file(folder: Path, name: str, texts: list[str], start: int) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["番号", "意見"])
        writer.writerows(enumerate(texts, start))
    return path


def _import(tab: Tab, consultation: Consultation, file: Path, rows: int, shot: Shot, name: str) -> None:
    upload = Import(tab)
    upload.open(f"/staff/consultations/{consultation.slug}/import/")
    upload.choose(file)
    upload.press("アップロードして列を見る")
    expect(tab.get_by_label("意見の本文")).to_have_value("意見")
    shot(tab, f"{name}-columns")
    upload.press("すべての行を確認する")
    shot(tab, f"{name}-check")
    upload.start("すべての行を取り込む")
    upload.wait_for_the_result()
    assert upload.figure("追加した行").replace(",", "") == str(rows)
    upload.press("分析へ進む")


def _analyse(tab: Tab, said: list[str], shot: Shot) -> Analysis:
    analysis = Analysis(tab)
    analysis.start("分析を始める")
    tab.wait_for_load_state()
    shot(tab, "five-progress")
    told = analysis.wait_for_the_themes()
    assert all("%" in words for words in told)
    _reconciles(analysis, len(said))
    shot(tab, "five-themes")
    assert analysis.themes.count() >= 5
    expect(tab.get_by_role("heading", name="少数だが独自")).to_be_visible()
    return analysis


def _reconciles(analysis: Analysis, total: int) -> None:
    assert sum(analysis.figure(name) for name in STATES) == analysis.figure("件数") == total


def _follow_a_quotation(tab: Tab, shot: Shot) -> None:
    page = Deciding(tab)
    page.follow(page.main.locator(".theme-list h3 a").first)
    expect(page.main.get_by_text(SPOKEN_FOR)).to_be_visible()
    shot(tab, "five-theme")
    quoted = page.main.locator(".quotations blockquote").first.inner_text()
    page.follow(page.main.locator(".quotations a").first)
    assert "".join(tab.locator("mark").inner_text().split()) == "".join(quoted.split())
    shot(tab, "five-evidence")
    tab.go_back()


def _decide(tab: Tab, consultation: Consultation, shot: Shot) -> tuple[str, str]:
    """Rename one theme, merge two, move an opinion: its receipt, and the address of the merged theme."""
    page = Deciding(tab)
    desk = f"/staff/consultations/{consultation.slug}/analysis/"
    page.rename(NAME)
    assert page.heading == NAME
    page.open(desk)
    names = page.main.locator(".theme-list h3 a")
    into = names.nth(1).inner_text()
    page.follow(names.nth(2))
    page.merge(into)
    assert page.heading == into
    merged = tab.url
    shot(tab, "five-merged")

    page.open(desk)
    page.follow(page.main.locator(".theme-list h3 a").nth(2))
    page.press("意見", inside=page.main.get_by_role("navigation", name="見方"))
    moved = page.main.locator("tbody th a").last.inner_text()
    shot(tab, "five-opinions")
    page.move_one(moved, to=NAME)
    Decisions(tab).open(f"/staff/consultations/{consultation.slug}/decisions/")
    assert len(Decisions(tab).words) == 3
    shot(tab, "five-decisions")
    return moved, merged


def _try_other_numbers(tab: Tab, consultation: Consultation, shot: Shot) -> None:
    slider = Slider(tab)
    slider.open(f"/staff/consultations/{consultation.slug}/runs/1/themes/")
    chosen = slider.number
    shot(tab, "five-slider")
    assert slider.move("ArrowLeft") != chosen
    assert slider.move("ArrowRight") == chosen


def _her_edits_stand(tab: Tab, consultation: Consultation, moved: str, merged: str) -> None:
    page = Deciding(tab)
    desk = f"/staff/consultations/{consultation.slug}/analysis/"
    names = [name.strip() for name in page.main.locator(".theme-list h3 a").all_inner_texts()]
    assert NAME in names
    page.open(merged)
    expect(page.main.get_by_text("まとめた論点", exact=False).first).to_be_visible()
    page.open(f"{desk}opinions/{moved}/")
    expect(page.main.get_by_role("link", name=NAME)).to_be_visible()
    Decisions(tab).open(f"/staff/consultations/{consultation.slug}/decisions/")
    assert len(Decisions(tab).words) == 3
