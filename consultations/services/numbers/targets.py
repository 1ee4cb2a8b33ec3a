"""The city's own targets, and how far it is. A fiscal year ends with March."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, Opinion, Target

FIRST_MONTH = 4


class AlreadySetError(Exception):
    """There is a target for this measure and year; it is removed first, so that both acts are recorded."""


@dataclass(frozen=True)
class Standing:
    target: Target
    reached: int
    is_over: bool
    """Its year has ended; `reached` is what stood at that end."""

    @property
    def missing(self) -> int:
        return max(self.target.goal - self.reached, 0)

    @property
    def percent(self) -> int:
        """Of the way to the goal, whole at most; the words beside it say the figures."""
        return min(100, 100 * self.reached // self.target.goal)


def ends_at(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year + 1, FIRST_MONTH, 1), time()))


def fiscal_year(moment: datetime) -> int:
    local = timezone.localtime(moment)
    return local.year if local.month >= FIRST_MONTH else local.year - 1


def standings(*, now: datetime) -> list[Standing]:
    """Every target and what is reached of it, in the same number of queries however many there are."""
    targets = list(Target.objects.select_related("set_by"))
    reached = _reached(targets, now) if targets else {}
    return [
        Standing(target, reached[target.measure, target.year], ends_at(target.year) <= now)
        for target in targets
    ]


def set_target(
    *, measure: str, year: int, goal: int, start: int, source: str, actor: User, now: datetime
) -> Target:
    policy.require(actor, Action.SET_TARGETS)
    try:
        with transaction.atomic():
            target = Target.objects.create(
                measure=measure, year=year, goal=goal, start=start, source=source, set_by=actor, set_at=now
            )
            _record("target.set", target, actor, now)
    except IntegrityError as error:
        raise AlreadySetError from error
    return target


def remove(*, target: Target, actor: User, now: datetime) -> None:
    policy.require(actor, Action.SET_TARGETS)
    with transaction.atomic():
        _record("target.remove", target, actor, now)
        target.delete()


def _record(action: str, target: Target, actor: User, now: datetime) -> None:
    details = {"measure": target.measure, "year": target.year, "goal": target.goal, "source": target.source}
    audit.record(actor=actor, action=action, subject=f"target:{target.pk}", now=now, details=details)


def _reached(targets: Sequence[Target], now: datetime) -> dict[tuple[str, int], int]:
    moments: dict[Target.Measure, tuple[QuerySet[Any, Any], str]] = {
        Target.Measure.REGISTRANTS: (User.objects.filter(is_active=True), "joined_at"),
        Target.Measure.OPINIONS: (
            Opinion.objects.counted().filter(consultation__published_at__isnull=False),
            "published_at",
        ),
        Target.Measure.CONSULTATIONS: (Consultation.objects.all(), "published_at"),
    }
    years = sorted({target.year for target in targets})
    return {
        (measure.value, year): count
        for measure, (rows, field) in moments.items()
        for year, count in _until(rows, field, years, now).items()
    }


def _until(rows: QuerySet[Model], field: str, years: Sequence[int], now: datetime) -> dict[int, int]:
    until = {f"y{year}": min(ends_at(year), now) for year in years}
    counts = rows.aggregate(
        **{name: Count("pk", filter=Q(**{f"{field}__lt": moment})) for name, moment in until.items()}
    )
    return {year: counts[f"y{year}"] for year in years}
