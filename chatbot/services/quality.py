"""How a publication does on the questions whose right answer is known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chatbot.models import TestQuestion
from chatbot.services import answering
from nlp.retrieval.faq_index import Decision, FaqIndex

VERDICTS = ("right", "offered", "declined", "wrong", "rightly_declined")
SHOWN = ("wrong", "declined", "offered")
"""What needs a person's eye."""


@dataclass(frozen=True)
class Case:
    question: str
    kind: str
    expected: list[str]
    got: list[str]
    verdict: str
    confidence: float


def ask(index: FaqIndex, questions: Iterable[TestQuestion]) -> list[dict[str, Any]]:
    """Every question with what the index says to it, ready for JSON.

    right: answered with an expected entry; of two questions at once, both entries offered.
    offered: an expected entry is among the readings offered.
    declined: said not to know although the city knows.
    wrong: answered or offered only other things.
    rightly_declined: said not to know, as it should.
    """
    return [asdict(_judge(question, index.decide(question.question))) for question in questions]


def summary(cases: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Counts and rates."""
    counts = Counter(case["verdict"] for case in cases)
    answerable = sum(bool(case["expected"]) for case in cases)
    unanswerable = len(cases) - answerable
    return {
        "total": len(cases),
        "answerable": answerable,
        "unanswerable": unanswerable,
        **{verdict: counts[verdict] for verdict in VERDICTS},
        "hit_rate": _rate(counts["right"] + counts["offered"], answerable),
        "decline_rate": _rate(counts["rightly_declined"], unanswerable),
    }


def _judge(question: TestQuestion, decision: Decision) -> Case:
    got = answering.shown(decision)
    expected: list[str] = list(question.expected)
    verdict = _verdict(decision.kind, question.kind, set(expected), got)
    return Case(question.question, question.kind, expected, got, verdict, round(decision.confidence, 3))


def _verdict(decided: str, kind: str, expected: set[str], got: list[str]) -> str:
    if not got:
        return "declined" if expected else "rightly_declined"
    if not expected & set(got):
        return "wrong"
    if kind == TestQuestion.Kind.TWO:
        return "right" if expected <= set(got) else "offered"
    return "right" if decided == "answer" else "offered"


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
