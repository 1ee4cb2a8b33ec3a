"""How often one person may do one thing. Kept in the cache: a city hall and its schools share one address,
so the person (or the session) is asked first and the address second and looser."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest

logger = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=10)
"""How long a cache that failed is left alone, so that a dead one costs one wait and not one per message."""


@dataclass(frozen=True)
class Limit:
    name: str
    times: int
    seconds: int


COMMENTS = Limit("comments", 10, 600)
PROPOSALS = Limit("proposals", 5, 600)
SUPPORTS = Limit("supports", 60, 60)
EDITS = Limit("edits", 30, 600)
STAFF_WRITES = Limit("staff-writes", 120, 60)
SEARCHES = Limit("searches", 60, 60)
SIMILAR = Limit("similar", 120, 60)
REPORTS = Limit("reports", 10, 3600)
IMPORTS = Limit("imports", 20, 600)
EXPORTS = Limit("exports", 6, 3600)
CHAT_MESSAGES = Limit("chat-messages", 5, 5)
CHAT_MESSAGES_PER_ADDRESS = Limit("chat-messages-address", 300, 60)


class TooManyRequests(Exception):
    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.name)
        self.limit = limit


class _Counts:
    """Where the acts are counted: the shared cache, or this process alone while the cache is away."""

    def __init__(self) -> None:
        self._own = LocMemCache("rate-limits", {})
        self._away_until: datetime | None = None

    def add_one(self, key: str, seconds: int, *, now: datetime) -> int:
        if self._away_until and self._away_until - PATIENCE <= now < self._away_until:
            return _add_one(self._own, key, seconds)
        try:
            used = _add_one(cache, key, seconds)
        except Exception:
            logger.exception("the cache does not answer; rate limits are counted in this process alone")
            self._away_until = now + PATIENCE
            return _add_one(self._own, key, seconds)
        self._away_until = None
        return used


_counts = _Counts()


def _add_one(counts: BaseCache, key: str, seconds: int) -> int:
    counts.add(key, 0, timeout=seconds * 2)
    try:
        return counts.incr(key)
    except ValueError:  # expired or evicted between the two calls
        counts.set(key, 1, timeout=seconds * 2)
        return 1


def spend(limit: Limit, who: str, *, now: datetime) -> None:
    """Count one act in the current window; raise `TooManyRequests` when the window is used up.

    A dead cache never stops a resident: the count goes on in this process.
    """
    window = int(now.timestamp()) // limit.seconds
    used = _counts.add_one(f"rate:{limit.name}:{who}:{window}", limit.seconds, now=now)
    if used > limit.times:
        raise TooManyRequests(limit)


def who(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{address_of(request)}"


def address_of(request: HttpRequest) -> str:
    return client_address(
        peer=str(request.META.get("REMOTE_ADDR", "")), forwarded=request.headers.get("X-Forwarded-For", "")
    )


def client_address(*, peer: str, forwarded: str) -> str:
    """The visitor's address. Only what our own proxies appended to the header is believed."""
    trusted: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return peer
