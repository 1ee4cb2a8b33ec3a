"""Weighted k-means with given starts, and the silhouette of its result."""

from collections.abc import Iterator

import numpy as np

from nlp.opinion_groups.votes import Matrix, Numbers

_STILL = 0.01


def cluster(points: Matrix, starts: Matrix, weights: Matrix, *, iterations: int) -> tuple[Numbers, Matrix]:
    """Return (label a point, centres) after at most `iterations` rounds of Lloyd's algorithm from `starts`.

    A cluster that loses all its points keeps its centre. Stops early when no centre moves 0.01.
    """
    centres = starts.copy()
    labels = _nearest(points, centres)
    for _ in range(iterations):
        moved = _means(points, labels, weights, centres)
        labels = _nearest(points, moved)
        still = bool((np.linalg.norm(moved - centres, axis=1) < _STILL).all())
        centres = moved
        if still:
            break
    return labels, centres


def first_distinct(points: Matrix, k: int) -> Matrix:
    """Return the first `k` different points in order (fewer when there are fewer)."""
    _, first = np.unique(points, axis=0, return_index=True)
    return points[np.sort(first)[:k]]


def spread_starts(points: Matrix, weights: Matrix, k: int, *, tries: int, seed: int) -> Iterator[Matrix]:
    """Yield `tries` k-means++ starts: each next centre with odds of weight × squared distance."""
    generator = np.random.default_rng(seed)
    for _ in range(tries):
        chosen = [int(generator.choice(len(points), p=weights / weights.sum()))]
        while len(chosen) < k:
            odds = weights * _squared_distances(points, points[chosen]).min(axis=1)
            if not odds.any():
                break
            chosen.append(int(generator.choice(len(points), p=odds / odds.sum())))
        yield points[chosen]


def inertia(points: Matrix, labels: Numbers, centres: Matrix, weights: Matrix) -> float:
    """Return the weighted sum of squared distances to the own centre."""
    return float((weights * ((points - centres[labels]) ** 2).sum(axis=1)).sum())


def silhouette(points: Matrix, labels: Numbers) -> float:
    """Return the plain mean silhouette; points alone in their cluster count 0, a single cluster -1."""
    numbers = np.unique(labels)
    if len(numbers) < 2:
        return -1.0
    distances = np.sqrt(_squared_distances(points, points))
    sums = np.stack([distances[:, labels == number].sum(axis=1) for number in numbers], axis=1)
    sizes = np.array([(labels == number).sum() for number in numbers])
    own = np.searchsorted(numbers, labels)
    rows = np.arange(len(points))
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[rows, own] = np.inf
    outside = means.min(axis=1)
    largest = np.maximum(inside, outside)
    values = np.where(
        (sizes[own] == 1) | (largest == 0), 0, (outside - inside) / np.where(largest, largest, 1)
    )
    return float(values.mean())


def _squared_distances(points: Matrix, centres: Matrix) -> Matrix:
    return np.asarray(((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2))


def _nearest(points: Matrix, centres: Matrix) -> Numbers:
    return np.asarray(_squared_distances(points, centres).argmin(axis=1))


def _means(points: Matrix, labels: Numbers, weights: Matrix, centres: Matrix) -> Matrix:
    moved = centres.copy()
    for number in np.unique(labels):
        mine = labels == number
        moved[number] = np.average(points[mine], axis=0, weights=weights[mine])
    return moved
