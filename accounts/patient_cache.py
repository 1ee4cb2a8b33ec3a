"""Redis while it is there. While it is away each process keeps for itself what it would have kept there.

Counts of how often, and what was used once, are all that is in the cache: a dead one must keep nobody from
logging in, signing up or asking.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds a Redis that failed is left alone, so that a dead one costs one wait and not one per message."""
_away_until: dict[str, float] = {}
"""By address, for the whole process: each thread has a cache object of its own."""


def _patiently(act: str) -> Any:
    """The method of this name, asked of Redis or, while that is away, of this process."""
    ask: Callable[..., Any] = getattr(RedisCache, act)

    def method(self: "PatientRedisCache", *arguments: Any, **named: Any) -> Any:
        if time.monotonic() >= _away_until.get(self.address, 0):
            try:
                return ask(self, *arguments, **named)
            except RedisError:  # gone, too slow, out of memory, being loaded
                logger.exception("the cache does not answer; each process counts for itself")
                _away_until[self.address] = time.monotonic() + PATIENCE
        return getattr(self.own, act)(*arguments, **named)

    return method


class PatientRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.address = server
        self.own = LocMemCache(f"instead of {server}", {})

    add = _patiently("add")
    get = _patiently("get")
    set = _patiently("set")
    touch = _patiently("touch")
    delete = _patiently("delete")
    has_key = _patiently("has_key")
    incr = _patiently("incr")
    get_many = _patiently("get_many")
    set_many = _patiently("set_many")
    delete_many = _patiently("delete_many")
    clear = _patiently("clear")
