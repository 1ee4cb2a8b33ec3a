"""Puts the entries a matcher found in order, and gathers what speaks for each."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlp.retrieval.confidence import Signs
from nlp.retrieval.matching import Look, Matcher
from nlp.retrieval.phrases import matters
from nlp.retrieval.reading import Words

_ONLY_IN_ANSWER = 0.6
_ONLY_BY_MATTER = 0.5
"""So much of a word's weight counts as covered when the entry's answer has it, or another word for it."""

_TRIGRAM = 3


class Assessed(NamedTuple):
    """An entry's row, its share of the ranking (0 to 1) and what speaks for it."""

    row: int
    share: float
    signs: Signs


def shares(look: Look, weights: Sequence[float], without: int | None = None) -> npt.NDArray[np.float64]:
    """Return each looked-at entry's share of the ranking, the softmax of its weighted features.

    The row `without` gets no share, as if there were no such entry.
    """
    scores = look.features @ np.array(weights)
    if without in look.rows:
        scores[look.rows.index(without)] = -np.inf
    powers = np.exp(scores - scores.max(initial=-1e9))
    return np.asarray(powers / max(powers.sum(), 1e-300))


def order(look: Look, weights: Sequence[float]) -> list[tuple[int, float]]:
    """Return every entry's row and score, best first: those looked at closely, then the rest."""
    close = dict(zip(look.rows, (look.features @ np.array(weights)).tolist(), strict=True))
    floor = min(close.values(), default=0.0) - float(look.quick.max(initial=0.0))
    scores = [close.get(row, floor + float(quick)) for row, quick in enumerate(look.quick)]
    rows = sorted(range(len(scores)), key=lambda row: -scores[row])
    return [(row, scores[row]) for row in rows]


def assess(
    matcher: Matcher, question: Words, look: Look, ranking: npt.NDArray[np.float64], top: int
) -> list[Assessed]:
    """Return the `top` entries of a `ranking` (see `shares`) with their signs, best first."""
    order = [int(place) for place in np.argsort(-ranking, kind="stable")[:top] if ranking[place] > 0]
    telling = question.telling
    idf = matcher.idf(telling)
    found = []
    for place in order:
        share = float(ranking[place])
        coverage, likeness, closeness = _signs(matcher, question, look, place, idf)
        known = float(np.log1p(coverage * idf.sum()))
        found.append(Assessed(look.rows[place], share, Signs(coverage, likeness, closeness, share, known)))
    return found


def _signs(
    matcher: Matcher, question: Words, look: Look, place: int, idf: npt.NDArray[np.float64]
) -> tuple[float, float, float]:
    row, telling = look.rows[place], question.telling
    words = matcher.spaces["whole"].words
    numbers = np.array([words.get(word, -2) for word in telling], dtype=np.int64)
    held, starts = matcher.ways_of(row)
    asked = np.logical_or.reduceat(held[:, None] == numbers[None, :], starts, axis=0)
    worth = np.array([_worth(matcher, word, row) for word in telling])
    known = np.where(asked.any(axis=0), 1.0, worth)
    coverage = float(idf @ known) / max(idf.sum(), 1e-9) if telling else 0.0
    if question.plain:
        coverage = max(coverage, _sounds_covered(matcher, question, row))
    total = float(idf.sum()) + matcher.weights_of(held, starts)
    likeness = float(np.max(2 * (asked @ idf) / np.maximum(total, 1e-9)))
    return coverage, likeness, float(look.closeness[place, 0])


def _worth(matcher: Matcher, word: str, row: int) -> float:
    if matcher.spaces["whole"].holds(word, row):
        return _ONLY_IN_ANSWER
    groups = matters().groups_of(word)
    return _ONLY_BY_MATTER * any(matcher.spaces["matters"].holds(f"§{group}", row) for group in groups)


def _sounds_covered(matcher: Matcher, question: Words, row: int) -> float:
    sounds = matcher.spaces["sounds"]
    runs = {run for run in question.sounds if len(run) == _TRIGRAM}
    total = sum(map(sounds.weight, runs))
    return sum(sounds.weight(run) for run in runs if sounds.holds(run, row)) / total if total else 0.0
