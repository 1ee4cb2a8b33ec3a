"""A dead Redis refuses nobody, limits hold in this process meanwhile, and it is asked again later."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as Away

from accounts import patient_cache, rate_limits
from accounts.patient_cache import PatientRedisCache
from accounts.rate_limits import Limit, TooManyRequests
from tests.factories import NOW

THREE = Limit("three", 3, 60)
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> Iterator[PatientRedisCache]:
    cache = PatientRedisCache(NOBODY, {})
    monkeypatch.setattr(rate_limits, "cache", cache)
    yield cache
    cache.own.clear()
    patient_cache._away_until.clear()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the Redis that is not there."""
    keys: list[str] = []
    add = RedisCache.add

    def note(self: RedisCache, key: str, *arguments: Any, **named: Any) -> Any:
        keys.append(key)
        return add(self, key, *arguments, **named)

    monkeypatch.setattr(RedisCache, "add", note)
    monkeypatch.setattr(PatientRedisCache, "add", patient_cache._patiently("add"))
    return keys


def spend(who: str) -> None:
    rate_limits.spend(THREE, who, now=NOW)


def test_a_dead_redis_refuses_nobody_and_limits_still_hold_in_this_process(
    dead: PatientRedisCache, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        spend("user:dead")
    with pytest.raises(TooManyRequests):
        spend("user:dead")
    assert caplog.text.count("the cache does not answer") == 1


def test_control_without_patience_the_error_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "cache", RedisCache(NOBODY, {}))
    with pytest.raises(Away):
        spend("user:control")


def test_a_dead_redis_is_left_alone_for_a_while_and_then_asked_again(
    dead: PatientRedisCache, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dead.add("one", 1)
    dead.add("two", 2)
    assert asked == ["one"]
    assert dead.get("two") == 2
    later = time.monotonic() + patient_cache.PATIENCE
    monkeypatch.setattr("accounts.patient_cache.time.monotonic", lambda: later)
    dead.add("three", 3)
    assert asked == ["one", "three"]


def test_what_another_thread_found_dead_is_left_alone_by_all(
    dead: PatientRedisCache, asked: list[str]
) -> None:
    dead.add("one", 1)
    other = PatientRedisCache(NOBODY, {})
    assert other.get("one") == 1
    assert other.add("two", 2)
    assert asked == ["one"]
