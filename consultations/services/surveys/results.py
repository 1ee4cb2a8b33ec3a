"""What was answered, counted question by question. Each person counts once, with the newest answers.

Answers in words carry a name, so a choice that only a few have made could be laid at somebody's door: counts
of one to four people are not told, nor what would give them away (see `consultations.disclosure`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from django.db.models import Count

from consultations import disclosure
from consultations.disclosure import LEAST, Hidden
from consultations.models import Answer, AnswerSheet, Consultation, Question, TextAnswer
from consultations.models.opinion import counted


class Row(NamedTuple):
    label: str
    times: int | Hidden


class Ranked(NamedTuple):
    """`points`: one for every option that a person put behind this one (Borda)."""

    label: str
    mean_rank: float
    points: int
    firsts: int | Hidden


@dataclass(frozen=True)
class QuestionResult:
    question: Question
    people: int | Hidden
    """How many answered this question."""
    rows: tuple[Row, ...] = ()
    """None where fewer than five people answered; nor are there `ranked` or a `median` then."""
    ranked: tuple[Ranked, ...] = ()
    """Of an order, best first."""
    median: float | None = None
    """Of a scale."""


@dataclass(frozen=True)
class Results:
    people: int | Hidden
    questions: tuple[QuestionResult, ...]


_Counts = dict[tuple[int | None, int | None], int]
"""How often each (option, value) of one question was given."""


def of_consultation(consultation: Consultation) -> Results:
    """In a fixed number of queries, whatever was asked and however many answered."""
    questions = list(consultation.questions.prefetch_related("options"))
    found = _counted(consultation)
    people = _people(consultation) | _people_with_words(consultation)
    return Results(
        people=_published(
            AnswerSheet.objects.filter(consultation=consultation, current__isnull=False).count()
        ),
        questions=tuple(
            _result(question, found[question.pk], people.get(question.pk, 0)) for question in questions
        ),
    )


def _counted(consultation: Consultation) -> defaultdict[int, _Counts]:
    rows = (
        Answer.objects.standing()
        .filter(question__consultation=consultation)
        .values_list("question", "option", "value")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: defaultdict[int, _Counts] = defaultdict(dict)
    for question, option, value, times in rows:
        found[question][option, value] = times
    return found


def _people(consultation: Consultation) -> dict[int, int]:
    rows = Answer.objects.standing().filter(question__consultation=consultation).values_list("question")
    return dict(rows.annotate(n=Count("revision", distinct=True)).order_by())


def _people_with_words(consultation: Consultation) -> dict[int, int]:
    rows = TextAnswer.objects.filter(counted("opinion__"), question__consultation=consultation)
    return dict(rows.values_list("question").annotate(n=Count("sheet", distinct=True)).order_by())


def _result(question: Question, counts: _Counts, people: int) -> QuestionResult:
    if question.kind == Question.Kind.TEXT:
        return QuestionResult(question, people)
    if people < LEAST:
        return QuestionResult(question, _published(people))
    if question.kind == Question.Kind.ORDER:
        return QuestionResult(question, people, ranked=_ranked(question, counts, people))
    if question.kind == Question.Kind.SCALE:
        labels, times = _steps(question, counts)
        points = [step for step, count in enumerate(times, start=1) for _one in range(count)]
        return QuestionResult(question, people, _one_each(labels, times), median=float(median(points)))
    options = question.options.all()
    labels, times = [one.label for one in options], [counts.get((one.pk, None), 0) for one in options]
    publish = _one_each if question.kind == Question.Kind.SINGLE else _any_number
    return QuestionResult(question, people, publish(labels, times))


def _published(people: int) -> int | Hidden:
    return disclosure.protect([people]).total


def _one_each(labels: Sequence[str], times: Sequence[int]) -> tuple[Row, ...]:
    """Of answers of which everybody gave one: together they are the total, which is published."""
    return tuple(map(Row, labels, disclosure.protect(times).cells))


def _any_number(labels: Sequence[str], times: Sequence[int]) -> tuple[Row, ...]:
    """Of answers of which everybody gave any number: no sum gives one of them away."""
    return tuple(Row(label, _published(count)) for label, count in zip(labels, times, strict=True))


def _steps(question: Question, counts: _Counts) -> tuple[list[str], list[int]]:
    ends = {1: question.low_label, question.steps: question.high_label}
    steps = range(1, question.steps + 1)
    labels = [f"{step} {ends.get(step, '')}".strip() for step in steps]
    return labels, [counts.get((None, step), 0) for step in steps]


def _ranked(question: Question, counts: _Counts, people: int) -> tuple[Ranked, ...]:
    options = list(question.options.all())
    places = [[counts.get((option.pk, rank), 0) for rank in range(1, len(options) + 1)] for option in options]
    firsts = disclosure.protect([times[0] for times in places]).cells
    made = [
        Ranked(
            option.label, _sum_of_ranks(times) / people, len(options) * people - _sum_of_ranks(times), first
        )
        for option, times, first in zip(options, places, firsts, strict=True)
    ]
    return tuple(sorted(made, key=lambda row: -row.points))


def _sum_of_ranks(times: Sequence[int]) -> int:
    return sum(rank * count for rank, count in enumerate(times, start=1))
