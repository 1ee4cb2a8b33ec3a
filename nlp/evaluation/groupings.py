"""How well groups match groups known to be right."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score


class PairQuality(NamedTuple):
    """The share of pairs put together that belong together, and of pairs that do the share found."""

    purity: float
    recall: float
    pairs: int


def adjusted_mutual_information(truth: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Return AMI: 1 for the same grouping, about 0 for a random one however many groups it has."""
    return float(adjusted_mutual_info_score(_numbers(truth), _numbers(found)))


def adjusted_rand(truth: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Return ARI: 1 for the same grouping, about 0 for a random one."""
    return float(adjusted_rand_score(_numbers(truth), _numbers(found)))


def pair_quality(truth: Sequence[Hashable], sets: Iterable[Sequence[int]]) -> PairQuality:
    """Measure `sets` of rows against the group of each row; 1 and 1 when there is nothing to find."""
    found = [pair for rows in sets for pair in combinations(rows, 2)]
    right = sum(truth[first] == truth[second] for first, second in found)
    wanted = sum(size * (size - 1) // 2 for size in map(truth.count, set(truth)))
    return PairQuality(right / len(found) if found else 1.0, right / wanted if wanted else 1.0, len(found))


def _numbers(labels: Sequence[Hashable]) -> list[int]:
    known: dict[Hashable, int] = {}
    return [known.setdefault(label, len(known)) for label in labels]
