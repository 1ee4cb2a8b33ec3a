"""How sure a theme is: whether part of the opinions would have shown it, too."""

import numpy as np

from nlp.clustering.found import OUTSIDE, Labels, Vectors
from nlp.clustering.grouping import refined
from nlp.clustering.linking import Tree
from nlp.threads import on_one_thread

SAMPLES = 10
_SHARE = 0.8
_MOST_ROWS = 1_500
_FEWEST_ROWS = 12


@on_one_thread
def fragility(vectors: Vectors, labels: Labels, *, floor: float, seed: int = 0) -> dict[int, float]:
    """Return per theme 1 minus the mean Jaccard likeness to the best group of each of 10 samples (0 to 1).

    Clusterwise assessment by subsetting (Hennig 2007, Computational Statistics & Data Analysis 52): each
    sample holds 80 % of the rows (of at most 1,500), is linked anew and cut into as many groups as there are
    themes. Themes with fewer than 2 rows in every sample are left out; fewer than 12 rows tell nothing.
    """
    numbers = np.unique(labels[labels != OUTSIDE])
    if len(vectors) < _FEWEST_ROWS or len(numbers) < 2:
        return {}
    generator = np.random.default_rng(seed)
    likenesses: dict[int, list[float]] = {int(number): [] for number in numbers}
    size = int(min(len(vectors), _MOST_ROWS) * _SHARE)
    for _ in range(SAMPLES):
        rows = np.sort(generator.choice(len(vectors), size, replace=False))
        tree = Tree(vectors[rows], seed)
        found = refined(vectors[rows], tree.cut(len(numbers)), least=2, floor=floor)
        for number, likeness in _best_likeness(labels[rows], found).items():
            likenesses[number].append(likeness)
    return {number: round(1 - float(np.mean(seen)), 6) for number, seen in likenesses.items() if seen}


def _best_likeness(labels: Labels, found: Labels) -> dict[int, float]:
    """Jaccard's |both| / |either|, of each theme's rows here with the group that is most like it."""
    best: dict[int, float] = {}
    for number in np.unique(labels[labels != OUTSIDE]):
        rows = labels == number
        if rows.sum() < 2:
            continue
        groups, shared = np.unique(found[rows & (found != OUTSIDE)], return_counts=True)
        sizes = np.array([(found == group).sum() for group in groups])
        best[int(number)] = float((shared / (rows.sum() + sizes - shared)).max()) if len(groups) else 0.0
    return best
