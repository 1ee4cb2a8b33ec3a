"""The figures, in a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations.models import Area, Target
from tests import factories
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
Shot = Callable[[Tab, str], Path]


def test_a_resident_reads_the_figures_of_a_consultation(both: Tab, shot: Shot) -> None:
    now = timezone.now()
    consultation = factories.consultation(
        opens=now - factories.DAY, closes=now + factories.DAY, published_at=now - factories.DAY
    )
    area = Area.objects.get_or_create(name="海辺の長い名前の地区その一")[0]
    for number in range(12):
        factories.submission(consultation, area=area if number < 3 else None, at=now)
    page = Page(both)
    page.open(f"/consultations/{consultation.slug}/numbers/")
    expect(page.main.locator("svg.chart-picture").first).to_be_visible()
    expect(page.main.get_by_role("cell", name="5未満").first).to_be_visible()
    shot(both, "numbers")
    with both.expect_download() as download:
        page.main.get_by_role("link", name="この数値をダウンロードする（CSV）").first.click()
    assert download.value.suggested_filename.endswith(".csv")


def test_a_planner_sets_a_target_that_everybody_sees(
    without_javascript: Tab, desktop: Tab, as_person: Callable[[Tab, User], User], shot: Shot
) -> None:
    Target.objects.filter(year=2041).delete()
    as_person(without_javascript, factories.user(Role.PLANNER))
    page = Page(without_javascript, scripts=False)
    page.open("/staff/targets/")
    without_javascript.get_by_label("年度").fill("2041")
    without_javascript.locator("#id_goal").fill("5000")
    without_javascript.get_by_label("目標の出典").fill("推進方針 12ページ")
    page.press("この目標を設定する")
    public = Page(desktop)
    public.open("/numbers/")
    expect(public.main.get_by_text("出典：推進方針 12ページ").first).to_be_visible()
    shot(desktop, "numbers-overall")
    Target.objects.filter(year=2041).delete()
