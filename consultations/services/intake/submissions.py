"""Sheets of paper are typed, mostly twice and by two people; when both agree, they become opinions."""

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations import receipts
from consultations.models import Area, Consultation, Proposal, Section, Sheet, SheetDraft, Transcript
from consultations.services.intake import publishing
from consultations.services.participation.opinions import key_of

State, Turn = Sheet.State, Transcript.Turn


class NumberTaken(Exception):
    """The consultation has a sheet of this number already."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.number)
        self.sheet = sheet


class SavedBefore(Exception):
    """This form has been saved with other words or another number; those stand, these were not taken."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.number)
        self.sheet = sheet


class SamePerson(Exception):
    """Whoever typed it first does not type it a second time."""


class NotWaiting(Exception):
    """Somebody else has done this in the meantime."""


@dataclass(frozen=True)
class Words:
    """What stands on the sheet, as one person reads it."""

    text: str
    stance: str = ""
    section: Section | None = None
    proposal: Proposal | None = None
    area: Area | None = None
    attributes: dict[str, str] = field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "stance": self.stance,
            "section": self.section,
            "proposal": self.proposal,
            "area": self.area,
            "attributes": self.attributes,
        }

    def compared(self) -> tuple[object, ...]:
        return Transcript(**self.fields()).words


@dataclass(frozen=True)
class Arrival:
    """The sheet itself: which paper it is, and how and when it came."""

    number: str
    channel: str
    received_on: date
    has_personal_data: bool = False


def normal_number(written: str) -> str:
    """Full-width and narrow digits are the same number."""
    return unicodedata.normalize("NFKC", written).strip().upper()


def enter(
    *,
    consultation: Consultation,
    arrival: Arrival,
    words: Words,
    clerk: User,
    form_key: str,
    now: datetime,
) -> Sheet:
    """The first typing. The same form sent again gives the sheet that it made the first time."""
    return enter_many(
        consultation=consultation,
        sheets=[(arrival, words)],
        clerk=clerk,
        form_key=form_key,
        draft="new",
        now=now,
    )[0]


def enter_many(
    *,
    consultation: Consultation,
    sheets: Sequence[tuple[Arrival, Words]],
    clerk: User,
    form_key: str,
    now: datetime,
    draft: str = "meeting",
) -> list[Sheet]:
    """The first typing of several sheets, all or none of them."""
    policy.require(clerk, Action.TRANSCRIBE)
    keys = [
        key_of(author=clerk, form_key=f"{consultation.pk}:{form_key}:{place}") for place in range(len(sheets))
    ]
    before = _saved_before(keys, sheets)
    if before:
        return before
    try:
        with transaction.atomic():
            made = [
                _first(consultation, arrival, words, clerk, key, now)
                for (arrival, words), key in zip(sheets, keys, strict=True)
            ]
            _drop_draft(consultation, clerk, draft)
            return made
    except IntegrityError:
        before = _saved_before(keys, sheets)
        if before:
            return before
        _refuse_taken(consultation, [arrival.number for arrival, _words in sheets])
        raise


def _saved_before(keys: Sequence[str], sheets: Sequence[tuple[Arrival, Words]]) -> list[Sheet]:
    """The sheets that this form has made already; `SavedBefore` when it said something else then."""
    typed = Transcript.objects.filter(form_key__in=keys).select_related("sheet__consultation").order_by("pk")
    then = [(one.sheet.number, one.words) for one in typed]
    wish = [(normal_number(arrival.number), words.compared()) for arrival, words in sheets]
    if then and then != wish:
        raise SavedBefore(typed[0].sheet)
    return [one.sheet for one in typed]


def _first(
    consultation: Consultation, arrival: Arrival, words: Words, clerk: User, key: str, now: datetime
) -> Sheet:
    sheet = Sheet.objects.create(
        consultation=consultation,
        number=normal_number(arrival.number),
        channel=arrival.channel,
        received_on=arrival.received_on,
        has_personal_data=arrival.has_personal_data,
        receipt=receipts.issue(now=now),
        state=State.SECOND,
        created_at=now,
    )
    typed = _transcribe(sheet, Turn.FIRST, words, clerk, key, now)
    if not is_drawn(consultation.second_entry_percent):
        publishing.stand(sheet=sheet, transcript=typed, clerk=clerk, now=now)
    return sheet


