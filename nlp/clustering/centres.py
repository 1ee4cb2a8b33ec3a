"""The middle of groups of unit vectors, and how like it other vectors are."""

import numpy as np

from nlp.clustering.found import OUTSIDE, Labels, Vectors
from nlp.threads import on_one_thread

_AT_ONCE = 16_384


def centres(vectors: Vectors, labels: Labels, numbers: Labels) -> Vectors:
    """Return the unit vectors in the middle of the groups `numbers`, shape (groups, dimensions)."""
    sums = np.zeros((len(numbers), vectors.shape[1]), dtype=vectors.dtype)
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], numbers, side="left")
    ends = np.searchsorted(labels[order], numbers, side="right")
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        sums[place] = vectors[np.sort(order[start:end])].sum(axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(lengths == 0, 1, lengths))


def likeness_to(vectors: Vectors, middles: Vectors) -> Vectors:
    """Return cosines, shape (rows, middles)."""
    found = np.empty((len(vectors), len(middles)), dtype=vectors.dtype)
    for start in range(0, len(vectors), _AT_ONCE):
        found[start : start + _AT_ONCE] = vectors[start : start + _AT_ONCE] @ middles.T
    return found


@on_one_thread
def nearness(vectors: Vectors, labels: Labels) -> Vectors:
    """Return each row's cosine (0 to 1) to the centre of its theme, or of the nearest one when outside."""
    numbers = np.unique(labels[labels != OUTSIDE])
    if not len(numbers):
        return np.zeros(len(labels))
    likeness = likeness_to(vectors, centres(vectors, labels, numbers))
    own = likeness[np.arange(len(labels)), np.searchsorted(numbers, labels).clip(0, len(numbers) - 1)]
    return np.asarray(np.clip(np.where(labels == OUTSIDE, likeness.max(axis=1), own), 0, 1))
