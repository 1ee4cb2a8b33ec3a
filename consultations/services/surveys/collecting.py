"""Whether answers and votes are taken at a moment: the phases in which a consultation collects decide."""

from datetime import datetime

from consultations.models import Consultation, Phase
from consultations.models.consultation import Stage
from consultations.services.consultations import NotOpen


class StartedAlready(Exception):
    """People may be answering, so what they are asked stays as it is."""


def require_running(*, consultation: Consultation, kind: Consultation.Kind, now: datetime) -> None:
    """The last moment of a phase still counts, its end no longer."""
    if consultation.kind != kind:
        raise NotOpen(consultation, opens_at=None, closed_at=None)
    if consultation.stage_at(now) == Stage.OPEN:
        return
    phases = [phase for phase in consultation.phases.all() if phase.kind == Phase.Kind.COLLECT]
    raise NotOpen(
        consultation,
        opens_at=min((phase.starts_at for phase in phases if phase.starts_at > now), default=None),
        closed_at=max((phase.ends_at for phase in phases if phase.ends_at <= now), default=None),
    )


def has_started(consultation: Consultation, *, now: datetime) -> bool:
    """Nobody answers what is not published yet, whatever the dates say."""
    opens_at = consultation.opens_at()
    return consultation.published_at is not None and opens_at is not None and opens_at <= now


def require_before(*, consultation: Consultation, now: datetime) -> None:
    if has_started(consultation, now=now):
        raise StartedAlready
