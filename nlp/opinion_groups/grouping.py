"""From positions to groups: who takes part, base clusters, and how many groups there are."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nlp.opinion_groups.kmeans import cluster, first_distinct, inertia, silhouette, spread_starts
from nlp.opinion_groups.votes import Matrix, Numbers

BASE_CLUSTERS = 100
MOST_GROUPS = 5
_FEWEST_PARTICIPANTS = 15
_VOTES_TO_TAKE_PART = 7
_BASE_ITERATIONS = 100
_GROUP_ITERATIONS = 20
_SPREAD_STARTS = 20
FEWEST_MEMBERS = 5
"""Fewer people are no group."""


def voted_enough(votes: Matrix, excluded: Sequence[int] = ()) -> Numbers:
    """Return the rows of those who voted 7 times, or on all statements left if those are fewer."""
    cast = (~np.isnan(votes)).sum(axis=1)
    needed = min(_VOTES_TO_TAKE_PART, votes.shape[1] - len(set(excluded)))
    return np.flatnonzero((cast >= needed) & (cast > 0))


def taking_part(votes: Matrix, excluded: Sequence[int] = ()) -> Numbers:
    """Return the rows of those who voted enough.

    When they are fewer than 15, the most active others join until there are 15.
    """
    enough = voted_enough(votes, excluded)
    if len(enough) >= _FEWEST_PARTICIPANTS:
        return enough
    cast = (~np.isnan(votes)).sum(axis=1)
    by_activity = np.argsort(-cast, kind="stable")[:_FEWEST_PARTICIPANTS]
    return np.union1d(enough, by_activity[cast[by_activity] > 0])


def base_clusters(positions: Matrix) -> Numbers:
    """Return the base cluster of each position: k-means, k = 100, from the first different positions."""
    starts = first_distinct(positions, BASE_CLUSTERS)
    labels, _ = cluster(positions, starts, np.ones(len(positions)), iterations=_BASE_ITERATIONS)
    return np.asarray(np.unique(labels, return_inverse=True)[1])


def most_groups(bases: int) -> int:
    """Return the largest number of groups tried for so many base clusters."""
    return min(MOST_GROUPS, 2 + bases // 12)


def group_positions(positions: Matrix, bases: Numbers, *, seed: int) -> Numbers:
    """Return the group (0, 1, …) of each position, by clustering the base clusters' centres.

    Weighted k-means for each k from 2 up; the k whose tightest result has the best silhouette over base
    clusters wins, the larger one among equals. Results with a group of fewer than five people do not
    count. For that k the result from the first rows, Polis's own start, is kept when within 1 % of the
    tightest: it changes less as votes arrive.
    """
    sizes, centres = base_centres(positions, bases)
    best, best_worth = np.zeros(len(sizes), dtype=np.int64), -1.0
    for run in best_runs(centres, sizes, seed=seed).values():
        if run.worth >= best_worth and run.worth > -1.0:
            best, best_worth = run.labels, run.worth
    return np.asarray(np.unique(best, return_inverse=True)[1][bases])


def base_centres(positions: Matrix, bases: Numbers) -> tuple[Matrix, Matrix]:
    """Return how many positions each base cluster holds, and their mean."""
    sizes = np.bincount(bases).astype(float)
    return sizes, np.stack([positions[bases == base].mean(axis=0) for base in range(len(sizes))])


class BestRun(NamedTuple):
    """The groups of base clusters for one number of groups; `worth` is the silhouette of the tightest."""

    labels: Numbers
    centres: Matrix
    worth: float


def best_runs(centres: Matrix, sizes: Matrix, *, seed: int) -> dict[int, BestRun]:
    """Return the result to keep for each number of groups that has one without too small a group."""
    found: dict[int, BestRun] = {}
    for k in range(2, min(most_groups(len(sizes)), len(sizes)) + 1):
        runs = _runs(centres, sizes, k, seed)
        if runs:
            kept = _steadiest(runs)
            found[k] = BestRun(kept.labels, kept.centres, silhouette(centres, _tightest(runs).labels))
    return found


class _Run(NamedTuple):
    labels: Numbers
    centres: Matrix
    loss: float
    from_first_rows: bool


def _runs(points: Matrix, weights: Matrix, k: int, seed: int) -> list[_Run]:
    starts = [first_distinct(points, k), *spread_starts(points, weights, k, tries=_SPREAD_STARTS, seed=seed)]
    runs: list[_Run] = []
    for number, start in enumerate(starts):
        labels, centres = cluster(points, start, weights, iterations=_GROUP_ITERATIONS)
        if np.bincount(labels, weights, minlength=k).min() >= FEWEST_MEMBERS:
            runs.append(_Run(labels, centres, inertia(points, labels, centres, weights), number == 0))
    return runs


def _tightest(runs: list[_Run]) -> _Run:
    return min(runs, key=lambda run: run.loss)


def _steadiest(runs: list[_Run]) -> _Run:
    least = min(run.loss for run in runs)
    return next((run for run in runs if run.from_first_rows and run.loss <= 1.01 * least), _tightest(runs))
