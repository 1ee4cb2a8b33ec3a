"""What is up, for a monitor. Says names and ages only: never an address, a password or an error's text."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from redis import Redis

from chatbot.models import Publication
from consultations.models import WorkerPulse

logger = logging.getLogger(__name__)

SILENT_AFTER_SECONDS = 60


def report(*, now: datetime) -> dict[str, object]:
    database = _state_of("database", _ask_database)
    found: dict[str, object] = {
        "status": "ok" if database == "up" else "failing",
        "database": database,
        "redis": _state_of("redis", _ask_redis) if settings.REDIS_URL else "not used",
    }
    if database == "up":
        found |= {"worker": worker(now=now), "faq_publication": _active_publication()}
    return found


def worker(*, now: datetime) -> dict[str, object]:
    last = WorkerPulse.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
    if last is None:
        return {"state": "never seen", "last_beat_seconds_ago": None}
    age = max(0, int((now - last).total_seconds()))
    return {"state": "up" if age <= SILENT_AFTER_SECONDS else "silent", "last_beat_seconds_ago": age}


def _active_publication() -> int | None:
    return Publication.objects.filter(is_active=True).values_list("number", flat=True).first()


def _state_of(name: str, ask: Callable[[], None]) -> str:
    try:
        ask()
    except Exception:
        logger.warning("health: %s does not answer", name, exc_info=True)
        return "down"
    return "up"


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations")
        if cursor.fetchone() is None:
            raise DatabaseError


def _ask_redis() -> None:
    # Not by the cache, which does without it for a while.
    with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as asked:
        asked.ping()
