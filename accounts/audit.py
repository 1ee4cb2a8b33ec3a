"""The hash-chained record of what staff did."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import AuditEvent, User

GENESIS = "0" * 64
LOCK_KEY = 0x596F7269


def record(
    *, actor: User | None, action: str, subject: str, now: datetime, details: dict[str, Any] | None = None
) -> AuditEvent:
    """Append one event, in the transaction of the act: neither exists without the other."""
    with transaction.atomic():
        _wait_for_turn()
        last = AuditEvent.objects.order_by("-number").first()
        event = AuditEvent(
            number=last.number + 1 if last else 1,
            at=now,
            actor=actor,
            action=action,
            subject=subject,
            details=details or {},
            previous_hash=last.hash if last else GENESIS,
        )
        event.hash = digest(event)
        event.save(force_insert=True)
    return event


def digest(event: AuditEvent) -> str:
    content = json.dumps(
        [
            event.previous_hash,
            event.number,
            event.at.timestamp(),
            event.actor_id,
            event.action,
            event.subject,
            event.details,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()


def broken_links() -> Iterator[str]:
    """Say, row by row, where the chain does not hold. Rows cut off the end need the count kept elsewhere."""
    previous, number = GENESIS, 0
    for event in AuditEvent.objects.order_by("number").iterator():
        if event.number != number + 1:
            yield f"event {number + 1} is missing before event {event.number}"
        if event.previous_hash != previous:
            yield f"event {event.number} does not follow the event before it"
        if event.hash != digest(event):
            yield f"event {event.number} was changed after it was written"
        previous, number = event.hash, event.number


def _wait_for_turn() -> None:
    # SQLite's IMMEDIATE transactions already queue; PostgreSQL needs to be told.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])
