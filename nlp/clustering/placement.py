"""Where each opinion stands on the map."""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from nlp.clustering.found import Vectors
from nlp.threads import on_one_thread

MOST_PLACED_ROWS = 2_000
"""More rows than this are placed between their nearest neighbours in a sample of this size."""
_FEWEST_FOR_NEIGHBOURHOODS = 12
_NEIGHBOURS = 3


@on_one_thread
def place(vectors: Vectors, seed: int = 0) -> Vectors:
    """Return a position in [-1, 1]² for each row, shape (n, 2), like rows near each other."""
    size = len(vectors)
    if size <= MOST_PLACED_ROWS:
        return _framed(_positions(vectors, seed))
    sample = np.sort(np.random.default_rng(seed).choice(size, MOST_PLACED_ROWS, replace=False))
    placed = _positions(vectors[sample], seed)
    positions = np.zeros((size, 2))
    for start in range(0, size, 1_000):
        alike = vectors[start : start + 1_000] @ vectors[sample].T
        nearest = np.argpartition(-alike, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
        positions[start : start + 1_000] = placed[nearest].mean(axis=1)
    positions[sample] = placed
    return _framed(positions)


def _positions(vectors: Vectors, seed: int) -> Vectors:
    if len(np.unique(vectors, axis=0)) < _FEWEST_FOR_NEIGHBOURHOODS:
        return _principal(vectors)
    neighbours = TSNE(
        metric="cosine",
        init="pca" if vectors.shape[1] > 1 else "random",
        perplexity=min(30.0, (len(vectors) - 1) / 3),
        max_iter=400,
        random_state=seed,
        n_jobs=1,
    )
    return np.asarray(neighbours.fit_transform(vectors.astype(np.float32)), dtype=np.float64)


def _principal(vectors: Vectors) -> Vectors:
    positions = np.zeros((len(vectors), 2))
    axes = min(2, *vectors.shape)
    if len(vectors) > 1 and np.ptp(vectors, axis=0).any():
        positions[:, :axes] = PCA(axes, svd_solver="full").fit_transform(vectors)
    return positions


def _framed(positions: Vectors) -> Vectors:
    """Scale to [-1, 1]² keeping proportions; six digits are more than a map shows."""
    if not len(positions):
        return positions
    middle = (positions.max(axis=0) + positions.min(axis=0)) / 2
    reach = float(np.abs(positions - middle).max())
    return np.asarray(np.round((positions - middle) / (reach or 1.0), 6))
