"""When people of the city are there: weekdays by the clock, without national holidays and days of closure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import jpholiday
from django.utils import timezone

from chatbot.models import ChatSettings, Closure, Opening

DAYS_AHEAD = 60
"""How far the next opening is looked for; a city that is closed longer says no day."""
GOOD_FOR = timedelta(seconds=30)
"""So soon a change of the hours is heard of by those who wait."""


@dataclass(frozen=True)
class Hours:
    """The office hours as they stand now; the moment is always the caller's."""

    week: tuple[tuple[int, time, time], ...]
    closed_days: frozenset[date]
    hands_over: bool
    wait: timedelta
    """How long somebody waits before leaving the question is offered."""
    read_at: datetime

    def is_open(self, moment: datetime) -> bool:
        return self.closes_at(moment) is not None

    def closes_at(self, moment: datetime) -> datetime | None:
        """The end of the hours that hold this moment."""
        day = timezone.localtime(moment).date()
        return next((end for start, end in self._on(day) if start <= moment < end), None)

    def next_opening(self, moment: datetime) -> datetime | None:
        today = timezone.localtime(moment).date()
        for ahead in range(DAYS_AHEAD):
            for start, _end in self._on(today + timedelta(days=ahead)):
                if start > moment:
                    return start
        return None

    def _on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if not self.hands_over or day in self.closed_days or jpholiday.is_holiday(day):
            return
        for weekday, opens, closes in self.week:
            if weekday == day.weekday():
                yield _local(day, opens), _local(day, closes)


def read(now: datetime) -> Hours:
    settings = ChatSettings.now()
    today = timezone.localtime(now).date()
    return Hours(
        week=tuple(Opening.objects.values_list("weekday", "opens", "closes")),
        closed_days=frozenset(Closure.objects.filter(day__gte=today).values_list("day", flat=True)),
        hands_over=settings.hands_over,
        wait=timedelta(minutes=settings.wait_minutes),
        read_at=now,
    )


def lately(held: Hours | None, now: datetime) -> Hours:
    """For a line that looks every second: what it holds, or read anew when that is half a minute old."""
    if held is not None and timedelta(0) <= now - held.read_at < GOOD_FOR:
        return held
    return read(now)


def _local(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
