"""Fits `Belonging` to what is asked of the city hall and what is not. For workers: loads scipy."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from nlp.retrieval.alignment import Floats
from nlp.retrieval.belonging import UNFITTED, Belonging, terms
from nlp.retrieval.matching import Matcher
from nlp.retrieval.meanings import vectors_of
from nlp.retrieval.reading import Words

_MOST = 4_000
_LEAST_TEXTS = 2
"""A word that a single text has may be somebody's own; it is not kept."""

_HOLD = 1 / 6


def fit(inside: Sequence[Words], outside: Sequence[Words], matcher: Matcher) -> Belonging:
    """Logistic regression, both sides counting the same, weights held near 0; `matcher` knows the idf.

    Of more than 4,000 questions for the city hall every second, third … is taken.
    """
    inside = inside[:: -(-len(inside) // _MOST) or 1]
    texts = [words.telling for words in (*inside, *outside)]
    if not inside or not outside or not any(texts):
        return UNFITTED
    known = [terms(words) for words in (*inside, *outside)]
    names = _shared(known)
    rows = sparse.hstack([_known(known, names), _meanings(texts, matcher)], format="csr")
    weights, offset = _logistic(rows, np.arange(len(texts)) < len(inside))
    found = [round(float(weight), 4) for weight in weights]
    return Belonging(
        dict(zip(names, found[: len(names)], strict=True)), tuple(found[len(names) :]), round(offset, 4)
    )


def _shared(texts: Sequence[Sequence[str]]) -> list[str]:
    counts = Counter(word for text in texts for word in text)
    return sorted(word for word, count in counts.items() if count >= _LEAST_TEXTS)


def _known(texts: Sequence[Sequence[str]], names: Sequence[str]) -> sparse.csr_matrix:
    """Return (texts, names), each row of length 1."""
    counts = _counts(texts, names)
    return sparse.diags(1 / np.sqrt(np.maximum(counts.sum(axis=1).A1, 1))) @ counts


def _meanings(texts: Sequence[Sequence[str]], matcher: Matcher) -> sparse.csr_matrix:
    """Return (texts, 100), each row of length 1."""
    names = sorted({word for text in texts for word in text})
    sums = _counts(texts, names) @ (matcher.idf(names)[:, None] * vectors_of(names))
    return sparse.csr_matrix(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9))


def _counts(texts: Sequence[Sequence[str]], names: Sequence[str]) -> sparse.csr_matrix:
    place = {name: number for number, name in enumerate(names)}
    held = [[place[word] for word in text if word in place] for text in texts]
    flat = np.array([number for row in held for number in row], dtype=np.int64)
    starts = np.cumsum([0, *map(len, held)])
    return sparse.csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(texts), len(names)))


def _logistic(rows: sparse.csr_matrix, inside: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    counts = np.where(inside, 0.5 / inside.sum(), 0.5 / (~inside).sum()) * len(inside)

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = rows @ weights[:-1] + weights[-1]
        error = counts * (1 / (1 + np.exp(-logits)) - inside)
        total = counts @ (np.logaddexp(0, logits) - inside * logits) + _HOLD * weights[:-1] @ weights[:-1]
        return float(total), np.append(rows.T @ error + 2 * _HOLD * weights[:-1], error.sum())

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return found[:-1], float(found[-1])
