"""From a comment to what became of it: one resident's way through a consultation, to its end."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from consultations import jobs
from consultations.models import AnalysisRun, Consultation, Phase
from consultations.services.following import notifications
from consultations.services.planning import analysis
from consultations.tasks import handler_for
from tests import factories
from tests.consultations.planning.material import fill
from tests.e2e.pages.consultations import Consultations, Discussion

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]
WORDS = "バスの本数が少なく、病院への通院に困っています。バスの増便をお願いします。"


@pytest.fixture
def consultation() -> Consultation:
    now = timezone.now()
    made = factories.consultation(
        slug=f"journey-{uuid4().hex[:8]}",
        title="地域交通計画（素案）",
        question="バスや公園や学校について、計画の案に足りないものを教えてください。",
        opens=now - timedelta(days=20),
        closes=now + timedelta(days=3),
        published_at=now - timedelta(days=21),
    )
    factories.document(made, sections=3, title="地域交通計画（素案）")
    return made


def test_a_comment_can_be_followed_from_the_section_to_how_it_was_treated(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    author = as_person(both, factories.user(display_name="山手の通院者", joined_at=timezone.now()))
    page = Discussion(both)
    receipt = _comment(page, consultation)
    _correct(page, receipt)
    page.open(f"/consultations/{consultation.slug}/sections/1.2/")
    page.press("フォローする")
    _close(consultation)
    page.open(f"/consultations/{consultation.slug}/sections/1.2/")
    assert page.tab.get_by_role("button", name="コメントを送る").count() == 0
    _publish_themes(consultation)
    assert notifications.unread(person=author)
    page.open("/my/notifications/")
    shot(both, "journey-news")
    page.open("/my/opinions/")
    shot(both, "journey-treated")
    page.tab.locator("a[href*='/themes/']").first.click()
    page.check()
    assert "病院への通院" in page.main.inner_text()


def _comment(page: Discussion, consultation: Consultation) -> str:
    Consultations(page.tab).open()
    page.open(consultation.get_absolute_url())
    assert consultation.question in page.main.inner_text()
    page.press("項目2の題")
    page.write("バスが少ないです。", stance="反対")
    page.press("コメントを送る")
    return page.receipt


def _correct(page: Discussion, receipt: str) -> None:
    page.press("掲載場所を見る")
    page.correct(receipt)
    page.write(WORDS, stance="反対")
    page.press("書き直した内容を保存")
    assert page.heading == "編集の履歴"


def _close(consultation: Consultation) -> None:
    """The days pass: every phase lies a week earlier."""
    week = timedelta(days=7)
    Phase.objects.filter(consultation=consultation).update(
        starts_at=F("starts_at") - week, ends_at=F("ends_at") - week
    )


def _publish_themes(consultation: Consultation) -> None:
    """As the planner and her worker do; their own pages are walked in the planners' tests."""
    now = timezone.now()
    fill(consultation)
    planner = factories.user(Role.PLANNER, joined_at=now)
    job = analysis.start(
        consultation=consultation, requested_by=planner, idempotency_key=uuid4().hex, now=now
    )
    jobs.run(job.pk, handler_for)
    analysis.publish(run=AnalysisRun.objects.get(job=job), published_by=planner, now=now)
    notifications.fan_out(now=timezone.now())
