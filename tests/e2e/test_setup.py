"""A planner gives a consultation more time, and everybody reads why."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from tests import factories
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]


def test_more_time_is_given_with_a_reason_and_a_limit_is_set(both: Tab, as_person: LogIn, shot: Shot) -> None:
    now = timezone.now()
    consultation = factories.idea_collection(
        title="海辺の使い方アイデア募集",
        opens=now - factories.DAY,
        closes=now + 3 * factories.DAY,
        published_at=now,
    )
    as_person(both, factories.user(Role.PLANNER, joined_at=now))
    page = Page(both)
    page.open(f"/staff/consultations/{consultation.slug}/")
    shot(both, "staff-consultation")
    page.press("締切を延長する")
    page.press("締切を延長する", inside=page.main, status=422)
    assert page.error_summary.is_visible()
    shot(both, "extend-error")
    both.get_by_label("新しい締切の日").fill(f"{now + timedelta(days=8):%Y-%m-%d}")
    both.get_by_role("textbox", name="理由").fill(
        "台風で説明会を延期したため、ご意見を出せる期間を延ばします。"
    )
    page.press("締切を延長する", inside=page.main)
    page.press("意見募集のルール")
    both.get_by_label("1人が支持できる提案の数").fill("3")
    shot(both, "rules")
    page.press("ルールを保存")
    page.open(consultation.get_absolute_url())
    assert "台風で説明会を延期したため" in page.main.inner_text()
    shot(both, "extended")
