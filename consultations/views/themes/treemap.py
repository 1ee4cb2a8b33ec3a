"""A picture in which each theme has an area as large as its share, every cell as square as can be.

Bruls, M., Huizing, K., & van Wijk, J. J. (2000). Squarified treemaps. Data Visualization 2000, 33-42.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consultations.views.themes.reading import ThemeRow

WIDTH, HEIGHT = 1000.0, 600.0
_GAP = 2.0
_LETTER = 20.0
"""The size of the words, and so the width of a Japanese character."""
_LINE = 26.0
_INSET = 10.0
_MOST_LINES = 3


@dataclass(frozen=True)
class Line:
    text: str
    y: float


@dataclass(frozen=True)
class Cell:
    row: ThemeRow
    x: float
    y: float
    width: float
    height: float
    lines: list[Line]
    """As much of the label as fits, then the number; nothing in a cell too small for words."""

    @property
    def text_x(self) -> float:
        return round(self.x + _INSET, 1)


def cells(rows: Sequence[ThemeRow]) -> list[Cell]:
    """One cell for each theme, largest first."""
    found = sorted(
        (row for row in rows if row.shown["opinions"]), key=lambda row: (-row.shown["opinions"], row.rank)
    )
    whole = sum(row.shown["opinions"] for row in found)
    areas = [row.shown["opinions"] / whole * WIDTH * HEIGHT for row in found]
    return [_cell(row, *place) for row, place in zip(found, squarified(areas), strict=True)]


def squarified(areas: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """x, y, width and height for each of the areas, which are given largest first and fill the picture."""
    places: list[tuple[float, float, float, float]] = []
    x, y, width, height = 0.0, 0.0, WIDTH, HEIGHT
    start = 0
    while start < len(areas):
        side = min(width, height)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(areas[start:end], side):
            end += 1
        strip = areas[start:end]
        thickness = sum(strip) / side
        along = y if width >= height else x
        for area in strip:
            length = area / thickness
            places.append((x, along, thickness, length) if width >= height else (along, y, length, thickness))
            along += length
        if width >= height:
            x, width = x + thickness, max(width - thickness, 1e-9)
        else:
            y, height = y + thickness, max(height - thickness, 1e-9)
        start = end
    return places


def _worst(strip: Sequence[float], side: float) -> float:
    """The least square of the cells, as the longer side over the shorter."""
    total = sum(strip) ** 2
    return max(side**2 * max(strip) / total, total / (side**2 * min(strip)))


def _cell(row: ThemeRow, x: float, y: float, width: float, height: float) -> Cell:
    width, height = max(width - _GAP, 0.5), max(height - _GAP, 0.5)
    lines = _lines(row, x, y, width, height)
    return Cell(row, round(x, 1), round(y, 1), round(width, 1), round(height, 1), lines)


def _lines(row: ThemeRow, x: float, y: float, width: float, height: float) -> list[Line]:
    letters = int((width - 2 * _INSET) / _LETTER)
    room = min(int((height - 2 * _INSET) / _LINE), _MOST_LINES + 1)
    if letters < 2 or room < 1:
        return []
    number = str(row.shown["opinions"])
    words = _wrapped(row.label, letters, room - 1) if room > 1 else []
    written = [*words, number] if len(number) <= 2 * letters else words
    return [Line(text, round(y + _INSET + _LINE * (at + 0.75), 1)) for at, text in enumerate(written)]


def _wrapped(label: str, letters: int, lines: int) -> list[str]:
    lines = min(lines, _MOST_LINES)
    pieces = [label[start : start + letters] for start in range(0, len(label), letters)]
    if len(pieces) > lines:
        pieces = pieces[:lines]
        pieces[-1] = f"{pieces[-1][: letters - 1]}…"
    return pieces
