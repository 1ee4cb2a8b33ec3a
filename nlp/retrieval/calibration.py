"""How sure is sure enough: fits a `Judge` on the FAQ's own utterances."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from nlp.retrieval.confidence import UNFITTED, Judge
from nlp.retrieval.matching import EntryWords, Matcher, Signs, Words, read
from nlp.retrieval.off_topic import OFF_TOPIC

_FOLDS = 5
_FEWEST_TRIALS = 50
_PRECISION = 0.85
_KEPT = 0.85
_LET_THROUGH = 0.15
_LEAST_OFFER = 0.15
_MOST_TRIALS = 3_000
_WEIGHTS = {"right": 1.0, "wrong": 1.0, "missing": 0.25, "off topic": 4.0}
"""Most questions an FAQ cannot answer are about something else, not about a neighbouring procedure."""


class _Trial(NamedTuple):
    signs: Signs
    outcome: Literal["right", "wrong", "missing", "off topic"]

    @property
    def right(self) -> bool:
        return self.outcome == "right"


def fit(entries: Sequence[EntryWords]) -> Judge:
    """Fit a judge on the utterances, each asked of an index that lacks it; `UNFITTED` when they are few.

    Every utterance is asked twice: once with its entry in place, once with the entry taken away, when any
    answer is wrong; so is every answer to the `OFF_TOPIC` questions. The weights separate right from
    wrong. `answers_from` is the lowest confidence from which 85 % of what is answered is right; at least
    `offers_from` have 85 % of the right ones, or more where that lets no more than 15 % of the off-topic
    questions through.
    """
    trials = [trial for fold in range(_FOLDS) for trial in _trials(entries, fold)]
    right = [trial.right for trial in trials]
    if len(trials) < _FEWEST_TRIALS or not any(right):
        return UNFITTED
    model = LogisticRegression(C=10.0)
    model.fit(np.array([t.signs for t in trials]), right, [_WEIGHTS[t.outcome] for t in trials])
    coverage, likeness, margin = (max(float(weight), 0.0) for weight in model.coef_[0])
    judge = UNFITTED._replace(weights=(coverage, likeness, margin), offset=float(model.intercept_[0]))
    answers_from, offers_from = _answers_from(judge, trials), _offers_from(judge, trials)
    return judge._replace(answers_from=max(answers_from, offers_from), offers_from=offers_from)


def _trials(entries: Sequence[EntryWords], fold: int) -> list[_Trial]:
    kept: list[EntryWords] = []
    asked: list[tuple[int, Words]] = []
    for row, entry in enumerate(entries):
        question, *utterances = entry.ways
        asked += [(row, way) for number, way in enumerate(utterances) if number % _FOLDS == fold]
        rest = [way for number, way in enumerate(utterances) if number % _FOLDS != fold]
        kept.append(EntryWords([question, *rest], entry.answer))
    matcher = Matcher(kept)
    trials = [
        trial
        for row, way in asked[: _MOST_TRIALS // _FOLDS]
        for trial in _with_and_without(matcher, row, way)
    ]
    return trials + [_off_topic(matcher, read(question)) for question in OFF_TOPIC[fold::_FOLDS] if asked]


def _with_and_without(matcher: Matcher, row: int, way: Words) -> list[_Trial]:
    scores = matcher.scores(way)
    best = int(scores.argmax())
    without = scores.copy()
    without[row] = 0.0
    other = int(without.argmax())
    return [
        _Trial(matcher.signs(way, best, scores), "right" if best == row else "wrong"),
        _Trial(matcher.signs(way, other, without), "missing"),
    ]


def _off_topic(matcher: Matcher, question: Words) -> _Trial:
    scores = matcher.scores(question)
    return _Trial(matcher.signs(question, int(scores.argmax()), scores), "off topic")


def _answers_from(judge: Judge, trials: Sequence[_Trial]) -> float:
    here = [trial for trial in trials if trial.outcome != "missing"]
    ranked = sorted(((judge.confidence(trial.signs), trial.right) for trial in here), reverse=True)
    right = np.cumsum([is_right for _, is_right in ranked]) / np.arange(1, len(ranked) + 1)
    sure = np.flatnonzero(right >= _PRECISION)
    return ranked[sure[-1]][0] if len(sure) else 1.0


def _offers_from(judge: Judge, trials: Sequence[_Trial]) -> float:
    right = [judge.confidence(trial.signs) for trial in trials if trial.right]
    off_topic = [judge.confidence(trial.signs) for trial in trials if trial.outcome == "off topic"]
    lowest = min(np.quantile(right, 1 - _KEPT), np.quantile(off_topic, 1 - _LET_THROUGH))
    return max(float(lowest), _LEAST_OFFER)
