"""When a kind of garbage is collected, as cities write it in a cell, and the dates that follow from it.

Understood, each also joined by spaces, commas or ・, in any width:

    月 木          every Monday and Thursday; also 毎週月・木曜日, 月曜
    水2 水4        the second and fourth Wednesday of a month; also 第2・第4水曜日, 第2・4水
    水Z20260107    every other Wednesday, counted from that day; also 隔週水曜(2026/1/7から)
    20260105 …     these days; also 2026/1/5, 2026-01-05, 2026年1月5日
    水2:4 6 8      only in these months
    *1             a remark of remarks.csv by its number
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

WEEK = "月火水木金土日"
HORIZON = timedelta(days=400)
"""So far is looked ahead; after it a list of days says nothing any more."""
ALL_MONTHS = frozenset(range(1, 13))

_NONE = {"", "-", "ー", "なし", "無し", "無", "収集なし", "×"}
_DATE = r"\d{4}[/\-.年]\d{1,2}[/\-.月]\d{1,2}日?|\d{8}"
_TOKEN = re.compile(
    rf"(?P<dates>{_DATE})"
    rf"|(?:隔週(?P<other_week>[{WEEK}])\(?|(?P<other_z>[{WEEK}])Z)(?P<since>{_DATE})(?:から|より)?\)?"
    rf"|(?P<day>[{WEEK}])(?P<after>[1-5](?:[・,、][1-5])*)(?!\d)"
    rf"|第?(?P<before>[1-5](?:[・,、]第?[1-5])*)(?P<days>[{WEEK}](?:[・,、][{WEEK}])*)"
    rf"|(?P<daily>毎日)|(?P<weekly>[{WEEK}])|\*(?P<remark>\w{{1,10}})|(?P<gap>[\s・,、/;と]+)"
)
_NEEDLESS = re.compile(r"曜日|曜|毎週|毎月")
_MONTHS = re.compile(r"[\s・,、]+")


class BadDays(Exception):
    """The cell says nothing that is understood; `part` is where it stops to."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True)
class Days:
    weekly: frozenset[int] = frozenset()
    """Monday is 0."""
    nth: frozenset[tuple[int, int]] = frozenset()
    """(weekday, which of the month)"""
    every_other: frozenset[tuple[int, date]] = frozenset()
    """(weekday, a day on which it is collected)"""
    dates: frozenset[date] = frozenset()
    months: frozenset[int] = ALL_MONTHS
    remarks: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Only single days: what comes after the last of them is not known."""
        return bool(self.dates) and not (self.weekly or self.nth or self.every_other)

    @property
    def is_empty(self) -> bool:
        return not (self.weekly or self.nth or self.every_other or self.dates)

    def hits(self, day: date) -> bool:
        if day in self.dates:
            return True
        if day.month not in self.months:
            return False
        weekday = day.weekday()
        return (
            weekday in self.weekly
            or (weekday, which_of_month(day)) in self.nth
            or any(weekday == on and (day - since).days % 14 == 0 for on, since in self.every_other)
        )


@dataclass(frozen=True)
class Pause:
    """No collection from the first to the last day, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass
class _Found:
    weekly: set[int] = field(default_factory=set)
    nth: set[tuple[int, int]] = field(default_factory=set)
    every_other: set[tuple[int, date]] = field(default_factory=set)
    dates: set[date] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)


def which_of_month(day: date) -> int:
    return (day.day - 1) // 7 + 1


@lru_cache(maxsize=4096)
def parse(cell: str) -> Days:
    """Read one cell; many districts share one. Raises `BadDays`."""
    text = _NEEDLESS.sub("", unicodedata.normalize("NFKC", cell)).strip()
    if text in _NONE:
        return Days()
    rules, _, months = text.partition(":")
    found = _Found()
    for token in _tokens(rules):
        _take(token, found)
    return Days(
        weekly=frozenset(found.weekly),
        nth=frozenset(found.nth),
        every_other=frozenset(found.every_other),
        dates=frozenset(found.dates),
        months=_months(months),
        remarks=tuple(found.remarks),
    )


