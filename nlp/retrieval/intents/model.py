"""What was learnt of intents, ready to be asked; needs no scikit-learn, so a web process can hold it."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from nlp.retrieval.intents.features import Features, Reading, read
from nlp.retrieval.intents.judge import IntentJudge
from nlp.retrieval.intents.network import Network
from nlp.retrieval.intents.terms import Rows

Margins = npt.NDArray[np.float32]
Zone = Literal["answer", "readings", "decline"]

LINEAR_SHARE = 4.0
"""How much a margin of the support vectors counts beside one of the network."""


class Guess(NamedTuple):
    """`ranking` holds (intent, probability), best first, given that the text has one of the intents.

    `confidence` is the chance that the first of them is right; it also counts how near the text is to what
    was learnt. `intent` is the first of them, None in the zone "decline".
    """

    intent: str | None
    confidence: float
    ranking: list[tuple[str, float]]
    zone: Zone


class Linear(NamedTuple):
    """Weights (features, intents) and offsets of the support vectors."""

    weights: Margins
    offsets: Margins


class Assessed(NamedTuple):
    """Margins (texts, intents) and signs (texts, 4) of how sure they are, see `IntentJudge`."""

    margins: Margins
    signs: npt.NDArray[np.float64]


class Learned(NamedTuple):
    """The two learners over one set of features; `linear` is None with very many intents."""

    intents: list[str]
    features: Features
    network: Network
    linear: Linear | None

    def margins(self, rows: Rows) -> Margins:
        return self._both(self.network.margins(rows), self._linear_margins(rows))

    def assess(self, readings: Sequence[Reading]) -> Assessed:
        rows = self.features.rows(readings)
        network, linear = self.network.margins(rows), self._linear_margins(rows)
        best = np.partition(network if linear is None else linear, -2, axis=1)[:, -2:]
        signs = [logsumexp(network, axis=1), best[:, 1], best[:, 1] - best[:, 0]]
        unknown = self.features.unknown_shares(readings)
        return Assessed(self._both(network, linear), np.stack([*signs, unknown], axis=1))

    def _linear_margins(self, rows: Rows) -> Margins | None:
        if self.linear is None:
            return None
        return np.asarray(rows @ self.linear.weights + self.linear.offsets, dtype=np.float32)

    @staticmethod
    def _both(network: Margins, linear: Margins | None) -> Margins:
        return network if linear is None else network + np.float32(LINEAR_SHARE) * linear


class IntentModel:
    """Guesses intents; reading is safe from many threads."""

    def __init__(self, learned: Learned, judge: IntentJudge) -> None:
        self.learned = learned
        self.judge = judge

    @property
    def intents(self) -> list[str]:
        return self.learned.intents

    def margins(self, texts: Sequence[str]) -> Margins:
        """Return (texts, intents), columns as `intents`: the higher, the likelier."""
        if not texts:
            return np.empty((0, len(self.intents)), dtype=np.float32)
        return self.learned.margins(self.learned.features.rows([read(text) for text in texts]))

    def guess(self, texts: Sequence[str], top: int = 10) -> list[Guess]:
        """Return a guess a text; `ranking` holds at most `top` intents."""
        if not texts:
            return []
        assessed = self.learned.assess([read(text) for text in texts])
        chances = self.judge.probabilities(assessed.margins)
        confidences = self.judge.confidences(assessed.signs)
        return [
            self._guess(row, float(confidence), top)
            for row, confidence in zip(chances, confidences, strict=True)
        ]

    def _guess(self, row: npt.NDArray[np.float64], confidence: float, top: int) -> Guess:
        order = np.argsort(-row, kind="stable")[:top]
        ranking = [(self.intents[place], float(row[place])) for place in order]
        zone = self._zone(confidence)
        return Guess(None if zone == "decline" else ranking[0][0], confidence, ranking, zone)

    def _zone(self, confidence: float) -> Zone:
        if confidence < self.judge.offers_from:
            return "decline"
        return "answer" if confidence >= self.judge.answers_from else "readings"
