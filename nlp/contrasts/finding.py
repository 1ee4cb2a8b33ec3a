"""Compares each group with everybody else of its attribute, subject by subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.contrasts.hiding import Cell, hidden
from nlp.contrasts.measures import Effect, chance, effect, false_discovery


@dataclass(frozen=True)
class Counts:
    """One attribute (ward, age, channel): `people` of each group, and how many of them `said` each subject.

    A person counts once for a subject, and may have said several. Groups and subjects not in `said` count 0.
    """

    attribute: str
    people: Mapping[str, int]
    said: Mapping[Cell, int]


@dataclass(frozen=True)
class Contrast:
    """A group and a subject. Nothing but their names where figures are hidden."""

    attribute: str
    group: str
    subject: str
    said: int | None = None
    people: int | None = None
    said_elsewhere: int | None = None
    people_elsewhere: int | None = None
    effect: Effect | None = None
    p: float | None = None
    q: float | None = None

    @property
    def is_hidden(self) -> bool:
        return self.effect is None


def contrasts(attributes: Sequence[Counts]) -> list[Contrast]:
    """Return every group and subject of `attributes`: the surest differences first, hidden ones last.

    q-values hold over all that is shown, of all attributes together. Raises ValueError where more
    people said something than there are.
    """
    found = [one for counts in attributes for one in _compared(counts)]
    shown = [one for one in found if one.p is not None]
    values = false_discovery([one.p for one in shown if one.p is not None])
    sure = [_with_q(one, q) for one, q in zip(shown, values, strict=True)]
    sure.sort(key=lambda one: (one.q, -abs(one.effect.h if one.effect else 0), *_name(one)))
    return [*sure, *sorted((one for one in found if one.is_hidden), key=_name)]


def _compared(counts: Counts) -> list[Contrast]:
    groups = sorted(group for group, people in counts.people.items() if people > 0)
    subjects = sorted({subject for _group, subject in counts.said})
    people = {group: counts.people[group] for group in groups}
    said = {
        (group, subject): counts.said.get((group, subject), 0) for group in groups for subject in subjects
    }
    _check(said, people)
    out_of_sight = hidden(said, people)
    sums = {subject: sum(said[group, subject] for group in groups) for subject in subjects}
    everybody = sum(people.values())
    return [
        Contrast(counts.attribute, group, subject)
        if (group, subject) in out_of_sight
        else _contrast(
            counts.attribute, (group, subject), said[group, subject], people[group], sums, everybody
        )
        for group, subject in said
    ]


def _contrast(
    attribute: str, cell: Cell, said: int, people: int, sums: Mapping[str, int], everybody: int
) -> Contrast:
    group, subject = cell
    table = (said, people, sums[subject] - said, everybody - people)
    return Contrast(attribute, group, subject, *table, effect=effect(*table), p=chance(*table))


def _with_q(one: Contrast, q: float) -> Contrast:
    return Contrast(**{**vars(one), "q": q})


def _name(one: Contrast) -> tuple[str, str, str]:
    return one.attribute, one.group, one.subject


def _check(said: Mapping[Cell, int], people: Mapping[str, int]) -> None:
    for (group, subject), count in said.items():
        if not 0 <= count <= people[group]:
            message = f"{count} of {people[group]} people of {group} cannot have said {subject}"
            raise ValueError(message)
