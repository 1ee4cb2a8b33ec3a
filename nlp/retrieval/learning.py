"""Fits the weights of the ranking to questions whose right entries are known. For workers: loads scipy."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from nlp.retrieval.weights import FEATURES, WEIGHTS

Floats = npt.NDArray[np.float64]

_MAY_COUNT_AGAINST = {"length"}
"""The others are likenesses: their weights are kept from falling below 0, which steadies the fit."""

HOLD = 15.0


class Example(NamedTuple):
    """The features (rows, features) of the entries looked at for one question, and which are right."""

    features: Floats
    right: npt.NDArray[np.bool_]


def fit(
    examples: Sequence[Example], start: Sequence[float] = WEIGHTS, hold: float = HOLD
) -> tuple[float, ...]:
    """Return the weights that make right entries most likely, held near `start`.

    Minimises −Σ ln P(right) + hold · |w − start|², P being the softmax over the entries looked at (the
    listwise likelihood of Cao et al. 2007). With `hold` at its default it takes some hundred questions to
    move the weights far, so that a few wrong labels cannot spoil them. Examples without a right entry, or
    with right ones only, say nothing and are left out.
    """
    telling = [one for one in examples if one.right.any() and not one.right.all()]
    if not telling:
        return tuple(start)
    at = np.array(start, dtype=float)
    limits = [(None, None) if name in _MAY_COUNT_AGAINST else (0, None) for name in FEATURES]

    def loss(weights: Floats) -> tuple[float, Floats]:
        away = weights - at
        total, slope = hold * float(away @ away), 2 * hold * away
        for one in telling:
            shares = softmax(one.features @ weights)
            right = shares * one.right
            chance = right.sum()
            total -= float(np.log(max(chance, 1e-12)))
            slope += (shares - right / max(chance, 1e-12)) @ one.features
        return total, slope

    found = minimize(loss, at, jac=True, method="L-BFGS-B", bounds=limits).x
    return tuple(round(float(weight), 4) for weight in found)


def softmax(scores: Floats) -> Floats:
    """Return e^score as shares of their sum."""
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())
