"""From a public page staff find the desk; there, groups of few people are said in one sentence."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from tests import factories
from tests.consultations.answering import material
from tests.consultations.planning import findings
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]
LINK = "分析での読み方を見る"


def test_from_a_proposal_and_from_a_comment_to_the_desk(both: Tab, as_person: LogIn, shot: Shot) -> None:
    consultation = factories.idea_collection(slug=f"back-{uuid4().hex[:8]}")
    proposal = factories.proposal(consultation)
    comment = factories.comment(proposal).opinion
    material.run_of(consultation, {"海辺": [proposal.opinion, comment]})
    page = Page(both)
    page.open(proposal.get_absolute_url())
    expect(both.get_by_role("link", name=LINK)).to_have_count(0)
    as_person(both, factories.user(Role.PLANNER, display_name="企画 花子", joined_at=timezone.now()))
    page.open(proposal.get_absolute_url())
    shot(both, "proposal-to-the-desk")
    page.press(f"{LINK} {comment.receipt}")
    assert page.heading == f"意見 {comment.receipt}"
    page.press("掲載場所を見る")
    page.press(LINK, inside=page.main)
    assert page.heading == f"意見 {proposal.opinion.receipt}"


def test_groups_of_few_people_are_said_in_one_sentence(both: Tab, as_person: LogIn, shot: Shot) -> None:
    run = findings.run(factories.closed_consultation(slug=f"few-{uuid4().hex[:8]}"))
    themes = [findings.cluster(run, label=label) for label in ("バスの本数", "公園の照明", "学校の給食")]
    for age, people in (("30代", 6), ("60代", 7), ("40代", 5), ("10代", 2)):
        for number in range(people):
            findings.member(run, cluster=themes[number % 3], opinion={"attributes": {"年代": age}})
    as_person(both, factories.user(Role.PLANNER, display_name="企画 花子", joined_at=timezone.now()))
    page = Page(both)
    page.open(
        f"/staff/consultations/{run.consultation.slug}/analysis/?view=people&by=about%3A%E5%B9%B4%E4%BB%A3"
    )
    expect(page.main).to_contain_text("意見を出した人が少ないため、論点ごとの数字は示せません。")
    hidden = "人数を示さない区分（5人未満、またはほかの人数から分かってしまうため）：10代, 40代"
    expect(page.main).to_contain_text(hidden)
    shot(both, "few-people")
    page.press("7", inside=page.main.get_by_role("table", name="年代別の人数"))
