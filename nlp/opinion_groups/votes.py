"""The votes of a conversation as a matrix, and the counts made of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


class Counts(NamedTuple):
    """Per statement: how many agree, disagree, and voted at all (passes included)."""

    agree: Matrix
    disagree: Matrix
    seen: Matrix

    @property
    def passed(self) -> Matrix:
        return self.seen - self.agree - self.disagree


def without_columns(votes: Matrix, columns: Sequence[int]) -> Matrix:
    """Return a copy in which everybody passed on `columns`: how moderated statements stop to matter."""
    kept = votes.copy()
    kept[:, list(columns)] = 0.0
    return kept


def count(votes: Matrix) -> Counts:
    """Count the votes of some participants (rows); agree 1, disagree -1, pass 0, unseen nan."""
    return Counts(
        agree=(votes == 1).sum(axis=0).astype(float),
        disagree=(votes == -1).sum(axis=0).astype(float),
        seen=(~np.isnan(votes)).sum(axis=0).astype(float),
    )


def count_by_group(votes: Matrix, members: Mapping[int, Sequence[int]]) -> dict[int, Counts]:
    """Count the votes of each group's `members` (row numbers)."""
    return {number: count(votes[list(rows)]) for number, rows in members.items()}


def pooled(counts: Sequence[Counts], statements: int) -> Counts:
    """Add up the counts of several groups; of none, zeros."""
    nothing = Counts(*(np.zeros(statements) for _ in range(3)))
    return Counts(*(np.sum(parts, axis=0) for parts in zip(nothing, *counts, strict=True)))
