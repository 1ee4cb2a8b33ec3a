"""A moderator ends a discussion, or opens it again. What was written stays."""

from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Thread


@transaction.atomic
def end(*, thread: Thread, moderator: User, now: datetime) -> bool:
    """False when it was ended before."""
    return _set(thread, moderator, now, ended=True)


@transaction.atomic
def reopen(*, thread: Thread, moderator: User, now: datetime) -> bool:
    """False when it is open."""
    return _set(thread, moderator, now, ended=False)


def _set(thread: Thread, moderator: User, now: datetime, *, ended: bool) -> bool:
    policy.require(moderator, Action.MODERATE)
    other = Thread.objects.filter(pk=thread.pk, locked_at__isnull=ended)
    if not other.update(locked_at=now if ended else None):
        return False
    action = "discussion.end" if ended else "discussion.reopen"
    audit.record(actor=moderator, action=action, subject=thread.get_absolute_url(), now=now)
    return True
