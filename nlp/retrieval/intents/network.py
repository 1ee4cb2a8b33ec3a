"""A small network over sparse rows: one hidden layer, whose inputs are mostly hidden while it learns.

Hiding three fifths of what is known of a text at each step keeps it from leaning on single words; what it is
sure of is then sure from several sides, which tells texts outside all intents better than a linear margin.
Adam (Kingma & Ba 2015) touches only the rows of a step's features (“lazy Adam”): the others have no slope.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.retrieval.intents.terms import Rows

Numbers = npt.NDArray[np.float32]
_Place = npt.NDArray[np.int32] | slice
_ALL = slice(None)

_HIDDEN = 256
_INPUT_HIDDEN = 0.6
_LAYER_HIDDEN = 0.5
_NOISY = 1 / 3
_RATE = 2e-3
_LEAST_RATE = 0.02
_DECAY = 1e-5
_BATCH, _SMALL_BATCH, _FEW = 128, 32, 4_000
_EPOCHS, _EPOCHS_OF_MANY, _MANY_INTENTS = 16, 6, 300
_LEAST_STEPS, _MOST_EPOCHS = 800, 60


class Network(NamedTuple):
    """Weights (features, hidden), (hidden,), (hidden, intents), (intents,)."""

    first: Numbers
    first_offset: Numbers
    second: Numbers
    second_offset: Numbers

    def margins(self, rows: Rows) -> Numbers:
        """Return (texts, intents): the log odds before normalising."""
        layer = np.maximum(rows @ self.first + self.first_offset, 0)
        return np.asarray(layer @ self.second + self.second_offset, dtype=np.float32)


def learn(clean: Rows, noisy: Sequence[Rows], intents: npt.NDArray[np.int64], seed: int) -> Network:
    """Learn from rows and their `intents` (0 …); some steps see a noisy version of the same texts."""
    chance = np.random.default_rng(seed)
    learner = _Learner(clean.shape[1], int(intents.max()) + 1, chance)
    batches = list(_batches(clean.shape[0], int(intents.max()) + 1, chance))
    for step, places in enumerate(batches):
        rows = clean if not noisy or chance.random() > _NOISY else noisy[int(chance.integers(len(noisy)))]
        learner.step(rows[places], intents[places], 1 - step / len(batches))
    return learner.network


def _batches(texts: int, intents: int, chance: np.random.Generator) -> Iterator[npt.NDArray[np.int64]]:
    size = min(_BATCH if texts >= _FEW else _SMALL_BATCH, texts)
    epochs = _EPOCHS_OF_MANY if intents > _MANY_INTENTS else _EPOCHS
    epochs = min(max(epochs, _LEAST_STEPS * size // texts), _MOST_EPOCHS)
    for _ in range(epochs):
        order = chance.permutation(texts)
        yield from (order[at : at + size] for at in range(0, texts - size + 1, size))


class _Learner:
    def __init__(self, features: int, intents: int, chance: np.random.Generator) -> None:
        spread = np.sqrt(2 / _HIDDEN)
        self.network = Network(
            chance.standard_normal((features, _HIDDEN), dtype=np.float32) * np.float32(0.17),
            np.zeros(_HIDDEN, np.float32),
            chance.standard_normal((_HIDDEN, intents), dtype=np.float32) * np.float32(spread),
            np.zeros(intents, np.float32),
        )
        self._chance = chance
        self._means = [np.zeros_like(weights) for weights in self.network]
        self._squares = [np.zeros_like(weights) for weights in self.network]
        self._steps = 0

    def step(self, rows: Rows, truth: npt.NDArray[np.int64], left: float) -> None:
        """Go one step down the cross-entropy of `rows`; `left` is the share of steps still to come."""
        self._steps += 1
        narrow, used = self._partly_hidden(rows)
        first, offset, second, last = self.network
        before = narrow @ first[used] + offset
        open_ = (before > 0) * (self._chance.random(before.shape, dtype=np.float32) >= _LAYER_HIDDEN)
        gate = open_ / np.float32(1 - _LAYER_HIDDEN)
        layer = before * gate
        error = _softmax(layer @ second + last)
        error[np.arange(len(truth)), truth] -= 1
        error /= len(truth)
        back = (error @ second.T) * gate
        rate = _RATE * max(_LEAST_RATE, left) * np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps)
        slopes = (narrow.T @ back, back.sum(axis=0), layer.T @ error + _DECAY * second, error.sum(axis=0))
        places: tuple[_Place, ...] = (used, _ALL, _ALL, _ALL)
        for number, (slope, place) in enumerate(zip(slopes, places, strict=True)):
            self._move(number, place, slope, np.float32(rate))

    def _partly_hidden(self, rows: Rows) -> tuple[Rows, npt.NDArray[np.int32]]:
        """Return what the step sees of `rows`, and which features its columns are."""
        seen = self._chance.random(len(rows.data), dtype=np.float32) >= _INPUT_HIDDEN
        used, columns = np.unique(rows.indices[seen], return_inverse=True)
        starts = np.concatenate([[0], np.cumsum(seen)])[rows.indptr]
        data = rows.data[seen] / np.float32(1 - _INPUT_HIDDEN)
        return sparse.csr_matrix((data, columns, starts), shape=(rows.shape[0], len(used))), used

    def _move(self, number: int, place: _Place, slope: Numbers, rate: np.float32) -> None:
        weights, means, squares = self.network[number], self._means[number], self._squares[number]
        mean = np.float32(0.9) * means[place] + np.float32(0.1) * slope
        square = np.float32(0.999) * squares[place] + np.float32(0.001) * slope * slope
        means[place], squares[place] = mean, square
        weights[place] -= rate * mean / (np.sqrt(square) + np.float32(1e-8))


def _softmax(margins: Numbers) -> Numbers:
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
