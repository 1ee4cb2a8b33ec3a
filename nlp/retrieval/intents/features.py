"""A text as numbers: its words, pairs of words, runs of characters and, in Japanese, what its words mean."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.retrieval.intents.terms import Rows, Terms, character_runs, words_and_pairs
from nlp.retrieval.word_vectors import SIZE, WordVectors, word_vectors
from nlp.text.cleaning import clean
from nlp.text.tokens import tokenizer_for_this_thread

_CHARACTERS = 400
_LEAST_OF_RUNS = 2
_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


class Reading(NamedTuple):
    """A text as the features see it: folded and cut short, and its words in normal form."""

    text: str
    words: list[str]


def read(text: str) -> Reading:
    shown = clean(text)[:_CHARACTERS].lower()
    morphemes = tokenizer_for_this_thread().morphemes(shown)
    return Reading(shown, [one.normal for one in morphemes if not one.normal.isspace()])


class Features:
    """What learners see of a text. Made by `Features.of`; reading is safe from many threads."""

    def __init__(self, words: Terms, runs: Terms, centre: npt.NDArray[np.float32] | None) -> None:
        self.words, self.runs, self.centre = words, runs, centre
        self._vectors: WordVectors | None = None if centre is None else word_vectors()

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "Features":
        """Learn the terms; the vectors of words are used when most texts are Japanese and GiNZA is there."""
        words = Terms.of((words_and_pairs(reading.words) for reading in readings), 1)
        runs = Terms.of((character_runs(reading.text) for reading in readings), _LEAST_OF_RUNS)
        return cls(words, runs, _centre(readings))

    def rows(self, readings: Sequence[Reading]) -> Rows:
        """Return (texts, features): each of the two or three kinds a part of length 1."""
        parts = [
            self.runs.rows(character_runs(reading.text) for reading in readings),
            self.words.rows(words_and_pairs(reading.words) for reading in readings),
        ]
        if self.centre is not None:
            parts.append(sparse.csr_matrix(np.stack([self._meaning(reading) for reading in readings])))
        return sparse.hstack(parts, format="csr", dtype=np.float32)

    def unknown_shares(self, readings: Sequence[Reading]) -> npt.NDArray[np.float64]:
        """Return how much of each text's idf weight lies in words no example has (0 to 1)."""
        highest = max(float(self.words.weights.max(initial=1.0)) - 1, 1e-9) + np.log(2)
        return np.array([self._unknown_share(reading, highest) for reading in readings], dtype=np.float64)

    def _unknown_share(self, reading: Reading, highest: float) -> float:
        rarities = [self.words.rarity(word, highest) for word in reading.words]
        unknown = sum(highest for word in reading.words if word not in self.words.columns)
        return unknown / max(sum(rarities), 1e-9)

    def _meaning(self, reading: Reading) -> npt.NDArray[np.float32]:
        if self._vectors is None or self.centre is None or not reading.words:
            return np.zeros(SIZE, dtype=np.float32)
        found = self._vectors.of(reading.words)
        known = found.any(axis=1)
        highest = float(self.words.weights.max(initial=1.0)) - 1 + np.log(2)
        weights = np.array([self.words.rarity(word, highest) for word in reading.words], dtype=np.float32)
        total = ((found - self.centre) * (weights * known)[:, None]).sum(axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)


def _centre(readings: Sequence[Reading]) -> npt.NDArray[np.float32] | None:
    japanese = sum(bool(_JAPANESE.search(reading.text)) for reading in readings)
    if 2 * japanese < len(readings):
        return None
    try:
        found = word_vectors().of(sorted({word for reading in readings for word in reading.words}))
    except FileNotFoundError:
        return None
    known = found[found.any(axis=1)]
    return np.asarray(known.mean(axis=0) if len(known) else np.zeros(SIZE), dtype=np.float32)
