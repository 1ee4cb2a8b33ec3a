"""Groups of participants who vote alike, the way Polis finds them, from nothing but the votes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nlp.opinion_groups.consensus import Consensus, Shared, consensus, group_aware_consensus
from nlp.opinion_groups.grouping import base_clusters, group_positions, taking_part
from nlp.opinion_groups.priority import priorities
from nlp.opinion_groups.projection import extremity, fit_plane, project_participants, project_statements
from nlp.opinion_groups.representative import Representative, representative_statements
from nlp.opinion_groups.votes import Matrix, count, count_by_group, pooled, without_columns

__all__ = [
    "Consensus",
    "OpinionGroup",
    "OpinionGroups",
    "Representative",
    "Shared",
    "opinion_groups",
]


@dataclass(frozen=True, kw_only=True)
class OpinionGroup:
    """People who vote alike: `members` are rows of the votes; `number` starts at 0 with the largest group."""

    number: int
    members: list[int]
    representative: list[Representative]
    centre: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class OpinionGroups:
    """The groups of a conversation. Arrays run in the order of participants or of statements.

    `assignments`: the group's number, None for participants who voted too little. `group_aware_consensus`,
    `priorities` and `extremity` are one number a statement.
    """

    groups: list[OpinionGroup]
    assignments: list[int | None]
    consensus: Consensus
    positions: Matrix = field(repr=False)
    statement_positions: Matrix = field(repr=False)
    group_aware_consensus: Matrix = field(repr=False)
    priorities: Matrix = field(repr=False)
    extremity: Matrix = field(repr=False)


def opinion_groups(
    votes: Matrix, *, moderated_out: Sequence[int] = (), meta: Sequence[int] = (), seed: int = 0
) -> OpinionGroups:
    """Find the opinion groups of `votes`: people × statements; 1 agree, -1 disagree, 0 pass, nan unseen.

    Columns in `moderated_out` and `meta` count as passed by everybody and are never representative.
    The same votes and seed give the same groups. Raises ValueError for another shape or other values.
    """
    _check(votes)
    excluded = sorted({*moderated_out, *meta})
    counted = without_columns(votes, excluded)
    plane = fit_plane(counted)
    positions = project_participants(counted, plane)
    assignments = _assignments(votes, positions, excluded, seed)
    members = _members(assignments)
    by_group = count_by_group(votes, members)
    statements = votes.shape[1]
    representative = representative_statements(by_group, excluded)
    outlying = extremity(plane)
    return OpinionGroups(
        groups=[
            OpinionGroup(
                number=number,
                members=rows,
                representative=representative[number],
                centre=(float(positions[rows, 0].mean()), float(positions[rows, 1].mean())),
            )
            for number, rows in members.items()
        ],
        assignments=assignments,
        consensus=consensus(count(votes), excluded),
        positions=positions,
        statement_positions=project_statements(plane),
        group_aware_consensus=group_aware_consensus(by_group.values(), statements),
        priorities=priorities(pooled(list(by_group.values()), statements), outlying, tuple(meta)),
        extremity=outlying,
    )


def _check(votes: Matrix) -> None:
    if votes.ndim != 2:
        message = f"votes must be participants × statements, not {votes.ndim}-dimensional"
        raise ValueError(message)
    if not np.isin(votes[~np.isnan(votes)], (-1, 0, 1)).all():
        message = "votes must be 1, -1, 0 or nan"
        raise ValueError(message)


def _assignments(votes: Matrix, positions: Matrix, excluded: Sequence[int], seed: int) -> list[int | None]:
    assignments: list[int | None] = [None] * len(votes)
    rows = taking_part(votes, excluded)
    if len(rows):
        labels = group_positions(positions[rows], base_clusters(positions[rows]), seed=seed)
        by_size = np.argsort(-np.bincount(labels), kind="stable")
        rank = {int(label): number for number, label in enumerate(by_size)}
        for row, label in zip(rows, labels, strict=True):
            assignments[row] = rank[int(label)]
    return assignments


def _members(assignments: Sequence[int | None]) -> dict[int, list[int]]:
    numbers = sorted({number for number in assignments if number is not None})
    return {n: [row for row, number in enumerate(assignments) if number == n] for n in numbers}
