"""Learns from what people corrected: a linear model that starts from the rules and moves with corrections."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from nlp.stance.cues import STANCES
from nlp.stance.reading import Reader, features, look
from nlp.threads import on_one_thread

_VERSION = 1
_HOLD = 1.0
"""How strongly the model holds to the rules (the ridge penalty)."""
_LETTERS = 0.35
"""How much a pair or triple of letters counts beside a cue: there are many more of them."""
_FEWEST, _MOST = 2, 3_000
"""A feature must stand in two corrections; the commonest are kept."""
_ROUNDED = 4

Array = npt.NDArray[np.float64]


class UnreadableReader(ValueError):
    """The archive is not one that `to_json` wrote."""


@on_one_thread
def learn(corrections: Sequence[tuple[str, str]]) -> Reader:
    """Return a reader that has learned `corrections`: (text, the stance a person gave it).

    Multinomial logistic regression on top of the rules' scores, held to them by a ridge penalty, by L-BFGS:
    without corrections it is the rules alone. Deterministic; 0.3 s for 100 corrections.
    Raises ValueError for a stance that is none of `STANCES`.
    """
    unknown = sorted({stance for _text, stance in corrections} - set(STANCES))
    if unknown:
        message = f"no such stance: {', '.join(unknown)}"
        raise ValueError(message)
    texts = [(text, look(text)) for text, _stance in corrections]
    found = [features(text, seen) for text, seen in texts]
    names = _names(found)
    if not names:
        return Reader()
    plain = Reader()
    shares = [plain.shares(text, seen) for text, seen in texts]
    start = np.log(np.array([[max(share[one], 1e-9) for one in STANCES] for share in shares]))
    wanted = np.array([STANCES.index(stance) for _text, stance in corrections])
    moved = _fitted(_matrix(found, names), start, wanted)
    scales = np.array([[_scale(name)] for name in names])
    rounded = np.round(moved * scales, _ROUNDED)
    return Reader({name: row.tolist() for name, row in zip(names, rounded, strict=True) if row.any()})


def to_json(reader: Reader) -> str:
    """Return `reader` as text, a few hundred kB at most; the same reader gives the same text."""
    weights = {name: list(row) for name, row in sorted(reader.weights.items())}
    return json.dumps(
        {"version": _VERSION, "stances": STANCES, "weights": weights}, ensure_ascii=False, sort_keys=True
    )


def from_json(text: str) -> Reader:
    """Return what `to_json` wrote. Raises UnreadableReader for anything else."""
    try:
        archive = json.loads(text)
        if archive["version"] != _VERSION or tuple(archive["stances"]) != STANCES:
            raise UnreadableReader(text[:80])
        return Reader({str(name): _row(row) for name, row in archive["weights"].items()})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableReader(text[:80]) from error


def _row(row: Sequence[float]) -> list[float]:
    numbers = [float(number) for number in row]
    if len(numbers) != len(STANCES) or not all(np.isfinite(numbers)):
        raise UnreadableReader(str(row)[:80])
    return numbers


def _names(found: Sequence[Sequence[str]]) -> list[str]:
    counted = Counter(name for names in found for name in names)
    enough = [name for name, count in counted.items() if count >= _FEWEST or not _is_letters(name)]
    return sorted(sorted(enough, key=lambda name: (_is_letters(name), -counted[name], name))[:_MOST])


def _is_letters(name: str) -> bool:
    return not name.startswith(("rules:", "cue:"))


def _scale(name: str) -> float:
    return _LETTERS if _is_letters(name) else 1.0


def _matrix(found: Sequence[Sequence[str]], names: Sequence[str]) -> csr_matrix:
    column: Mapping[str, int] = {name: place for place, name in enumerate(names)}
    cells = [
        (row, column[name], _scale(name)) for row, mine in enumerate(found) for name in mine if name in column
    ]
    rows, columns, values = zip(*cells, strict=True)
    return csr_matrix((values, (rows, columns)), shape=(len(found), len(names)))


def _fitted(matrix: csr_matrix, start: Array, wanted: npt.NDArray[np.int64]) -> Array:
    """The weights (features × stances) that explain what people said and stay small."""
    shape = (matrix.shape[1], len(STANCES))
    right = np.eye(len(STANCES))[wanted]

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(shape)
        values = start + matrix @ weights
        values -= values.max(axis=1, keepdims=True)
        logs = values - np.log(np.exp(values).sum(axis=1, keepdims=True))
        slope = matrix.T @ (np.exp(logs) - right) + _HOLD * weights
        return float(-(logs * right).sum() + _HOLD / 2 * (flat**2).sum()), np.asarray(slope).ravel()

    found = minimize(
        loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200}
    )
    return np.asarray(found.x).reshape(shape)
