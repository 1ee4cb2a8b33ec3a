"""Opinions as unit vectors: what words they use, and what those words mean."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from nlp.clustering.found import Labels, Vectors
from nlp.clustering.reading import Reading
from nlp.retrieval.word_vectors import WordVectors, word_vectors
from nlp.text.tokens import tokenizer_for_this_thread
from nlp.threads import on_one_thread

SLICES = (50, 75, 100, 150, 200)
"""Leading components of latent semantic analysis; each slice is a unit vector of its own."""
MEANING = 0.35
"""How much of a cosine comes from word vectors; the rest comes from the slices."""
OTHER_THAN_NOUNS = 0.5
"""How much a word that is no noun counts in the mean of word vectors: nouns tell what is spoken of."""
DIMENSIONS = 200
LEARNT_FROM = 20_000
"""More rows than this are sampled to learn the axes; all rows are placed on them."""
_SAMPLED_FOR_COMPRESSION = 4_000
_ROWS_THAT_AFFORD_LOSING_RARE_WORDS = 1_000
_ROWS_THAT_SHOW_WHAT_IS_COMMON = 100
_AT_ONCE = 4_096


class Encoder(Protocol):
    """An embedding model of somebody's own: texts to an array (texts, any size)."""

    def encode(self, texts: Sequence[str], /) -> Any: ...


