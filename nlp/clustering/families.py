"""Themes that are close to each other, one level above the themes."""

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from nlp.clustering.centres import centres
from nlp.clustering.found import OUTSIDE, Labels, Vectors
from nlp.threads import on_one_thread

FEWEST_THEMES = 6
"""Fewer themes than this are read at one glance and need no level above them."""
MOST_FAMILIES = 12


@on_one_thread
def families(vectors: Vectors, labels: Labels) -> dict[int, list[int]]:
    """Return family number (1, 2, …, the one with most opinions first) to theme numbers, ascending.

    Ward's linkage of the themes' centres (average linkage would make one family of nearly all), cut into
    √themes groups, at most 12. A theme that is alone in its group has no family.
    """
    numbers, sizes = np.unique(labels[labels != OUTSIDE], return_counts=True)
    if len(numbers) < FEWEST_THEMES:
        return {}
    wanted = min(MOST_FAMILIES, round(len(numbers) ** 0.5))
    of_theme = fcluster(linkage(centres(vectors, labels, numbers), "ward"), wanted, "maxclust")
    groups = [np.flatnonzero(of_theme == group) for group in np.unique(of_theme)]
    together = sorted(
        (group for group in groups if len(group) > 1),
        key=lambda group: (-int(sizes[group].sum()), int(group[0])),
    )
    return {
        family: [int(number) for number in numbers[group]] for family, group in enumerate(together, start=1)
    }
