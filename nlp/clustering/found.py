"""What an analysis of opinions finds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[np.int64]

OUTSIDE = -1
"""The label of a row that is in no theme."""


class Quotation(NamedTuple):
    """A unit of one opinion: `texts[row][start:end]`."""

    row: int
    start: int
    end: int


class SideTheme(NamedTuple):
    """A unit, `texts[row][start:end]`, that speaks of another theme than the one of its row."""

    row: int
    theme: int
    start: int
    end: int
    likeness: float


@dataclass(frozen=True, kw_only=True)
class FoundTheme:
    """A group of opinions about one thing.

    `number` starts at 1. `label` stands literally in one of the opinions. `terms` are the words that set
    this theme apart, most telling first. `members` are row numbers, ascending. `spoken_for` gives for each
    member the place in `evidence` of the quotation it resembles, None when it resembles none. `parent` is
    the number of its family, None when it stands alone. `fragility` is the share (0 to 1) of it that other
    samples of the opinions did not find again, None when too few opinions tell. `is_distinct`: few opinions,
    unlike all others.
    """

    number: int
    label: str
    terms: list[str]
    members: list[int]
    evidence: list[Quotation]
    spoken_for: list[int | None]
    parent: int | None
    fragility: float | None = None
    is_distinct: bool = False


@dataclass(frozen=True, kw_only=True)
class FoundFamily:
    """Themes close to each other, under a label that stands literally in one of their opinions."""

    number: int
    label: str
    terms: list[str]
    themes: list[int]


class Step(NamedTuple):
    """How the opinions fall into `themes` themes: what a planner sees while choosing their number.

    `cut` asks `group` for it; `sizes` and `labels` are of the largest.
    """

    cut: int
    themes: int
    sizes: list[int]
    labels: list[str]
    outside: int
    worth: float
    is_best: bool


@dataclass(frozen=True, kw_only=True)
class ThemeResult:
    """All themes of a set of texts; lists and `positions` (n, 2) run in the order of the texts.

    `assignments` holds the theme's number or None for "in no theme"; `scores` the cosine (0 to 1) to the
    centre of the own theme, or to the nearest one for rows in no theme.
    """

    assignments: list[int | None]
    scores: list[float]
    themes: Sequence[FoundTheme]
    families: Sequence[FoundFamily]
    side_themes: Sequence[SideTheme]
    positions: Vectors = field(repr=False)