def coming(
    days: Days, *, start: date, most: int, pauses: Sequence[Pause] = (), moves: bool = False
) -> list[date]:
    """The next collections from `start` on, `start` included; fewer when no more are known.

    In a pause nothing is collected. With `moves` the weeks of a month are counted from after the pause, as
    the 5374 format has it: when the first Wednesday falls into one, the second and the third come a week
    later, too, if they still lie within the month.
    """
    found: list[date] = []
    for day in _candidates(days, start, pauses, moves=moves):
        if not any(pause.covers(day) for pause in pauses):
            found.append(day)
        if len(found) == most:
            break
    return found


def skipped(days: Days, *, start: date, until: date, pauses: Sequence[Pause]) -> list[date]:
    """The collections that fall out for a pause, from `start` to `until`."""
    return [day for day in _each(start, until) if days.hits(day) and any(p.covers(day) for p in pauses)]


def read_date(text: str) -> date:
    """Raises `ValueError`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.isdecimal() and len(plain) == 8:
        return date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    year, month, day = (int(part) for part in re.split(r"[/\-.年月]", plain.removesuffix("日")))
    return date(year, month, day)


def _tokens(text: str) -> Iterator["re.Match[str]"]:
    place = 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise BadDays(text[place : place + 20])
        if token.lastgroup != "gap":
            yield token
        place = token.end()


def _take(token: "re.Match[str]", found: _Found) -> None:
    if token["remark"]:
        found.remarks.append(token["remark"])
    elif token["dates"]:
        found.dates.add(_dated(token["dates"]))
    elif token["since"]:
        on = WEEK.index(token["other_week"] or token["other_z"])
        found.every_other.add((on, _since(token, on)))
    elif token["daily"]:
        found.weekly.update(range(7))
    else:
        _take_weekdays(token, found)


def _take_weekdays(token: "re.Match[str]", found: _Found) -> None:
    if token["weekly"]:
        found.weekly.add(WEEK.index(token["weekly"]))
        return
    weekdays = [day for day in token["day"] or token["days"] if day in WEEK]
    numbers = [int(digit) for digit in token["after"] or token["before"] if digit.isdecimal()]
    found.nth.update((WEEK.index(day), number) for day in weekdays for number in numbers)


def _since(token: "re.Match[str]", weekday: int) -> date:
    since = _dated(token["since"])
    if since.weekday() != weekday:
        raise BadDays(token[0])
    return since


def _dated(text: str) -> date:
    try:
        return read_date(text)
    except ValueError:
        raise BadDays(text) from None


def _months(text: str) -> frozenset[int]:
    if not text.strip():
        return ALL_MONTHS
    numbers = [part.removesuffix("月") for part in _MONTHS.split(text.strip()) if part]
    months = {int(number) for number in numbers if number.isdecimal()}
    if len(numbers) != len(months) or not months <= ALL_MONTHS:
        raise BadDays(f":{text}")
    return frozenset(months)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _candidates(days: Days, start: date, pauses: Sequence[Pause], *, moves: bool) -> Iterable[date]:
    last = start + HORIZON
    if not (moves and days.nth and pauses):
        return (day for day in _each(start, last) if days.hits(day))
    shifted = {_moved(days, day, pauses) for day in _each(start.replace(day=1), last) if days.hits(day)}
    return sorted(day for day in shifted if day is not None and start <= day <= last)


def _moved(days: Days, day: date, pauses: Sequence[Pause]) -> date | None:
    if not _is_moved(days, day, pauses):
        return day
    later = day + timedelta(days=7)
    return later if later.month == day.month else None


def _is_moved(days: Days, day: date, pauses: Sequence[Pause]) -> bool:
    """Whether this weekday fell into a pause earlier in the month or now, collected in that week or not."""
    if (day.weekday(), which_of_month(day)) not in days.nth:
        return False
    same = (day - timedelta(days=7 * back) for back in range(which_of_month(day)))
    return any(pause.covers(each) for each in same for pause in pauses)
