"""Note what happened, for those who want to hear of it. Call it inside the transaction of the act."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from accounts.models import User
from consultations.models import Consultation, News, Opinion
from consultations.services.following import follows, mailing

HANDED_IN = frozenset({News.Kind.PROPOSAL, News.Kind.COMMENT})


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
    if opinion and kind in HANDED_IN:
        if opinion.author:
            follows.begin_mail(person=opinion.author, language=get_language() or "ja")
        mailing.receipt(opinion=opinion, now=now)
    if opinion and kind == News.Kind.PROPOSAL:
        follows.follow_own(opinion=opinion, now=now)
    return News.objects.create(
        kind=kind,
        consultation=consultation or (opinion.consultation if opinion else None),
        opinion=opinion,
        actor=actor,
        recipient=recipient,
        details=details or {},
        at=now,
    )
