"""Tell the news to those it concerns. A round of the worker; telling it twice changes nothing."""

import logging
from datetime import datetime

from django.db import models, transaction

from accounts import policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import News, Notification
from consultations.models.following import ABOUT_YOU
from consultations.services.following import audiences

logger = logging.getLogger(__name__)
AT_A_TIME = 500
CHUNK = 1000


def fan_out(*, now: datetime) -> int:
    """One row for each person and piece of news; returns how many pieces were told."""
    told = 0
    for key in _untold().values_list("pk", flat=True)[:AT_A_TIME]:
        try:
            told += _tell(key, now)
        except Exception:
            # One piece of news that cannot be told must not keep the others from being told.
            logger.exception("news %s could not be told", key)
    return told


def unread(*, person: User) -> int:
    return Notification.objects.tellable().filter(user=person, read_at__isnull=True).count()


def mark_read(*, person: User, now: datetime, notification: Notification | None = None) -> None:
    """One, or all that there are."""
    policy.require(person, Action.FOLLOW)
    rows = Notification.objects.filter(user=person, read_at__isnull=True)
    if notification:
        rows = rows.filter(pk=notification.pk)
    rows.update(read_at=now)


def _untold() -> models.QuerySet[News]:
    """What waits for a moderator is told when it is released; its author hears at once what is decided."""
    waiting = News.objects.filter(opinion__held_until__isnull=False, opinion__hidden_at__isnull=True)
    waiting = waiting.exclude(kind__in=list(ABOUT_YOU))
    return News.objects.filter(told_at__isnull=True).exclude(pk__in=waiting.values("pk")).order_by("at", "pk")


@transaction.atomic
def _tell(key: int, now: datetime) -> bool:
    """Marked as told first: a second worker finds nothing, and if this one dies, neither half remains."""
    if not News.objects.filter(pk=key, told_at__isnull=True).update(told_at=now):
        return False
    news = News.objects.select_related("opinion__comment", "consultation").get(pk=key)
    if not _is_fit_to_tell(news):
        return True
    rows = [
        Notification(user_id=person, news=news, frequency=frequency, created_at=now)
        for person, frequency in audiences.of(news).items()
    ]
    Notification.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    return True


def _is_fit_to_tell(news: News) -> bool:
    if news.consultation and not news.consultation.published_at:
        return False
    return news.opinion is None or news.opinion.is_public or news.kind in ABOUT_YOU
