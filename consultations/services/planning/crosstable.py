"""Themes by groups of people: how many of each group spoke of each theme, and what of it stays hidden."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass

from consultations.models import AnalysisRun
from consultations.services.planning.people import ABOUT, Group, said_in
from consultations.services.planning.selecting import MOST_ANSWERS
from nlp.contrasts.hiding import FEWEST, Cell, hidden

NO_THEME = 0


@dataclass(frozen=True)
class CrossTable:
    """What is known about people by one question, as far as enough of them answered it."""

    key: str
    name: str
    groups: list[Group]
    people: dict[str, int]
    said: dict[Cell, int]
    out_of_sight: set[Cell]

    def shown(self, group: str, theme: int) -> int | None:
        """None: hidden, because somebody could be made out from it."""
        cell = group, str(theme)
        return None if cell in self.out_of_sight else self.said.get(cell, 0)

    @property
    def sizes(self) -> dict[str, int | None]:
        """People of each group; None where they are few. A single hidden group could be worked out from the
        others, so the next smallest is hidden along with it."""
        few = sorted(self.people, key=lambda name: (self.people[name], name))
        at_least = 2 if self.people[few[0]] < FEWEST else 0
        hidden_names = {name for at, name in enumerate(few) if self.people[name] < FEWEST or at < at_least}
        return {name: None if name in hidden_names else count for name, count in self.people.items()}

    def sum(self, theme: int) -> int | None:
        whole = sum(self.said.get((group.name, str(theme)), 0) for group in self.groups)
        return whole if whole >= FEWEST else None


def tables(run: AnalysisRun, chosen: Container[int]) -> list[CrossTable]:
    """One for each question by which at least two groups of enough people wrote. One query.

    `chosen` are keys of memberships. People count, as in `contrasting`, and figures are hidden as there.
    """
    people: defaultdict[tuple[str, str], dict[Group, set[str]]] = defaultdict(dict)
    said: defaultdict[tuple[str, str], defaultdict[Cell, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in said_in(run):
        if one.key not in chosen:
            continue
        for group in one.groups:
            question = _key(group), group.attribute
            people[question].setdefault(group, set()).add(one.person)
            said[question][group.name, str(one.theme or NO_THEME)].add(one.person)
    return [
        _table(*question, groups, {cell: len(some) for cell, some in said[question].items()})
        for question, groups in people.items()
        if len(groups) <= MOST_ANSWERS and sum(len(some) >= FEWEST for some in groups.values()) > 1
    ]


def _table(key: str, name: str, groups: dict[Group, set[str]], said: dict[Cell, int]) -> CrossTable:
    people = {group.name: len(some) for group, some in groups.items()}
    subjects = {subject for _group, subject in said}
    whole = {(group, subject): said.get((group, subject), 0) for group in people for subject in subjects}
    return CrossTable(key, name, sorted(groups), people, whole, hidden(whole, people))


def _key(group: Group) -> str:
    return f"{ABOUT}:{group.attribute}" if group.field == ABOUT else group.field
