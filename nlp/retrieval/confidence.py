"""How sure an answer is: a logistic function of the signs that speak for it."""

from typing import NamedTuple

import numpy as np

from nlp.retrieval.matching import Signs

LEAST_COVERAGE = 0.25


class Judge(NamedTuple):
    """Turns signs into a confidence, and says what is sure enough to answer or to offer as a candidate."""

    weights: tuple[float, float, float]
    offset: float
    answers_from: float
    offers_from: float

    def confidence(self, signs: Signs) -> float:
        """Return 1 / (1 + e^−(offset + weights · signs)): the chance that the entry is the right one.

        0 when less than a quarter of what the question says is known to the entry.
        """
        if signs.coverage < LEAST_COVERAGE:
            return 0.0
        return float(1 / (1 + np.exp(-(self.offset + np.dot(self.weights, signs)))))


UNFITTED = Judge(weights=(3.0, 3.0, 2.5), offset=-3.0, answers_from=0.55, offers_from=0.25)
"""For an FAQ with few utterances; from trials with one city's questions and with everyday commands."""
