"""How careful the chat is, in figures that people understand: of a hundred answers, how many may be wrong."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from accounts import audit
from accounts.models import User
from chatbot.models import ChatSettings, Publication, TestQuestion
from chatbot.services import answering
from nlp.retrieval.confidence import Judge
from nlp.retrieval.faq_index import Decision, FaqIndex

CHOICES = (2, 3, 5, 8, 10, 15, 20, 30)
MOST = 50


@dataclass(frozen=True)
class Consequence:
    """What follows when `wrong` of a hundred answers may be wrong; shares of a hundred test questions.

    None where there is nothing to count, and in publications made before it was counted.
    """

    wrong: int
    answers_from: float
    answered: int
    offered: int
    declined: int
    wrong_in_test: int | None
    """Of a hundred answers to the test questions, how many were wrong."""
    is_reached: bool
    """Whether any threshold keeps to so few wrong ones; else only the surest are answered."""
    right_offered: int | None = None
    """Of a hundred offers to questions that the city can answer, how many have the right reading."""
    outside_answered: int | None = None
    outside_offered: int | None = None
    """Of a hundred questions that the city cannot answer, how many are answered or get offers."""


def consequences(index: FaqIndex, questions: Sequence[TestQuestion]) -> list[dict[str, Any]]:
    """For every choice, on the test questions, ready for JSON. Every question is asked once.

    A threshold only decides between answering and offering, so one look at the index that answers most tells
    what all of them would do. Without test questions or a curve there is nothing to choose from.
    """
    if not index.curve or not questions:
        return []
    decided = [
        (question, index.with_wrong_per_hundred(MOST).decide(question.question)) for question in questions
    ]
    return [asdict(_consequence(index, wrong, decided)) for wrong in CHOICES]


@transaction.atomic
def choose(*, actor: User, wrong: int, now: datetime) -> None:
    """Let every web process answer by this from its next look at the publication on: within a second."""
    before = ChatSettings.now().wrong_per_hundred
    if before == wrong:
        return
    ChatSettings.objects.update_or_create(defaults={"wrong_per_hundred": wrong}, pk=ChatSettings.now().pk)
    audit.record(
        actor=actor,
        action="chat.threshold",
        subject="chat-settings",
        now=now,
        details={"before": before, "after": wrong},
    )
    transaction.on_commit(answering.forget)


def held_by(publication: Publication | None) -> list[Consequence]:
    return [Consequence(**row) for row in publication.curve] if publication else []


def _consequence(
    index: FaqIndex, wrong: int, decided: Sequence[tuple[TestQuestion, Decision]]
) -> Consequence:
    judge = index.with_wrong_per_hundred(wrong).judge
    zones: dict[str, list[tuple[TestQuestion, Decision]]] = {"answer": [], "candidates": [], "unknown": []}
    for question, decision in decided:
        zones[_zone(decision, judge)].append((question, decision))
    sure, offers = zones["answer"], zones["candidates"]
    outside = sum(not question.expected for question, _decision in decided)
    false = sum(decision.ranked[0].key not in question.expected for question, decision in sure)
    inside = [one for one in offers if one[0].expected]
    with_right = sum(_offers_right(question, decision) for question, decision in inside)
    answered, nothing = _of_hundred(len(sure), len(decided)), _of_hundred(len(zones["unknown"]), len(decided))
    return Consequence(
        wrong=wrong,
        answers_from=judge.answers_from,
        answered=answered or 0,
        offered=100 - (answered or 0) - (nothing or 0),
        declined=nothing or 0,
        wrong_in_test=_of_hundred(false, len(sure)),
        is_reached=any(point.wrong_per_hundred <= wrong for point in index.curve),
        right_offered=_of_hundred(with_right, len(inside)),
        outside_answered=_of_hundred(sum(not question.expected for question, _ in sure), outside),
        outside_offered=_of_hundred(len(offers) - len(inside), outside),
    )


def _zone(decision: Decision, judge: Judge) -> Literal["answer", "candidates", "unknown"]:
    """What this judge would have decided."""
    if decision.kind == "unknown":
        return "unknown"
    is_sure = decision.kind == "answer" and decision.confidence >= judge.answers_from
    return "answer" if is_sure else "candidates"


def _offers_right(question: TestQuestion, decision: Decision) -> bool:
    return bool(set(question.expected) & set(answering.shown(decision._replace(kind="candidates"))))


def _of_hundred(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
