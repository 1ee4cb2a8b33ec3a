"""How sure a guess is, and from where it is answered, offered or declined."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, softmax

Numbers = npt.NDArray[np.float64]


class Point(NamedTuple):
    """From this confidence on: the share of questions answered, and the share of those answered rightly."""

    threshold: float
    coverage: float
    precision: float


SIGN_BOUNDS = ((0.0, None), (0.0, None), (0.0, None), (None, 0.0))
"""Which way each sign may count: the margins for the guess, unknown words against it."""


class IntentJudge(NamedTuple):
    """Turns signs into a confidence: 1 / (1 + e^−(offset + weights · signs)).

    The signs: log-sum of the network's margins, best linear margin, its lead over the second, share of
    unknown words. `temperature` multiplies margins before they become probabilities.
    """

    weights: tuple[float, ...]
    offset: float
    temperature: float
    answers_from: float
    offers_from: float
    curve: tuple[Point, ...] = ()

    def confidences(self, signs: Numbers) -> Numbers:
        return np.asarray(expit(self.offset + signs @ np.array(self.weights)))

    def probabilities(self, margins: npt.NDArray[np.float32]) -> Numbers:
        return np.asarray(softmax(margins.astype(np.float64) * self.temperature, axis=1))


UNFITTED = IntentJudge((0.25, 1.0, 1.5, -3.0), -1.0, 1.0, 0.6, 0.25)
"""For examples too few to hold any out."""
