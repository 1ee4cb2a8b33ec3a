"""What planners settle about a consultation: its rules, and more time for it."""

from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, Extension, News, Phase
from consultations.services import news


class NotLater(ValueError):
    """The new end is not after the present one."""


class RunsIntoNextPhase(ValueError):
    """The new end lies behind the end of the phase that follows."""

    def __init__(self, following: Phase) -> None:
        super().__init__(str(following))
        self.following = following


class OverAlready(ValueError):
    """The phase has ended: what closed on time stays closed."""


@transaction.atomic
def set_supports_limit(
    *, consultation: Consultation, limit: int | None, planner: User, now: datetime
) -> bool:
    """False when it was so before. Supports given beyond a lower limit stay; no new ones are taken."""
    policy.require(planner, Action.SET_UP)
    if consultation.supports_limit == limit:
        return False
    details = {"from": consultation.supports_limit, "to": limit}
    Consultation.objects.filter(pk=consultation.pk).update(supports_limit=limit)
    audit.record(
        actor=planner,
        action="consultation.supports_limit",
        subject=consultation.slug,
        now=now,
        details=details,
    )
    return True


@transaction.atomic
def extend(*, phase: Phase, ends_at: datetime, reason: str, planner: User, now: datetime) -> Extension:
    """Give a phase that has not ended more time; the next one begins when it ends, if it would overlap."""
    policy.require(planner, Action.SET_UP)
    phase = Phase.objects.select_for_update().select_related("consultation").get(pk=phase.pk)
    if phase.ends_at <= now:
        raise OverAlready
    if ends_at <= phase.ends_at:
        raise NotLater
    _make_room(phase, ends_at)
    extension = Extension.objects.create(
        phase=phase,
        ended_at=phase.ends_at,
        ends_at=ends_at,
        reason=reason,
        extended_by=planner,
        extended_at=now,
    )
    phase.ends_at = ends_at
    phase.save(update_fields=["ends_at"])
    details = {"phase": phase.name, "from": extension.ended_at.isoformat(), "to": ends_at.isoformat()}
    audit.record(
        actor=planner,
        action="consultation.extend",
        subject=phase.consultation.slug,
        now=now,
        details=details,
    )
    news.record(
        kind=News.Kind.EXTENDED, consultation=phase.consultation, actor=planner, details=details, now=now
    )
    return extension


def _make_room(phase: Phase, ends_at: datetime) -> None:
    following = phase.consultation.phases.filter(starts_at__gte=phase.ends_at).first()
    if following is None or following.starts_at >= ends_at:
        return
    if following.ends_at <= ends_at:
        raise RunsIntoNextPhase(following)
    following.starts_at = ends_at
    following.save(update_fields=["starts_at"])
