from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache.backends.locmem import LocMemCache
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


class DeadCache(LocMemCache):
    """A Redis that went away."""

    asked = 0

    def add(self, *args: object, **kwargs: object) -> bool:
        self.asked += 1
        raise ConnectionError


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> DeadCache:
    cache = DeadCache("dead", {})
    monkeypatch.setattr(rate_limits, "cache", cache)
    monkeypatch.setattr(rate_limits, "_counts", rate_limits._Counts())
    return cache


def test_a_dead_cache_refuses_nobody_and_limits_still_hold_in_this_process(
    dead: DeadCache, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        spend("user:dead")
    with pytest.raises(TooManyRequests):
        spend("user:dead")
    assert "the cache does not answer" in caplog.text


def test_a_dead_cache_is_left_alone_for_a_while_and_then_asked_again(dead: DeadCache) -> None:
    for _ in range(2):
        spend("user:left-alone")
    assert dead.asked == 1
    spend("user:left-alone", seconds=11)
    assert dead.asked == 2


def test_when_the_cache_is_back_it_counts_again(monkeypatch: pytest.MonkeyPatch, dead: DeadCache) -> None:
    spend("user:back")
    alive = LocMemCache("alive", {})
    alive.clear()
    monkeypatch.setattr(rate_limits, "cache", alive)
    spend("user:back", seconds=11)
    window = int(NOW.timestamp() + 11) // THREE.seconds
    assert alive.get(f"rate:three:user:back:{window}") == 1


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
