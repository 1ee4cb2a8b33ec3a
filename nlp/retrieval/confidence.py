"""How sure an answer is: a logistic function of the signs that speak for it."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np


class Signs(NamedTuple):
    """What speaks for an entry, all but the last 0 to 1.

    `coverage`: share of the question's idf weight the entry knows: in a way of asking it fully, in its
    answer or by the matter it points to in part; for a question without kanji at least the share of its
    sounds. `likeness`: idf-weighted Dice with the most alike way of asking. `closeness`: how well the words
    fit by meaning. `share`: the entry's share of the ranking (softmax over the entries looked at).
    `known`: ln(1 + the idf weight that `coverage` makes up); five words understood say more than one.
    """

    coverage: float
    likeness: float
    closeness: float
    share: float
    known: float


class Judge(NamedTuple):
    """Turns signs into a confidence, and says what is sure enough: to answer with the first entry, and to
    offer the first three (`chance_of_any` of them)."""

    weights: tuple[float, ...]
    """As many as there are signs."""
    offset: float
    answers_from: float
    offers_from: float
    belonging: float = 0.0
    """What the log odds of `Belonging` count."""
    least_coverage: float = 0.2
    """What is known less of is not sure at all; for judges that have not learnt how little that is."""

    def confidence(self, signs: Signs, odds: float) -> float:
        """Return the chance that the entry is right; `odds` are those of `Belonging`.

        It is 1 / (1 + e^−(offset + weights · signs + belonging · odds)), and 0 below `least_coverage`.
        """
        if signs.coverage < self.least_coverage:
            return 0.0
        return float(1 / (1 + np.exp(-(self.offset + np.dot(self.weights, signs) + self.belonging * odds))))


def chance_of_any(confidences: Iterable[float]) -> float:
    """Return the chance that one of several entries is right, 1 − Π(1 − c): where a word belongs to many
    entries none is sure, and yet the question is the city's."""
    return 1 - math.prod(1 - confidence for confidence in confidences)


def padded(weights: Sequence[float]) -> tuple[float, ...]:
    """`weights` of an index made before the last signs were known: those count nothing in it."""
    return (*weights, *(0.0 for _ in range(len(weights), len(Signs._fields))))


UNFITTED = Judge(weights=padded((2.0, 2.0, 1.0, 3.0)), offset=-4.0, answers_from=0.55, offers_from=0.25)
"""For an FAQ with few utterances; fitted to the demo FAQ's utterances."""
