"""Whether a question is one for this city hall at all, whichever entry fits it best."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from nlp.retrieval.alignment import Floats
from nlp.retrieval.meanings import unit, vectors_of
from nlp.retrieval.reading import Words
from nlp.retrieval.word_vectors import SIZE


def terms(words: Words) -> list[str]:
    """The different words and matters of a text."""
    return list(dict.fromkeys([*words.telling, *words.matters]))


class Belonging(NamedTuple):
    """A linear function of a question; `belonging_learning` fits it.

    `words`: weights of words and matters. `meaning`: 100 weights of the mean of the words' vectors.
    """

    words: Mapping[str, float]
    meaning: tuple[float, ...]
    offset: float

    def odds(self, question: Words, idf: Floats) -> float:
        """Return the log odds that `question` is for the city hall; `idf` weighs its telling words.

        Not below 0 without kanji: words that may be cut wrongly say nothing against a question.
        """
        telling = question.telling
        known = [self.words[term] for term in terms(question) if term in self.words]
        by_word = sum(known) / max(len(known), 1) ** 0.5
        mean = unit(idf.astype(np.float32) @ vectors_of(telling)) if telling else np.zeros(SIZE)
        odds = float(self.offset + by_word + mean @ np.array(self.meaning))
        return max(odds, 0.0) if question.plain else odds


UNFITTED = Belonging({}, (0.0,) * SIZE, 0.0)
"""Says nothing of any question."""
