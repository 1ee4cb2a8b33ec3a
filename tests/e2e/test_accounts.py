"""Signing up, confirming, logging in and out, as people do it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from tests import factories
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e

Shot = Callable[[Tab, str], Path]


def code_in(mails: list[str], email: str) -> str:
    letter = next(mail for mail in reversed(mails) if email in mail)
    found = re.search(r"^\d{4}-\d{4}$", letter, re.MULTILINE)
    assert found
    return found[0]


def test_a_person_signs_up_confirms_and_logs_in(
    both: Tab, shot: Shot, mails: Callable[[], list[str]], request: pytest.FixtureRequest
) -> None:
    email = f"umi-{request.node.callspec.id}@example.org"
    page = Page(both).open("/accounts/signup/")
    shot(both, "signup")
    both.get_by_label("メールアドレス").first.fill(email)
    both.get_by_label(re.compile("^パスワード")).first.fill(factories.PASSWORD)
    both.get_by_label(re.compile("^パスワード")).last.fill(factories.PASSWORD)
    both.get_by_label(re.compile("^表示名")).fill("海辺の住民")
    page.press("新規登録", inside=page.main)
    assert page.heading == "メールに届いたコード"
    both.get_by_label(re.compile("^メールに書かれたコード")).fill("0000-0000")
    page.press("アドレスを確認する")
    expect(page.error_summary).to_contain_text("コードが正しくありません。")
    shot(both, "signup-wrong-code")
    both.get_by_label(re.compile("^メールに書かれたコード")).fill(code_in(mails(), email))
    page.press("アドレスを確認する")
    page.press("ログアウト", inside=both.locator("header"))
    expect(page.main).to_contain_text("ログアウトしました。")
    page.open("/accounts/login/")
    both.get_by_role("textbox", name=re.compile("^メールアドレス")).fill(email)
    both.get_by_role("textbox", name=re.compile("^パスワード")).fill(factories.PASSWORD)
    page.press("ログイン", inside=page.main)
    expect(page.main).to_contain_text("ログインしました。")
    assert User.objects.get(email=email).display_name == "海辺の住民"


def test_sign_up_errors_stand_in_the_summary_and_at_the_field(both: Tab, shot: Shot) -> None:
    page = Page(both).open("/accounts/signup/")
    both.get_by_label("メールアドレス").first.fill("住所ではありません")
    both.get_by_label(re.compile("^パスワード")).first.fill("短い")
    page.press("新規登録", inside=page.main)
    expect(page.error_summary).to_be_focused()
    expect(both).to_have_title(re.compile("^エラー:"))
    shot(both, "signup-errors")
    page.error_summary.get_by_role("link").first.click()
    expect(both.get_by_label("メールアドレス").first).to_be_focused()


def test_a_wrong_password_is_refused_in_words(both: Tab, shot: Shot) -> None:
    person = factories.user()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    page = Page(both).open("/accounts/login/")
    both.get_by_role("textbox", name=re.compile("^メールアドレス")).fill(person.email)
    both.get_by_role("textbox", name=re.compile("^パスワード")).fill("これではありません")
    page.press("ログイン", inside=page.main)
    expect(page.error_summary).to_be_visible()
    shot(both, "login-error")


def test_the_account_pages_read_well(both: Tab, shot: Shot, as_person: Callable[[Tab, User], User]) -> None:
    person = as_person(both, factories.user(display_name="海辺の住民"))
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    EmailAddress.objects.create(user=person, email=f"second-{person.email}", verified=False, primary=False)
    page = Page(both)
    for path, name in (
        ("/accounts/profile/", "profile"),
        ("/accounts/email/", "email"),
        ("/accounts/password/change/", "password-change"),
        ("/accounts/logout/", "logout"),
    ):
        page.open(path)
        shot(both, f"account-{name}")
    page.press("ログアウト", inside=page.main)
    expect(page.main).to_contain_text("ログアウトしました。")
