"""Terms of texts (words, pairs of words, runs of characters) as sparse rows of tf-idf weights."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Rows = Any
"""A scipy CSR matrix of float32, a row a text; scipy has no types."""

_LONGEST_RUN = 5


def words_and_pairs(words: Sequence[str]) -> list[str]:
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def character_runs(text: str) -> list[str]:
    """Return the runs of one to five characters within each space-separated part, its edges as spaces."""
    parts = [f" {part} " for part in text.split()]
    return [
        part[at : at + length]
        for part in parts
        for length in range(1, _LONGEST_RUN + 1)
        for at in range(len(part) - length + 1)
    ]


class Terms:
    """A fixed set of terms with their inverse document frequencies ln((1 + n) / (1 + df)) + 1."""

    def __init__(self, terms: Sequence[str], weights: npt.NDArray[np.float32]) -> None:
        self.columns = {term: column for column, term in enumerate(terms)}
        self.weights = weights

    @classmethod
    def of(cls, documents: Iterable[Sequence[str]], least: int) -> "Terms":
        """Take the terms that at least `least` documents have."""
        columns: dict[str, int] = {}
        counts = _counts(documents, lambda term: columns.setdefault(term, len(columns)), lambda: len(columns))
        frequency = np.bincount(counts.indices, minlength=len(columns))
        kept = np.flatnonzero(frequency >= least)
        terms = list(columns)
        weights = np.log((1 + counts.shape[0]) / (1 + frequency[kept])) + 1
        return cls([terms[column] for column in kept], weights.astype(np.float32))

    def __len__(self) -> int:
        return len(self.columns)

    def rows(self, documents: Iterable[Sequence[str]]) -> Rows:
        """Return (documents, terms): (1 + ln count) × idf, each row of length 1, or 0 without any term."""
        rows = _counts(documents, lambda term: self.columns.get(term, -1), lambda: len(self))
        rows.data = (1 + np.log(rows.data)) * self.weights[rows.indices]
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        rows.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(rows.indptr)).astype(np.float32)
        return rows

    def rarity(self, term: str, unknown: float) -> float:
        column = self.columns.get(term)
        return unknown if column is None else float(self.weights[column]) - 1


def _counts(
    documents: Iterable[Sequence[str]], column_of: Callable[[str], int], width: Callable[[], int]
) -> Rows:
    indices: list[npt.NDArray[np.int32]] = []
    counts: list[npt.NDArray[np.float32]] = []
    starts = [0]
    for terms in documents:
        columns = [column for column in map(column_of, terms) if column >= 0]
        different, times = np.unique(np.array(columns, dtype=np.int32), return_counts=True)
        indices.append(different)
        counts.append(times.astype(np.float32))
        starts.append(starts[-1] + len(different))
    shape = (len(starts) - 1, width())
    flat = (
        np.concatenate([np.empty(0, np.float32), *counts]),
        np.concatenate([np.empty(0, np.int32), *indices]),
    )
    return sparse.csr_matrix((*flat, np.array(starts, dtype=np.int32)), shape=shape)
