"""Few but distinct: small groups that say something nobody else says, and that a large cut would swallow."""

import numpy as np
import numpy.typing as npt

from nlp.clustering.centres import centres, likeness_to
from nlp.clustering.found import OUTSIDE, Labels, Vectors
from nlp.clustering.linking import MOST_LINKED_ROWS, Tree

Mask = npt.NDArray[np.bool_]

WEAK = 0.45
"""A row less like its own theme than this cosine may belong to a small group instead."""
_TOGETHER = 0.5
"""Rows of a small group are at least this alike on average."""
_APART = 0.5
"""The middle of a small group is less like every theme than this."""
_MOST = 40


def with_distinct(
    vectors: Vectors, labels: Labels, *, seed: int, most: int | None = None, movable: Mask | None = None
) -> Labels:
    """Return `labels` with groups (2 to `most` rows) of what stands alone or hardly fits its theme.

    They are numbered on from the highest label, largest first; at most 40. Only `movable` rows may form one.
    """
    numbers = np.unique(labels[labels != OUTSIDE])
    if not len(numbers):
        return labels
    themes = centres(vectors, labels, numbers)
    likeness = likeness_to(vectors, themes)
    own = likeness[np.arange(len(labels)), np.searchsorted(numbers, labels).clip(0, len(numbers) - 1)]
    loose = np.where(labels == OUTSIDE, 0, own)
    hardly = (loose < WEAK) & (np.abs(vectors).sum(axis=1) > 0)
    candidates = np.flatnonzero(hardly if movable is None else hardly & movable)
    candidates = np.sort(candidates[np.argsort(loose[candidates], kind="stable")][:MOST_LINKED_ROWS])
    if len(candidates) < 2:
        return labels
    groups = Tree(vectors[candidates], seed).cut_at(1 - _TOGETHER)
    result = labels.copy()
    number = int(numbers.max())
    for rows in _fitting(groups, candidates, len(labels) if most is None else most)[:_MOST]:
        middle = vectors[rows].sum(axis=0)
        if (themes @ (middle / np.linalg.norm(middle))).max() < _APART:
            number += 1
            result[rows] = number
    return result


def _fitting(groups: Labels, candidates: Labels, most: int) -> list[Labels]:
    numbers, counts = np.unique(groups, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    fitting = [numbers[place] for place in order if 2 <= counts[place] <= most]
    return [candidates[groups == number] for number in fitting]
