"""Fits a judge on texts the learners have not seen."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, log_softmax
from sklearn.linear_model import LogisticRegression

from nlp.retrieval.intents.judge import SIGN_BOUNDS, UNFITTED, IntentJudge, Numbers, Point
from nlp.retrieval.intents.model import Assessed

_TEMPERATURES = np.geomspace(0.05, 16, 81)
_OUTSIDE_WEIGHT = 0.5
_PRECISION = 0.9
_MOST_RIGHT_LOST = 0.05
_CURVE = 50
_AS_GOOD = 0.03
_MOST_FOR_TEMPERATURE = 2_000


class Unseen(NamedTuple):
    """Texts of known intents (`truth` as columns of the margins), texts outside all, whether those are real.

    Outside examples that are not real are texts of intents that were left out while learning.
    """

    inside: Assessed
    truth: npt.NDArray[np.int64]
    outside: Assessed | None
    outside_is_real: bool

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.inside.margins.argmax(axis=1) == self.truth)

    @property
    def outside_signs(self) -> Numbers:
        return np.empty((0, self.inside.signs.shape[1])) if self.outside is None else self.outside.signs


def fit(unseen: Unseen, kept: float | None = None) -> IntentJudge:
    """Fit temperature, confidence and thresholds.

    `kept` asks for that share of the inside texts to get their right intent, certain to one standard error;
    then as many outside texts are declined as that allows. Without it both are balanced; when the outside
    examples are only intents left out, at most 5 % of the rightly guessed texts are declined.
    """
    judge = _with_confidence(UNFITTED._replace(temperature=_temperature(unseen)), unseen)
    inside, outside = judge.confidences(unseen.inside.signs), judge.confidences(unseen.outside_signs)
    if kept is None:
        offers_from = _balanced(inside[unseen.right], outside, real=unseen.outside_is_real)
    else:
        offers_from = _keeping(inside, unseen.right, kept)
    curve = _curve(inside, outside, unseen.right)
    sure = [point.threshold for point in curve if point.precision >= _PRECISION]
    answers_from = max(offers_from, min(sure, default=1.0))
    return judge._replace(offers_from=offers_from, answers_from=answers_from, curve=curve)


def _temperature(unseen: Unseen) -> float:
    """The least log loss, with a little of each text's truth given to all intents as Platt (1999) does."""
    every = slice(None, None, -(-len(unseen.truth) // _MOST_FOR_TEMPERATURE))
    margins, truth = unseen.inside.margins[every].astype(np.float64), unseen.truth[every]
    texts = np.arange(len(truth))
    doubt = 1 / (len(texts) + 2)
    losses = []
    for temperature in _TEMPERATURES:
        logs = log_softmax(margins * temperature, axis=1)
        losses.append(-(1 - doubt) * logs[texts, truth].mean() - doubt * logs.mean())
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _with_confidence(judge: IntentJudge, unseen: Unseen) -> IntentJudge:
    """Weigh the signs to tell right guesses from all others, then scale to chances on inside texts."""
    inside, outside, right = unseen.inside.signs, unseen.outside_signs, unseen.right
    wanted = np.concatenate([right, np.zeros(len(outside), dtype=bool)])
    if wanted.all() or not wanted.any():
        return judge
    each = _OUTSIDE_WEIGHT * len(inside) / max(len(outside), 1)
    counts = np.concatenate([np.ones(len(inside)), np.full(len(outside), each)])
    weights, offset = _weighed(np.concatenate([inside, outside]), wanted, counts)
    scale, shift = _scaled(offset + inside @ weights, right)
    return judge._replace(weights=tuple((scale * weights).tolist()), offset=scale * offset + shift)


def _weighed(signs: Numbers, wanted: npt.NDArray[np.bool_], counts: Numbers) -> tuple[Numbers, float]:
    """Logistic regression in which no sign may count against what it stands for, however few the texts."""
    centre, spread = signs.mean(axis=0), np.maximum(signs.std(axis=0), 1e-6)
    columns = np.column_stack([np.ones(len(signs)), (signs - centre) / spread])

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = columns @ weights
        size = np.concatenate([[0.0], weights[1:]])
        value = counts @ (np.logaddexp(0, scores) - wanted * scores) + 0.5 * size @ size
        return float(value), columns.T @ (counts * (expit(scores) - wanted)) + size

    start = np.zeros(columns.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(None, None), *SIGN_BOUNDS]).x
    weights = found[1:] / spread
    return weights, float(found[0] - weights @ centre)


def _scaled(scores: Numbers, right: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """One guess of middling score is counted as right and as wrong, so that few texts make no certainty."""
    known = np.concatenate([scores, np.full(2, np.median(scores))])
    fitted = LogisticRegression(C=100.0).fit(known[:, None], np.concatenate([right, [True, False]]))
    scale = float(fitted.coef_[0, 0])
    return (scale, float(fitted.intercept_[0])) if scale > 0 else (1.0, 0.0)


def _balanced(right: Numbers, outside: Numbers, *, real: bool) -> float:
    """The lowest threshold that tells the two about as well as the best: few texts say no more."""
    if not len(right):
        return UNFITTED.offers_from
    lost = float(np.quantile(right, _MOST_RIGHT_LOST))
    if not len(outside):
        return lost
    steps = np.unique(np.concatenate([right, outside]))
    gains = _from(right, steps) + 1 - _from(outside, steps)
    best = float(steps[int(np.argmax(gains >= gains.max() - _AS_GOOD))])
    return best if real else min(best, lost)


def _keeping(inside: Numbers, right: npt.NDArray[np.bool_], kept: float) -> float:
    wanted = kept + np.sqrt(kept * (1 - kept) / len(inside))
    most = int(np.ceil(wanted * len(inside)))
    ranked = np.sort(inside[right])[::-1]
    return float(ranked[min(most, len(ranked)) - 1]) if len(ranked) else 0.0


def _curve(inside: Numbers, outside: Numbers, right: npt.NDArray[np.bool_]) -> tuple[Point, ...]:
    """The outside texts count as many as they are."""
    every = np.concatenate([inside, outside])
    steps = np.unique(np.quantile(every, np.linspace(0, 0.99, _CURVE)))
    answered = _from(every, steps)
    rightly = _from(inside[right], steps) * right.sum() / len(every)
    return tuple(
        Point(float(step), float(share), float(good / share))
        for step, share, good in zip(steps, answered, rightly, strict=True)
    )


def _from(values: Numbers, steps: Numbers) -> Numbers:
    """Return the share of `values` at or above each step."""
    below = np.searchsorted(np.sort(values), steps, side="left")
    return np.asarray(1 - below / max(len(values), 1))
