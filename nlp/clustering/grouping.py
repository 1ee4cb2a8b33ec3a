"""Which opinions belong together."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from nlp.clustering.centres import centres, likeness_to
from nlp.clustering.distinct import with_distinct
from nlp.clustering.found import OUTSIDE, Labels, Vectors
from nlp.clustering.linking import Tree
from nlp.clustering.raised import with_raised
from nlp.threads import on_one_thread

FLOOR = 0.25
"""A row less like every theme's centre than this cosine is in no theme."""
MOST_THEMES = 60
"""More themes than this nobody reads."""
_REFINEMENTS = 5
_TRIED_CUTS = 24


class Cut(NamedTuple):
    """One number of themes: `cut` asks `group` for it, `is_best` is the one it takes by itself."""

    cut: int
    labels: Labels
    worth: float
    is_best: bool


@on_one_thread
def group(
    vectors: Vectors,
    groups: int | None,
    *,
    seed: int = 0,
    everywhere: bool = True,
    previous: Sequence[int | None] | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> Labels:
    """Return each row's theme number (1, 2, …) or OUTSIDE, largest theme first.

    `groups` a number: average linkage on cosine, cut into that many groups, rows moved once to the nearest
    centre; every row is in one. With `everywhere` False the cut is refined and rows stay outside as below.
    `groups` None: of cuts of the same tree, each refined by moving rows to the nearest centre, small
    groups dissolved and rows below `FLOOR` put outside, the one with the highest share of rows in a theme
    × cosine silhouette, among those with √n / 3 to n / 6 themes and no more than `MOST_THEMES`; then small
    groups unlike all others are taken out again (`with_distinct`).
    `previous`: start from these theme numbers (None: a new row) and keep them, every row going once to the
    nearest centre; what fits none of them may form new themes, numbered on. `groups` then only says
    whether rows may stay outside (None) or not.
    """
    size = len(vectors)
    if size == 0:
        return np.zeros(0, dtype=np.int64)
    floor = -1.0 if groups is not None and everywhere else FLOOR
    if previous is not None and any(number is not None for number in previous):
        return _continued(vectors, previous, floor=floor, seed=seed)
    if size == 1:
        return np.array([OUTSIDE if floor > 0 else 1])
    tree = Tree(vectors, seed)
    if groups is not None and everywhere:
        return _numbered(refined(vectors, tree.cut(groups), least=1, floor=floor, rounds=1))
    found = (
        _best_cut(vectors, tree, progress)
        if groups is None
        else _cut_with_rest_outside(vectors, tree, groups)
    )
    return _numbered(with_distinct(vectors, found, most=least_members(size) - 1, seed=seed))


@on_one_thread
def steps(vectors: Vectors, *, seed: int = 0) -> list[Cut]:
    """Return how the rows fall into fewer or more themes, fewest first: what a slider offers.

    The cuts that `group` weighs, the best of each number of themes; `group(vectors, cut, everywhere=False)`
    gives the same themes, and those that are few but distinct. The worth is the share of rows in a theme ×
    cosine silhouette, by which `group` chooses by itself.
    """
    if len(vectors) < 4:
        return []
    found: dict[int, _Tried] = {}
    for _done, tried in _tried(vectors, Tree(vectors, seed)):
        themes = len(np.unique(tried.labels[tried.labels != OUTSIDE]))
        if themes and (themes not in found or tried.worth > found[themes].worth):
            found[themes] = tried
    best = max(found.values(), key=lambda tried: (tried.enough, tried.worth), default=None)
    in_order = [found[themes] for themes in sorted(found)]
    return [Cut(one.cut, _numbered(one.labels), one.worth, is_best=one is best) for one in in_order]


def least_members(size: int) -> int:
    """Return how many opinions make a theme among `size` of them."""
    return max(2, min(3, size // 10), size // 250)


class _Tried(NamedTuple):
    cut: int
    labels: Labels
    enough: bool
    worth: float


def _best_cut(vectors: Vectors, tree: Tree, progress: Callable[[float], None]) -> Labels:
    best, best_worth = _one_theme(vectors), (False, 0.0)
    for done, tried in _tried(vectors, tree):
        if (tried.enough, tried.worth) > best_worth:
            best, best_worth = tried.labels, (tried.enough, tried.worth)
        progress(done)
    return best


def _tried(vectors: Vectors, tree: Tree) -> Iterator[tuple[float, _Tried]]:
    """Each cut that is weighed, and how many of them are done (0 to 1)."""
    size = len(vectors)
    fewest = max(2, round(size**0.5 / 3))
    cuts = np.unique(np.geomspace(2, max(2, min(size // 2, 600)), _TRIED_CUTS).astype(int))
    for done, cut in enumerate(cuts, start=1):
        labels = _cut_with_rest_outside(vectors, tree, int(cut))
        enough = len(np.unique(labels[labels != OUTSIDE])) >= fewest
        yield done / len(cuts), _Tried(int(cut), labels, enough, _covered_silhouette(vectors, labels))


def _one_theme(vectors: Vectors) -> Labels:
    """What is left when nothing tells the rows apart: those near the common centre, as one theme."""
    together = np.zeros(len(vectors), dtype=np.int64)
    near = likeness_to(vectors, centres(vectors, together, np.array([0])))[:, 0] >= 0.5
    return np.where(near, 0, OUTSIDE) if near.sum() >= 2 else np.full(len(vectors), OUTSIDE)


def refined(
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
        similarity = likeness_to(vectors, centres(vectors, labels, numbers))
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
    distance = 1 - likeness_to(vectors, centres(vectors, labels, numbers))[inside]
    place = (np.arange(len(inside)), np.searchsorted(numbers, labels[inside]))
    own = distance[place]
    distance[place] = np.inf
    other = distance.min(axis=1)
    return float(((other - own) / np.maximum(np.maximum(own, other), 1e-12)).sum() / len(labels))


def _cut_with_rest_outside(vectors: Vectors, tree: Tree, cut: int) -> Labels:
    size = len(vectors)
    most = min(MOST_THEMES, max(2, size // 6))
    return refined(vectors, tree.cut(cut), least=least_members(size), floor=FLOOR, most=most)


def _numbered(labels: Labels) -> Labels:
    """Number the groups from 1, largest first, earlier first row first among equals."""
    numbers, first, counts = np.unique(labels, return_index=True, return_counts=True)
    ranked = sorted(zip(-counts, first, numbers, strict=True))
    new = {old: rank for rank, old in enumerate((old for *_, old in ranked if old != OUTSIDE), start=1)}
    return np.array([new.get(label, OUTSIDE) for label in labels], dtype=np.int64)


def _continued(vectors: Vectors, previous: Sequence[int | None], *, floor: float, seed: int) -> Labels:
    start = np.array([OUTSIDE if number is None else number for number in previous], dtype=np.int64)
    labels = refined(vectors, start, least=1, floor=floor, rounds=1)
    if floor < 0:
        return labels
    labels = with_raised(vectors, labels, start == OUTSIDE, seed=seed)
    # What nobody had said before: opinions that have just come, or that no theme holds any more.
    return with_distinct(vectors, labels, seed=seed, movable=(start == OUTSIDE) | (labels == OUTSIDE))
