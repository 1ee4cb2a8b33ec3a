"""A moderator ends a discussion with a reason that everybody reads, or opens it again. Its words stay."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import EndedDiscussion, News, Thread
from consultations.services.following import news

Reason = EndedDiscussion.Reason


class NothingToChange(Exception):
    """It is ended (or open) already: another moderator was faster."""


def standing(thread: Thread) -> EndedDiscussion | None:
    """Why nothing can be written there now; None while it is open."""
    if thread.locked_at is None:
        return None
    return thread.endings.filter(reopened_at__isnull=True).select_related("ended_by").first()


@transaction.atomic
def end(*, thread: Thread, moderator: User, reason: Reason, note: str, now: datetime) -> EndedDiscussion:
    policy.require(moderator, Action.MODERATE)
    if not Thread.objects.filter(pk=thread.pk, locked_at__isnull=True).update(locked_at=now):
        raise NothingToChange
    ending = EndedDiscussion.objects.create(
        thread=thread, reason=reason, note=note, ended_at=now, ended_by=moderator
    )
    opinion = thread.proposal.opinion if thread.proposal else None
    if opinion and opinion.author:
        news.record(kind=News.Kind.DISCUSSION_ENDED, opinion=opinion, recipient=opinion.author, now=now)
    _record("discussion.end", thread, moderator, now, {"reason": str(reason)})
    return ending


@transaction.atomic
def reopen(*, thread: Thread, moderator: User, now: datetime) -> None:
    policy.require(moderator, Action.MODERATE)
    if not Thread.objects.filter(pk=thread.pk, locked_at__isnull=False).update(locked_at=None):
        raise NothingToChange
    thread.endings.filter(reopened_at__isnull=True).update(reopened_at=now, reopened_by=moderator)
    _record("discussion.reopen", thread, moderator, now, {})


def _record(action: str, thread: Thread, moderator: User, now: datetime, details: dict[str, Any]) -> None:
    subject = thread.get_absolute_url()
    audit.record(actor=moderator, action=action, subject=subject, now=now, details=details)
