"""The figures of a theme at the desk, each with the way to the opinions that it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.forms.selection import SPOKEN, UNSPOKEN
from consultations.models import Membership
from consultations.services.planning.selecting import NO_STANCE, Selection
from consultations.views.planning.ways import Ways
from consultations.views.themes import coverage
from consultations.views.themes.coverage import Coverage
from consultations.views.themes.places import Place
from consultations.views.themes.reading import ThemeRow

_STANCES = [*Membership.Stance.choices, (NO_STANCE, _("No stance"))]


class StanceFigure(NamedTuple):
    value: str
    label: "str | Promise"
    opinions: int
    before: int
    """Where its part of the bar begins."""
    address: str


@dataclass(frozen=True)
class Card:
    row: ThemeRow
    ways: Ways
    coverage: Coverage | None

    @property
    def address(self) -> str:
        """Of the theme with its quotations."""
        return self.ways.to(theme=str(self.row.theme.stable_id))

    @property
    def opinions(self) -> str:
        return self._to()

    @property
    def distinct(self) -> str:
        return self._to(copies="no")

    @property
    def spoken(self) -> str:
        return self._to(quotation=SPOKEN)

    @property
    def unlike(self) -> str:
        return self._to(quotation=UNSPOKEN)

    @property
    def stances(self) -> list[StanceFigure]:
        """The five and none: they add up to the opinions of the theme. Not a single one leads nowhere."""
        size: Any = self.row.shown
        counts = [size[value] for value in Membership.Stance.values]
        counts.append(size["opinions"] - sum(counts))
        return [
            StanceFigure(value, label, count, sum(counts[:at]), self._to(stance=value) if count else "")
            for at, ((value, label), count) in enumerate(zip(_STANCES, counts, strict=True))
        ]

    def _to(self, **chosen: str) -> str:
        return self.ways.to_opinions(theme=str(self.row.theme.stable_id), **chosen)


def of_selection(
    asked: QueryDict, rows: Iterable[ThemeRow], places: Iterable[Place], selection: Selection
) -> list[Card]:
    """One for each row of the selection, of which `places` are all."""
    rows = list(rows)
    is_by_quotation = selection.quotation or selection.spoken or selection.unspoken
    covered = {} if is_by_quotation else coverage.of_themes(places, rows)
    ways = Ways(asked)
    return [Card(row, ways, covered.get(row.theme.pk)) for row in rows]


def of_theme(asked: QueryDict, row: ThemeRow, places: Iterable[Place]) -> Card:
    """All of a theme, whatever else is selected; `places` are all of the run."""
    query = QueryDict(mutable=True)
    if "run" in asked:
        query["run"] = str(asked["run"])
    return Card(row, Ways(query), coverage.of_theme(places, row))
