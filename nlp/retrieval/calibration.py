"""How sure is sure enough: fits a `Judge` and the curve editors choose from on the FAQ's own questions."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from nlp.retrieval import trials
from nlp.retrieval.archive import CurvePoint, OfferPoint
from nlp.retrieval.confidence import UNFITTED, Judge, Signs, chance_of_any
from nlp.retrieval.matching import EntryWords
from nlp.retrieval.reading import Words
from nlp.retrieval.trials import Trial

_FEWEST_TRIALS = 50
_WRONG_PER_HUNDRED = 10.0
_KEPT = 0.85
_LET_THROUGH = 10.0
_LEAST_OFFER = 0.1
_SHARE_ELSEWHERE = 0.2
"""The curve takes one question in five to be about something else."""

_STEPS = 40
_RIDGE = 0.05
_WEIGHTS = {"right": 1.0, "wrong": 1.0, "missing": 0.25, "off topic": 3.0}
"""Most questions an FAQ cannot answer are about something else, not about a neighbouring procedure."""


class Fitted(NamedTuple):
    weights: tuple[float, ...]
    judge: Judge
    curve: tuple[CurvePoint, ...]
    offers: tuple[OfferPoint, ...] = ()


def fit(
    entries: Sequence[EntryWords],
    labelled: Sequence[tuple[Words, int]] = (),
    outside: Sequence[Words] = (),
) -> Fitted:
    """Fit ranking, judge and curve on what `trials.run` finds; shipped ones when there are few questions.

    The judge's weights separate right from wrong. `answers_from` is the lowest confidence from which no
    more than ten of a hundred answers are wrong. From `offers_from` on are 85 % of the questions whose right
    entry is among the first three, or more where that lets no more than 10 % of those about something else
    through.
    """
    found = trials.run(entries, labelled, outside)
    right = [trial.outcome == "right" for trial in found.trials]
    if len(right) < _FEWEST_TRIALS or not any(right):
        return Fitted(found.weights, UNFITTED, ())
    judge = _judge(found.trials, right)
    curve = _curve(judge, found.trials)
    offers = _offers(judge, found.trials)
    offers_from = _offers_from(offers)
    sure = [point.answers_from for point in curve if point.wrong_per_hundred <= _WRONG_PER_HUNDRED]
    answers_from = min(sure, default=curve[-1].answers_from)
    judge = judge._replace(answers_from=answers_from, offers_from=offers_from)
    return Fitted(found.weights, judge, curve, offers)


def _judge(found: Sequence[Trial], right: Sequence[bool]) -> Judge:
    """Logistic regression whose weights may not fall below 0: no sign speaks against an entry."""
    signs = np.array([[*trial.signs, trial.odds, 1.0] for trial in found])
    truth, counts = np.array(right, dtype=float), np.array([_WEIGHTS[trial.outcome] for trial in found])

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        logits = signs @ weights
        chances = 1 / (1 + np.exp(-logits))
        total = counts @ (np.logaddexp(0, logits) - truth * logits) + _RIDGE * (weights[:-1] @ weights[:-1])
        slope = (counts * (chances - truth)) @ signs
        slope[:-1] += 2 * _RIDGE * weights[:-1]
        return float(total), slope

    limits = [(0.0, None)] * (len(Signs._fields) + 1) + [(None, None)]
    fitted = minimize(loss, np.zeros(len(limits)), jac=True, method="L-BFGS-B", bounds=limits).x
    *weights, odds, offset = (round(float(weight), 4) for weight in fitted)
    return UNFITTED._replace(weights=tuple(weights), offset=offset, belonging=odds, least_coverage=0.0)


def _curve(judge: Judge, found: Sequence[Trial]) -> tuple[CurvePoint, ...]:
    """Points from answering everything to answering only when surest, without those that gain nothing."""
    here = [t for t in found if t.outcome in ("right", "wrong")]
    elsewhere = [t for t in found if t.outcome == "off topic"]
    sureness = _sureness(judge, here)
    right = np.array([t.outcome == "right" for t in here])
    clear, clear_elsewhere = (np.array([t.clear for t in some], dtype=bool) for some in (here, elsewhere))
    elsewhere_sureness = _sureness(judge, elsewhere)
    points: list[CurvePoint] = []
    for threshold in np.unique(np.round(np.quantile(sureness, np.linspace(0, 0.98, _STEPS)), 4)):
        given = clear & (sureness >= threshold)
        astray = float((clear_elsewhere & (elsewhere_sureness >= threshold)).mean()) if elsewhere else 0.0
        answered = (1 - _SHARE_ELSEWHERE) * given.mean() + _SHARE_ELSEWHERE * astray
        wrong = (1 - _SHARE_ELSEWHERE) * (given & ~right).mean() + _SHARE_ELSEWHERE * astray
        if answered > 0:
            share = round(100 * float(wrong / answered), 1)
            points.append(CurvePoint(float(threshold), round(float(answered), 3), share))
    return tuple(points)


def _offers(judge: Judge, found: Sequence[Trial]) -> tuple[OfferPoint, ...]:
    """Points from declining least to declining most."""
    right = _of_any(judge, [t for t in found if t.is_there])
    elsewhere = _of_any(judge, [t for t in found if t.outcome == "off topic"])
    steps = np.quantile(np.concatenate([right, elsewhere]), np.linspace(0, 0.9, _STEPS))
    return tuple(
        OfferPoint(
            float(threshold),
            round(float((right >= threshold).mean()), 3),
            round(100 * float((elsewhere >= threshold).mean()), 1) if len(elsewhere) else 0.0,
        )
        for threshold in np.unique(np.maximum(np.round(steps, 4), _LEAST_OFFER))
    )


def _offers_from(offers: Sequence[OfferPoint]) -> float:
    kept = [point.offers_from for point in offers if point.kept >= _KEPT]
    few = [point.offers_from for point in offers if point.let_through_per_hundred <= _LET_THROUGH]
    return min(max(kept, default=offers[0].offers_from), min(few, default=offers[-1].offers_from))


def _sureness(judge: Judge, found: Sequence[Trial]) -> npt.NDArray[np.float64]:
    return np.array([judge.confidence(trial.signs, trial.odds) for trial in found], dtype=float)


def _of_any(judge: Judge, found: Sequence[Trial]) -> npt.NDArray[np.float64]:
    chances = [
        chance_of_any(judge.confidence(signs, trial.odds) for signs in (trial.signs, *trial.others))
        for trial in found
    ]
    return np.array(chances, dtype=float)
