"""How often one person may do one thing. Kept in the cache: a city hall and its schools share one address,
so the person (or the session) is asked first and the address second and looser."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    name: str
    times: int
    seconds: int


COMMENTS = Limit("comments", 10, 600)
KEPT_WORDS = Limit("kept-words", 60, 600)
PROPOSALS = Limit("proposals", 5, 600)
SUPPORTS = Limit("supports", 60, 60)
VOTES = Limit("votes", 120, 60)
ANSWERS = Limit("answers", 30, 600)
EDITS = Limit("edits", 30, 600)
AUTOSAVES = Limit("autosaves", 120, 600)
ATTACHMENTS = Limit("attachments", 20, 600)
COSIGN_REQUESTS = Limit("cosign-requests", 10, 3600)
STAFF_WRITES = Limit("staff-writes", 120, 60)
SIGN_UPS = Limit("sign-ups", 30, 3600)
SEARCHES = Limit("searches", 60, 60)
SIMILAR = Limit("similar", 120, 60)
REPORTS = Limit("reports", 10, 3600)
IMPORTS = Limit("imports", 20, 600)
EXPORTS = Limit("exports", 6, 3600)
FOLLOWS = Limit("follows", 60, 600)
NEWS_READ = Limit("news-read", 120, 60)
NOTICES = Limit("notices", 10, 3600)
NOTICE_REACHES = Limit("notice-reaches", 30, 3600)
POSTERS = Limit("posters", 20, 600)
CHAT_MESSAGES = Limit("chat-messages", 5, 5)
CHAT_MESSAGES_PER_ADDRESS = Limit("chat-messages-address", 300, 60)


class TooManyRequests(Exception):
    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.name)
        self.limit = limit


def _add_one(key: str, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds * 2)
    try:
        return cache.incr(key)
    except ValueError:  # expired or evicted between the two calls, or Redis went away
        cache.set(key, 1, timeout=seconds * 2)
        return 1


def spend(limit: Limit, who: str, *, now: datetime) -> None:
    """Count one act in the current window; raise `TooManyRequests` when the window is used up.

    A dead Redis never stops a resident: the count goes on in this process (`patient_cache`).
    """
    window = int(now.timestamp()) // limit.seconds
    used = _add_one(f"rate:{limit.name}:{who}:{window}", limit.seconds)
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
