"""Okapi BM25 over token lists."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]

K1 = 1.2
B = 0.75


class Bm25Index:
    """Scores documents by the words they share with a question; safe to read from many threads."""

    def __init__(self, documents: Sequence[Sequence[str]], *, k1: float = K1, b: float = B) -> None:
        """Index `documents` (token lists). `k1` saturates repeats, `b` corrects for length (0 to 1)."""
        self.size = len(documents)
        counts = [Counter(tokens) for tokens in documents]
        lengths = np.array([len(tokens) for tokens in documents], dtype=float)
        damping = k1 * (1 - b + b * lengths / (lengths.mean() or 1.0)) if self.size else lengths
        self._postings: dict[str, tuple[npt.NDArray[np.int64], Scores]] = {}
        rows: dict[str, list[int]] = {}
        for row, counted in enumerate(counts):
            for word in counted:
                rows.setdefault(word, []).append(row)
        for word, holders in rows.items():
            at = np.array(holders)
            times = np.array([counts[row][word] for row in holders], dtype=float)
            self._postings[word] = at, self.idf(len(holders)) * times * (k1 + 1) / (times + damping[at])

    def idf(self, holders: int) -> float:
        """Return the weight of a word that stands in `holders` documents: ln(1 + (N − n + ½) / (n + ½))."""
        return float(np.log1p((self.size - holders + 0.5) / (holders + 0.5)))

    def weight(self, word: str) -> float:
        """Return the idf of `word`; a word of no document weighs most."""
        posting = self._postings.get(word)
        return self.idf(len(posting[0]) if posting else 0)

    def scores(self, tokens: Iterable[str]) -> Scores:
        """Return the score of every document for the words of a question; repeats count again."""
        total = np.zeros(self.size)
        for word in tokens:
            posting = self._postings.get(word)
            if posting is not None:
                rows, weights = posting
                total[rows] += weights
        return total


def best(scores: Scores, top: int) -> list[int]:
    """Return the rows of the `top` highest scores, highest first, the earlier row among equals."""
    return [int(row) for row in np.argsort(-scores, kind="stable")[:top]]
