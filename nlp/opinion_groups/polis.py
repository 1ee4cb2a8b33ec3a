"""Groups of participants who vote alike, the way Polis finds them, from nothing but the votes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nlp.opinion_groups.consensus import Consensus, Shared, consensus, group_aware_consensus
from nlp.opinion_groups.continuing import Continued, Earlier, continued
from nlp.opinion_groups.grouping import base_clusters, group_positions, taking_part
from nlp.opinion_groups.priority import priorities
from nlp.opinion_groups.projection import extremity, fit_plane, project_participants, project_statements
from nlp.opinion_groups.representative import Representative, representative_statements
from nlp.opinion_groups.updating import PATIENCE
from nlp.opinion_groups.votes import Matrix, Numbers, count, count_by_group, pooled, without_columns
from nlp.threads import on_one_thread

__all__ = [
    "Consensus",
    "Earlier",
    "OpinionGroup",
    "OpinionGroups",
    "Representative",
    "Shared",
    "opinion_groups",
]


@dataclass(frozen=True, kw_only=True)
class OpinionGroup:
    """People who vote alike: `members` are rows of the votes.

    `number` starts at 0 with the largest group; a group that goes on from an earlier one keeps its number.
    """

    number: int
    members: list[int]
    representative: list[Representative]
    centre: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class OpinionGroups:
    """The groups of a conversation. Arrays run in the order of participants or of statements.

    `assignments`: the group's number, None for participants who voted too little. `group_aware_consensus`,
    `priorities` and `extremity` are one number a statement. `best_k` and `wins` are for the next search
    (`Earlier`).
    """

    groups: list[OpinionGroup]
    best_k: int
    wins: int
    assignments: list[int | None]
    consensus: Consensus
    positions: Matrix = field(repr=False)
    statement_positions: Matrix = field(repr=False)
    group_aware_consensus: Matrix = field(repr=False)
    priorities: Matrix = field(repr=False)
    extremity: Matrix = field(repr=False)


@on_one_thread
def opinion_groups(
    votes: Matrix,
    *,
    moderated_out: Sequence[int] = (),
    meta: Sequence[int] = (),
    seed: int = 0,
    earlier: Earlier | None = None,
) -> OpinionGroups:
    """Find the opinion groups of `votes`: people × statements; 1 agree, -1 disagree, 0 pass, nan unseen.

    Columns in `moderated_out` and `meta` count as passed by everybody and are never representative.
    The same votes and seed give the same groups; with `earlier` they go on from those.
    Raises ValueError for another shape or other values.
    """
    _check(votes)
    excluded = sorted({*moderated_out, *meta})
    counted = without_columns(votes, excluded)
    plane = fit_plane(counted)
    positions = project_participants(counted, plane)
    found = _grouped(positions, taking_part(votes, excluded), seed, earlier)
    members = _members(found.groups)
    by_group = count_by_group(votes, members)
    statements = votes.shape[1]
    representative = representative_statements(by_group, excluded)
    outlying = extremity(plane)
    return OpinionGroups(
        groups=[_group(number, rows, positions, representative[number]) for number, rows in members.items()],
        best_k=found.best_k,
        wins=found.wins,
        assignments=list(found.groups),
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


def _grouped(positions: Matrix, rows: Numbers, seed: int, earlier: Earlier | None) -> Earlier:
    groups: list[int | None] = [None] * len(positions)
    if not len(rows):
        return Earlier(groups, 0, 0)
    bases = base_clusters(positions[rows])
    going_on = None
    if earlier is not None:
        stood = earlier._replace(groups=[earlier.groups[row] for row in rows])
        going_on = continued(positions[rows], bases, stood, seed=seed)
    found = going_on or _afresh(positions[rows], bases, seed)
    for row, label in zip(rows, found.labels, strict=True):
        groups[row] = int(label)
    return Earlier(groups, found.best_k, found.wins)


def _afresh(positions: Matrix, bases: Numbers, seed: int) -> Continued:
    labels = group_positions(positions, bases, seed=seed)
    by_size = np.argsort(-np.bincount(labels), kind="stable")
    return Continued(np.argsort(by_size)[labels], len(by_size), PATIENCE)


def _group(
    number: int, rows: list[int], positions: Matrix, representative: list[Representative]
) -> OpinionGroup:
    middle = positions[rows].mean(axis=0)
    return OpinionGroup(
        number=number,
        members=rows,
        representative=representative,
        centre=(float(middle[0]), float(middle[1])),
    )


def _members(assignments: Sequence[int | None]) -> dict[int, list[int]]:
    numbers = sorted({number for number in assignments if number is not None})
    return {n: [row for row, number in enumerate(assignments) if number == n] for n in numbers}
