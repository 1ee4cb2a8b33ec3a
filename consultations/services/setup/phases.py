"""The dated phases of a consultation in the making: in order, without overlap, to the minute."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, Phase
from consultations.services.consultations import Participation


@dataclass(frozen=True)
class PlannedPhase:
    kind: str
    name: str
    starts_at: datetime
    ends_at: datetime
    allows: frozenset[Participation] = field(default_factory=frozenset)


class Fault(StrEnum):
    BACKWARDS = "backwards"
    OVERLAPS = "overlaps"


@dataclass(frozen=True)
class Clash:
    """What is wrong with the phase at `place`; `other` is the one that it runs into."""

    place: int
    fault: Fault
    other: PlannedPhase | None = None


class DatesClash(ValueError):
    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(str(clashes))
        self.clashes = clashes


def clashes(planned: Sequence[PlannedPhase]) -> list[Clash]:
    """An end before its beginning, and every phase that begins before an earlier one has ended."""
    found = [
        Clash(place, Fault.BACKWARDS) for place, one in enumerate(planned) if one.ends_at <= one.starts_at
    ]
    if found:
        return found
    in_time = sorted(range(len(planned)), key=lambda place: planned[place].starts_at)
    for earlier, later in pairwise(in_time):
        if planned[later].starts_at < planned[earlier].ends_at:
            found.append(Clash(later, Fault.OVERLAPS, planned[earlier]))
    return found


@transaction.atomic
def replace(
    *, consultation: Consultation, planned: Sequence[PlannedPhase], planner: User, now: datetime
) -> None:
    """Only before publication: later, time is given by extensions alone."""
    policy.require(planner, Action.SET_UP)
    if Consultation.objects.select_for_update().get(pk=consultation.pk).published_at:
        raise PublishedAlready
    wrong = clashes(planned)
    if wrong:
        raise DatesClash(wrong)
    if _stored(consultation) == sorted(planned, key=lambda one: one.starts_at):
        return
    consultation.phases.all().delete()
    Phase.objects.bulk_create(
        Phase(
            consultation=consultation,
            kind=one.kind,
            name=one.name,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            **{f"allows_{what}": what in one.allows for what in Participation},
        )
        for one in planned
    )
    audit.record(
        actor=planner,
        action="consultation.phases",
        subject=consultation.slug,
        now=now,
        details={
            "phases": [[one.name, one.starts_at.isoformat(), one.ends_at.isoformat()] for one in planned]
        },
    )


def _stored(consultation: Consultation) -> list[PlannedPhase]:
    return [
        PlannedPhase(
            kind=phase.kind,
            name=phase.name,
            starts_at=phase.starts_at,
            ends_at=phase.ends_at,
            allows=frozenset(what for what in Participation if getattr(phase, f"allows_{what}")),
        )
        for phase in consultation.phases.order_by("starts_at")
    ]


class PublishedAlready(Exception):
    """Residents read it: its question, its kind and its dates stand."""
