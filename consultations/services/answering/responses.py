"""The city's view on a theme, from the first draft to the approval by a second person."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import (
    AnsweredTheme,
    Consultation,
    DepartmentComment,
    Response,
    ResponseCategory,
    ResponseStep,
    ResponseWording,
    Section,
    Theme,
)
from consultations.services.answering import categories

State = Response.State
UNAPPROVED = (State.DRAFT, State.CONSULTING, State.SUBMITTED)


class OvertakenError(Exception):
    """Somebody else changed the response since this person read it."""


class ReasonMissingError(Exception):
    """What was approved is written anew only with a word why."""


class UnfinishedError(Exception):
    """Without a text and a category there is nothing to approve."""


class OwnWordsError(Exception):
    """Nobody approves their own words."""


class OutOfTurnError(Exception):
    """The response is not in a state in which this can be done."""


class AnsweredElsewhereError(Exception):
    """The theme has another response."""


@dataclass(frozen=True)
class Words:
    """What a planner writes; compared as a whole, so that saving it twice adds nothing."""

    text: str
    summary: str = ""
    category: ResponseCategory | None = None
    section_number: str = ""
    section: Section | None = None
    change: str = ""


def begin(*, consultation: Consultation, theme: Theme | None, by: User, now: datetime) -> Response:
    """The response of a theme, made if there is none; without a theme, of the opinions that are in none."""
    policy.require(by, Action.DRAFT_RESPONSE)
    if theme is not None and theme.consultation_id != consultation.pk:
        raise AnsweredElsewhereError
    categories.ensure(consultation=consultation)
    try:
        with transaction.atomic():
            return _found(consultation, theme) or _made(consultation, theme, by, now)
    except IntegrityError:
        # Two planners pressed at the same time: both get the one that was made.
        found = _found(consultation, theme)
        if found is None:
            raise
        return found


def _found(consultation: Consultation, theme: Theme | None) -> Response | None:
    if theme is None:
        return Response.objects.filter(consultation=consultation, is_of_others=True).first()
    return Response.objects.filter(answered__theme=theme).first()


def _made(consultation: Consultation, theme: Theme | None, by: User, now: datetime) -> Response:
    made = Response.objects.create(consultation=consultation, is_of_others=theme is None, since=now)
    if theme is not None:
        AnsweredTheme.objects.create(response=made, theme=theme)
    ResponseStep.objects.create(response=made, state=State.DRAFT, wording_number=0, taken_by=by, taken_at=now)
    _record("response.begin", made, by, now)
    return made


def write(
    *, response: Response, words: Words, read_version: int, by: User, now: datetime, reason: str = ""
) -> Response:
    """Add a wording. What was handed in or approved is a draft again, the approved with a word why.

    Raises `OvertakenError` when the response is no longer the one that was read.
    """
    policy.require(by, Action.DRAFT_RESPONSE)
    with transaction.atomic():
        now_stands = Response.objects.select_for_update().get(pk=response.pk)
        before = standing(now_stands)
        if before and _same(before, words):
            return now_stands
        if now_stands.version != read_version:
            raise OvertakenError
        if now_stands.is_approved and not reason.strip():
            raise ReasonMissingError
        state = State.CONSULTING if now_stands.state == State.CONSULTING else State.DRAFT
        changed = Response.objects.filter(pk=response.pk, version=read_version).update(
            version=read_version + 1,
            written_by=by,
            approved_by=None,
            state=state,
            since=now_stands.since if state == now_stands.state else now,
        )
        if not changed:
            raise OvertakenError
        made = ResponseWording.objects.create(
            response=now_stands, number=read_version + 1, written_by=by, written_at=now,
            reason=reason.strip() if now_stands.is_approved else "",
            **{name: getattr(words, name) for name in asdict(Words(""))},
        )  # fmt: skip
        if state != now_stands.state:
            _step(now_stands, state, made.number, by, now, note=reason)
        _record("response.write", now_stands, by, now, wording=made.number)
    return Response.objects.get(pk=response.pk)


def standing(response: Response) -> ResponseWording | None:
    return response.wordings.select_related("category", "written_by").first()


def _same(wording: ResponseWording, words: Words) -> bool:
    return all(getattr(wording, name) == getattr(words, name) for name in asdict(Words("")))


def comment(*, response: Response, department: str, text: str, by: User, now: datetime) -> DepartmentComment:
    """What a department says about the wording that stands. The same said twice is said once."""
    policy.require(by, Action.DRAFT_RESPONSE)
    with transaction.atomic():
        wording = standing(Response.objects.select_for_update().get(pk=response.pk))
        if wording is None or response.state not in UNAPPROVED:
            raise OutOfTurnError
        made, is_new = DepartmentComment.objects.get_or_create(
            wording=wording,
            department=department,
            text=text,
            written_by=by,
            defaults={"written_at": now},
        )
        if is_new:
            _record("response.comment", response, by, now, wording=wording.number, department=department)
    return made


def consult(*, response: Response, read_version: int, by: User, now: datetime) -> None:
    """Ask the other departments."""
    _advance(response, read_version, (State.DRAFT,), State.CONSULTING, by, now)


def submit(*, response: Response, read_version: int, by: User, now: datetime) -> None:
    """Ask for approval. Raises `UnfinishedError` while the text or the category is missing."""
    wording = standing(response)
    if wording is None or not wording.text.strip() or wording.category_id is None:
        raise UnfinishedError
    _advance(response, read_version, (State.DRAFT, State.CONSULTING), State.SUBMITTED, by, now)


def approve(*, response: Response, read_version: int, by: User, now: datetime) -> None:
    """By a second person: never by the one who wrote the wording that stands."""
    policy.require(by, Action.APPROVE_RESPONSE)
    wording = standing(response)
    if wording is not None and wording.written_by_id == by.pk:
        raise OwnWordsError
    _advance(response, read_version, (State.SUBMITTED,), State.APPROVED, by, now, approved_by=by)


def send_back(*, response: Response, read_version: int, note: str, by: User, now: datetime) -> None:
    """To be written again, with a word why."""
    if not note.strip():
        raise ReasonMissingError
    before = (State.CONSULTING, State.SUBMITTED, State.APPROVED)
    _advance(response, read_version, before, State.DRAFT, by, now, note=note.strip())


def _advance(
    response: Response,
    read_version: int,
    before: tuple[State, ...],
    after: State,
    by: User,
    now: datetime,
    *,
    note: str = "",
    approved_by: User | None = None,
) -> None:
    """One conditional update decides; done twice it is done once."""
    policy.require(by, Action.DRAFT_RESPONSE)
    rows = Response.objects.filter(pk=response.pk, version=read_version)
    try:
        with transaction.atomic():
            if rows.filter(state__in=before).update(state=after, since=now, approved_by=approved_by):
                _step(response, after, read_version, by, now, note=note)
                _record(f"response.{after}", response, by, now, wording=read_version)
                return
    except IntegrityError as error:
        raise OwnWordsError from error
    if not rows.exists():
        raise OvertakenError
    if not rows.filter(state=after).exists():
        raise OutOfTurnError


def take_in(*, response: Response, theme: Theme, by: User, now: datetime) -> None:
    """Answer one more theme in the same row. What was approved is a draft again: its row has grown."""
    policy.require(by, Action.DRAFT_RESPONSE)
    if response.is_of_others or theme.consultation_id != response.consultation_id:
        raise AnsweredElsewhereError
    with transaction.atomic():
        other = Response.objects.filter(answered__theme=theme).exclude(pk=response.pk).first()
        if other is not None and other.version:
            raise AnsweredElsewhereError
        if other is not None:
            other.delete()
        _made, is_new = AnsweredTheme.objects.get_or_create(theme=theme, defaults={"response": response})
        if _made.response_id != response.pk:
            raise AnsweredElsewhereError
        if is_new:
            _reopen(response, by, now)
            _record("response.theme_in", response, by, now, theme=str(theme.stable_id))


def leave_out(*, response: Response, theme: Theme, by: User, now: datetime) -> None:
    """Take a theme out of the row. The last one stays."""
    policy.require(by, Action.DRAFT_RESPONSE)
    with transaction.atomic():
        if response.answered.exclude(theme=theme).exists():
            gone, _rows = AnsweredTheme.objects.filter(response=response, theme=theme).delete()
            if gone:
                _reopen(response, by, now)
                _record("response.theme_out", response, by, now, theme=str(theme.stable_id))


def _reopen(response: Response, by: User, now: datetime) -> None:
    approved = Response.objects.filter(pk=response.pk).exclude(approved_by=None)
    if approved.update(state=State.DRAFT, approved_by=None, since=now):
        _step(response, State.DRAFT, response.version, by, now)


def _step(response: Response, state: State, wording: int, by: User, now: datetime, note: str = "") -> None:
    ResponseStep.objects.create(
        response=response, state=state, wording_number=wording, taken_by=by, taken_at=now, note=note.strip()
    )


def _record(action: str, response: Response, by: User, now: datetime, **details: object) -> None:
    audit.record(actor=by, action=action, subject=f"response:{response.pk}", now=now, details=details)
