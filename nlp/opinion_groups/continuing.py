"""Groups that go on from those of an earlier search: the same people, the same number, no hasty change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nlp.opinion_groups.grouping import FEWEST_MEMBERS, base_centres, best_runs
from nlp.opinion_groups.updating import PATIENCE, Update, update
from nlp.opinion_groups.votes import Matrix, Numbers


class Earlier(NamedTuple):
    """What an earlier search left: each row's group (None: in none, or new), and how its number fared.

    `best_k` is the number of groups that fitted best, `wins` how often it has done so in a row.
    """

    groups: Sequence[int | None]
    best_k: int
    wins: int


class Continued(NamedTuple):
    """The group of each position by the earlier numbers, and what the next search is to be told."""

    labels: Numbers
    best_k: int
    wins: int


def continued(positions: Matrix, bases: Numbers, earlier: Earlier, *, seed: int) -> Continued | None:
    """Return the groups of `positions`, started from where the people of the earlier groups stand now.

    People are followed, not places: the axes may have turned since. Another number of groups is taken
    when it has fitted best in `PATIENCE` searches running. None when fewer than two groups are still there.
    """
    sizes, centres = base_centres(positions, bases)
    stood = {group for group in earlier.groups if group is not None}
    numbers = [group for group in sorted(stood) if len(_rows(earlier.groups, group)) >= FEWEST_MEMBERS]
    if len(numbers) < 2:
        return None
    starts = {k: run.centres for k, run in best_runs(centres, sizes, seed=seed).items()}
    starts[len(numbers)] = np.stack(
        [positions[_rows(earlier.groups, group)].mean(axis=0) for group in numbers]
    )
    before = Update(len(numbers), np.zeros(0, dtype=np.int64), earlier.best_k, earlier.wins, starts)
    if len(np.unique(centres, axis=0)) < 2:
        return None
    found = update(centres, sizes, before, fewest=FEWEST_MEMBERS)
    labels = found.groups[bases]
    kept = kept_numbers(labels, earlier.groups)
    return Continued(
        np.array([kept[int(label)] for label in labels]), found.best_k, min(found.wins, PATIENCE)
    )


def kept_numbers(labels: Numbers, groups: Sequence[int | None]) -> Mapping[int, int]:
    """Return the number of each label: that of the earlier group it shares most people with.

    A label that goes on from none gets the smallest free number, the largest label first.
    """
    shared = Counter(
        (int(label), group) for label, group in zip(labels, groups, strict=True) if group is not None
    )
    numbers: dict[int, int] = {}
    for label, group in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if label not in numbers and group not in numbers.values():
            numbers[label] = group
    for label, _size in Counter(labels.tolist()).most_common():
        if label not in numbers:
            numbers[label] = next(n for n in range(len(numbers) + 1) if n not in numbers.values())
    return numbers


def _rows(groups: Sequence[int | None], wanted: int) -> list[int]:
    return [row for row, group in enumerate(groups) if group == wanted]
