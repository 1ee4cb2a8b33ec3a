"""How well the words of a question fit the words of an entry by meaning, one by one.

Each word is laid beside the most alike word of the other side (Kusner et al. 2015, the relaxed word mover's
distance), likeness being the squared cosine of their vectors and 1 for the same word; idf weighs the words.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nlp.retrieval.meanings import unit, vectors_of
from nlp.retrieval.word_vectors import SIZE, Vectors

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Lists:
    """Many lists of word numbers in two arrays; a list without words holds the number −1."""

    def __init__(self, starts: Integers, numbers: npt.NDArray[np.int32]) -> None:
        self.starts, self.numbers = starts, numbers

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> "Lists":
        filled = [one or [-1] for one in lists]
        starts = np.cumsum([0, *map(len, filled)])
        return cls(starts, np.array([number for one in filled for number in one], dtype=np.int32))

    def __getitem__(self, row: int) -> npt.NDArray[np.int32]:
        return self.numbers[self.starts[row] : self.starts[row + 1]]

    def chosen(self, rows: Sequence[int]) -> tuple[npt.NDArray[np.int32], Integers]:
        """Return the lists of `rows` one behind the other, and where each begins."""
        held = [self[row] for row in rows]
        return np.concatenate(held), np.cumsum([0, *map(len, held)])[:-1]


class Alignment:
    """Lays questions beside entries. `words`: number of each word; `idf`: weight of each number, then 0."""

    def __init__(self, words: Mapping[str, int], idf: Floats, entries: Lists, ways: Lists) -> None:
        self._words, self._entries, self._ways = words, entries, ways
        self._idf = idf

    @cached_property
    def _vectors(self) -> Vectors:
        """One row a word, and a last row of zeros for the number −1."""
        return np.vstack([vectors_of(list(self._words)), np.zeros((1, SIZE), dtype=np.float32)])

    @cached_property
    def _centroids(self) -> Vectors:
        rows = range(len(self._entries.starts) - 1)
        means = [self._mean(self._entries[row]) for row in rows]
        return np.array(means, dtype=np.float32).reshape(len(means), -1)

    def compare(
        self, telling: Sequence[str], weights: Floats, rows: Sequence[int], ways: Sequence[int]
    ) -> Floats:
        """Return an array (rows, 3), each 0 to 1 or nearly: `telling` fits the entries of `rows`, the ways
        `ways` fit `telling`, and the cosine of the means. `weights` are those of `telling`."""
        if not telling or not len(rows):
            return np.zeros((len(rows), 3))
        vectors = vectors_of(telling)
        held, starts = self._entries.chosen(rows)
        likeness = self._likeness(telling, vectors, held)
        fits = weights @ np.maximum.reduceat(likeness, starts, axis=1) / max(weights.sum(), 1e-9)
        held, starts = self._ways.chosen(ways)
        likeness = self._likeness(telling, vectors, held).max(axis=0)
        total = np.add.reduceat(self._idf[held], starts)
        fitted = np.add.reduceat(likeness * self._idf[held], starts) / np.maximum(total, 1e-9)
        mean = unit(weights.astype(np.float32) @ vectors)
        return np.stack([fits, fitted, self._centroids[list(rows)] @ mean], axis=1)

    def _likeness(
        self, telling: Sequence[str], vectors: Vectors, held: npt.NDArray[np.int32]
    ) -> npt.NDArray[np.float32]:
        different, places = np.unique(held, return_inverse=True)
        cosines = np.maximum(vectors @ self._vectors[different].T, 0.0) ** 2
        numbers = np.array([self._words.get(word, -2) for word in telling])
        cosines[numbers[:, None] == different[None, :]] = 1.0
        return np.asarray(cosines[:, places])

    def _mean(self, numbers: npt.NDArray[np.int32]) -> Vectors:
        return unit(self._idf[numbers].astype(np.float32) @ self._vectors[numbers])
