"""Units that speak of another theme than the one their opinion is counted in."""

import numpy as np
from scipy.sparse import csr_matrix

from nlp.clustering.centres import centres
from nlp.clustering.found import OUTSIDE, Labels, SideTheme, Vectors
from nlp.clustering.reading import Reading
from nlp.clustering.representation import Space
from nlp.threads import on_one_thread

LEAST = 0.45
"""A unit is at least this like (cosine) the middle of a theme that it speaks of."""
AHEAD = 0.1
"""… and more like it than the theme of its opinion, by this much."""
MOST_A_ROW = 3
_AT_ONCE = 16_384


@on_one_thread
def side_themes(reading: Reading, space: Space, vectors: Vectors, labels: Labels) -> list[SideTheme]:
    """Return at most three other themes that each opinion speaks of, with the best unit for each."""
    numbers = np.unique(labels[labels != OUTSIDE])
    if not len(numbers):
        return []
    best, likeness = _best_themes(reading.words, space, centres(vectors, labels, numbers))
    own = labels[reading.unit_rows]
    own_likeness = _own_likeness(reading, space, vectors, labels)
    of_unit, strength = best[reading.unit_wordings], likeness[reading.unit_wordings]
    start, end = reading.unit_spans.T
    speaks = (
        (numbers[of_unit] != own) & (strength >= LEAST) & (strength >= own_likeness + AHEAD) & (end > start)
    )
    return _strongest(reading, np.flatnonzero(speaks), numbers[of_unit], strength)


def _best_themes(words: csr_matrix, space: Space, middles: Vectors) -> tuple[Labels, Vectors]:
    best = np.zeros(words.shape[0], dtype=np.int64)
    likeness = np.zeros(words.shape[0], dtype=np.float32)
    for start in range(0, words.shape[0], _AT_ONCE):
        found = space.place(words[start : start + _AT_ONCE]) @ middles.T
        best[start : start + _AT_ONCE] = found.argmax(axis=1)
        likeness[start : start + _AT_ONCE] = found.max(axis=1)
    return best, likeness


def _own_likeness(reading: Reading, space: Space, vectors: Vectors, labels: Labels) -> Vectors:
    """How like each unit is to the middle of the theme its opinion is in; 0 for opinions in none."""
    numbers = np.unique(labels[labels != OUTSIDE])
    middles = centres(vectors, labels, numbers)
    found = np.zeros(len(reading.unit_rows), dtype=np.float32)
    inside = np.flatnonzero(labels[reading.unit_rows] != OUTSIDE)
    for start in range(0, len(inside), _AT_ONCE):
        units = inside[start : start + _AT_ONCE]
        theirs = middles[np.searchsorted(numbers, labels[reading.unit_rows[units]])]
        found[units] = (space.place(reading.of_units(units)) * theirs).sum(axis=1)
    return found


def _strongest(reading: Reading, units: Labels, themes: Labels, strength: Vectors) -> list[SideTheme]:
    found: dict[int, dict[int, SideTheme]] = {}
    for unit in units[np.argsort(-strength[units], kind="stable")]:
        row, theme = int(reading.unit_rows[unit]), int(themes[unit])
        of_row = found.setdefault(row, {})
        if theme not in of_row and len(of_row) < MOST_A_ROW:
            start, end = reading.unit_spans[unit]
            of_row[theme] = SideTheme(row, theme, int(start), int(end), round(float(strength[unit]), 6))
    return [side for row in sorted(found) for side in found[row].values()]
