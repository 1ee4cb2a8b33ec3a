"""Themes by groups of people at the desk: who spoke of what, each figure with the way to its opinions."""

from collections.abc import Container
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from consultations.forms.selection import ALONE
from consultations.models import AnalysisRun
from consultations.services.planning import crosstable
from consultations.services.planning.crosstable import NO_THEME, CrossTable
from consultations.services.planning.people import Group
from consultations.views.themes.reading import ThemeRow
from nlp.contrasts.hiding import FEWEST

CHOOSE = "by"
"""The parameter that says which question the columns answer."""


class Cell(NamedTuple):
    group: str
    people: int | None
    """None: hidden."""
    whole: int
    address: str


class Row(NamedTuple):
    theme: ThemeRow | None
    """None: of opinions that stand in no theme."""
    label: str
    cells: list[Cell]
    sum: int | None
    address: str


@dataclass(frozen=True)
class PeoplesTable:
    chosen: CrossTable
    others: list[CrossTable]
    """All that can be chosen, the chosen one among them."""
    rows: list[Row]
    left_out: int
    """Themes of which every figure is hidden."""

    @property
    def columns(self) -> list[tuple[str, int | None]]:
        """Each group with its people."""
        people = self.chosen.people
        return [
            (group.name, people[group.name] if people[group.name] >= FEWEST else None)
            for group in self.chosen.groups
        ]

    @property
    def has_hidden(self) -> bool:
        return any(cell.people is None for row in self.rows for cell in row.cells) or self.left_out > 0


def of_selection(
    asked: QueryDict, run: AnalysisRun, rows: list[ThemeRow], keys: Container[int]
) -> PeoplesTable | None:
    """`keys` are those of the places selected. None when there are no two groups of enough people."""
    found = crosstable.tables(run, keys)
    if not found:
        return None
    wanted = asked.get(CHOOSE, "")
    chosen = next((table for table in found if table.key == wanted), found[0])
    themes: list[tuple[ThemeRow | None, int, str]] = [(row, row.theme.pk, row.label) for row in rows]
    if any(subject == str(NO_THEME) for _group, subject in chosen.said):
        themes.append((None, NO_THEME, _("In no theme")))
    every = [_row(asked, chosen, *theme) for theme in themes]
    shown = [row for row in every if any(cell.people is not None for cell in row.cells)]
    return PeoplesTable(chosen, found, shown, len(every) - len(shown))


def _row(asked: QueryDict, table: CrossTable, row: ThemeRow | None, key: int, label: str) -> Row:
    theme = str(row.theme.stable_id) if row else ALONE
    cells = [
        Cell(
            group.name,
            table.shown(group.name, key),
            table.people[group.name],
            _address(asked, theme, group),
        )
        for group in table.groups
    ]
    return Row(row, label, cells, table.sum(key), _address(asked, theme))


def _address(asked: QueryDict, theme: str, group: Group | None = None) -> str:
    """The opinions of the selection that are of this theme, and of this group of people."""
    query = asked.copy()
    for name in ("page", CHOOSE):
        query.pop(name, None)
    query["view"], query["theme"] = "opinions", theme
    if group:
        query[group.field] = group.value
    return f"?{query.urlencode()}"