def is_drawn(percent: int) -> bool:
    """Whether this sheet is typed by a second person. Nobody can know before the first has typed it."""
    return secrets.randbelow(100) < percent


@transaction.atomic
def enter_again(
    *, sheet: Sheet, words: Words, has_personal_data: bool, clerk: User, form_key: str, now: datetime
) -> Sheet:
    """The second typing, by somebody else, who has not seen the first."""
    policy.require(clerk, Action.TRANSCRIBE)
    sheet = locked(sheet)
    key = key_of(author=clerk, form_key=form_key)
    before = sheet.transcripts.filter(form_key=key).first()
    if before and before.words == words.compared():
        return sheet
    if sheet.state != State.SECOND:
        raise NotWaiting
    first = sheet.transcripts.get(turn=Turn.FIRST)
    if first.typed_by_id == clerk.pk:
        raise SamePerson
    second = _transcribe(sheet, Turn.SECOND, words, clerk, key, now)
    sheet.agreed = first.words == second.words
    sheet.has_personal_data = sheet.has_personal_data or has_personal_data
    sheet.state = State.DIFFERS
    sheet.save(update_fields=["agreed", "has_personal_data", "state"])
    if sheet.agreed:
        publishing.stand(sheet=sheet, transcript=first, clerk=clerk, now=now)
    _drop_draft(sheet.consultation, clerk, f"second:{sheet.pk}")
    return sheet


@transaction.atomic
def agree(*, sheet: Sheet, words: Words, clerk: User, form_key: str, now: datetime) -> Sheet:
    """The two typings differ; with the paper at hand, these are the words. Mostly one of the two is right."""
    policy.require(clerk, Action.TRANSCRIBE)
    sheet = locked(sheet)
    key = key_of(author=clerk, form_key=form_key)
    if sheet.transcripts.filter(form_key=key).exists():
        return sheet
    if sheet.state != State.DIFFERS:
        raise NotWaiting
    same = next((typed for typed in sheet.transcripts.all() if typed.words == words.compared()), None)
    stands = same or _transcribe(sheet, Turn.AGREED, words, clerk, key, now)
    details = {"turn": stands.turn, "consultation": sheet.consultation.slug}
    _record("intake.agree", sheet, clerk, now, details)
    publishing.stand(sheet=sheet, transcript=stands, clerk=clerk, now=now)
    return sheet


def record_reading(*, sheet: Sheet, clerk: User, now: datetime) -> None:
    """Whoever reads what was typed, before anything is masked, is recorded."""
    policy.require(clerk, Action.TRANSCRIBE)
    _record("intake.read_original", sheet, clerk, now, {})


def locked(sheet: Sheet) -> Sheet:
    Sheet.objects.select_for_update().get(pk=sheet.pk)
    return Sheet.objects.select_related("consultation").get(pk=sheet.pk)


def _transcribe(
    sheet: Sheet, turn: Transcript.Turn, words: Words, clerk: User, key: str, now: datetime
) -> Transcript:
    typed = Transcript.objects.create(
        sheet=sheet, turn=turn, **words.fields(), form_key=key, typed_by=clerk, typed_at=now
    )
    details = {"turn": int(turn), "consultation": sheet.consultation.slug, "number": sheet.number}
    _record("intake.type", sheet, clerk, now, details)
    return typed


def _record(action: str, sheet: Sheet, clerk: User, now: datetime, details: dict[str, Any]) -> None:
    audit.record(actor=clerk, action=action, subject=f"sheet:{sheet.pk}", now=now, details=details)


def _refuse_taken(consultation: Consultation, numbers: Sequence[str]) -> None:
    normal = [normal_number(number) for number in numbers]
    taken = consultation.sheets.filter(number__in=normal).select_related("consultation").first()
    if taken:
        raise NumberTaken(taken)


def _drop_draft(consultation: Consultation, clerk: User, place: str) -> None:
    SheetDraft.objects.filter(consultation=consultation, typed_by=clerk, place=place).delete()
