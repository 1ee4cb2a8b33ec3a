"""Subjects that nobody had raised: groups of new rows that are more like each other than like any theme."""

import numpy as np
import numpy.typing as npt

from nlp.clustering.centres import centres, likeness_to
from nlp.clustering.found import OUTSIDE, Labels, Vectors
from nlp.clustering.linking import MOST_LINKED_ROWS, Tree

Mask = npt.NDArray[np.bool_]

FEWEST = 3
"""So many new rows at least raise a subject; two may agree by chance."""
AHEAD = 0.1
"""By so much (cosine) a group's rows are more like each other than like any theme."""
_TOGETHER = 0.3
"""Rows of a group are at least this alike on average."""
_MOST = 40


def with_raised(vectors: Vectors, labels: Labels, new: Mask, *, seed: int) -> Labels:
    """Return `labels` with groups of `new` rows taken out of the themes they were put in, numbered on.

    The new rows alone are linked. A group becomes a theme when its rows are on average more like the middle
    of its other rows than like the middle, made of old rows, of any theme: what k-means would gain by one
    more centre, counted without the row itself, since a middle is always like what it was made of.
    """
    numbers = np.unique(labels[~new & (labels != OUTSIDE)])
    rows = np.flatnonzero(new & (np.abs(vectors).sum(axis=1) > 0))[:MOST_LINKED_ROWS]
    if not len(numbers) or len(rows) < FEWEST:
        return labels
    themes = centres(vectors, np.where(new, OUTSIDE, labels), numbers)
    to_themes = likeness_to(vectors[rows], themes).max(axis=1)
    result, last = labels.copy(), int(labels.max())
    groups = Tree(vectors[rows], seed).cut_at(1 - _TOGETHER)
    found, counts = np.unique(groups, return_counts=True)
    for group in found[np.argsort(-counts, kind="stable")][:_MOST]:
        inside = np.flatnonzero(groups == group)
        if len(inside) < FEWEST:
            break
        if (_to_others(vectors[rows[inside]]) - to_themes[inside]).mean() > AHEAD:
            last += 1
            result[rows[inside]] = last
    return result


def _to_others(vectors: Vectors) -> Vectors:
    """How like each row is to the middle of all others."""
    others = vectors.sum(axis=0) - vectors
    lengths = np.linalg.norm(others, axis=1)
    return np.asarray((others * vectors).sum(axis=1) / np.where(lengths < 1e-9, 1, lengths))
