"""The frame of every page: home, parts, errors; two languages, two widths, with and without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from tests import factories
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e

Shot = Callable[[Tab, str], Path]
LogIn = Callable[[Tab, User], User]


def test_the_home_page_shows_what_is_open(both: Tab, shot: Shot) -> None:
    now = timezone.now()
    factories.consultation(
        opens=now - timedelta(days=3),
        # Noon: the days that are left are counted by the calendar, not by the hour.
        closes=timezone.localtime(now).replace(hour=12) + timedelta(days=12),
        published_at=now,
        title="汐見市スマートシティ推進計画（素案）への意見募集",
        question="デジタルの力で暮らしやすいまちにするために、この素案に足りないものは何ですか。",
    )
    page = Page(both).open("/")
    assert page.heading == "あなたの考えを市に届け、その行方を見届ける"
    expect(page.main.get_by_text("あと12日").first).to_be_visible()
    shot(both, "home")


def test_the_parts_page_shows_every_component(both: Tab, shot: Shot) -> None:
    Page(both).open("/components/")
    shot(both, "components")


def test_the_parts_page_reads_well_in_the_dark(both: Tab, shot: Shot) -> None:
    both.emulate_media(color_scheme="dark")
    Page(both).open("/components/")
    shot(both, "components-dark")


def test_a_missing_page_says_so_in_its_own_words(both: Tab, shot: Shot) -> None:
    page = Page(both).open("/nowhere/", status=404)
    assert page.heading == "お探しのページが見つかりません"
    shot(both, "not-found")


def test_an_english_browser_gets_english_pages(english: Tab, shot: Shot) -> None:
    for path, name in (("/", "home"), ("/components/", "components"), ("/accounts/signup/", "signup")):
        page = Page(english).open(path)
        assert english.locator("html").get_attribute("lang") == "en"
        shot(english, f"{name}-english")
    assert page.heading == "Sign up"


def test_the_language_can_be_changed_on_any_page(without_javascript: Tab) -> None:
    page = Page(without_javascript, scripts=False).open("/accounts/login/")
    page.press("English")
    assert page.heading == "Log in"
    page.press("日本語")
    assert page.heading == "ログイン"


def test_every_page_of_the_frame_works_without_javascript(without_javascript: Tab) -> None:
    page = Page(without_javascript, scripts=False)
    for path in ("/", "/components/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        page.open(path)
    page.open("/components/")
    without_javascript.locator("summary", has_text="この意見を取り下げる").click()
    expect(without_javascript.get_by_role("heading", name="この意見を取り下げますか")).to_be_visible()


def test_a_dialog_opens_closes_and_gives_the_focus_back(desktop: Tab) -> None:
    Page(desktop).open("/components/")
    button = desktop.get_by_role("button", name="この意見を取り下げる")
    button.click()
    expect(desktop.get_by_role("dialog", name="この意見を取り下げますか")).to_be_visible()
    desktop.get_by_role("button", name="やめる").last.click()
    expect(desktop.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_first_tab_stop_leads_past_the_header(desktop: Tab) -> None:
    Page(desktop).open("/")
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("link", name="本文へ移動")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("main")).to_be_focused()


def test_staff_see_their_entry_and_residents_do_not(both: Tab, as_person: LogIn, shot: Shot) -> None:
    as_person(both, factories.user(Role.ADMINISTRATOR))
    page = Page(both).open("/")
    page.press("職員用")
    assert page.heading == "職員の業務"
    shot(both, "staff-home")
    as_person(both, factories.user())
    page.open("/")
    expect(both.get_by_role("link", name="職員用")).to_have_count(0)
    page.open("/staff/", status=403)
    assert page.heading == "このページはご覧いただけません"
