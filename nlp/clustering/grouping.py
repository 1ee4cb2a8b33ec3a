"""Which opinions belong together."""

from collections.abc import Callable, Sequence

import numpy as np

from nlp.clustering.found import OUTSIDE, Labels, Vectors
from nlp.clustering.linking import Tree
from nlp.clustering.threads import on_one_thread

FLOOR = 0.25
"""A row less like every theme's centre than this cosine is in no theme."""
MOST_THEMES = 60
"""More themes than this nobody reads."""
_REFINEMENTS = 5
_TRIED_CUTS = 24


@on_one_thread
def group(
    vectors: Vectors,
    groups: int | None,
    *,
    seed: int = 0,
    previous: Sequence[int | None] | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> Labels:
    """Return each row's theme number (1, 2, …) or OUTSIDE, largest theme first.

    `groups` a number: average linkage on cosine, cut into that many groups, every row in one.
    `groups` None: of cuts of the same tree, each refined by moving rows to the nearest centre, small
    groups dissolved and rows below `FLOOR` put outside, the one with the highest share of rows in a theme
    × cosine silhouette, among those with √n / 3 to n / 6 themes and no more than `MOST_THEMES`.
    `previous`: start from these theme numbers (None: a new row) and keep them, every row going once to the
    nearest centre; what fits none of them may form new themes, numbered on. `groups` then only says
    whether rows may stay outside (None) or not.
    """
    size = len(vectors)
    if size == 0:
        return np.zeros(0, dtype=np.int64)
    if previous is not None and any(number is not None for number in previous):
        return _continued(vectors, previous, floor=FLOOR if groups is None else -1.0, seed=seed)
    if size == 1:
        return np.array([OUTSIDE if groups is None else 1])
    tree = Tree(vectors, seed)
    if groups is None:
        return _numbered(_best_cut(vectors, tree, progress))
    return _numbered(_everywhere(vectors, tree.cut(groups)))


@on_one_thread
def nearness(vectors: Vectors, labels: Labels) -> Vectors:
    """Return each row's cosine (0 to 1) to the centre of its theme, or of the nearest one when outside."""
    numbers = np.unique(labels[labels != OUTSIDE])
    if not len(numbers):
        return np.zeros(len(labels))
    similarity = _similarity(vectors, labels, numbers)
    own = similarity[np.arange(len(labels)), np.searchsorted(numbers, labels).clip(0, len(numbers) - 1)]
    return np.asarray(np.clip(np.where(labels == OUTSIDE, similarity.max(axis=1), own), 0, 1))


def centres(vectors: Vectors, labels: Labels, numbers: Labels) -> Vectors:
    """Return the unit vectors in the middle of the groups `numbers`."""
    sums = np.stack([vectors[labels == number].sum(axis=0) for number in numbers])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(lengths == 0, 1, lengths))


