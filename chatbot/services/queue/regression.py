"""What a release does better and what worse than the one before it, question by question."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chatbot.models import Publication

GOOD = {"wrong": 0, "declined": 1, "offered": 2, "right": 3, "rightly_declined": 3}
"""Saying nothing is better than something wrong, offering the right thing better than saying nothing."""
Case = dict[str, Any]


@dataclass(frozen=True)
class Change:
    question: str
    kind: str
    expected: list[str]
    before: str
    after: str
    got_before: list[str]
    got_after: list[str]


@dataclass
class KindRow:
    """One kind of question: how many there are and how they are answered now."""

    kind: str
    total: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    better: int = 0
    worse: int = 0

    @property
    def right(self) -> int:
        """Answered rightly, or rightly declined."""
        return self.verdicts["right"] + self.verdicts["rightly_declined"]


@dataclass
class Comparison:
    number: int
    """Of the publication before."""
    better: list[Change] = field(default_factory=list)
    worse: list[Change] = field(default_factory=list)
    unchanged: int = 0
    new: int = 0
    """Questions that the one before was never asked."""


def comparison(after: Publication, active: Publication | None) -> Comparison | None:
    """With what answered when it was made; with what answers now, if that is another one since."""
    if active is not None and active.pk != after.pk and active.number != after.before.get("number"):
        return compare(active.number, active.cases, after.cases)
    if not after.before:
        return None
    return compare(after.before["number"], after.before["cases"], after.cases)


def compare(number: int, before: Sequence[Case], after: Sequence[Case]) -> Comparison:
    known = {case["question"]: case for case in before}
    found = Comparison(number)
    for case in after:
        old = known.get(case["question"])
        if old is None:
            found.new += 1
        elif GOOD[old["verdict"]] < GOOD[case["verdict"]]:
            found.better.append(_change(old, case))
        elif GOOD[old["verdict"]] > GOOD[case["verdict"]]:
            found.worse.append(_change(old, case))
        else:
            found.unchanged += 1
    return found


def by_kind(cases: Sequence[Case], compared: Comparison | None, kinds: Sequence[str]) -> list[KindRow]:
    """In the order of `kinds`, those that occur."""
    rows = {kind: KindRow(kind) for kind in kinds}
    for case in cases:
        row = rows.setdefault(case["kind"], KindRow(case["kind"]))
        row.total += 1
        row.verdicts[case["verdict"]] += 1
    for change in compared.better if compared else []:
        rows[change.kind].better += 1
    for change in compared.worse if compared else []:
        rows[change.kind].worse += 1
    return [row for row in rows.values() if row.total]


def _change(before: Case, after: Case) -> Change:
    return Change(
        question=after["question"],
        kind=after["kind"],
        expected=after["expected"],
        before=before["verdict"],
        after=after["verdict"],
        got_before=before["got"],
        got_after=after["got"],
    )
