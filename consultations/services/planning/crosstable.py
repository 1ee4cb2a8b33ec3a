"""Themes by groups of people: how many of each group spoke of each theme, and what of it stays hidden."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple

from consultations.models import AnalysisRun
from consultations.services.planning.people import ABOUT, Group, authors_of
from consultations.services.planning.selecting import MOST_ANSWERS
from nlp.contrasts.hiding import FEWEST, Cell, hidden

NO_THEME = 0
_Spoken = list[list[tuple[str, int]]]
"""Who spoke of which theme, in parts."""


class Question(NamedTuple):
    """Something known about people, whose answers are groups of them."""

    key: str
    name: str


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

    @cached_property
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


def tables(run: AnalysisRun, themes: Mapping[int, int | None]) -> dict[Question, Callable[[], CrossTable]]:
    """One for each question by which at least two groups of enough people wrote, made when it is asked for.

    `themes`: the theme that stands at each membership that counts. People count, as in `contrasting`, and
    figures are hidden as there. One query.
    """
    alike: defaultdict[tuple[Group, ...], list[tuple[str, int]]] = defaultdict(list)
    for author in authors_of(run):
        if author.key in themes:
            alike[author.groups].append((author.person, themes[author.key] or NO_THEME))
    groups: defaultdict[Question, dict[Group, _Spoken]] = defaultdict(dict)
    for known, spoken in alike.items():
        for group in known:
            groups[_question(group)].setdefault(group, []).append(spoken)
    return {
        question: partial(_table, question, of)
        for question, of in groups.items()
        if len(of) <= MOST_ANSWERS and sum(len(_people(some)) >= FEWEST for some in of.values()) > 1
    }


def _people(spoken: _Spoken) -> set[str]:
    return {person for part in spoken for person, _theme in part}


def _table(question: Question, groups: dict[Group, _Spoken]) -> CrossTable:
    people = {group.name: len(_people(spoken)) for group, spoken in groups.items()}
    said: Counter[Cell] = Counter()
    for group, spoken in groups.items():
        said.update((group.name, str(theme)) for _person, theme in set(chain.from_iterable(spoken)))
    subjects = {subject for _group, subject in said}
    whole = {(group, subject): said[group, subject] for group in people for subject in subjects}
    return CrossTable(*question, sorted(groups), people, whole, hidden(whole, people))


def _question(group: Group) -> Question:
    key = f"{ABOUT}:{group.attribute}" if group.field == ABOUT else group.field
    return Question(key, group.attribute)
