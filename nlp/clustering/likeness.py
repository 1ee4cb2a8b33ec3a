"""Which texts resemble each other: cosine of their pairs and triples of letters, weighed by TF-IDF.

Few texts are compared all with all. Of many, only those whose sketches look alike are compared (MinHash,
Broder 1997, in bands, Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3).
"""

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from nlp.clustering.found import Labels

COMPARED_ALL = 6_000
"""Up to so many texts every two are compared, which takes a few seconds."""
_WEIGHED = 20_000
"""Of more texts than these an even sample tells how common a feature is."""
_BLOCK = 512
_AT_ONCE, _MEASURED_AT_ONCE = 10_000, 30_000
_HASHES, _IN_BAND = 64, 2
_FRIENDS = 64
"""Texts of one band that are compared all with all; of more, each with its neighbours and the first."""
_LOOKS = 0.5
"""A pair is measured when its sketches agree to at least this part of what the likeness makes expect."""
_SEED = 20_250_405

Sketches = npt.NDArray[np.uint32]
_EMPTY: Labels = np.empty((0, 2), dtype=np.int64)


def chains(texts: Sequence[str], threshold: float, *, compared_all: int = COMPARED_ALL) -> Labels:
    """Number the connected components of the graph of texts whose cosine is at least `threshold`.

    Deterministic. Up to `compared_all` texts exact. Of more, pairs may be missed: none at a likeness of
    0.6 or more in two sets of real opinions, one in a hundred to one in twenty at 0.5, one in twenty to
    one in seven at 0.3 (`benchmarks.copies` counts).
    """
    if len(texts) < 2:
        return np.zeros(len(texts), dtype=np.int64)
    features = _Features(texts)
    if len(texts) <= compared_all:
        links = np.concatenate([_EMPTY, *_alike_of_all(features.of(range(len(texts))), threshold)])
        return _joined(np.arange(len(texts)), links)
    return _chains_of_sketches(texts, features, threshold)


class _Features:
    """Vectors of length 1; texts of one letter count it twice."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._hashing = HashingVectorizer(
            analyzer="char",
            ngram_range=(2, 3),
            n_features=2**18,
            alternate_sign=False,
            norm=None,
            dtype=np.float32,
        )
        step = -(-len(texts) // _WEIGHED)
        self._weighing = TfidfTransformer(sublinear_tf=True)
        self._weighing.fit(self._counts(range(0, len(texts), step)))

    def of(self, rows: Sequence[int]) -> csr_matrix:
        return csr_matrix(self._weighing.transform(self._counts(rows), copy=False))

    def _counts(self, rows: Sequence[int]) -> csr_matrix:
        chosen = (self._texts[row] for row in rows)
        return self._hashing.transform(text if len(text) > 1 else text * 2 for text in chosen)


def _alike_of_all(weights: csr_matrix, threshold: float) -> Iterator[Labels]:
    transposed = weights.T.tocsr()
    for start in range(0, weights.shape[0], _BLOCK):
        alike = (weights[start : start + _BLOCK] @ transposed).tocoo()
        kept = (alike.data >= threshold) & (alike.col > alike.row + start)
        yield np.stack([alike.row[kept] + start, alike.col[kept]], axis=1).astype(np.int64)


def _chains_of_sketches(texts: Sequence[str], features: _Features, threshold: float) -> Labels:
    pairs = _resembling(sketches(texts), threshold)
    labels = np.arange(len(texts))
    for start in range(0, len(pairs), _MEASURED_AT_ONCE):
        some = pairs[start : start + _MEASURED_AT_ONCE]
        apart = some[labels[some[:, 0]] != labels[some[:, 1]]]
        labels = _joined(labels, _measured(features, apart, threshold))
    return labels


def _resembling(drawn: Sketches, threshold: float) -> Labels:
    """Pairs that agree on a band and on enough of the sketch, ordered by the first row."""
    least = _LOOKS * threshold / (2 - threshold)
    found: set[int] = set()
    for band in range(0, _HASHES, _IN_BAND):
        for pairs in _in_one_band(drawn[:, band : band + _IN_BAND]):
            agree = (drawn[pairs[:, 0]] == drawn[pairs[:, 1]]).mean(axis=1)
            kept = np.sort(pairs[agree >= least], axis=1)
            found.update((kept[:, 0] * len(drawn) + kept[:, 1]).tolist())
    keys = np.array(sorted(found), dtype=np.int64)
    return np.stack([keys // len(drawn), keys % len(drawn)], axis=1)


def sketches(texts: Sequence[str]) -> Sketches:
    """Return 64 numbers a text; the share two texts agree on estimates the overlap of their triples."""
    generator = np.random.default_rng(_SEED)
    factors = generator.integers(1, 2**63, size=_HASHES, dtype=np.uint64) | np.uint64(1)
    offsets = generator.integers(0, 2**63, size=_HASHES, dtype=np.uint64)
    drawn = np.empty((len(texts), _HASHES), dtype=np.uint32)
    for row, text in enumerate(texts):
        mixed = _triples(text)[:, None] * factors + offsets
        drawn[row] = (mixed >> np.uint64(32)).min(axis=0)
    return drawn


def _triples(text: str) -> npt.NDArray[np.uint64]:
    """A number for each different triple of letters."""
    padded = text if len(text) > 2 else (text * 3)[:3]
    codes = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    joined = (codes[:-2] << np.uint64(42)) ^ (codes[1:-1] << np.uint64(21)) ^ codes[2:]
    found = np.unique(joined) * np.uint64(0x9E3779B97F4A7C15)
    return np.asarray((found ^ (found >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9))


def _in_one_band(band: Sketches) -> Iterator[Labels]:
    """Pairs of rows that agree on a whole band, some thousands at a time."""
    keys = (band[:, 0].astype(np.uint64) << np.uint64(32)) | band[:, 1]
    order = np.argsort(keys, kind="stable")
    borders = np.flatnonzero(np.diff(keys[order])) + 1
    waiting: list[Labels] = []
    size = 0
    starts, ends = np.concatenate([[0], borders]), np.concatenate([borders, [len(order)]])
    for place in np.flatnonzero(ends - starts > 1):
        waiting.append(_pairs(order[starts[place] : ends[place]]))
        size += len(waiting[-1])
        if size > _AT_ONCE:
            yield np.concatenate(waiting)
            waiting, size = [], 0
    yield np.concatenate([_EMPTY, *waiting])


def _pairs(rows: Labels) -> Labels:
    if len(rows) <= _FRIENDS:
        first, second = _all_pairs(len(rows))
        return np.stack([rows[first], rows[second]], axis=1)
    neighbours = np.stack([rows[:-1], rows[1:]], axis=1)
    return np.concatenate([neighbours, np.stack([np.full(len(rows) - 1, rows[0]), rows[1:]], axis=1)])


@cache
def _all_pairs(count: int) -> tuple[Labels, Labels]:
    first, second = np.triu_indices(count, k=1)
    return first, second


def _measured(features: _Features, pairs: Labels, threshold: float) -> Labels:
    if not len(pairs):
        return _EMPTY
    rows, places = np.unique(pairs, return_inverse=True)
    weights, ends = features.of(rows.tolist()), places.reshape(pairs.shape)
    cosines = np.asarray(weights[ends[:, 0]].multiply(weights[ends[:, 1]]).sum(axis=1)).ravel()
    return np.asarray(pairs[cosines >= threshold])


def _joined(labels: Labels, links: Labels) -> Labels:
    if not len(links):
        return labels
    ends, size = labels[links], int(labels.max()) + 1
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1])[labels]
