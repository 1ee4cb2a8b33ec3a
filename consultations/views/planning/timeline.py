"""When the opinions of a selection were handed in: by days, weeks or months, as a picture and a table."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.http import QueryDict
from django.utils import timezone

from consultations.models import AnalysisRun
from consultations.services.planning.selecting import Selection
from consultations.views.planning.ways import BY, Ways
from consultations.views.themes.places import Place

WIDTH, HEIGHT = 1000.0, 320.0
"""Of the picture in which the bars stand; its words stand around them."""
_EASY = 62
"""So many bars tell themselves apart; more are gathered, unless somebody asks for them."""
_MOST = 400
_SCALE = (1, 2, 5, 10)


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Span(NamedTuple):
    first: date
    last: date
    opinions: int
    distinct: int
    address: str
    distinct_address: str


class Bar(NamedTuple):
    span: Span
    x: float
    y: float
    width: float
    height: float
    distinct_y: float
    distinct_height: float


@dataclass(frozen=True)
class Timeline:
    step: Step
    offered: list[Step]
    spans: list[Span]
    """Without gaps: what nobody handed anything in is there with 0."""

    @property
    def top(self) -> int:
        """Where the scale ends: the next 1, 2 or 5 with zeros behind it."""
        most = max((span.opinions for span in self.spans), default=0)
        power: int = 10 ** int(math.log10(max(most, 1)))
        return next(step * power for step in _SCALE if step * power >= most)

    @property
    def bars(self) -> list[Bar]:
        wide = WIDTH / max(len(self.spans), 1)
        return [
            _bar(span, round(at * wide, 1), wide, HEIGHT / self.top) for at, span in enumerate(self.spans)
        ]

    @property
    def has_copies(self) -> bool:
        return any(span.distinct < span.opinions for span in self.spans)

    @property
    def last(self) -> date:
        return self.spans[-1].last


def of_selection(
    asked: QueryDict, run: AnalysisRun, selection: Selection, found: Sequence[Place]
) -> Timeline | None:
    """`found` are the places selected; None when there are none. One query."""
    moments = dict(run.memberships.order_by().values_list("pk", "revision__opinion__published_at"))
    zone = timezone.get_current_timezone()
    days = Counter(
        (moment.astimezone(zone).date(), place.is_distinct)
        for place in found
        if (moment := moments.get(place.key))
    )
    if not days:
        return None
    first, last = min(days)[0], max(days)[0]
    offered = [step for step in Step if _length(step, first, last) <= _MOST] or [Step.MONTH]
    step = _step(asked.get(BY, ""), offered, first, last)
    opinions, distinct = Counter[date](), Counter[date]()
    for (day, is_distinct), count in days.items():
        opinions[_start(step, day)] += count
        distinct[_start(step, day)] += count if is_distinct else 0
    spans, ways = [], Ways(asked)
    start = _start(step, first)
    while start <= last:
        ends = _next(step, start) - timedelta(days=1)
        # The days that were asked for stay the outermost, so that a list holds what its figure counts.
        shown = max(start, selection.since or start), min(ends, selection.until or ends)
        days_of = {"since": shown[0].isoformat(), "until": shown[1].isoformat()}
        to = ways.to_opinions(**days_of), ways.to_opinions(**days_of, copies="no")
        spans.append(Span(*shown, opinions[start], distinct[start], *to))
        start = _next(step, start)
    return Timeline(step, offered, spans)


def _step(wanted: str, offered: list[Step], first: date, last: date) -> Step:
    if wanted in offered:
        return Step(wanted)
    return next((step for step in offered if _length(step, first, last) <= _EASY), offered[-1])


def _length(step: Step, first: date, last: date) -> int:
    days = (last - _start(step, first)).days
    return days // {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 30}[step] + 1


def _start(step: Step, day: date) -> date:
    """Weeks begin on Monday."""
    if step == Step.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == Step.MONTH else day


def _next(step: Step, start: date) -> date:
    if step == Step.MONTH:
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=7 if step == Step.WEEK else 1)


def _bar(span: Span, x: float, wide: float, unit: float) -> Bar:
    height, distinct = round(span.opinions * unit, 1), round(span.distinct * unit, 1)
    return Bar(
        span,
        x,
        round(HEIGHT - height, 1),
        round(wide * 0.8, 1),
        height,
        round(HEIGHT - distinct, 1),
        distinct,
    )
