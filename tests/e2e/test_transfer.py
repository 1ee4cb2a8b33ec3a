"""A city moves over from Decidim, and takes its opinions out again, in a browser."""

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
from tests.consultations.transfer import zips
from tests.e2e.pages.base import Page

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("worker")]
Shot = Callable[[Tab, str], Path]
LogIn = Callable[[Tab, User], User]


def test_a_decidim_zip_becomes_a_consultation(
    both: Tab, as_person: LogIn, tmp_path: Path, shot: Shot
) -> None:
    as_person(both, factories.user(Role.PLANNER))
    file = tmp_path / "open-data.zip"
    wrong = zips.proposal(99, published_at="きのう")
    file.write_bytes(zips.decidim(proposals=[*zips.PROPOSALS_OF["newest"], wrong]))
    page = Page(both)
    page.open("/staff/archives/")
    both.get_by_label("DecidimのオープンデータのZIP").set_input_files(file)
    page.press("アップロードして中身を見る")
    expect(page.main.get_by_text("きのう")).to_be_visible()
    shot(both, "archive")
    slug = f"umibe-{uuid4().hex[:8]}"
    both.get_by_label("アドレス").fill(slug)
    both.get_by_label("問いかけ").fill("海辺に何が要りますか。")
    both.get_by_label("担当課").fill("都市整備部")
    both.get_by_label("取り込みと同時に住民に公開する").check()
    with both.expect_navigation():
        both.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.main.get_by_text("提案8件とコメント10件")).to_be_visible(timeout=60_000)
    page.check()
    shot(both, "archive-result")
    page.open(f"/consultations/{slug}/proposals/")
    expect(page.main.get_by_text("提案その11").first).to_be_visible()


def test_a_planner_takes_a_file_out(both: Tab, as_person: LogIn, shot: Shot) -> None:
    as_person(both, factories.user(Role.PLANNER))
    now = timezone.now()
    consultation = factories.idea_collection(published_at=now)
    factories.proposal(consultation, text="=1+1\n二行目")
    page = Page(both)
    page.open(f"/staff/consultations/{consultation.slug}/exports/")
    page.press("作成を始める")
    link = page.main.get_by_role("link", name="ダウンロード").first
    for _ in range(240):
        if link.count():
            break
        both.wait_for_timeout(500)
        both.reload()
    page.check()
    shot(both, "exports")
    with both.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".zip")
