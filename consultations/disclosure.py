"""Counts of people, so published that nobody can be found by them.

A cell with one to four people is not shown. Where the total would give it away, further cells are kept back,
the smallest first, until what is hidden together has at least five people and more than one solution.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

LEAST = 5


class Hidden(StrEnum):
    FEW = "few"
    KEPT_BACK = "kept_back"


class Published(NamedTuple):
    """What may be shown, in the order of the cells; the total last."""

    cells: tuple[int | Hidden, ...]
    total: int | Hidden


def protect(cells: Sequence[int]) -> Published:
    few = {place for place, value in enumerate(cells) if 0 < value < LEAST}
    hidden = set(few)
    others = sorted((value, place) for place, value in enumerate(cells) if value >= LEAST)
    total = sum(cells)
    while hidden and others and _can_be_worked_out(cells, few, hidden):
        hidden.add(others.pop(0)[1])
    shown: list[int | Hidden] = list(cells)
    # Nothing left to hide behind: then not even how small they are is said, and at worst not their sum.
    given_away = bool(hidden) and _can_be_worked_out(cells, few, hidden)
    for place in hidden:
        shown[place] = Hidden.FEW if place in few and not given_away else Hidden.KEPT_BACK
    return Published(tuple(shown), _total(total, len(hidden), given_away=given_away))


def rounded(value: int) -> int:
    """To the nearest five: for sums whose parts are published elsewhere."""
    return (value + LEAST // 2) // LEAST * LEAST


def _can_be_worked_out(cells: Sequence[int], few: set[int], hidden: set[int]) -> bool:
    """Whether total and visible cells leave less than five people, or one solution, for a hidden cell."""
    together = sum(cells[place] for place in hidden)
    if together < LEAST or len(hidden) == 1:
        return True
    small, large = len(few), len(hidden) - len(few)
    lowest = small + LEAST * large
    if large:
        return together == lowest
    return together in (lowest, (LEAST - 1) * small)


def _total(total: int, hidden: int, *, given_away: bool) -> int | Hidden:
    if total < LEAST:
        return Hidden.FEW if total else 0
    return Hidden.KEPT_BACK if given_away and hidden == 1 else total
