"""Statements that stand for a group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nlp.opinion_groups.significance import SIGNIFICANT, z_of_difference, z_of_share
from nlp.opinion_groups.votes import Counts, Matrix, pooled

MOST_STATEMENTS = 5

Direction = Literal["agree", "disagree"]


@dataclass(frozen=True, kw_only=True)
class Representative:
    """A statement that sets a group apart, in the direction the group votes.

    `probability` is the share of the group's voters in that direction (smoothed), `ratio` how many times
    the others' share that is; `probability_z` and `ratio_z` say how sure.
    """

    statement: int
    direction: Direction
    probability: float
    probability_z: float
    ratio: float
    ratio_z: float
    voters: int
    in_favour: int
    best_agree: bool = False

    @property
    def worth(self) -> float:
        return self.ratio * self.ratio_z * self.probability * self.probability_z

    @property
    def passes(self) -> bool:
        return self.ratio_z > SIGNIFICANT and self.probability_z > SIGNIFICANT


Pair = tuple[Representative, Representative]
"""One statement seen in both directions: agree, disagree."""


def representative_statements(
    counts: Mapping[int, Counts], excluded: Sequence[int] = ()
) -> dict[int, list[Representative]]:
    """Return for each group at most five statements that set it apart, agreed ones first.

    A statement passes when both its share in the group and the difference from all other groups are
    significant. The statement the group agrees on best is always among the five.
    """
    chosen: dict[int, list[Representative]] = {}
    for number, mine in counts.items():
        others = pooled([other for key, other in counts.items() if key != number], len(mine.seen))
        agrees = _in_direction("agree", mine.agree, mine.seen, others.agree, others.seen)
        disagrees = _in_direction("disagree", mine.disagree, mine.seen, others.disagree, others.seen)
        pairs = [pair for pair in zip(agrees, disagrees, strict=True) if pair[0].statement not in excluded]
        chosen[number] = _selected(pairs)
    return chosen


def _selected(pairs: Sequence[Pair]) -> list[Representative]:
    agreed = _best_agreed(pairs)
    first = [replace(_stronger(agreed), best_agree=True)] if agreed else []
    passing = [_stronger(pair) for pair in pairs if pair is not agreed and any(side.passes for side in pair)]
    if not (passing or first) and pairs:
        return [_stronger(max(pairs, key=lambda pair: max(side.ratio_z for side in pair)))]
    ranked = [*first, *sorted(passing, key=lambda one: -one.worth)][:MOST_STATEMENTS]
    return sorted(ranked, key=lambda one: one.direction)


def _stronger(pair: Pair) -> Representative:
    """The direction that differs more from the others; never one that nobody in the group votes."""
    agree, disagree = pair
    return agree if agree.ratio_z > disagree.ratio_z or not disagree.in_favour else disagree


def _best_agreed(pairs: Iterable[Pair]) -> Pair | None:
    best: Pair | None = None
    for pair in pairs:
        if any(side.in_favour for side in pair) and _agreed_better(pair[0], best and best[0]):
            best = pair
    return best


def _agreed_better(agree: Representative, best: Representative | None) -> bool:
    if best is None:
        return agree.probability_z > SIGNIFICANT or (agree.ratio > 1 and agree.probability > 0.5)
    if best.ratio > 1:
        return agree.worth > best.worth
    return agree.probability * agree.probability_z > best.probability * best.probability_z


def _in_direction(
    direction: Direction, mine: Matrix, voters: Matrix, others: Matrix, other_voters: Matrix
) -> list[Representative]:
    share, other_share = (mine + 1) / (voters + 2), (others + 1) / (other_voters + 2)
    share_z, difference_z = z_of_share(mine, voters), z_of_difference(mine, voters, others, other_voters)
    return [
        Representative(
            statement=j,
            direction=direction,
            probability=float(share[j]),
            probability_z=float(share_z[j]),
            ratio=float(share[j] / other_share[j]),
            ratio_z=float(difference_z[j]),
            voters=int(voters[j]),
            in_favour=int(mine[j]),
        )
        for j in range(len(voters))
    ]
