"""The account pages, without a browser: what they refuse and what they tell."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_UP = {
    "email": "umi@example.org",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "display_name": "海辺の住民",
}


def confirmed_person() -> User:
    person = factories.user()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def test_signing_up_sends_a_mail_in_the_city_s_words_and_logs_nobody_in(client: Client) -> None:
    answer = client.post("/accounts/signup/", SIGN_UP)
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
    (letter,) = mail.outbox
    assert "ご本人の操作の場合は、次のコードで確認してください" in letter.body
    assert "汐見市" in letter.body


def test_an_address_counts_only_once_it_is_confirmed(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    found = re.search(r"^\d{4}-\d{4}$", str(mail.outbox[0].body), re.MULTILINE)
    assert found
    assert not EmailAddress.objects.get().verified
    assert client.post("/accounts/confirm-email/", {"code": found[0]}).status_code == 302
    assert EmailAddress.objects.get().verified
    assert "_auth_user_id" in client.session, "whoever confirms the address here is in"


def test_nobody_learns_who_has_an_account(client: Client) -> None:
    taken = confirmed_person()
    fresh = client.post("/accounts/signup/", SIGN_UP)
    known = Client().post("/accounts/signup/", SIGN_UP | {"email": taken.email})
    assert (known.status_code, known.headers["Location"]) == (fresh.status_code, fresh.headers["Location"])
    assert [letter.subject.split("] ")[-1] for letter in mail.outbox] == [
        "メールアドレスの確認",
        "すでに登録済みです",
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "", "入力または選択してください。"),
        ("email", "not-an-address", "メールアドレスの形になっていません"),
        ("password2", "another-password", "パスワード"),
        ("password1", "short", "パスワード"),
        ("display_name", "あ" * 41, "40"),
    ],
)
def test_a_wrong_sign_up_says_what_to_do_and_keeps_the_rest(
    client: Client, field: str, value: str, words: str
) -> None:
    answer = client.post("/accounts/signup/", SIGN_UP | {field: value})
    page = answer.content.decode()
    assert "入力内容をご確認ください" in page
    assert words in page
    assert (SIGN_UP["display_name"] in page) is (field != "display_name")
    assert not User.objects.exists()


def test_the_way_back_to_a_page_survives_the_log_in(client: Client) -> None:
    person = confirmed_person()
    assert client.get("/accounts/profile/").headers["Location"] == "/accounts/login/?next=/accounts/profile/"
    answer = client.post(
        "/accounts/login/?next=/accounts/profile/",
        {"login": person.email.upper(), "password": PASSWORD, "next": "/accounts/profile/"},
    )
    assert answer.headers["Location"] == "/accounts/profile/"


def test_the_log_in_leads_to_no_other_site(client: Client) -> None:
    person = confirmed_person()
    answer = client.post(
        "/accounts/login/",
        {"login": person.email, "password": PASSWORD, "next": "https://elsewhere.example/"},
    )
    assert answer.headers["Location"] == "/"


def test_a_forgotten_password_is_chosen_anew_by_the_link_in_the_mail(client: Client) -> None:
    person = confirmed_person()
    client.post("/accounts/password/reset/", {"email": person.email})
    found = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert found
    form = client.get(found[0], follow=True)
    new = {"password1": "another-good-password", "password2": "another-good-password"}
    done = client.post(form.redirect_chain[-1][0], new, follow=True)
    assert "パスワードを変更しました" in done.content.decode()
    assert User.objects.get().check_password("another-good-password")
    again = Client().get(found[0], follow=True)
    assert "使用済みか、有効期限が切れています" in again.content.decode()


def test_the_name_shown_is_changed_and_nothing_else_can_be(client: Client) -> None:
    person = factories.user(display_name="前")
    client.force_login(person)
    answer = client.post(
        "/accounts/profile/", {"display_name": "後", "email": "x@example.org", "is_active": ""}, follow=True
    )
    assert "表示名を変更しました。" in answer.content.decode()
    kept = User.objects.get()
    assert (kept.display_name, kept.email, kept.is_active) == ("後", person.email, True)


def test_a_name_that_is_too_long_is_refused(client: Client) -> None:
    client.force_login(factories.user(display_name="前"))
    answer = client.post("/accounts/profile/", {"display_name": "あ" * 41})
    assert answer.status_code == 422
    assert User.objects.get().display_name == "前"


def test_logging_out_needs_a_button(client: Client) -> None:
    client.force_login(factories.user())
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "name", ["email/", "password/change/", "password/set/", "profile/", "reauthenticate/"]
)
def test_the_pages_of_an_account_are_for_its_owner(client: Client, name: str) -> None:
    answer = client.get(f"/accounts/{name}")
    assert answer.headers["Location"] == f"/accounts/login/?next=/accounts/{name}"
