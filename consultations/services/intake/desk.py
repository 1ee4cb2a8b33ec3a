"""What a clerk finds on the desk: how much waits, what comes next, and what was begun."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, Sheet, SheetDraft, Transcript
from consultations.services.participation.opinions import key_of

State = Sheet.State
LONGEST_DRAFT = 60_000


class DraftTooLong(ValueError):
    """More than a form can hold."""


@dataclass(frozen=True)
class Desk:
    counts: dict[str, int]
    typed_twice: int
    agreed: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def desk(*, consultation: Consultation) -> Desk:
    """All numbers of the queue, in one query."""
    numbers = consultation.sheets.aggregate(
        twice=Count("pk", filter=Q(agreed__isnull=False)),
        agreed=Count("pk", filter=Q(agreed=True)),
        **{f"in_{state.value}": Count("pk", filter=Q(state=state)) for state in State},
    )
    counts = {state.value: numbers[f"in_{state.value}"] for state in State}
    return Desk(counts, typed_twice=numbers["twice"], agreed=numbers["agreed"])


def next_to_type_again(*, consultation: Consultation, clerk: User, after: int = 0) -> Sheet | None:
    """The next sheet that somebody else typed; behind the last one, those that were passed over."""
    waiting = consultation.sheets.filter(state=State.SECOND).exclude(
        pk__in=Transcript.objects.filter(typed_by=clerk).values("sheet")
    )
    return waiting.filter(pk__gt=after).first() or waiting.first()


def set_second_entry(*, consultation: Consultation, percent: int, planner: User, now: datetime) -> bool:
    """For sheets that are typed from now on. False when it was so before."""
    policy.require(planner, Action.SET_UP)
    if consultation.second_entry_percent == percent:
        return False
    with transaction.atomic():
        Consultation.objects.filter(pk=consultation.pk).update(second_entry_percent=percent)
        audit.record(
            actor=planner,
            action="consultation.second_entry",
            subject=consultation.slug,
            now=now,
            details={"from": consultation.second_entry_percent, "to": percent},
        )
    return True


def keep_draft(
    *, consultation: Consultation, clerk: User, place: str, fields: Mapping[str, str], now: datetime
) -> None:
    """Whatever state it is in: a draft need not be right. The sheet of a second typing must exist."""
    policy.require(clerk, Action.TRANSCRIBE)
    if sum(map(len, fields.values())) > LONGEST_DRAFT:
        raise DraftTooLong
    if _is_saved_already(consultation, clerk, place, fields.get("form_key", "")):
        return
    SheetDraft.objects.update_or_create(
        consultation=consultation,
        typed_by=clerk,
        place=place,
        defaults={"fields": dict(fields), "kept_at": now},
    )


def draft_of(*, consultation: Consultation, clerk: User, place: str) -> SheetDraft | None:
    return SheetDraft.objects.filter(consultation=consultation, typed_by=clerk, place=place).first()


def drop_draft(*, consultation: Consultation, clerk: User, place: str) -> None:
    policy.require(clerk, Action.TRANSCRIBE)
    SheetDraft.objects.filter(consultation=consultation, typed_by=clerk, place=place).delete()


def _is_saved_already(consultation: Consultation, clerk: User, place: str, form_key: str) -> bool:
    """A draft that was on its way while its form was saved comes too late."""
    key = form_key if place.startswith("second:") else f"{consultation.pk}:{form_key}:0"
    return Transcript.objects.filter(form_key=key_of(author=clerk, form_key=key)).exists()
