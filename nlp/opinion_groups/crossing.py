"""Subjects crossed with opinion groups: what unites the groups, and what divides them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

FEWEST = 5


class Cast(NamedTuple):
    """What one group did with the statements of one subject: people who voted, votes, those that agree."""

    people: int
    votes: int
    agree: int


@dataclass(frozen=True)
class Crossed:
    """`shares` of agreement, a group each, smoothed as (agree + 1) / (votes + 2)."""

    subject: str
    shares: dict[int, float]

    @property
    def unity(self) -> float:
        """The group-aware consensus: near 1 only where every group agrees."""
        return prod(self.shares.values())

    @property
    def division(self) -> float:
        """How far the groups are apart, 0 to 1."""
        return max(self.shares.values()) - min(self.shares.values())


def crossed(cast: Mapping[str, Mapping[int, Cast]]) -> list[Crossed]:
    """Return the subjects (name → group → what it cast) that two groups voted on, most divided first.

    A group of fewer than five people is left out of a subject; its share is neither shown nor counted.
    """
    found = []
    for subject, groups in cast.items():
        enough = {group: one for group, one in sorted(groups.items()) if one.people >= FEWEST}
        if len(enough) > 1:
            shares = {group: (one.agree + 1) / (one.votes + 2) for group, one in enough.items()}
            found.append(Crossed(subject, shares))
    return sorted(found, key=lambda one: (-one.division, one.subject))
