"""Which figures stay hidden, so that nobody can be made out, nor found by taking what is shown from a sum."""

from collections.abc import Iterable, Mapping, Sequence

FEWEST = 5
"""A cell of fewer people is not shown."""

Cell = tuple[str, str]
"""Group and subject."""


def hidden(said: Mapping[Cell, int], people: Mapping[str, int]) -> set[Cell]:
    """Return the cells to hide: of few people who said it, or did not, here or elsewhere, and their company.

    `said`: for every group and subject how many of the group's `people` said it. A row of the table shows
    the share here and elsewhere, so the sum over all groups is known; whoever takes the shown cells from it
    must be left with two cells at least and no fewer than five people. The same holds along a group,
    where the subjects may be parts of one whole.
    """
    subjects = sorted({subject for _group, subject in said})
    groups = sorted(people)
    everybody = sum(people.values())
    sums = {subject: sum(said[group, subject] for group in groups) for subject in subjects}
    found = {
        (group, subject)
        for group, subject in said
        if _is_small(said[group, subject], people[group], sums[subject], everybody)
    }
    lines = [[(group, subject) for group in groups] for subject in subjects]
    lines += [[(group, subject) for subject in subjects] for group in groups]
    while more := {cell for line in lines for cell in _company(line, found, said, people)}:
        found |= more
    return found


def _is_small(said: int, people: int, sum_said: int, everybody: int) -> bool:
    elsewhere = everybody - people
    cells = (said, people - said, sum_said - said, elsewhere - (sum_said - said))
    return min(cells) < FEWEST


def _company(
    line: Sequence[Cell], found: Iterable[Cell], said: Mapping[Cell, int], people: Mapping[str, int]
) -> list[Cell]:
    """The smallest shown cell of a line whose hidden ones could be worked out."""
    hidden_here = [cell for cell in line if cell in found]
    shown = [cell for cell in line if cell not in found]
    left = sum(said[cell] for cell in hidden_here)
    silent = sum(people[cell[0]] - said[cell] for cell in hidden_here)
    is_safe = not hidden_here or (len(hidden_here) > 1 and min(left, silent) >= FEWEST)
    if is_safe or not shown:
        return []
    return [min(shown, key=lambda cell: (said[cell], cell))]
