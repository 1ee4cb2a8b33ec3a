"""What planners ask: one to ten questions, settled before the first person answers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations import indexing
from consultations.models import Consultation, Option, Question
from consultations.services.surveys import collecting
from consultations.services.surveys.collecting import StartedAlready

MOST_QUESTIONS = 10


class EnoughQuestions(ValueError):
    """Ten questions are as many as people answer with patience."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as the planner wrote it."""

    kind: str
    wording: str
    explanation: str = ""
    is_required: bool = False
    longest: int = 1000
    steps: int = 5
    low_label: str = ""
    high_label: str = ""
    options: Sequence[str] = ()


@transaction.atomic
def add(*, consultation: Consultation, asked: Asked, planner: User, now: datetime) -> Question:
    """The same question sent again, as by a second press of the button, is the one that is there."""
    _require(consultation, planner, now)
    before = _same(consultation, asked)
    if before:
        return before
    last = consultation.questions.last()
    if consultation.questions.count() >= MOST_QUESTIONS:
        raise EnoughQuestions
    question = Question.objects.create(
        consultation=consultation, position=last.position + 1 if last else 1, **_fields(asked)
    )
    _set_options(question, asked.options)
    _record(planner, "question.add", consultation, now, question=question.pk, kind=asked.kind)
    indexing.consultation(consultation)
    return question


@transaction.atomic
def change(*, question: Question, asked: Asked, planner: User, now: datetime) -> Question:
    _require(question.consultation, planner, now)
    Question.objects.filter(pk=question.pk).update(**_fields(asked))
    if [option.label for option in question.options.all()] != list(asked.options):
        question.options.all().delete()
        _set_options(question, asked.options)
    _record(planner, "question.change", question.consultation, now, question=question.pk)
    indexing.consultation(Consultation.objects.get(pk=question.consultation_id))
    return Question.objects.get(pk=question.pk)


@transaction.atomic
def remove(*, question: Question, planner: User, now: datetime) -> None:
    _require(question.consultation, planner, now)
    _record(planner, "question.remove", question.consultation, now, question=question.pk)
    question.delete()
    indexing.consultation(question.consultation)


@transaction.atomic
def move(*, question: Question, up: bool, planner: User, now: datetime) -> bool:
    """Change places with the question before or behind; False at the end of the row."""
    _require(question.consultation, planner, now)
    row = list(question.consultation.questions.select_for_update())
    place = row.index(question)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(row):
        return False
    row[place], row[other] = row[other], row[place]
    for position, one in enumerate(row, start=1):
        one.position = position
    Question.objects.bulk_update(row, ["position"])
    _record(planner, "question.move", question.consultation, now, question=question.pk)
    return True


@transaction.atomic
def show_results_early(*, consultation: Consultation, early: bool, planner: User, now: datetime) -> bool:
    """Let everybody read the results before the close, or only after it. False when it was so before."""
    policy.require(planner, Action.SET_UP)
    others = Consultation.objects.filter(pk=consultation.pk).exclude(results_during=early)
    if not others.update(results_during=early):
        return False
    _record(planner, "consultation.results_during", consultation, now, early=early)
    return True


def _require(consultation: Consultation, planner: User, now: datetime) -> None:
    """Inside a transaction: whoever comes second waits for the row, and sees what the first has done."""
    policy.require(planner, Action.SET_UP)
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    collecting.require_before(consultation=consultation, now=now)
    # Staff may have tried the form out, and been answered, before the dates were moved.
    if consultation.answer_sheets.exists():
        raise StartedAlready


def _same(consultation: Consultation, asked: Asked) -> Question | None:
    alike = consultation.questions.filter(**_fields(asked)).prefetch_related("options")
    labels = list(asked.options)
    return next((one for one in alike if [option.label for option in one.options.all()] == labels), None)


def _fields(asked: Asked) -> dict[str, object]:
    return {name: value for name, value in asdict(asked).items() if name != "options"}


def _set_options(question: Question, labels: Sequence[str]) -> None:
    Option.objects.bulk_create(
        Option(question=question, position=position, label=label)
        for position, label in enumerate(labels, start=1)
    )


def _record(planner: User, action: str, consultation: Consultation, now: datetime, **details: object) -> None:
    audit.record(actor=planner, action=action, subject=consultation.slug, now=now, details=details)
