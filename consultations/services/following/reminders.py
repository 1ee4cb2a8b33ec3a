"""News that no act brings about but the calendar: it opens, it closes soon, it has closed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from consultations.models import Consultation, News
from consultations.services.following import news

DAY = timedelta(days=1)
DAYS_BEFORE = (3, 1)
LATE = 3 * DAY
"""So long after the moment it is still told, when no worker ran in between."""
Kind = News.Kind


def remind(*, now: datetime) -> int:
    """Each once for each date: a deadline that was extended is reminded of again."""
    said = 0
    for consultation in _turning(now):
        with transaction.atomic():
            for kind, details in _due(consultation, now):
                if _was_said(consultation, kind, details):
                    continue
                news.record(kind=kind, consultation=consultation, details=details, now=now)
                said += 1
    return said


def _turning(now: datetime) -> list[Consultation]:
    """Those with a phase that runs or has just ended; of the others there is nothing to say."""
    near = Consultation.objects.filter(
        published_at__isnull=False, phases__ends_at__gt=now - LATE, phases__starts_at__lte=now
    )
    return list(near.distinct().prefetch_related("phases"))


def _due(consultation: Consultation, now: datetime) -> Iterator[tuple[News.Kind, dict[str, object]]]:
    opens, closes = consultation.opens_at(), consultation.closes_at()
    if opens is None or closes is None or consultation.published_at is None:
        return
    shown = max(opens, consultation.published_at)
    if shown <= now < min(shown + LATE, closes):
        yield Kind.OPENED, {"opens": opens.isoformat()}
    if closes <= now < closes + LATE and consultation.published_at < closes:
        yield Kind.CLOSED, {"closes": closes.isoformat()}
    days = min((days for days in DAYS_BEFORE if now < closes <= now + days * DAY), default=None)
    if days and shown <= now:
        yield Kind.CLOSING_SOON, {"days": days, "closes": closes.isoformat()}


def _was_said(consultation: Consultation, kind: News.Kind, details: dict[str, object]) -> bool:
    said = News.objects.filter(kind=kind, consultation=consultation).values_list("details", flat=True)
    return any(details.items() <= earlier.items() for earlier in said)
