"""Signing up costs a program dearly and a person nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts import sign_up
from accounts.models import User
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db
PERSON = {"email": "umi@example.org", "password1": PASSWORD, "password2": PASSWORD, "display_name": "海"}


@pytest.fixture(autouse=True)
def _costs(settings: Settings) -> None:
    settings.SIGN_UP_COSTS = True


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def a_form(client: Client) -> str:
    page = client.get("/accounts/signup/").content.decode()
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def prove(token: str) -> str:
    return next(str(number) for number in count() if sign_up.is_proof(token, str(number)))


def send(client: Client, token: str, **said: str) -> str:
    answer = client.post("/accounts/signup/", PERSON | {"token": token} | said)
    return answer.content.decode() if answer.status_code == 200 else ""


def test_with_the_proof_two_seconds_are_enough(client: Client, clock: time_machine.Traveller) -> None:
    token = a_form(client)
    clock.shift(timedelta(seconds=1))
    assert "あと1秒" in send(client, token, proof=prove(token))
    clock.shift(timedelta(seconds=1))
    assert send(client, token, proof=prove(token)) == ""
    assert User.objects.get().email == "umi@example.org"


def test_without_javascript_a_little_patience_is_enough(
    client: Client, clock: time_machine.Traveller
) -> None:
    token = a_form(client)
    clock.shift(timedelta(seconds=19))
    page = send(client, token)
    assert "あと1秒" in page
    assert token in page, "the time already waited counts"
    assert "海" in page
    clock.shift(timedelta(seconds=1))
    assert send(client, token) == ""
    assert User.objects.exists()


def test_who_has_no_javascript_is_told_of_the_wait_before_it_happens(
    client: Client, settings: Settings
) -> None:
    page = client.get("/accounts/signup/").content.decode()
    told = page[page.index("<noscript>") : page.index("</noscript>")]
    assert f"{settings.SIGN_UP_SECONDS[1]}秒" in told


@pytest.mark.parametrize("proof", ["", "x", "0" * 40, "1"])
def test_a_wrong_proof_is_no_proof(client: Client, clock: time_machine.Traveller, proof: str) -> None:
    token = a_form(client)
    clock.shift(timedelta(seconds=5))
    assert "あと15秒" in send(client, token, proof=proof)


@pytest.mark.parametrize("token", ["", "forged", "a:b:c", "\ud800"])
def test_a_token_that_is_not_ours_is_replaced(
    client: Client, clock: time_machine.Traveller, token: str
) -> None:
    page = send(client, token.encode("utf-8", "replace").decode())
    assert "もう一度送信してください" in page or "もう一度" in page
    assert re.search(r'name="token" value="[^"]{20,}"', page)
    assert not User.objects.exists()


def test_a_token_ends_after_two_hours(client: Client, clock: time_machine.Traveller) -> None:
    token = a_form(client)
    clock.shift(timedelta(hours=2, seconds=1))
    assert token not in send(client, token, proof=prove(token))
    assert not User.objects.exists()


def test_one_proof_opens_one_account(client: Client, clock: time_machine.Traveller) -> None:
    token = a_form(client)
    clock.shift(timedelta(seconds=5))
    proof = prove(token)
    send(client, token, proof=proof)
    assert send(Client(), token, proof=proof, email="yama@example.org")
    assert User.objects.count() == 1


def test_a_mistake_in_the_form_does_not_cost_the_proof(client: Client, clock: time_machine.Traveller) -> None:
    token = a_form(client)
    clock.shift(timedelta(seconds=5))
    proof = prove(token)
    assert send(client, token, proof=proof, email="x")
    assert send(client, token, proof=proof) == ""


def test_the_field_that_nobody_sees_catches_programs(client: Client, clock: time_machine.Traveller) -> None:
    token = a_form(client)
    clock.shift(timedelta(seconds=30))
    assert send(client, token, website="https://spam.example")
    assert not User.objects.exists()
    page = client.get("/accounts/signup/").content.decode()
    (field,) = re.findall(r"<input[^>]*name=\"website\"[^>]*>", page)
    assert " hidden" in field
    assert 'tabindex="-1"' in field


@pytest.mark.parametrize("email", ["a@mailinator.com", "a@x.MAILINATOR.com", "a@yopmail.com"])
def test_addresses_that_last_minutes_are_refused(
    client: Client, clock: time_machine.Traveller, email: str
) -> None:
    token = a_form(client)
    clock.shift(timedelta(seconds=30))
    assert "長くお使いになるアドレス" in send(client, token, email=email)
    assert not User.objects.exists()


def test_the_list_of_such_domains_is_a_setting(settings: Settings) -> None:
    settings.DISPOSABLE_MAIL_DOMAINS = ["gone.example"]
    assert sign_up.is_disposable("a@gone.example")
    assert not sign_up.is_disposable("a@notgone.example")
    assert not sign_up.is_disposable("a@mailinator.com")


def test_one_address_opens_thirty_accounts_an_hour(client: Client, clock: time_machine.Traveller) -> None:
    tokens = [sign_up.token(now=NOW) for _ in range(31)]
    clock.shift(timedelta(seconds=30))
    for number, token in enumerate(tokens[:30]):
        clock.shift(timedelta(seconds=5))
        assert send(Client(), token, email=f"person{number}@example.org") == ""
    assert "1時間後" in send(Client(), tokens[30], email="late@example.org")
    assert User.objects.count() == 30
    assert len(mail.outbox) == 30
