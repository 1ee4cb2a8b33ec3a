import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
UNKNOWN = "nobody-here@example.org"


@pytest.fixture
def known() -> User:
    made = factories.user()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def said(answer: Any, email: str) -> tuple[int, str, str]:
    """What an outsider sees, without what they wrote themselves and what differs with every page."""
    page = answer.content.decode().replace(email, "ADDRESS")
    page = re.sub(r'name="(csrfmiddlewaretoken|challenge|nonce|started)"[^>]*', "", page)
    return answer.status_code, answer.headers.get("Location", ""), re.sub(r'value="[^"]{20,}"', "", page)


def ask_for_a_code(email: str) -> list[tuple[int, str, str]]:
    client = Client()
    first = client.post("/accounts/login/code/?next=/", {"email": email, "next": "/"})
    page = client.get("/accounts/login/code/confirm/?next=/")
    wrong = [client.post("/accounts/login/code/confirm/", {"code": "0000-0000"}) for _attempt in range(5)]
    again = client.get("/accounts/login/code/confirm/")
    return [said(answer, email) for answer in (first, page, *wrong, again)]


def test_asking_for_a_code_is_answered_alike(known: User) -> None:
    assert ask_for_a_code(known.email) == ask_for_a_code(UNKNOWN)
    assert [letter.to for letter in mail.outbox] == [[known.email], [UNKNOWN]], "and one mail goes to either"


def test_asking_for_another_code_is_answered_alike(known: User) -> None:
    answers = []
    for email in (known.email, UNKNOWN):
        client = Client()
        client.post("/accounts/login/code/", {"email": email})
        sent = [client.post("/accounts/login/code/confirm/", {"action": "resend"}) for _time in range(3)]
        answers.append([said(answer, email) for answer in sent])
    assert answers[0] == answers[1]


def test_a_wrong_password_is_answered_alike(known: User) -> None:
    answers = [
        said(Client().post("/accounts/login/", {"login": email, "password": "not-the-password"}), email)
        for email in (known.email, UNKNOWN)
    ]
    assert answers[0] == answers[1]


def test_choosing_a_new_password_is_answered_alike(known: User) -> None:
    answers = []
    for email in (known.email, UNKNOWN):
        client = Client()
        first = client.post("/accounts/password/reset/", {"email": email})
        answers.append([said(first, email), said(client.get(first.headers["Location"]), email)])
    assert answers[0] == answers[1]


@pytest.mark.parametrize("password", [PASSWORD, ""])
def test_signing_up_is_answered_alike(known: User, password: str) -> None:
    answers = []
    for email in (known.email, UNKNOWN):
        client = Client()
        form = {"email": email, "password1": password, "password2": password, "display_name": "海"}
        first = client.post("/accounts/signup/", form)
        page = client.get("/accounts/confirm-email/")
        wrong = client.post("/accounts/confirm-email/", {"code": "0000-0000"})
        answers.append([said(answer, email) for answer in (first, page, wrong)])
    assert answers[0][0][:2] == (302, "/accounts/confirm-email/")
    assert answers[0] == answers[1]


class CountingHasher(MD5PasswordHasher):
    """Counts what costs a fifth of a second in earnest: far more than all the rest of an answer."""

    worked = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).worked += 1
        return super().encode(password, salt)


@pytest.fixture
def counting(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> type[CountingHasher]:
    monkeypatch.setattr(CountingHasher, "worked", 0)
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    return CountingHasher


def passwords_worked_out(counting: type[CountingHasher], path: str, form: dict[str, str]) -> int:
    counting.worked = 0
    assert Client().post(path, form).status_code < 400
    return counting.worked


@pytest.mark.parametrize("password", [PASSWORD, ""])
def test_signing_up_takes_as_long_for_either(
    known: User, counting: type[CountingHasher], password: str
) -> None:
    form = {"password1": password, "password2": password, "display_name": "海"}
    for_one = passwords_worked_out(counting, "/accounts/signup/", form | {"email": known.email})
    for_another = passwords_worked_out(counting, "/accounts/signup/", form | {"email": UNKNOWN})
    assert for_one == for_another == (1 if password else 0)


@pytest.mark.parametrize("has_a_password", [True, False])
def test_a_wrong_password_takes_as_long_for_either(
    known: User, counting: type[CountingHasher], *, has_a_password: bool
) -> None:
    known.set_password(PASSWORD if has_a_password else None)
    known.save()
    form = {"password": "not-the-password"}
    for_one = passwords_worked_out(counting, "/accounts/login/", form | {"login": known.email})
    assert for_one == passwords_worked_out(counting, "/accounts/login/", form | {"login": UNKNOWN}) == 1


def test_control_without_the_hash_for_nothing_the_time_would_tell(
    known: User, counting: type[CountingHasher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.forms.make_password", lambda _password: None)
    form = {"password1": PASSWORD, "password2": PASSWORD, "display_name": "海"}
    for_one = passwords_worked_out(counting, "/accounts/signup/", form | {"email": known.email})
    assert for_one != passwords_worked_out(counting, "/accounts/signup/", form | {"email": UNKNOWN})


def test_control_with_the_prevention_off_an_outsider_learns_it(known: User, settings: object) -> None:
    settings.ACCOUNT_PREVENT_ENUMERATION = False  # type: ignore[attr-defined]
    assert ask_for_a_code(known.email) != ask_for_a_code(UNKNOWN)