def least_members(size: int) -> int:
    """Return how many opinions make a theme among `size` of them."""
    return max(2, min(3, size // 10), size // 250)


def _similarity(vectors: Vectors, labels: Labels, numbers: Labels) -> Vectors:
    return np.asarray(vectors @ centres(vectors, labels, numbers).T)


def _best_cut(vectors: Vectors, tree: Tree, progress: Callable[[float], None]) -> Labels:
    size = len(vectors)
    fewest, most = max(2, round(size**0.5 / 3)), min(MOST_THEMES, max(2, size // 6))
    best, best_worth = _one_theme(vectors), (False, 0.0)
    cuts = np.unique(np.geomspace(2, max(2, min(size // 2, 600)), _TRIED_CUTS).astype(int))
    for done, cut in enumerate(cuts):
        labels = _refined(vectors, tree.cut(int(cut)), least=least_members(size), floor=FLOOR, most=most)
        enough = len(np.unique(labels[labels != OUTSIDE])) >= fewest
        worth = (enough, _covered_silhouette(vectors, labels))
        if worth > best_worth:
            best, best_worth = labels, worth
        progress((done + 1) / len(cuts))
    return best


def _one_theme(vectors: Vectors) -> Labels:
    """What is left when nothing tells the rows apart: those near the common centre, as one theme."""
    together = np.zeros(len(vectors), dtype=np.int64)
    near = _similarity(vectors, together, np.array([0]))[:, 0] >= 0.5
    return np.where(near, 0, OUTSIDE) if near.sum() >= 2 else np.full(len(vectors), OUTSIDE)


def _refined(
    vectors: Vectors,
    labels: Labels,
    *,
    least: int,
    floor: float,
    most: int | None = None,
    rounds: int = _REFINEMENTS,
) -> Labels:
    """Spherical k-means from `labels`: small groups dissolve, rows below `floor` stay outside.

    Groups below `least` rows are small, and those that are not among the `most` largest.
    """
    for _ in range(rounds):
        numbers = _large(labels, least)[:most]
        if not len(numbers):
            return np.full(len(labels), OUTSIDE)
        similarity = _similarity(vectors, labels, numbers)
        labels = np.where(similarity.max(axis=1) >= floor, numbers[similarity.argmax(axis=1)], OUTSIDE)
    return np.where(np.isin(labels, _large(labels, least)), labels, OUTSIDE)


def _large(labels: Labels, least: int) -> Labels:
    """The groups of at least `least` rows, largest first."""
    numbers, counts = np.unique(labels[labels != OUTSIDE], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return np.asarray(numbers[order][counts[order] >= least])


def _covered_silhouette(vectors: Vectors, labels: Labels) -> float:
    """Mean over all rows of the cosine silhouette against centres; rows outside and single groups count 0."""
    inside = np.flatnonzero(labels != OUTSIDE)
    numbers = np.unique(labels[inside])
    if len(numbers) < 2:
        return 0.0
    distance = 1 - _similarity(vectors, labels, numbers)[inside]
    place = (np.arange(len(inside)), np.searchsorted(numbers, labels[inside]))
    own = distance[place]
    distance[place] = np.inf
    other = distance.min(axis=1)
    return float(((other - own) / np.maximum(np.maximum(own, other), 1e-12)).sum() / len(labels))


def _everywhere(vectors: Vectors, labels: Labels) -> Labels:
    """Put the rows that were not linked into the group with the nearest centre."""
    numbers = np.unique(labels[labels != OUTSIDE])
    nearest = numbers[_similarity(vectors, labels, numbers).argmax(axis=1)]
    return np.where(labels == OUTSIDE, nearest, labels)


def _numbered(labels: Labels) -> Labels:
    """Number the groups from 1, largest first, earlier first row first among equals."""
    numbers, first, counts = np.unique(labels, return_index=True, return_counts=True)
    ranked = sorted(zip(-counts, first, numbers, strict=True))
    new = {old: rank for rank, old in enumerate((old for *_, old in ranked if old != OUTSIDE), start=1)}
    return np.array([new.get(label, OUTSIDE) for label in labels], dtype=np.int64)


def _continued(vectors: Vectors, previous: Sequence[int | None], *, floor: float, seed: int) -> Labels:
    start = np.array([OUTSIDE if number is None else number for number in previous], dtype=np.int64)
    labels = _refined(vectors, start, least=1, floor=floor, rounds=1)
    left = np.flatnonzero((labels == OUTSIDE) & (np.linalg.norm(vectors, axis=1) > 0))
    least = least_members(len(vectors))
    if len(left) < max(least, 2):
        return labels
    fresh = Tree(vectors[left], seed).cut_at(1 - FLOOR)
    numbers, counts = np.unique(fresh[fresh != OUTSIDE], return_counts=True)
    for number, known in enumerate(numbers[counts >= least], start=int(start.max()) + 1):
        labels[left[fresh == known]] = number
    return labels
