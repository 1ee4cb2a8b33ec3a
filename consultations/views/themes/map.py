"""The opinion map: one SVG path a theme, drawn on the server from the positions that the run found."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass

from consultations.views.themes.places import Place
from consultations.views.themes.reading import ThemeRow

EDGE = 1000
_MARGIN = 20
LONE_MARKER = "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0"
_Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Layer:
    """The opinions of one theme; `colour` 0 for those in none; faint: those that are not selected."""

    label: str
    colour: int
    path: str
    faint: bool


def layers(
    places: Iterable[Place], rows: list[ThemeRow], *, lone_label: str, chosen: Container[int] | None = None
) -> list[Layer]:
    """`chosen` are keys of places, None: all. Copies lie on their originals and are not drawn."""
    strong: defaultdict[int | None, _Points] = defaultdict(list)
    faint: defaultdict[int | None, _Points] = defaultdict(list)
    for place in places:
        if place.is_distinct:
            layer = strong if chosen is None or place.key in chosen else faint
            layer[place.theme].append((place.x, place.y))
    return [
        *_layers(rows, faint, lone_label, is_faint=True),
        *_layers(rows, strong, lone_label, is_faint=False),
    ]


def _layers(
    rows: list[ThemeRow], points: dict[int | None, _Points], lone_label: str, *, is_faint: bool
) -> list[Layer]:
    lone = Layer(lone_label, 0, _path(points.get(None, []), LONE_MARKER), is_faint)
    found = [
        Layer(row.label, row.colour, _path(points.get(row.theme.pk, []), row.marker), is_faint)
        for row in rows
    ]
    return [layer for layer in (lone, *found) if layer.path]


def _path(points: _Points, shape: str) -> str:
    return "".join(f"M{scaled(x)} {scaled(y)}{shape}" for x, y in points)


def scaled(position: float) -> float:
    """To a tenth, so that marks stay apart when somebody zooms in."""
    return round(_MARGIN + (position + 1) / 2 * (EDGE - 2 * _MARGIN), 1)
