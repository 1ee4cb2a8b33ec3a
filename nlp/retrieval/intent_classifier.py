"""Which of many known intents a short text has, how sure that is, and when it has none of them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.svm import LinearSVC

from nlp.text.cleaning import clean
from nlp.text.tokens import tokenizer_for_this_thread

_HELD_OUT = 0.2
_KEPT = 0.93
_TEMPERATURES = np.geomspace(0.5, 16, 41)
_CHARACTERS = 400

Probabilities = npt.NDArray[np.float64]


class Guess(NamedTuple):
    """`intent` is None for a text outside all intents; `ranking` (intent, probability) best first."""

    intent: str | None
    confidence: float
    ranking: list[tuple[str, float]]


class IntentClassifier:
    """Linear support vectors on character n-grams and words, with probabilities by temperature scaling."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self.temperature = 1.0
        self.threshold = 0.0

    def fit(self, texts: Sequence[str], intents: Sequence[str | None]) -> "IntentClassifier":
        """Learn from examples; None marks texts outside all intents, which only set the threshold.

        A fifth is held out to find the temperature (least log loss) and the threshold below which a text
        is out of scope: the one that best tells inside from outside when there are outside examples, else
        the one that keeps 93 % of what was held out. Then all examples are learnt from.
        Raises ValueError with fewer than two intents.
        """
        known = [(text, intent) for text, intent in zip(texts, intents, strict=True) if intent is not None]
        outside = [text for text, intent in zip(texts, intents, strict=True) if intent is None]
        if len({intent for _, intent in known}) < 2:
            message = "examples of at least two intents are needed"
            raise ValueError(message)
        self._calibrate(known, outside)
        self._learn(known)
        return self

    def guess(self, texts: Sequence[str], top: int = 10) -> list[Guess]:
        """Return a guess a text; `ranking` holds at most `top` intents."""
        if not texts:
            return []
        return [self._guess(row, top) for row in self._probabilities(texts)]

    def _guess(self, row: Probabilities, top: int) -> Guess:
        order = np.argsort(-row, kind="stable")[:top]
        ranking = [(self._intents[place], float(row[place])) for place in order]
        intent, confidence = ranking[0]
        return Guess(intent if confidence >= self.threshold else None, confidence, ranking)

    def _learn(self, known: Sequence[tuple[str, str]]) -> None:
        features = FeatureUnion(
            [
                ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True)),
                ("words", TfidfVectorizer(analyzer=_words_and_pairs, sublinear_tf=True)),
            ]
        )
        self._model = make_pipeline(features, LinearSVC(C=1.0, random_state=self._seed))
        self._model.fit([_shown(text) for text, _ in known], [intent for _, intent in known])
        self._intents: list[str] = [str(intent) for intent in self._model.classes_]

    def _calibrate(self, known: Sequence[tuple[str, str]], outside: Sequence[str]) -> None:
        learnt, held = train_test_split(known, test_size=_HELD_OUT, random_state=self._seed)
        if len({intent for _, intent in learnt}) < 2:
            return
        self._learn(learnt)
        place = {intent: number for number, intent in enumerate(self._intents)}
        held = [(text, intent) for text, intent in held if intent in place]
        if not held:
            return
        margins = self._margins([text for text, _ in held])
        truth = np.array([place[intent] for _, intent in held])
        rows = np.arange(len(truth))
        losses = [-np.log(_softmax(margins, t)[rows, truth] + 1e-12).mean() for t in _TEMPERATURES]
        self.temperature = float(_TEMPERATURES[int(np.argmin(losses))])
        inside = _softmax(margins, self.temperature).max(axis=1)
        self.threshold = float(np.quantile(inside, 1 - _KEPT))
        if outside:
            self.threshold = _best_split(inside, self._probabilities(outside).max(axis=1))

    def _margins(self, texts: Sequence[str]) -> Probabilities:
        margins = np.asarray(self._model.decision_function([_shown(text) for text in texts]))
        return np.stack([-margins, margins], axis=1) if margins.ndim == 1 else margins

    def _probabilities(self, texts: Sequence[str]) -> Probabilities:
        return _softmax(self._margins(texts), self.temperature)


def _shown(text: str) -> str:
    return clean(text)[:_CHARACTERS].lower()


def _words_and_pairs(text: str) -> list[str]:
    words = [word.normal for word in tokenizer_for_this_thread().morphemes(text) if not word.normal.isspace()]
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def _softmax(margins: Probabilities, temperature: float) -> Probabilities:
    scaled = margins * temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _best_split(inside: Probabilities, outside: Probabilities) -> float:
    """Return the lowest threshold that is within 2 % of the best at telling the two apart."""
    steps = np.linspace(0, 1, 201)
    gains = np.array([(inside >= step).mean() - (outside >= step).mean() for step in steps])
    return float(steps[int(np.argmax(gains >= gains.max() - 0.02))])