class Space:
    """Axes learnt from one reading. Rows and single units are placed on the same axes."""

    def __init__(self, counts: csr_matrix, vocabulary: Sequence[str], seed: int) -> None:
        sample = counts[_sample(counts.shape[0], LEARNT_FROM, seed)]
        held = np.asarray((sample > 0).sum(axis=0)).ravel()
        least = 2 if sample.shape[0] >= _ROWS_THAT_AFFORD_LOSING_RARE_WORDS else 1
        idf = np.log((1 + sample.shape[0]) / (1 + held)) + 1
        self._idf = np.where(held >= least, idf, 0).astype(np.float32)
        self._axes = _axes(self._weighted(sample), seed)
        # A handful of opinions shares too few nouns to be told apart by them.
        many = sample.shape[0] >= _ROWS_THAT_SHOW_WHAT_IS_COMMON
        shares = _of_subjects(vocabulary) if many else np.ones(len(vocabulary), dtype=np.float32)
        self._meanings = _meanings(vocabulary) * (self._idf * shares)[:, None]
        self._middle = np.zeros(self._meanings.shape[1], dtype=np.float32)
        self._common = np.zeros((self._meanings.shape[1], 0), dtype=np.float32)
        self._hub: Vectors = np.zeros(1, dtype=np.float32)
        self._compression: Vectors | None = None
        self._centre_meanings(sample)
        self._compress(sample[_sample(sample.shape[0], _SAMPLED_FOR_COMPRESSION, seed)])

    def place(self, counts: csr_matrix) -> Vectors:
        """Return one unit vector a row of `counts`, at most 200 long; rows without known words are zero."""
        parts = [self._place(counts[at : at + _AT_ONCE]) for at in range(0, counts.shape[0], _AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros((0, 1), dtype=np.float32)

    def _place(self, counts: csr_matrix) -> Vectors:
        centred = _without(self._hub, self._whole(counts))
        return _unit(centred if self._compression is None else centred @ self._compression)

    def _whole(self, counts: csr_matrix) -> Vectors:
        folded = np.asarray(self._weighted(counts) @ self._axes)
        slices = [size for size in SLICES if size < folded.shape[1]]
        slices = [*slices, folded.shape[1]] if len(slices) < len(SLICES) else slices
        share = np.sqrt((1 - MEANING) / len(slices)).astype(np.float32)
        parts = [share * _unit(folded[:, :size]) for size in slices]
        return np.hstack([*parts, np.sqrt(np.float32(MEANING)) * self._meaning(counts)])

    def _weighted(self, counts: csr_matrix) -> csr_matrix:
        weights = csr_matrix(counts @ diags(self._idf))
        return normalize(weights) if weights.nnz else weights

    def _meaning(self, counts: csr_matrix) -> Vectors:
        found = _unit(np.asarray((counts > 0).astype(np.float32) @ self._meanings))
        centred = _without(self._middle, found)
        return _unit(centred - (centred @ self._common) @ self._common.T)

    def _centre_meanings(self, sample: csr_matrix) -> None:
        """Mean and first component say what all opinions share (Arora, Liang & Ma 2017)."""
        found = self._meaning(sample)
        if len(found) < _ROWS_THAT_SHOW_WHAT_IS_COMMON:
            return
        self._middle = found.mean(axis=0)
        spread = np.cov(found - self._middle, rowvar=False)
        if np.any(spread):
            self._common = np.linalg.eigh(spread)[1][:, -1:].astype(np.float32)

    def _compress(self, sample: csr_matrix) -> None:
        """What all opinions share goes first: near the common middle a row is like all others, a hub, and
        rows that have nothing to do with each other meet there (Suzuki et al. 2013).
        """
        whole = self._whole(sample)
        if len(whole) >= _ROWS_THAT_SHOW_WHAT_IS_COMMON:
            self._hub = whole.mean(axis=0)
            whole = _without(self._hub, whole)
        if whole.shape[1] > DIMENSIONS:
            axes = np.linalg.eigh((whole.T @ whole).astype(np.float64))[1]
            self._compression = axes[:, ::-1][:, :DIMENSIONS].astype(np.float32)


@on_one_thread
def learn_space(reading: Reading, seed: int = 0) -> Space:
    """Learn the axes of a reading.

    TF-IDF folded by truncated SVD (latent semantic analysis, Deerwester et al. 1990) in slices of 50 to 200
    components, beside the mean of GiNZA's word vectors, weighted by idf, without mean and first component.
    From 100 rows on nouns count double in that mean, and the whole is centred. Compressed to 200 dimensions
    that keep the cosines. One thread of linear algebra, so that the same input and seed give the same bytes
    whatever the machine's number of cores.
    """
    return Space(reading.of_rows(), reading.vocabulary, seed)


@on_one_thread
def place_on(space: Space, counts: csr_matrix) -> Vectors:
    return space.place(counts)


@on_one_thread
def with_encoder(vectors: Vectors, texts: Sequence[str], encoder: Encoder, share: float = 0.5) -> Vectors:
    """Put an embedding model's cosine beside ours: `share` (0 to 1) of the whole comes from it."""
    encoded = _unit(np.asarray(encoder.encode(texts), dtype=np.float32))
    return np.hstack([np.float32(np.sqrt(1 - share)) * vectors, np.float32(np.sqrt(share)) * encoded])


def _sample(size: int, most: int, seed: int) -> Labels:
    if size <= most:
        return np.arange(size)
    return np.sort(np.random.default_rng(seed).choice(size, most, replace=False))


def _axes(weights: csr_matrix, seed: int) -> Vectors:
    most = min(SLICES[-1], *weights.shape)
    if most == 0 or weights.nnz == 0:
        return np.zeros((weights.shape[1], 1), dtype=np.float32)
    if weights.shape[0] * weights.shape[1] <= 1_000_000:
        found = np.linalg.svd(weights.toarray(), full_matrices=False)[2][:most]
    else:
        found = randomized_svd(weights, most, random_state=seed)[2]
    return np.ascontiguousarray(found.T, dtype=np.float32)


def _meanings(vocabulary: Sequence[str]) -> Vectors:
    vectors = _vectors()
    if vectors is None or not len(vocabulary):
        return np.zeros((len(vocabulary), 1), dtype=np.float32)
    return vectors.of(vocabulary)


def _of_subjects(vocabulary: Sequence[str]) -> Vectors:
    """1 for nouns, less for other words. Each is looked at alone, without the sentences it stood in."""
    tokenizer = tokenizer_for_this_thread()
    kinds = (tokenizer.morphemes(word)[-1:] for word in vocabulary)
    shares = [1.0 if kind and kind[0].kind == "名詞" else OTHER_THAN_NOUNS for kind in kinds]
    return np.array(shares, dtype=np.float32)


@cache
def _vectors() -> WordVectors | None:
    """A city may run without GiNZA's model; words then count by themselves alone."""
    try:
        return word_vectors()
    except FileNotFoundError:
        return None


def _without(middle: Vectors, rows: Vectors) -> Vectors:
    """Rows that are zero say nothing, so they stay zero."""
    known = np.abs(rows).sum(axis=1, keepdims=True) > 0
    return np.asarray(np.where(known, rows - middle, 0))


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths < 1e-9, 1, lengths), dtype=np.float32)
