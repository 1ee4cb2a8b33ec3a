"""How a publication does on the questions whose right answer is known."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from chatbot.models import TestQuestion
from chatbot.services import answering
from nlp.retrieval.faq_index import Decision, FaqIndex

VERDICTS = ("right", "offered", "declined", "wrong", "rightly_declined")


@dataclass(frozen=True)
class Case:
    question: str
    expected: list[str]
    got: list[str]
    verdict: str
    confidence: float


def report(index: FaqIndex, questions: Iterable[TestQuestion]) -> dict[str, Any]:
    """Counts, rates and the cases that need a person's eye, ready for JSON.

    right: answered with an expected entry. offered: an expected entry is among the readings offered.
    declined: said not to know although the city knows. wrong: answered or offered only other things.
    rightly_declined: said not to know, as it should.
    """
    cases = [_judge(question, index.decide(question.question)) for question in questions]
    counts = {verdict: sum(case.verdict == verdict for case in cases) for verdict in VERDICTS}
    answerable = sum(bool(case.expected) for case in cases)
    unanswerable = len(cases) - answerable
    return {
        "total": len(cases),
        "answerable": answerable,
        "unanswerable": unanswerable,
        **counts,
        "hit_rate": _rate(counts["right"] + counts["offered"], answerable),
        "decline_rate": _rate(counts["rightly_declined"], unanswerable),
        "cases": [asdict(case) for case in cases if case.verdict in ("wrong", "declined", "offered")],
    }


def _judge(question: TestQuestion, decision: Decision) -> Case:
    got = answering.shown(decision)
    expected: list[str] = list(question.expected)
    verdict = _verdict(decision.kind, set(expected), got)
    return Case(question.question, expected, got, verdict, round(decision.confidence, 3))


def _verdict(kind: str, expected: set[str], got: list[str]) -> str:
    if not got:
        return "declined" if expected else "rightly_declined"
    if not expected & set(got):
        return "wrong"
    return "right" if kind == "answer" else "offered"


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
