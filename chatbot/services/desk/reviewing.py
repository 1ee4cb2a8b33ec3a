"""A second person reads what one person wrote: approves it, or sends it back with a note."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from chatbot.models import FaqRevision

Review = FaqRevision.Review


class OwnWords(Exception):
    """Nobody reads their own words as the second person."""


class NotCurrent(Exception):
    """Somebody has revised the entry since, or has read this version already."""


@transaction.atomic
def approve(*, actor: User, revision: FaqRevision, now: datetime) -> None:
    """Raises `OwnWords` and `NotCurrent`."""
    _decide(revision, actor, Review.APPROVED, "", now)


@transaction.atomic
def send_back(*, actor: User, revision: FaqRevision, note: str, now: datetime) -> None:
    """Raises `OwnWords` and `NotCurrent`."""
    _decide(revision, actor, Review.RETURNED, note, now)


def approve_many(*, actor: User, revisions: Iterable[FaqRevision], now: datetime) -> int:
    """Those that can be; returns how many. What was changed meanwhile stays in the list."""
    done = 0
    for revision in revisions:
        try:
            approve(actor=actor, revision=revision, now=now)
        except (OwnWords, NotCurrent):
            continue
        done += 1
    return done


def _decide(revision: FaqRevision, actor: User, review: str, note: str, now: datetime) -> None:
    if revision.created_by_id == actor.pk:
        raise OwnWords
    # Only the newest words of an entry wait, and only once: the update itself asks, so that two readers
    # who press at the same moment do not both decide.
    waiting = FaqRevision.objects.filter(pk=revision.pk, review=Review.NONE, current_of__isnull=False)
    if not waiting.update(review=review, reviewed_by=actor, reviewed_at=now, review_note=note):
        raise NotCurrent
    audit.record(
        actor=actor,
        action=f"faq.review.{review}",
        subject=f"faq:{revision.entry.key}",
        now=now,
        details={"version": revision.number} | ({"note": note} if note else {}),
    )
