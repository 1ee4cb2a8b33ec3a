"""Learns the margins of intents from examples; for a worker: it loads scikit-learn and takes seconds."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.svm import LinearSVC

from nlp.retrieval.intents import network
from nlp.retrieval.intents.features import Features, read
from nlp.retrieval.intents.model import Learned, Linear
from nlp.retrieval.intents.terms import Rows
from nlp.retrieval.intents.typing_errors import with_typing_errors

_STRICTNESS = 0.5
_MOST_FOR_LINEAR = 300
"""Support vectors are learnt one intent against all others: with thousands of intents that takes minutes."""

_NOISY_VERSIONS = 2


def learn(texts: Sequence[str], intents: Sequence[str], seed: int) -> Learned:
    """Learn from texts and the intent of each; at least two different ones."""
    names = sorted(set(intents))
    place = {intent: number for number, intent in enumerate(names)}
    truth = np.array([place[intent] for intent in intents])
    readings = [read(text) for text in texts]
    features = Features.of(readings)
    rows = features.rows(readings)
    noisy = [
        features.rows(
            [read(text) for text in with_typing_errors([one.text for one in readings], seed + version)]
        )
        for version in range(_NOISY_VERSIONS)
    ]
    few = len(names) <= _MOST_FOR_LINEAR
    linear = _support_vectors(rows, truth, seed) if few else None
    return Learned(names, features, network.learn(rows, noisy, truth, seed), linear)


def _support_vectors(rows: Rows, truth: npt.NDArray[np.int64], seed: int) -> Linear:
    fitted = LinearSVC(C=_STRICTNESS, random_state=seed).fit(rows, truth)
    weights, offsets = fitted.coef_.T.astype(np.float32), fitted.intercept_.astype(np.float32)
    if weights.shape[1] == 1:
        weights, offsets = np.hstack([-weights, weights]), np.concatenate([-offsets, offsets])
    return Linear(np.ascontiguousarray(weights), offsets)
