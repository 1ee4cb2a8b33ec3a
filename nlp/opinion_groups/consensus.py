"""What everybody shares: over all participants, and across groups."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nlp.opinion_groups.significance import SIGNIFICANT, z_of_share
from nlp.opinion_groups.votes import Counts, Matrix

MOST_STATEMENTS = 5


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A statement that a significant majority of all participants votes the same way on."""

    statement: int
    probability: float
    probability_z: float
    voters: int
    in_favour: int


@dataclass(frozen=True, kw_only=True)
class Consensus:
    agree: list[Shared]
    disagree: list[Shared]


def consensus(all_votes: Counts, excluded: Sequence[int] = ()) -> Consensus:
    """Return the statements most participants agree, and disagree, with: at most five each."""
    return Consensus(
        agree=_shared(all_votes.agree, all_votes.seen, excluded),
        disagree=_shared(all_votes.disagree, all_votes.seen, excluded),
    )


def _shared(in_favour: Matrix, voters: Matrix, excluded: Sequence[int]) -> list[Shared]:
    shares, sureness = (in_favour + 1) / (voters + 2), z_of_share(in_favour, voters)
    found = [
        Shared(
            statement=j,
            probability=float(shares[j]),
            probability_z=float(sureness[j]),
            voters=int(voters[j]),
            in_favour=int(in_favour[j]),
        )
        for j in range(len(voters))
        if j not in excluded and shares[j] > 0.5 and sureness[j] > SIGNIFICANT
    ]
    return sorted(found, key=lambda one: -one.probability * one.probability_z)[:MOST_STATEMENTS]


def group_aware_consensus(groups: Iterable[Counts], statements: int) -> Matrix:
    """Return per statement the product over groups of its smoothed share of agreement."""
    product = np.ones(statements)
    for counts in groups:
        product = product * (counts.agree + 1) / (counts.seen + 2)
    return product
