"""Okapi BM25 over token lists."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Parts = Mapping[str, npt.NDArray[np.generic]]

K1 = 1.2
B = 0.75


class Bm25Index:
    """Scores documents by the words they share with a question; safe to read from many threads."""

    def __init__(self, documents: Sequence[Sequence[str]], *, k1: float = K1, b: float = B) -> None:
        """Index `documents` (token lists). `k1` saturates repeats, `b` corrects for length (0 to 1)."""
        self.size = len(documents)
        lengths = np.array([len(tokens) for tokens in documents], dtype=float)
        mean = float(lengths.mean()) if self.size else 1.0
        damping = k1 * (1 - b + b * lengths / (mean or 1.0))
        self.words: dict[str, int] = {}
        places, rows, times = self._counted(documents)
        order = np.argsort(places, kind="stable")
        holders = np.bincount(places, minlength=len(self.words))
        self._starts = np.concatenate([[0], np.cumsum(holders)])
        self._rows = rows[order].astype(np.int32)
        idf = self._idf(holders)[places[order]]
        repeats = times[order]
        self._weights = (idf * repeats * (k1 + 1) / (repeats + damping[self._rows])).astype(np.float32)

    def _counted(
        self, documents: Sequence[Sequence[str]]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Scores]:
        places: list[int] = []
        rows: list[int] = []
        times: list[int] = []
        for row, tokens in enumerate(documents):
            counted = Counter(tokens)
            places += [self.words.setdefault(word, len(self.words)) for word in counted]
            rows += [row] * len(counted)
            times += counted.values()
        return np.array(places, dtype=np.int64), np.array(rows, dtype=np.int64), np.array(times, dtype=float)

    def parts(self) -> dict[str, npt.NDArray[np.generic]]:
        """The postings as arrays: with `words` and `size` they are all there is to the index."""
        return {"starts": self._starts.astype(np.int32), "rows": self._rows, "weights": self._weights}

    @classmethod
    def of_parts(cls, size: int, words: Sequence[str], parts: Parts) -> "Bm25Index":
        """The index whose `parts` were kept; `words` in the order they had."""
        index = cls([])
        index.size, index.words = size, {word: place for place, word in enumerate(words)}
        index._starts = np.asarray(parts["starts"], dtype=np.int64)
        index._rows = np.asarray(parts["rows"], dtype=np.int32)
        index._weights = np.asarray(parts["weights"], dtype=np.float32)
        return index

    def weight(self, word: str) -> float:
        """Return the idf of `word`: ln(1 + (N − n + ½) / (n + ½)), n documents of N hold it."""
        place = self.words.get(word)
        holders = 0 if place is None else self._starts[place + 1] - self._starts[place]
        return float(self._idf(np.array([holders]))[0])

    def weights(self) -> Scores:
        """Return the idf of every word, in the order of `words`."""
        return self._idf(np.diff(self._starts))

    def holds(self, word: str, row: int) -> bool:
        """Whether the document `row` has `word`."""
        place = self.words.get(word)
        if place is None:
            return False
        held = self._rows[self._starts[place] : self._starts[place + 1]]
        at = int(np.searchsorted(held, row))
        return at < len(held) and int(held[at]) == row

    def scores(self, tokens: Iterable[str]) -> Scores:
        """Return the score of every document for the words of a question; repeats count again."""
        total = np.zeros(self.size)
        for word in tokens:
            place = self.words.get(word)
            if place is not None:
                held = slice(self._starts[place], self._starts[place + 1])
                total[self._rows[held]] += self._weights[held]
        return total

    def _idf(self, holders: npt.NDArray[np.integer]) -> Scores:
        return np.asarray(np.log1p((self.size - holders + 0.5) / (holders + 0.5)))


def best(scores: Scores, top: int) -> list[int]:
    """Return the rows of the `top` highest scores, highest first, the earlier row among equals."""
    return [int(row) for row in np.argsort(-scores, kind="stable")[:top]]
