"""What is done again and again: telling news, releasing what waited, clearing what expired."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from consultations.models import Round

logger = logging.getLogger(__name__)


def go(*, now: datetime) -> list[str]:
    """Do what is due. Several workers may call this: each round is taken by one of them."""
    done = []
    for name, seconds in settings.ROUNDS.items():
        if not _take(name, seconds, now):
            continue
        try:
            import_string(name)(now=now)
            done.append(name)
        except Exception:
            # One round that stumbles must not keep the others from being made.
            logger.exception("the round %s stumbled", name)
    return done


def _take(name: str, seconds: int, now: datetime) -> bool:
    Round.objects.get_or_create(name=name, defaults={"due_at": now})
    due = Round.objects.filter(name=name, due_at__lte=now)
    return bool(due.update(due_at=now + timedelta(seconds=seconds)))
