"""What the city sets on screen: office hours, days of closure, departments, ready-made words, patience."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction

from accounts import audit, policy
from accounts.models import RoleGrant, User
from accounts.policy import Action
from chatbot.models import CannedAnswer, ChatSettings, Closure, Desk, Opening

Kept = Opening | Closure | Desk | CannedAnswer
KINDS: dict[str, type[Kept]] = {
    "opening": Opening,
    "closure": Closure,
    "desk": Desk,
    "canned": CannedAnswer,
}


class StandsAlready(Exception):
    """There is one like it."""


def add_opening(*, actor: User, weekday: int, opens: time, closes: time, now: datetime) -> None:
    _add(Opening(weekday=weekday, opens=opens, closes=closes), actor, now)


def add_closure(*, actor: User, day: date, reason: str, now: datetime) -> None:
    _add(Closure(day=day, reason=reason), actor, now)


def add_desk(*, actor: User, name: str, now: datetime) -> None:
    _add(Desk(name=name), actor, now)


def add_canned(*, actor: User, title: str, text: str, now: datetime) -> None:
    _add(CannedAnswer(title=title, text=text), actor, now)


@transaction.atomic
def remove(*, actor: User, kind: str, pk: int, now: datetime) -> None:
    """What is gone already stays gone."""
    found = KINDS[kind]._default_manager.filter(pk=pk).first()
    if found is not None:
        details = {"what": str(found)}
        found.delete()
        audit.record(actor=actor, action=f"chat.remove_{kind}", subject=str(pk), details=details, now=now)


@transaction.atomic
def set_patience(*, actor: User, wait_minutes: int, address_days: int, now: datetime) -> None:
    settings = ChatSettings.now()
    settings.wait_minutes, settings.address_days = wait_minutes, address_days
    settings.save()
    details = {"wait_minutes": wait_minutes, "address_days": address_days}
    audit.record(actor=actor, action="chat.set_patience", subject="chat", details=details, now=now)


def who_may_answer(*, now: datetime) -> list[int]:
    """Keys of the people to whom a conversation can be passed."""
    roles = policy.RULES[Action.ANSWER_CHAT].roles
    return list(
        RoleGrant.objects.filter(role__in=roles, user__is_active=True)
        .exclude(user__suspended_until__gt=now)
        .order_by("user_id")
        .values_list("user_id", flat=True)
        .distinct()
    )


def _add(row: Kept, actor: User, now: datetime) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            kind = type(row).__name__.lower()
            audit.record(actor=actor, action=f"chat.add_{kind}", subject=str(row)[:120], now=now)
    except IntegrityError:
        raise StandsAlready from None
