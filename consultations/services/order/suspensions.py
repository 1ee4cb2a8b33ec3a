"""A moderator stops a person from writing for a while; another one hears the objection."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import FOR_GOOD, STAFF, Action
from consultations.models import ModerationDecision, News, Opinion, Suspension
from consultations.services.following import news

Reason = ModerationDecision.Reason
Outcome = Suspension.Outcome


class NotThisPerson(Exception):
    """Staff, and oneself, are nobody's to suspend."""


class SuspendedAlready(Exception):
    """A suspension of this person is in force."""


class EndsBeforeItBegins(ValueError):
    """The end is not in the future."""


class NothingToJudge(Exception):
    """It is over, or another moderator was faster."""


class ImposedByThemselves(Exception):
    """Who suspended a person does not judge whether that was right."""


def may_be_suspended(*, person: User, by: User) -> bool:
    return person.pk != by.pk and not (person.roles & STAFF)


@transaction.atomic
def impose(
    *,
    person: User,
    moderator: User,
    reason: Reason,
    note: str,
    until: datetime | None,
    now: datetime,
    opinion: Opinion | None = None,
) -> Suspension:
    policy.require(moderator, Action.MODERATE)
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_be_suspended(person=person, by=moderator):
        raise NotThisPerson
    if until is not None and until <= now:
        raise EndsBeforeItBegins
    if Suspension.objects.in_force_at(now).filter(person=person).exists():
        raise SuspendedAlready
    suspension = Suspension.objects.create(
        person=person,
        opinion=opinion,
        reason=reason,
        note=note,
        until=until,
        imposed_at=now,
        imposed_by=moderator,
    )
    _stop(person, until or FOR_GOOD)
    news.record(kind=News.Kind.SUSPENDED, recipient=person, now=now)
    _record(suspension, moderator, "impose", now, {"until": until.isoformat() if until else None})
    return suspension


@transaction.atomic
def object_to(*, suspension: Suspension, person: User, words: str, now: datetime) -> bool:
    """Ask for another moderator, once; False when that was done before or it is over."""
    own = Suspension.objects.in_force_at(now).filter(pk=suspension.pk, person=person)
    return bool(own.filter(objected_at__isnull=True).update(objection=words, objected_at=now))


@transaction.atomic
def judge(
    *, suspension: Suspension, moderator: User, outcome: Outcome, answer: str, now: datetime
) -> Suspension:
    """Lift it or let it stand; the person reads the answer. Never by the one who imposed it."""
    policy.require(moderator, Action.MODERATE)
    suspension = Suspension.objects.select_for_update(of=("self",)).with_people().get(pk=suspension.pk)
    if not suspension.is_in_force_at(now):
        raise NothingToJudge
    if suspension.imposed_by_id == moderator.pk:
        raise ImposedByThemselves
    suspension.outcome, suspension.answer = outcome, answer
    suspension.judged_by, suspension.judged_at = moderator, now
    if outcome == Outcome.LIFTED:
        suspension.lifted_at = now
        _stop(suspension.person, None)
    suspension.save()
    news.record(kind=News.Kind.SUSPENSION_JUDGED, recipient=suspension.person, now=now)
    _record(suspension, moderator, str(outcome), now, {})
    return suspension


def _stop(person: User, until: datetime | None) -> None:
    User.objects.filter(pk=person.pk).update(suspended_until=until)


def _record(suspension: Suspension, actor: User, act: str, now: datetime, details: dict[str, Any]) -> None:
    audit.record(
        actor=actor,
        action=f"suspension.{act}",
        subject=f"user:{suspension.person.public_id}",
        now=now,
        details={"reason": suspension.reason} | details,
    )
