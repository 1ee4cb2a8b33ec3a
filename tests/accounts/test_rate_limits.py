from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pytest_django import Settings

from accounts import rate_limits
from accounts.rate_limits import Limit, TooManyRequests
from tests import factories
from tests.factories import NOW

THREE = Limit("three", 3, 60)


def spend(who: str = "user:1", seconds: int = 0) -> None:
    rate_limits.spend(THREE, who, now=NOW + timedelta(seconds=seconds))


def test_the_fourth_of_three_is_refused_and_the_next_minute_begins_anew() -> None:
    for second in range(3):
        spend(seconds=second)
    with pytest.raises(TooManyRequests):
        spend(seconds=3)
    spend(seconds=60)


def test_one_person_does_not_use_up_another_s_share() -> None:
    for _ in range(3):
        spend("user:1")
    spend("user:2")


@pytest.mark.django_db
def test_a_person_is_counted_before_the_address_they_share(rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR="192.0.2.1")
    request.user = AnonymousUser()
    assert rate_limits.who(request) == "address:192.0.2.1"
    person = factories.user()
    request.user = person
    assert rate_limits.who(request) == f"user:{person.pk}"


@pytest.mark.parametrize(
    ("forwarded", "trusted", "expected"),
    [
        ("", 0, "192.0.2.1"),
        ("203.0.113.9", 0, "192.0.2.1"),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("10.9.9.9, 203.0.113.9", 1, "203.0.113.9"),
        ("10.9.9.9, 203.0.113.9, 198.51.100.2", 2, "203.0.113.9"),
        ("", 1, "192.0.2.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed_of_an_address(
    settings: Settings, forwarded: str, trusted: int, expected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
    assert rate_limits.client_address(peer="192.0.2.1", forwarded=forwarded) == expected
