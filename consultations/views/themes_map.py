"""The opinion map: one SVG path a theme, drawn on the server from the positions that the run found."""

from collections import defaultdict
from dataclasses import dataclass

from consultations.models import AnalysisRun
from consultations.views.themes_reading import ThemeRow

EDGE = 1000
_MARGIN = 20
_LONE_MARKER = "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0"


@dataclass(frozen=True)
class Layer:
    """All opinions of one theme; `colour` 0 for those in none."""

    label: str
    colour: int
    path: str
    faint: bool


def layers(
    run: AnalysisRun, rows: list[ThemeRow], *, lone_label: str, chosen: str = "", state: str = ""
) -> list[Layer]:
    """`chosen` (a theme's stable id) or `state` leave the others faint. Copies lie on their originals."""
    points: defaultdict[int | None, list[tuple[float, float]]] = defaultdict(list)
    placed = run.memberships.all().with_standing().filter(standing__in=["in_theme", "no_theme"])  # type: ignore[misc]
    for theme, x, y in placed.values_list("standing_theme", "x", "y"):  # type: ignore[misc]
        points[theme].append((x, y))
    lone = Layer(lone_label, 0, _path(points[None], _LONE_MARKER), bool(chosen) or state == "copy")
    return [lone, *(_layer(row, points[row.theme.pk], chosen, state) for row in rows)]


def _layer(row: ThemeRow, points: list[tuple[float, float]], chosen: str, state: str) -> Layer:
    faint = str(row.theme.stable_id) != chosen if chosen else bool(state)
    return Layer(row.label, row.colour, _path(points, row.marker), faint)


def _path(points: list[tuple[float, float]], shape: str) -> str:
    return "".join(f"M{_scaled(x)} {_scaled(y)}{shape}" for x, y in points)


def _scaled(position: float) -> int:
    return round(_MARGIN + (position + 1) / 2 * (EDGE - 2 * _MARGIN))
