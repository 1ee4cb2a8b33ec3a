"""How high the right answers stand in rankings."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer", bound=Hashable)


def hit_at(
    k: int, rankings: Mapping[Question, Sequence[Answer]], relevant: Mapping[Question, Collection[Answer]]
) -> float:
    """Return the share of questions with a relevant answer among the first `k`, of those that have any."""
    asked = [question for question in rankings if relevant.get(question)]
    hits = sum(any(one in relevant[question] for one in rankings[question][:k]) for question in asked)
    return hits / len(asked) if asked else 0.0


def mean_reciprocal_rank(
    rankings: Mapping[Question, Sequence[Answer]], relevant: Mapping[Question, Collection[Answer]]
) -> float:
    """Return the mean of 1 / rank of the first relevant answer (0 when it is missing)."""
    asked = [question for question in rankings if relevant.get(question)]
    total = sum(_reciprocal_rank(rankings[question], relevant[question]) for question in asked)
    return total / len(asked) if asked else 0.0


def _reciprocal_rank(ranking: Sequence[Answer], relevant: Collection[Answer]) -> float:
    return next((1 / rank for rank, one in enumerate(ranking, start=1) if one in relevant), 0.0)
