"""Answers that somebody should look at again, on a page and in a mail each week for those who want it."""

import logging
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts.models import User
from accounts.policy import Action, may
from chatbot.models import FaqEntry, ReminderMail
from chatbot.models.faq import FaqEntryQuerySet

logger = logging.getLogger(__name__)

SOON = timedelta(days=30)
LONG = timedelta(days=365)
WEEK = timedelta(days=7)


class Reason(StrEnum):
    ENDED = "ended"
    ENDS = "ends"
    BEGINS = "begins"
    OLD = "old"
    NEVER = "never"


def due(*, on: date, reason: str = "") -> FaqEntryQuerySet:
    """Entries in use with something to look at, the most pressing first."""
    wanted = _FILTERS.get(Reason(reason)) if reason in [*Reason] else None
    found = FaqEntry.objects.in_use().filter(wanted(on) if wanted else _any(on))
    return found.select_related("current").order_by("current__valid_until", "current__checked_on", "pk")


def of(entry: FaqEntry, *, on: date) -> list[Reason]:
    """Why this entry should be looked at, from what is in memory."""
    revision = entry.current
    if revision is None or entry.is_archived:
        return []
    ended = revision.has_ended(on)
    soon = revision.valid_until is not None and not ended and revision.valid_until <= on + SOON
    begins = revision.valid_from is not None and on < revision.valid_from <= on + SOON
    old = revision.checked_on is not None and revision.checked_on < on - LONG
    signs = {
        Reason.ENDED: ended,
        Reason.ENDS: soon,
        Reason.BEGINS: begins,
        Reason.OLD: old,
        Reason.NEVER: revision.checked_on is None,
    }
    return [reason for reason, holds in signs.items() if holds]


def wants_mail(*, user: User) -> bool:
    return ReminderMail.objects.filter(user=user).exists()


def choose_mail(*, user: User, wanted: bool, now: datetime) -> None:
    if wanted:
        ReminderMail.objects.get_or_create(user=user, defaults={"due_at": now})
    else:
        ReminderMail.objects.filter(user=user).delete()


def tell(*, now: datetime) -> int:
    """Send the mails that are due. For the workers' round; each mail is taken by one of them."""
    waiting = list(ReminderMail.objects.filter(due_at__lte=now).select_related("user"))
    count = due(on=timezone.localdate(now)).count() if waiting else 0
    return sum(_send(mail, count) for mail in waiting if _take(mail, now) and count)


def _take(mail: ReminderMail, now: datetime) -> bool:
    return bool(ReminderMail.objects.filter(pk=mail.pk, due_at=mail.due_at).update(due_at=now + WEEK))


def _send(mail: ReminderMail, count: int) -> bool:
    if not mail.user.is_active or not may(mail.user, Action.EDIT_FAQ):
        return False
    with translation.override(settings.LANGUAGE_CODE):
        subject = ngettext(
            "%(n)s answer of the chat waits to be checked",
            "%(n)s answers of the chat wait to be checked",
            count,
        ) % {"n": count}
        context = {
            "name": mail.user.display_name,
            "count": count,
            "city_name": settings.CITY_NAME,
            "url": settings.PUBLIC_ADDRESS.rstrip("/") + reverse("chatbot:faq_reminders"),
        }
        text = render_to_string("chatbot/mail/reminders.txt", context)
    try:
        send_mail(f"[{settings.CITY_NAME}] {subject}", text, None, [mail.user.email])
    except OSError:
        # Next week there is another one, and the page says the same every day.
        logger.warning("a reminder of the FAQ could not be sent")
        return False
    return True


def _ended(on: date) -> Q:
    return Q(current__valid_until__lt=on)


def _ends(on: date) -> Q:
    return Q(current__valid_until__gte=on, current__valid_until__lte=on + SOON)


def _begins(on: date) -> Q:
    return Q(current__valid_from__gt=on, current__valid_from__lte=on + SOON)


def _old(on: date) -> Q:
    return Q(current__checked_on__lt=on - LONG)


def _never(_on: date) -> Q:
    return Q(current__checked_on__isnull=True)


_FILTERS = {
    Reason.ENDED: _ended,
    Reason.ENDS: _ends,
    Reason.BEGINS: _begins,
    Reason.OLD: _old,
    Reason.NEVER: _never,
}


def _any(on: date) -> Q:
    found = Q()
    for wanted in _FILTERS.values():
        found |= wanted(on)
    return found
