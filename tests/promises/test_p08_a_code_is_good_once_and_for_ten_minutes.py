import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LIFE = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def person() -> User:
    made = factories.user(display_name="海辺の住民")
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def ask(client: Client, email: str) -> str:
    """Returns the code that is sent."""
    client.post("/accounts/login/code/", {"email": email})
    return newest_code()


def newest_code() -> str:
    found = re.search(r"^\d{4}-\d{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[0]


def give(client: Client, code: str) -> bool:
    """Whether the code lets them in."""
    client.post("/accounts/login/code/confirm/", {"code": code})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(("late", "is_in"), [(-SECOND, True), (0 * SECOND, True), (SECOND, False)])
def test_a_code_lives_ten_minutes_to_the_second(
    client: Client, person: User, clock: time_machine.Traveller, late: timedelta, *, is_in: bool
) -> None:
    code = ask(client, person.email)
    clock.move_to(NOW + LIFE + late)
    assert give(client, code) is is_in


def sign_up(client: Client) -> str:
    """Returns the code that is sent to confirm the address."""
    form = {"email": "new@example.org", "password1": "", "password2": "", "display_name": "海辺の住民"}
    client.post("/accounts/signup/", form)
    return newest_code()


@pytest.mark.parametrize(("late", "is_confirmed"), [(-SECOND, True), (0 * SECOND, True), (SECOND, False)])
def test_the_code_of_a_new_account_lives_as_long(
    client: Client, clock: time_machine.Traveller, late: timedelta, *, is_confirmed: bool
) -> None:
    code = sign_up(client)
    clock.move_to(NOW + LIFE + late)
    client.post("/accounts/confirm-email/", {"code": code})
    assert EmailAddress.objects.get().verified is is_confirmed


def test_the_code_of_a_new_account_lets_in_once(client: Client) -> None:
    code = sign_up(client)
    client.post("/accounts/confirm-email/", {"code": code})
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    client.post("/accounts/confirm-email/", {"code": code})
    assert "_auth_user_id" not in client.session


def test_a_code_opens_once(client: Client, person: User) -> None:
    code = ask(client, person.email)
    assert give(client, code)
    client.post("/accounts/logout/")
    assert not give(client, code)


def test_a_newer_code_ends_the_older_one(client: Client, person: User) -> None:
    older = ask(client, person.email)
    client.post("/accounts/login/code/confirm/", {"action": "resend"})
    newer = newest_code()
    assert not give(client, older)
    assert give(client, newer)


def test_whoever_gave_a_wrong_address_begins_again(client: Client, person: User) -> None:
    client.post("/accounts/login/code/", {"email": "wrong@example.org", "next": "/consultations/"})
    page = client.get("/accounts/login/code/confirm/?next=/consultations/").content.decode()
    back = "/accounts/login/code/?next=/consultations/"
    assert f'value="{back}"' in page
    assert client.post("/accounts/logout/", {"next": back}).headers["Location"] == back
    assert client.get(back).status_code == 200
    assert give(client, ask(client, person.email))


def test_a_code_is_of_no_use_in_another_browser(client: Client, person: User) -> None:
    assert not give(Client(), ask(client, person.email))


def test_after_five_wrong_codes_the_right_one_is_worth_nothing(client: Client, person: User) -> None:
    code = ask(client, person.email)
    wrong = "0000-0000" if code != "0000-0000" else "1111-1111"
    for _attempt in range(5):
        assert not give(client, wrong)
    assert not give(client, code)


def test_four_wrong_ones_and_wide_digits_are_forgiven(client: Client, person: User) -> None:
    code = ask(client, person.email)
    wrong = "0000-0000" if code != "0000-0000" else "1111-1111"
    for _attempt in range(4):
        assert not give(client, wrong)
    wide = code.replace("-", "").translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    assert give(client, wide)


def test_codes_are_not_sent_without_end(client: Client, person: User) -> None:
    for _time in range(10):
        Client().post("/accounts/login/code/", {"email": person.email})
    assert len(mail.outbox) <= 3


def test_a_code_that_proves_an_address_ends_the_password_of_whoever_claimed_it(client: Client) -> None:
    claimed = factories.user(password="the-claimers-password")
    EmailAddress.objects.create(user=claimed, email=claimed.email, verified=False, primary=True)
    assert give(client, ask(client, claimed.email))
    claimed.refresh_from_db()
    assert not claimed.has_usable_password()


def test_a_code_leaves_the_password_of_a_proven_address_alone(client: Client, person: User) -> None:
    assert give(client, ask(client, person.email))
    person.refresh_from_db()
    assert person.check_password(factories.PASSWORD)


def test_control_with_a_longer_life_the_late_code_gets_in(
    client: Client, person: User, clock: time_machine.Traveller, settings: object
) -> None:
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 700  # type: ignore[attr-defined]
    code = ask(client, person.email)
    clock.move_to(NOW + LIFE + SECOND)
    assert give(client, code)
