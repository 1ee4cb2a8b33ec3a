"""How much two shares differ, how surely, and how often such a finding is wrong."""

from collections.abc import Sequence
from math import asin, exp, log, sqrt
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2_contingency, fisher_exact

_Z = 1.959963984540054
"""95 %, two-sided."""
_MANY = 10
"""From so many expected in every cell the chi-squared test is as good as Fisher's exact one."""


class Interval(NamedTuple):
    low: float
    high: float


class Effect(NamedTuple):
    """Of two shares: their difference (first minus second) and the ratio of their odds, each with 95 %.

    `h` is Cohen's: 0.2 is small, 0.5 middling, 0.8 large, whatever the shares.
    """

    difference: float
    difference_interval: Interval
    odds_ratio: float
    odds_interval: Interval
    h: float


def effect(said: int, people: int, said_elsewhere: int, people_elsewhere: int) -> Effect:
    """Return how the share `said` of `people` differs from that elsewhere; both people counts above 0.

    The interval of the difference is Newcombe's (1998, method 10), that of the odds Woolf's with a half
    added to each cell (Haldane 1956, Anscombe 1956).
    """
    first, second = said / people, said_elsewhere / people_elsewhere
    one, two = _wilson(said, people), _wilson(said_elsewhere, people_elsewhere)
    difference = first - second
    low = difference - sqrt((first - one.low) ** 2 + (two.high - second) ** 2)
    high = difference + sqrt((one.high - first) ** 2 + (second - two.low) ** 2)
    cells = [
        count + 0.5 for count in (said, people - said, said_elsewhere, people_elsewhere - said_elsewhere)
    ]
    odds = log(cells[0] * cells[3] / (cells[1] * cells[2]))
    spread = _Z * sqrt(sum(1 / cell for cell in cells))
    h = 2 * asin(sqrt(first)) - 2 * asin(sqrt(second))
    return Effect(
        difference,
        Interval(max(low, -1.0), min(high, 1.0)),
        exp(odds),
        Interval(exp(odds - spread), exp(odds + spread)),
        h,
    )


def chance(said: int, people: int, said_elsewhere: int, people_elsewhere: int) -> float:
    """Return the two-sided p-value of Fisher's exact test; of chi-squared where all cells are well filled."""
    table = np.array(
        [[said, people - said], [said_elsewhere, people_elsewhere - said_elsewhere]], dtype=np.int64
    )
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(int(table.sum()), 1)
    if expected.min() >= _MANY:
        return float(chi2_contingency(table, correction=False).pvalue)
    return float(fisher_exact(table).pvalue)


def false_discovery(chances: Sequence[float]) -> list[float]:
    """Return the q-value of each p-value (Benjamini and Hochberg 1995).

    Of the findings with a q-value up to 0.05, one in twenty is expected to be none.
    """
    values = np.asarray(chances, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * len(values) / np.arange(1, len(values) + 1)
    found = np.empty_like(values)
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return [float(value) for value in found]


def _wilson(said: int, people: int) -> Interval:
    share, square = said / people, _Z**2
    middle = share + square / (2 * people)
    spread = _Z * sqrt(share * (1 - share) / people + square / (4 * people**2))
    scale = 1 + square / people
    return Interval((middle - spread) / scale, (middle + spread) / scale)
