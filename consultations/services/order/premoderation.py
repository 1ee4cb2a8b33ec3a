"""Opinions that wait for a moderator before they are published, none longer than was promised."""

from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, ModerationDecision, News, Opinion
from consultations.services.following import news
from consultations.services.order import moderation
from consultations.services.participation import opinions

Verdict = ModerationDecision.Verdict
Reason = ModerationDecision.Reason
AT_A_TIME = 500


class DecidedAlready(Exception):
    """Another moderator was faster, the time ran out, or the author took it back."""


class RewrittenMeanwhile(Exception):
    """The author has rewritten it since the moderator read it."""


@transaction.atomic
def set_rule(*, consultation: Consultation, hours: int | None, planner: User, now: datetime) -> bool:
    """False when it was so before. What waits already keeps the time it was promised."""
    policy.require(planner, Action.SET_UP)
    if consultation.held_hours == hours:
        return False
    details = {"from": consultation.held_hours, "to": hours}
    Consultation.objects.filter(pk=consultation.pk).update(held_hours=hours)
    audit.record(
        actor=planner, action="consultation.held_hours", subject=consultation.slug, now=now, details=details
    )
    return True


@transaction.atomic
def approve(*, opinion: Opinion, moderator: User, revision: int, now: datetime) -> Opinion:
    """Publish the words that the moderator read."""
    policy.require(moderator, Action.MODERATE)
    opinion = _waiting(opinion, revision)
    ModerationDecision.objects.create(
        opinion=opinion,
        revision=opinion.words,
        verdict=Verdict.RELEASE,
        reason=Reason.IN_ORDER,
        decided_by=moderator,
        decided_at=now,
    )
    _release(opinion, moderator, now)
    return opinion


@transaction.atomic
def refuse(
    *,
    opinion: Opinion,
    moderator: User,
    revision: int,
    reason: Reason,
    explanation: str,
    now: datetime,
) -> ModerationDecision:
    policy.require(moderator, Action.MODERATE)
    opinion = _waiting(opinion, revision)
    return moderation.refuse(
        opinion=opinion, moderator=moderator, reason=reason, explanation=explanation, now=now
    )


def release_due(*, now: datetime) -> int:
    """Publish what nobody has looked at in time; return how many. A round of the worker."""
    due = list(Opinion.objects.waiting().filter(held_until__lte=now).values_list("pk", flat=True)[:AT_A_TIME])
    for key in due:
        with transaction.atomic():
            opinion = _locked(key)
            if opinion and opinion.held_until and opinion.held_until <= now:
                _release(opinion, None, now)
    return len(due)


def _waiting(opinion: Opinion, revision: int) -> Opinion:
    found = _locked(opinion.pk)
    if found is None:
        raise DecidedAlready
    if found.words.number != revision:
        raise RewrittenMeanwhile
    return found


def _locked(key: int) -> Opinion | None:
    Opinion.objects.select_for_update().get(pk=key)
    return Opinion.objects.waiting().with_words().filter(pk=key).first()


def _release(opinion: Opinion, moderator: User | None, now: datetime) -> None:
    opinion.held_until = None
    opinion.save(update_fields=["held_until"])
    opinions.recount(opinion=opinion, was_public=False)
    if opinion.author:
        news.record(kind=News.Kind.RELEASED, opinion=opinion, recipient=opinion.author, now=now)
    details = {"revision": opinion.words.number, "by": "moderator" if moderator else "time"}
    audit.record(actor=moderator, action="opinion.release", subject=opinion.receipt, now=now, details=details)
