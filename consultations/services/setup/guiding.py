"""Lead a planner from the kind of a consultation to its publication; everything is kept on the way."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations import indexing
from consultations.models import (
    Area,
    Consultation,
    Correction,
    Document,
    Phase,
    PolicyField,
    PreviewLink,
    Statement,
    Thread,
)
from consultations.services.setup.phases import PublishedAlready

RESERVED = frozenset({"new", "unfinished", "templates"})
"""Addresses that the staff pages use themselves."""


class Step(StrEnum):
    QUESTION = "question"
    BACKGROUND = "background"
    DECISION = "decision"
    AFTERWARDS = "afterwards"
    PHASES = "phases"
    SORTING = "sorting"
    ATTRIBUTES = "attributes"
    PLAN = "plan"
    QUESTIONS = "questions"
    STATEMENTS = "statements"
    CHECK = "check"


@dataclass(frozen=True)
class Missing:
    step: Step
    words: "str | Promise"


class NotReady(ValueError):
    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(", ".join(str(one.step) for one in missing))
        self.missing = missing


class InUse(Exception):
    """Something hangs on it that must not get lost."""


NEEDED: "list[tuple[str, Step, str | Promise]]" = [
    ("title", Step.QUESTION, _("The title is missing.")),
    ("question", Step.QUESTION, _("The question is missing.")),
    ("summary", Step.BACKGROUND, _("The summary is missing.")),
    ("background", Step.BACKGROUND, _("The background is missing.")),
    ("deciding", Step.DECISION, _("What is being decided, and by whom, is missing.")),
    ("what_happens_next", Step.AFTERWARDS, _("What happens with the answers is missing.")),
    ("answers_by", Step.AFTERWARDS, _("The day by which the city answers is missing.")),
    ("department", Step.SORTING, _("The department is missing.")),
]
_PLACEHOLDER = re.compile("〇〇|〇(?=[年月日か歳人])")
EDITABLE = frozenset({column for column, _step, _words in NEEDED} | {"slug", "contact"})
CORRECTABLE = EDITABLE - {"slug", "title", "question"}


MATERIAL: "dict[str, tuple[Step, str | Promise]]" = {
    Consultation.Kind.PUBLIC_COMMENT: (Step.PLAN, _("The draft plan is missing.")),
    Consultation.Kind.QUESTION: (Step.QUESTIONS, _("There is no question for people to answer yet.")),
    Consultation.Kind.ONE_BY_ONE: (Step.STATEMENTS, _("There is no statement to vote on yet.")),
}
"""What people are shown, by kind; those who collect ideas show nothing but the question."""


def steps_of(consultation: Consultation) -> list[Step]:
    others = {step for kind, (step, _words) in MATERIAL.items() if kind != consultation.kind}
    return [step for step in Step if step not in others]


def material_of(consultation: Consultation) -> list[str]:
    """The plan, the questions or the statements, each in a line."""
    if consultation.asks_questions:
        return [str(question) for question in consultation.questions.all()]
    if consultation.takes_votes:
        standing = Statement.objects.filter(consultation=consultation).standing().with_words()
        return [str(statement) for statement in standing]
    return [document.title for document in Document.objects.filter(consultation=consultation)]


def begun(*, key: str, now: datetime) -> Consultation | None:
    """What was begun with this key today and still has its first address."""
    unpublished = Consultation.objects.filter(published_at__isnull=True)
    return unpublished.filter(slug=_first_address(key, now)).first() if key else None


@transaction.atomic
def start(*, kind: str, planner: User, now: datetime, key: str = "") -> Consultation:
    policy.require(planner, Action.SET_UP)
    slug = _first_address(key or secrets.token_hex(4), now)
    consultation = Consultation.objects.create(slug=slug, kind=kind, created_at=now)
    Thread.objects.create(consultation=consultation)
    audit.record(actor=planner, action="consultation.start", subject=slug, now=now, details={"kind": kind})
    return consultation


def _first_address(key: str, now: datetime) -> str:
    return f"{timezone.localtime(now):%Y%m%d}-{key}"


@transaction.atomic
def save(
    *,
    consultation: Consultation,
    columns: Mapping[str, object],
    planner: User,
    areas: Iterable[Area] | None = None,
    policy_fields: Iterable[PolicyField] | None = None,
) -> None:
    """Keep what was written in one step."""
    policy.require(planner, Action.SET_UP)
    if Consultation.objects.select_for_update().get(pk=consultation.pk).published_at:
        raise PublishedAlready
    _write(consultation, {name: value for name, value in columns.items() if name in EDITABLE})
    _sort(consultation, areas, policy_fields)


def missing(*, consultation: Consultation, now: datetime) -> list[Missing]:
    """What has to be there before residents can be asked."""
    found = [Missing(step, words) for column, step, words in NEEDED if not getattr(consultation, column)]
    found += [
        Missing(step, _("A 〇 of the template still waits to be filled in."))
        for step in dict.fromkeys(step for column, step, _words in NEEDED if _is_open(consultation, column))
    ]
    found += _missing_in_time(consultation, now)
    if consultation.kind in MATERIAL and not material_of(consultation):
        found.append(Missing(*MATERIAL[consultation.kind]))
    return found


@transaction.atomic
def publish(*, consultation: Consultation, planner: User, now: datetime) -> Consultation:
    """From now on everybody can read it; the dates decide when they can write."""
    policy.require(planner, Action.SET_UP)
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation.published_at:
        return consultation
    gaps = missing(consultation=consultation, now=now)
    if gaps:
        raise NotReady(gaps)
    consultation.published_at = now
    consultation.save(update_fields=["published_at"])
    indexing.consultation(consultation)
    audit.record(actor=planner, action="consultation.publish", subject=consultation.slug, now=now)
    return consultation


@transaction.atomic
def discard(*, consultation: Consultation, planner: User, now: datetime) -> None:
    """Throw an unpublished consultation away. What was handed in or brought in keeps it."""
    policy.require(planner, Action.SET_UP)
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation.published_at:
        raise PublishedAlready
    slug, title = consultation.slug, consultation.title
    try:
        with transaction.atomic():
            PreviewLink.objects.filter(consultation=consultation).delete()
            Statement.objects.filter(consultation=consultation, opinion__isnull=True).delete()
            consultation.delete()
    except ProtectedError as error:
        raise InUse from error
    audit.record(
        actor=planner, action="consultation.discard", subject=slug, now=now, details={"title": title}
    )


@transaction.atomic
def correct(
    *,
    consultation: Consultation,
    columns: Mapping[str, object],
    areas: Iterable[Area],
    policy_fields: Iterable[PolicyField],
    note: str,
    planner: User,
    now: datetime,
) -> Correction | None:
    """Change what may still be changed after publication, with a note that everybody reads.

    None when nothing was different.
    """
    policy.require(planner, Action.SET_UP)
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    before = _differing(consultation, columns, areas=areas, policy_fields=policy_fields)
    if not before:
        return None
    _write(consultation, {name: value for name, value in columns.items() if name in CORRECTABLE})
    _sort(consultation, areas, policy_fields)
    details = {"note": note, "changed": sorted(before)}
    audit.record(
        actor=planner, action="consultation.correct", subject=consultation.slug, now=now, details=details
    )
    return Correction.objects.create(
        consultation=consultation, note=note, before=before, made_by=planner, made_at=now
    )


def _missing_in_time(consultation: Consultation, now: datetime) -> list[Missing]:
    collects = [phase for phase in consultation.phases.all() if phase.kind == Phase.Kind.COLLECT]
    closes_at = max((phase.ends_at for phase in collects), default=None)
    if closes_at is None:
        return [Missing(Step.PHASES, _("There is no phase in which opinions are collected."))]
    found = []
    if closes_at <= now:
        found.append(Missing(Step.PHASES, _("The collection of opinions would be over already.")))
    elif not _allows_anything(consultation, collects):
        found.append(Missing(Step.PHASES, _("While opinions are collected, nothing is allowed.")))
    answers_by = consultation.answers_by
    if answers_by and answers_by < timezone.localtime(closes_at).date():
        found.append(Missing(Step.AFTERWARDS, _("The city would answer before the collection is over.")))
    return found


def _allows_anything(consultation: Consultation, collects: Iterable[Phase]) -> bool:
    """Answers and votes are taken in every phase that collects; the rest has to be allowed."""
    if consultation.asks_questions or consultation.takes_votes:
        return True
    return any(phase.allows_comments or phase.allows_proposals or phase.allows_supports for phase in collects)


def _is_open(consultation: Consultation, column: str) -> bool:
    """Templates say 〇〇 where the city has to write something."""
    return bool(_PLACEHOLDER.search(str(getattr(consultation, column) or "")))


def _differing(
    consultation: Consultation,
    columns: Mapping[str, object],
    **sorting: Iterable[Area] | Iterable[PolicyField],
) -> dict[str, object]:
    """The earlier values of what is about to change."""
    before: dict[str, object] = {}
    for name in CORRECTABLE & columns.keys():
        value = getattr(consultation, name)
        if value != columns[name]:
            before[name] = value if isinstance(value, str) else str(value or "")
    for name, chosen in sorting.items():
        known = getattr(consultation, name).all()
        if {one.pk for one in known} != {one.pk for one in chosen}:
            before[name] = [str(one) for one in known]
    return before


def _write(consultation: Consultation, columns: Mapping[str, object]) -> None:
    if not columns:
        return
    for name, value in columns.items():
        setattr(consultation, name, value)
    consultation.save(update_fields=[*columns])
    indexing.consultation(consultation)


def _sort(
    consultation: Consultation, areas: Iterable[Area] | None, policy_fields: Iterable[PolicyField] | None
) -> None:
    if areas is not None:
        consultation.areas.set(areas)
    if policy_fields is not None:
        consultation.policy_fields.set(policy_fields)
