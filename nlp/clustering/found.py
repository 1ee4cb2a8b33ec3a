"""What an analysis of opinions finds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

OUTSIDE = -1
"""The label of a row that is in no theme."""


class Quotation(NamedTuple):
    """A whole sentence of one opinion: `texts[row][start:end]`."""

    row: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class FoundTheme:
    """A group of opinions about one thing.

    `number` starts at 1. `label` stands literally in one of the opinions. `terms` are the words that set
    this theme apart, most telling first. `members` are row numbers, ascending. `parent` is the number of
    the larger theme this one is close to, None when there is none.
    """

    number: int
    label: str
    terms: list[str]
    members: list[int]
    evidence: list[Quotation]
    parent: int | None


@dataclass(frozen=True, kw_only=True)
class ThemeResult:
    """All themes of a set of texts; lists and `positions` (n, 2) run in the order of the texts.

    `assignments` holds the theme's number or None for "in no theme"; `scores` the cosine (0 to 1) to the
    centre of the own theme, or to the nearest one for rows in no theme.
    """

    assignments: list[int | None]
    scores: list[float]
    themes: Sequence[FoundTheme]
    positions: Vectors = field(repr=False)
