"""Gather what people are to hear by mail: at once, every morning, every Monday morning."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from consultations.models import Frequency, Mailing, Notification

MORNING = 7
MONDAY = 0
PAUSE = timedelta(minutes=10)
"""Between two mails at once to one person: what happens in a lively discussion comes together."""
AT_A_TIME = 5000


def gather(*, now: datetime) -> int:
    """Writes the mails that are due now; `mailing.deliver` sends them. Returns how many it wrote."""
    return (
        _at_once(now)
        + _digests(Frequency.DAILY, latest_morning(now), now)
        + _digests(Frequency.WEEKLY, latest_monday(now), now)
    )


def latest_morning(now: datetime) -> datetime:
    """The last 7 o'clock of the city's day, also when the workers slept through it."""
    local = timezone.localtime(now)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning <= local else morning - timedelta(days=1)


def latest_monday(now: datetime) -> datetime:
    morning = latest_morning(now)
    return morning - timedelta(days=(morning.weekday() - MONDAY) % 7)


def _at_once(now: datetime) -> int:
    resting = Mailing.objects.filter(kind=Mailing.Kind.AT_ONCE, created_at__gt=now - PAUSE)
    waiting = _waiting(Frequency.AT_ONCE).exclude(user__in=resting.values("user"))
    by_person = _by_person(waiting)
    return sum(
        _write(Mailing.Kind.AT_ONCE, f"at_once:{person}:{keys[0]}", person, keys, now)
        for person, keys in by_person.items()
    )


def _digests(frequency: Frequency, slot: datetime, now: datetime) -> int:
    by_person = _by_person(_waiting(frequency).filter(created_at__lt=slot))
    return sum(
        _write(Mailing.Kind(frequency.value), f"{frequency}:{slot:%Y-%m-%d}:{person}", person, keys, now)
        for person, keys in by_person.items()
    )


def _waiting(frequency: Frequency) -> QuerySet[Notification]:
    return Notification.objects.filter(frequency=frequency, mailing__isnull=True)


def _by_person(waiting: QuerySet[Notification]) -> dict[int, list[int]]:
    """All of a person's at once, so that a digest is never written in halves."""
    people = waiting.order_by("user").values("user").distinct()[:AT_A_TIME]
    found: dict[int, list[int]] = defaultdict(list)
    for person, key in waiting.filter(user__in=people).order_by("pk").values_list("user", "pk"):
        found[person].append(key)
    return found


def _write(kind: Mailing.Kind, key: str, person: int, notifications: list[int], now: datetime) -> bool:
    """The mail and what it tells, or neither. Somebody who wrote it before keeps it: the key is unique."""
    try:
        with transaction.atomic():
            mail = Mailing.objects.create(kind=kind, key=key, user_id=person, created_at=now, due_at=now)
            free = Notification.objects.filter(pk__in=notifications, mailing__isnull=True)
            free.update(mailing=mail)
    except IntegrityError:
        return False
    return True
