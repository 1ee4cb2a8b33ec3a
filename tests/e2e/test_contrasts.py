"""A planner reads which ward speaks of what more often, and takes the whole comparison home."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations.models import AnalysisRun
from tests import factories
from tests.consultations.planning import findings
from tests.e2e.pages.contrasts import Contrasts

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]


@pytest.fixture
def run() -> AnalysisRun:
    consultation = factories.closed_consultation(
        slug=f"wards-{uuid4().hex[:8]}", title="公共交通計画（素案）"
    )
    run = findings.run(consultation)
    labels = ("バスの本数と終バスの時刻", "公園の木陰とベンチ", "通学路の安全")
    clusters = [findings.cluster(run, label=label) for label in labels]
    wards = (
        ("港地区", (30, 6, 9)),
        ("山手地区", (8, 28, 7)),
        ("浜の宮地区", (8, 9, 25)),
        ("中央地区", (2, 1, 1)),
    )
    stances = ("request", "oppose", "agree")
    for ward, counts in wards:
        for cluster, stance, count in zip(clusters, stances, counts, strict=True):
            for _ in range(count):
                about = {"attributes": {"地区": ward}}
                findings.member(run, cluster=cluster, stance=stance, opinion=about)
    return run


def test_differences_are_told_in_words_with_figures_and_a_file(
    both: Tab, as_person: LogIn, run: AnalysisRun, shot: Shot
) -> None:
    as_person(both, factories.user(Role.PLANNER, display_name="企画 花子", joined_at=timezone.now()))
    page = Contrasts(both)
    page.open(f"/staff/consultations/{run.consultation.slug}/contrasts/")
    wanted = "港地区の人には、「バスの本数と終バスの時刻」が他の人より多く見られます。"
    expect(page.rows.filter(has_text=wanted)).to_contain_text("67 %（45人中30人）")
    expect(page.main).to_contain_text("5人未満")
    shot(both, "contrasts")
    with both.expect_download() as waiting:
        page.main.get_by_role("link", name="すべての比較をCSVでダウンロード").click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 4 * 6
