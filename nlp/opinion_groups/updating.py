"""Groups as a Polis server finds them update after update: from its base clusters, steady as votes arrive."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nlp.opinion_groups.grouping import most_groups
from nlp.opinion_groups.kmeans import cluster, first_distinct, silhouette
from nlp.opinion_groups.votes import Matrix, Numbers

PATIENCE = 4
"""A new number of groups must win so many updates in a row."""
_ITERATIONS = 20


@dataclass(frozen=True)
class Update:
    """`groups`: the group of each base cluster, for `k` groups. Give the whole to the next update."""

    k: int
    groups: Numbers
    best_k: int
    wins: int
    centres: Mapping[int, Matrix]
    """For each number of groups tried, where its groups stand."""


def update(centres: Matrix, sizes: Matrix, previous: Update | None = None, *, fewest: int = 0) -> Update:
    """Return the groups of base clusters at `centres` (clusters, 2) with so many members each.

    Weighted k-means for each k from 2 up, from where the groups stood before, else from the first
    different centres; the k with the best plain silhouette over base clusters is best, the larger among
    equals. It is chosen at once at the first update, later only when it has been best four times in a row.
    Results with a group of fewer than `fewest` members do not count while there are others. Raises
    ValueError for fewer than two different centres.
    """
    found = _tried(centres, sizes, previous.centres if previous else {})
    found = {k: run for k, run in found.items() if _smallest(run[0], sizes, k) >= fewest} or found
    if not found:
        message = "groups need two different base clusters at least"
        raise ValueError(message)
    best = max(found, key=lambda k: (silhouette(centres, found[k][0]), k))
    wins = previous.wins + 1 if previous and previous.best_k == best else 1
    k = best if previous is None or wins >= PATIENCE else min(previous.k, max(found))
    k = k if k in found else best
    return Update(k, found[k][0], best, wins, {k: places for k, (_labels, places) in found.items()})


def _tried(centres: Matrix, sizes: Matrix, before: Mapping[int, Matrix]) -> dict[int, tuple[Numbers, Matrix]]:
    different = len(np.unique(centres, axis=0))
    return {
        k: cluster(centres, before.get(k, first_distinct(centres, k)), sizes, iterations=_ITERATIONS)
        for k in range(2, min(most_groups(len(centres)), different) + 1)
    }


def _smallest(groups: Numbers, sizes: Matrix, k: int) -> float:
    """0 when a group has lost all its members: then they are not `k` groups."""
    return float(np.bincount(groups, sizes, minlength=k).min())
