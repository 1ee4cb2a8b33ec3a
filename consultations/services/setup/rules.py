"""What planners settle about a consultation: its rules, and more time for it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, Extension, News, Phase
from consultations.services.following import news


class NotLater(ValueError):
    """The new end is not after the present one."""


class RunsIntoNextPhase(ValueError):
    """The new end lies behind the end of the phase that follows."""

    def __init__(self, following: Phase) -> None:
        super().__init__(str(following))
        self.following = following


class OverAlready(ValueError):
    """The phase has ended: what closed on time stays closed."""


@dataclass(frozen=True)
class Rules:
    supports_limit: int | None
    edit_minutes: int | None


@transaction.atomic
def set_rules(*, consultation: Consultation, rules: Rules, planner: User, now: datetime) -> bool:
    """False when they were so before. Supports given beyond a lower limit stay; no new ones are taken."""
    policy.require(planner, Action.SET_UP)
    before = Rules(consultation.supports_limit, consultation.edit_minutes)
    if before == rules:
        return False
    Consultation.objects.filter(pk=consultation.pk).update(**asdict(rules))
    audit.record(
        actor=planner,
        action="consultation.rules",
        subject=consultation.slug,
        now=now,
        details={"from": asdict(before), "to": asdict(rules)},
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
