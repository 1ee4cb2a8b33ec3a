"""Charts as geometry: what the templates `components/chart_bars.html` and `chart_lines.html` draw.

Widths and positions are percentages, so that a chart fills its place while its words keep their size.
A value that is not published is None (its words are `hidden`) or the words themselves: it gets no bar.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext

LONGEST_LABEL = 16
ROW_HEIGHT = 48
LABEL_Y = 16
BAR_Y = 24
PLOT_TOP = 24
PLOT_HEIGHT = 160
AXIS_Y = PLOT_TOP + PLOT_HEIGHT + 20
FEW_ROWS = 6
"""Up to so many rows the table stands open; longer ones unfold."""
_SERIES_STYLES = 4
_STEPS = (1, 2, 5, 10)
Value = int | str | None


class Bar(NamedTuple):
    label: str
    short: str
    shown: str
    width: str
    label_y: int
    bar_y: int


class Tick(NamedTuple):
    shown: str
    y: str


class Mark(NamedTuple):
    shown: str
    x: str
    anchor: str


class Point(NamedTuple):
    x: str
    y: str


class Line(NamedTuple):
    name: str
    points: str
    last: Point
    style: int


class Series(NamedTuple):
    name: str
    values: Sequence[tuple[date, Value]]


@dataclass(frozen=True)
class Chart:
    """`kind` is `bars` or `lines`; `columns` and `rows` are the table below the picture."""

    key: str
    kind: str
    title: str
    unit: str
    summary: str
    csv_url: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: int
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    ticks: tuple[Tick, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def is_short(self) -> bool:
        return len(self.rows) <= FEW_ROWS


def bars(
    title: "str | Promise",
    rows: Sequence[tuple[str, Value]],
    unit: "str | Promise",
    csv_url: str = "",
    *,
    hidden: "str | Promise" = "",
    heading: "str | Promise" = "",
) -> Chart:
    """A bar for each row, in the order given. `hidden` says why a value is None."""
    longest = max((_figure(value) for _, value in rows), default=0)
    made = tuple(
        Bar(label, _short(label), _shown(value, hidden), _percent(_figure(value), longest), *_places(place))
        for place, (label, value) in enumerate(rows)
    )
    return Chart(
        key=_key(title, csv_url),
        kind="bars",
        title=str(title),
        unit=str(unit),
        summary="; ".join(f"{bar.label} {bar.shown}" for bar in made[:FEW_ROWS]),
        csv_url=csv_url,
        columns=(str(heading) or gettext("What"), str(unit)),
        rows=tuple((bar.label, bar.shown) for bar in made),
        height=ROW_HEIGHT * len(made),
        bars=made,
    )


def lines(
    title: "str | Promise",
    series: Sequence[Series],
    unit: "str | Promise",
    csv_url: str = "",
    *,
    hidden: "str | Promise" = "",
) -> Chart:
    """A line for each series over the days; a day that a series does not name counts as not known."""
    days = sorted({day for one in series for day, _ in one.values})
    known = [dict(one.values) for one in series]
    highest = max((_figure(value) for values in known for value in values.values()), default=0)
    top = _round_up(highest)
    return Chart(
        key=_key(title, csv_url),
        kind="lines",
        title=str(title),
        unit=str(unit),
        summary=_range(days, highest),
        csv_url=csv_url,
        columns=(gettext("Day"), *(f"{one.name} ({unit})" if one.name else str(unit) for one in series)),
        rows=tuple((day.isoformat(), *(_shown(values.get(day), hidden) for values in known)) for day in days),
        height=AXIS_Y + 8,
        lines=tuple(
            _line(one.name, values, days, top, number % _SERIES_STYLES + 1)
            for number, (one, values) in enumerate(zip(series, known, strict=True))
        ),
        ticks=_ticks(top),
        marks=_marks(days),
    )


def _line(name: str, values: dict[date, Value], days: list[date], top: int, style: int) -> Line:
    whole = max(_span(days), 1)
    points = [
        Point(_number(100 * (day - days[0]).days / whole), _number(100 - 100 * _figure(values[day]) / top))
        for day in days
        if isinstance(values.get(day), int)
    ]
    # A single day is a line across, so that it can be seen at all.
    drawn = [*points, Point("100", points[0].y)] if len(points) == 1 else points
    last = drawn[-1] if drawn else Point("0", "100")
    height = _number(PLOT_TOP + PLOT_HEIGHT * float(last.y) / 100)
    return Line(name, " ".join(f"{x},{y}" for x, y in drawn), Point(last.x, height), style)


def _ticks(top: int) -> tuple[Tick, ...]:
    values = [0, top // 2, top] if top % 2 == 0 else [0, top]
    return tuple(
        Tick(number_format(value), _number(PLOT_TOP + PLOT_HEIGHT * (1 - value / top))) for value in values
    )


def _marks(days: list[date]) -> tuple[Mark, ...]:
    if not days:
        return ()
    if len(days) == 1:
        return (Mark(_day(days[0]), "0", "start"),)
    ends = (Mark(_day(days[0]), "0", "start"), Mark(_day(days[-1]), "100", "end"))
    middle = days[len(days) // 2]
    x = 100 * (middle - days[0]).days / _span(days)
    return (ends[0], Mark(_day(middle), _number(x), "middle"), ends[1]) if 30 < x < 70 else ends


def _range(days: list[date], highest: int) -> str:
    if not days:
        return ""
    return gettext("%(start)s to %(end)s, at most %(most)s a day") % {
        "start": _day(days[0]),
        "end": _day(days[-1]),
        "most": number_format(highest),
    }


def _round_up(value: int) -> int:
    """The next 1, 2 or 5 with zeros behind it: a scale that can be read."""
    if value <= 1:
        return 1
    power: int = 10 ** int(math.log10(value))
    return next(step * power for step in _STEPS if step * power >= value)


def _span(days: list[date]) -> int:
    return sum((later - earlier).days for earlier, later in pairwise(days))


def _places(place: int) -> tuple[int, int]:
    return place * ROW_HEIGHT + LABEL_Y, place * ROW_HEIGHT + BAR_Y


def _percent(value: int, whole: int) -> str:
    return _number(100 * value / whole) if whole else "0"


def _number(value: float) -> str:
    """As SVG reads numbers, whatever the language of the page."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _shown(value: Value, hidden: "str | Promise") -> str:
    if isinstance(value, int):
        return number_format(value, force_grouping=True)
    return value or str(hidden) or "–"


def _figure(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _day(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def _key(title: "str | Promise", csv_url: str) -> str:
    return f"chart-{hashlib.sha256(f'{title}|{csv_url}'.encode()).hexdigest()[:10]}"
