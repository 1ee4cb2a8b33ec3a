"""Themes by groups of people at the desk: who spoke of what, each figure with the way to its opinions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from consultations.forms.selection import ALONE
from consultations.models import AnalysisRun, Membership
from consultations.services.planning import crosstable
from consultations.services.planning.crosstable import NO_THEME, CrossTable, Question
from consultations.services.planning.people import Group
from consultations.views.planning.ways import BY, Ways
from consultations.views.themes.places import Place
from consultations.views.themes.reading import ThemeRow

FILLED = 0.25
"""With a smaller share of its figures shown the table says less than the sums of the groups."""


class Cell(NamedTuple):
    group: str
    people: int | None
    """None: hidden."""
    whole: int | None
    """People of the group, from which the share is taken."""
    address: str


class Row(NamedTuple):
    theme: ThemeRow | None
    """None: of opinions that stand in no theme."""
    label: str
    cells: list[Cell]
    sum: int | None
    address: str


class Total(NamedTuple):
    """A group as a whole, whatever its people spoke of."""

    name: str
    people: int
    address: str


@dataclass(frozen=True)
class PeoplesTable:
    chosen: CrossTable
    questions: list[Question]
    """All that can be chosen, the chosen one among them."""
    rows: list[Row]
    left_out: int
    """Themes of which every figure is hidden. What stands in no theme is none of them."""
    figures: int
    """Theme by group, the hidden ones too."""
    totals: list[Total]
    """Of groups of enough people, the largest first."""
    hidden_groups: list[str]

    @property
    def columns(self) -> list[tuple[str, int | None]]:
        """Each group with its people."""
        sizes = self.chosen.sizes
        return [(group.name, sizes[group.name]) for group in self.chosen.groups]

    @property
    def shown(self) -> int:
        return sum(cell.people is not None for row in self.rows for cell in row.cells)

    @property
    def is_sparse(self) -> bool:
        """As in a small consultation, where nearly nothing may be said by theme and group."""
        return self.shown < FILLED * self.figures

    @property
    def has_hidden(self) -> bool:
        return any(cell.people is None for row in self.rows for cell in row.cells) or self.left_out > 0


def of_selection(
    asked: QueryDict, run: AnalysisRun, rows: list[ThemeRow], found: Iterable[Place]
) -> PeoplesTable | None:
    """`found` are the places selected. None when there are no two groups of enough people."""
    counted = {place.key: place.theme for place in found if place.standing != Membership.State.WITHHELD}
    tables = crosstable.tables(run, counted)
    if not tables:
        return None
    questions = list(tables)
    wanted, ways = asked.get(BY, ""), Ways(asked)
    chosen = tables[next((one for one in questions if one.key == wanted), questions[0])]()
    themes: list[tuple[ThemeRow | None, int, str]] = [(row, row.theme.pk, row.label) for row in rows]
    if any(subject == str(NO_THEME) for _group, subject in chosen.said):
        themes.append((None, NO_THEME, _("In no theme")))
    every = [_row(ways, chosen, *theme) for theme in themes]
    shown = [row for row in every if any(cell.people is not None for cell in row.cells)]
    return PeoplesTable(
        chosen,
        questions,
        shown,
        left_out=sum(row.theme is not None for row in every) - sum(row.theme is not None for row in shown),
        figures=sum(len(row.cells) for row in every),
        totals=_totals(ways, chosen),
        hidden_groups=[group.name for group in chosen.groups if chosen.sizes[group.name] is None],
    )


def _totals(ways: Ways, table: CrossTable) -> list[Total]:
    found = [
        Total(group.name, size, ways.to_opinions(**_of(group)))
        for group in table.groups
        if (size := table.sizes[group.name]) is not None
    ]
    return sorted(found, key=lambda one: (-one.people, one.name))


def _row(ways: Ways, table: CrossTable, row: ThemeRow | None, key: int, label: str) -> Row:
    theme = str(row.theme.stable_id) if row else ALONE
    cells = [
        Cell(
            group.name,
            table.shown(group.name, key),
            table.sizes[group.name],
            ways.to_opinions(theme=theme, **_of(group)),
        )
        for group in table.groups
    ]
    return Row(row, label, cells, table.sum(key), ways.to_opinions(theme=theme))


def _of(group: Group) -> dict[str, str]:
    return {group.field: group.value}
