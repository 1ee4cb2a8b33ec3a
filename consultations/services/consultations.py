"""Set up a consultation, and say what its phases allow at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from consultations import indexing
from consultations.models import Consultation, Phase, Thread


class Participation(StrEnum):
    COMMENTS = "comments"
    PROPOSALS = "proposals"
    SUPPORTS = "supports"


class NotOpen(Exception):
    """The phases do not allow this now. `opens_at` is when they will, `closed_at` when they last did."""

    def __init__(self, consultation: Consultation, *, opens_at: datetime | None, closed_at: datetime | None):
        super().__init__(consultation.slug)
        self.consultation = consultation
        self.opens_at = opens_at
        self.closed_at = closed_at


@dataclass(frozen=True)
class PhaseDates:
    kind: Phase.Kind
    name: str
    starts_at: datetime
    ends_at: datetime


def allows(*, consultation: Consultation, what: Participation, now: datetime) -> bool:
    phase = consultation.phase_at(now)
    return phase is not None and bool(getattr(phase, f"allows_{what}"))


def require_open(*, consultation: Consultation, what: Participation, now: datetime) -> None:
    """The last moment of a phase still counts, its end no longer: dates decide, without grace."""
    if allows(consultation=consultation, what=what, now=now):
        return
    suitable = [phase for phase in consultation.phases.all() if getattr(phase, f"allows_{what}")]
    raise NotOpen(
        consultation,
        opens_at=min((phase.starts_at for phase in suitable if phase.starts_at > now), default=None),
        closed_at=max((phase.ends_at for phase in suitable if phase.ends_at <= now), default=None),
    )


@transaction.atomic
def create(*, fields: dict[str, object], phases: Sequence[PhaseDates], now: datetime) -> Consultation:
    """A consultation with its dated phases and the thread for what concerns the whole of it."""
    consultation = Consultation.objects.create(created_at=now, **fields)
    for dates in phases:
        collects = dates.kind == Phase.Kind.COLLECT
        Phase.objects.create(
            consultation=consultation,
            kind=dates.kind,
            name=dates.name,
            starts_at=dates.starts_at,
            ends_at=dates.ends_at,
            allows_comments=collects,
            allows_proposals=collects and consultation.takes_proposals,
            allows_supports=collects and consultation.takes_proposals,
        )
    Thread.objects.create(consultation=consultation)
    indexing.consultation(consultation)
    return consultation
