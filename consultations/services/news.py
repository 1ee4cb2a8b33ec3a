"""Note what happened, for those who want to hear of it. Call it inside the transaction of the act."""

from datetime import datetime
from typing import Any

from accounts.models import User
from consultations.models import Consultation, News, Opinion


def record(
    *,
    kind: News.Kind,
    now: datetime,
    consultation: Consultation | None = None,
    opinion: Opinion | None = None,
    actor: User | None = None,
    recipient: User | None = None,
    details: dict[str, Any] | None = None,
) -> News:
    return News.objects.create(
        kind=kind,
        consultation=consultation or (opinion.consultation if opinion else None),
        opinion=opinion,
        actor=actor,
        recipient=recipient,
        details=details or {},
        at=now,
    )
