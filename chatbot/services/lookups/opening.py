"""When a facility is open: weekdays, public holidays, the turn of the year, single days.

What is said of a single day goes before the days it is always closed, those before the hours of a weekday.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import jpholiday

from chatbot.services.lookups.days import WEEK, read_date, which_of_month

HOLIDAY = 7
"""A public holiday, where weekdays are numbered from Monday, 0."""
LOOK_AHEAD = 40
Span = tuple[time, time]

_DAYS = WEEK + "祝"
_TIMES = re.compile(r"(\d{1,2})[:時](\d{2})?分?\s*[-~〜ー–]\s*(\d{1,2})[:時](\d{2})?分?")
_TIME = re.compile(r"(\d{1,2})(?:[:時](\d{2})?分?)?(?::\d{2})?")
_RANGE = re.compile(rf"([{WEEK}])(?:曜日?)?[-~〜ー–から]+([{WEEK}])(?:曜日?)?")
_NTH = re.compile(rf"第([1-5](?:[・,、]第?[1-5])*)([{WEEK}])(?:曜日?)?")
_SEASON = re.compile(
    r"(\d{1,2})[/月](\d{1,2})日?(?:\s*[-~〜ー–から]+\s*(?:翌年)?(\d{1,2})[/月](\d{1,2})日?)?"
)
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{8}")
_SPLIT = re.compile(r"[;\n]+")
_SPLIT_DAYS = re.compile(r"[;、,\n]+")
_WORDS = re.compile(r"曜日|曜|祝日|国民の|休日|[\s、,・;]|毎週|休館|定休")
_CLOSED = ("休", "閉")


class BadHours(Exception):
    def __init__(self, column: str, value: str) -> None:
        super().__init__(column, value)
        self.column = column
        self.value = value


@dataclass(frozen=True)
class Hours:
    weekly: Mapping[int, tuple[Span, ...]]
    """{weekday: when}; a holiday is asked first, if it has hours of its own."""
    closed_on: frozenset[int]
    closed_nth: frozenset[tuple[int, int]]
    seasons: tuple[tuple[tuple[int, int], tuple[int, int]], ...]
    """((month, day), (month, day)), both closed; the first may lie behind the second, over New Year."""
    single: Mapping[date, tuple[Span, ...]]
    names_holidays: bool
    """Whether anything is said about public holidays."""

    @property
    def is_known(self) -> bool:
        return bool(self.weekly)

    def on(self, day: date) -> tuple[Span, ...]:
        """When it is open that day; nothing when closed."""
        if day in self.single:
            return self.single[day]
        is_holiday = bool(jpholiday.is_holiday(day))
        if self._is_closed(day, is_holiday=is_holiday):
            return ()
        if is_holiday and HOLIDAY in self.weekly:
            return self.weekly[HOLIDAY]
        return self.weekly.get(day.weekday(), ())

    def is_unsure_on(self, day: date) -> bool:
        """A public holiday on which it would be open, and the list says nothing about holidays."""
        return bool(
            not self.names_holidays and day not in self.single and self.on(day) and jpholiday.is_holiday(day)
        )

    def open_until(self, moment: datetime) -> time | None:
        """The hour it closes, when it is open at this local moment."""
        now = moment.time()
        return next((last for first, last in self.on(moment.date()) if first <= now < last), None)

    def next_opening(self, moment: datetime) -> tuple[date, time] | None:
        """When it opens next after this local moment."""
        for offset in range(LOOK_AHEAD):
            day = moment.date() + timedelta(days=offset)
            for first, _last in self.on(day):
                if offset or first > moment.time():
                    return day, first
        return None

    def _is_closed(self, day: date, *, is_holiday: bool) -> bool:
        return (
            (is_holiday and HOLIDAY in self.closed_on)
            or day.weekday() in self.closed_on
            or (day.weekday(), which_of_month(day)) in self.closed_nth
            or any(_within(day, first, last) for first, last in self.seasons)
        )


def read(facility: Mapping[str, str]) -> Hours:
    """The hours that the cells of a facility tell. Raises `BadHours`."""
    weekly = dict(_of_weekdays(facility)) | dict(_of_days(facility["by_day"]))
    closed_on, closed_nth, seasons = _closed(facility["closed"])
    single = dict(_single(facility["exceptions"]))
    names_holidays = "祝" in "".join(facility[column] for column in ("weekdays", "by_day", "closed"))
    return Hours(weekly, closed_on, closed_nth, seasons, single, names_holidays)


def _of_weekdays(facility: Mapping[str, str]) -> Iterator[tuple[int, tuple[Span, ...]]]:
    opens, closes = _time(facility["opens"], "opens"), _time(facility["closes"], "closes")
    if opens is None and closes is None:
        return
    if opens is None or closes is None or opens >= closes:
        raise BadHours("closes", f"{facility['opens']} {facility['closes']}")
    for day in _weekdays(facility["weekdays"] or "毎日", "weekdays"):
        yield day, ((opens, closes),)


def _of_days(cell: str) -> Iterator[tuple[int, tuple[Span, ...]]]:
    for part in _parts(cell):
        spans = _spans(part, "by_day")
        for day in _weekdays(_TIMES.sub("", part), "by_day"):
            yield day, spans


def _closed(
    cell: str,
) -> tuple[frozenset[int], frozenset[tuple[int, int]], tuple[tuple[tuple[int, int], tuple[int, int]], ...]]:
    weekdays: set[int] = set()
    nth: set[tuple[int, int]] = set()
    seasons = []
    for part in _parts(cell, _SPLIT_DAYS):
        if part in ("なし", "無し", "無休", "年中無休"):
            continue
        if season := _SEASON.fullmatch(part.removeprefix("年末年始").strip("()（） ")):
            seasons.append(_season(season))
        elif found := _NTH.fullmatch(part):
            nth.update((WEEK.index(found[2]), int(digit)) for digit in found[1] if digit.isdecimal())
        else:
            weekdays.update(_weekdays(part, "closed"))
    return frozenset(weekdays), frozenset(nth), tuple(seasons)


def _season(found: "re.Match[str]") -> tuple[tuple[int, int], tuple[int, int]]:
    first = (int(found[1]), int(found[2]))
    last = (int(found[3]), int(found[4])) if found[3] else first
    for month, day in (first, last):
        if not (1 <= month <= 12 and 1 <= day <= 31):
            raise BadHours("closed", found[0])
    return first, last


def _single(cell: str) -> Iterator[tuple[date, tuple[Span, ...]]]:
    for part in _parts(cell, _SPLIT_DAYS):
        found = _DAY.match(part)
        if found is None:
            raise BadHours("exceptions", part)
        try:
            day = read_date(found[0])
        except ValueError:
            raise BadHours("exceptions", part) from None
        rest = part[found.end() :].strip()
        yield day, () if not rest or any(word in rest for word in _CLOSED) else _spans(rest, "exceptions")


def _parts(cell: str, split: "re.Pattern[str]" = _SPLIT) -> list[str]:
    plain = unicodedata.normalize("NFKC", cell)
    return [part.strip() for part in split.split(plain) if part.strip()]


def _spans(part: str, column: str) -> tuple[Span, ...]:
    spans = [
        (_moment(found[1], found[2], column), _moment(found[3], found[4], column))
        for found in _TIMES.finditer(part)
    ]
    if not spans or any(first >= last for first, last in spans):
        raise BadHours(column, part)
    return tuple(spans)


def _time(cell: str, column: str) -> time | None:
    plain = unicodedata.normalize("NFKC", cell).strip()
    if not plain:
        return None
    found = _TIME.fullmatch(plain)
    if found is None:
        raise BadHours(column, cell)
    return _moment(found[1], found[2], column)


def _moment(hour: str, minute: str | None, column: str) -> time:
    """Midnight at the end of a day is its last minute."""
    if (int(hour), int(minute or 0)) == (24, 0):
        return time(23, 59)
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise BadHours(column, f"{hour}:{minute or '00'}") from None


def _weekdays(text: str, column: str) -> set[int]:
    """月火水, 月-金, 土日祝, 平日, 毎日"""
    plain = unicodedata.normalize("NFKC", text).replace("毎日", WEEK).replace("平日", "月火水木金")
    days: set[int] = set()
    for found in _RANGE.finditer(plain):
        first, last = WEEK.index(found[1]), WEEK.index(found[2])
        days.update(range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1)))
    rest = _WORDS.sub(lambda found: "祝" if found[0] == "祝日" else "", _RANGE.sub("", plain))
    if any(letter not in _DAYS for letter in rest) or not (days or rest):
        raise BadHours(column, text)
    return days | {_DAYS.index(letter) for letter in rest}


def _within(day: date, first: tuple[int, int], last: tuple[int, int]) -> bool:
    here = (day.month, day.day)
    return first <= here <= last if first <= last else here >= first or here <= last
