"""Average linkage on cosine distance, for as many rows as memory affords."""

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from nlp.clustering.found import OUTSIDE, Labels, Vectors

MOST_LINKED_ROWS = 4_000
"""More rows than this are sampled: the distances of 4,000 rows take 128 MB, of 40,000 they take 13 GB."""


class Tree:
    """The hierarchy of rows that `cut` turns into flat groups."""

    def __init__(self, vectors: Vectors, seed: int) -> None:
        self._size = len(vectors)
        self._sample = _sample(self._size, seed)
        self._merges = _merges(vectors[self._sample])

    def cut(self, groups: int) -> Labels:
        """Return labels 0, 1, … in at most `groups` groups; rows outside the sample get OUTSIDE."""
        labels = np.full(self._size, OUTSIDE, dtype=np.int64)
        labels[self._sample] = fcluster(self._merges, groups, "maxclust") - 1
        return labels

    def cut_at(self, distance: float) -> Labels:
        """Return labels of the groups whose average cosine distance stays within `distance`."""
        labels = np.full(self._size, OUTSIDE, dtype=np.int64)
        labels[self._sample] = fcluster(self._merges, distance, "distance") - 1
        return labels


def _sample(size: int, seed: int) -> Labels:
    if size <= MOST_LINKED_ROWS:
        return np.arange(size)
    return np.sort(np.random.default_rng(seed).choice(size, MOST_LINKED_ROWS, replace=False))


def _merges(vectors: Vectors) -> Vectors:
    distances = np.clip(1 - vectors @ vectors.T, 0, 2)
    np.fill_diagonal(distances, 0)
    return np.asarray(linkage(squareform(distances, checks=False), "average"))
