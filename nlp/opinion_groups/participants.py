"""How typical each participant is: of everybody, and of the own group."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nlp.opinion_groups.votes import Matrix


class Standing(NamedTuple):
    """`centricness` and `coreness` are 1 in the middle of all and of the own group, less further out.

    `extremeness` is how much further than its group somebody stands from the middle of all.
    """

    centricness: float
    coreness: float
    extremeness: float


def standings(positions: Matrix, groups: Sequence[int | None]) -> list[Standing | None]:
    """Return the standing of each of `positions` (participants, 2); None for those in no group."""
    inside = [row for row, group in enumerate(groups) if group is not None]
    if not inside:
        return [None for _group in groups]
    middle = positions[inside].mean(axis=0)
    centres = {
        group: positions[[row for row in inside if groups[row] == group]].mean(axis=0)
        for group in {groups[row] for row in inside}
    }
    return [
        None if group is None else _standing(positions[row], middle, centres[group])
        for row, group in enumerate(groups)
    ]


def _standing(position: Matrix, middle: Matrix, centre: Matrix) -> Standing:
    outward = centre - middle
    length = float(np.linalg.norm(outward))
    return Standing(
        centricness=1 - float(np.linalg.norm(position - middle)),
        coreness=1 - float(np.linalg.norm(position - centre)),
        extremeness=float((position - centre) @ outward) / length if length else 0.0,
    )
