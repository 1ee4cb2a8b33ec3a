"""The collection days of a set: of one kind in one district, from a moment on."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from chatbot.models import LookupSet
from chatbot.services.lookups import days
from chatbot.services.lookups.days import Pause


@dataclass(frozen=True)
class Calendar:
    """The coming collections of one kind in one district."""

    column: str
    days: list[date]
    skipped: list[date]
    """Within the time shown, fallen out for a pause."""
    moved: list[date]
    """Of `days` those that come a week later than usual for a pause."""
    remarks: list[str]
    is_list: bool
    """From a list of days, which ends some time."""


class Calendars:
    def __init__(self, held: LookupSet) -> None:
        self.until: time | None = held.until
        self._content: dict[str, Any] = held.content
        self.columns: list[str] = self._content["columns"]
        self._cells = {district["name"]: district for district in self._content["districts"]}

    @property
    def names(self) -> list[str]:
        """Of the districts."""
        return list(self._cells)

    def of(self, district: str, column: str, *, now: datetime, most: int) -> Calendar:
        """`now` is local. Today counts until the hour by which garbage has to be out."""
        cells = self._cells[district]
        remarks: dict[str, str] = self._content["remarks"]
        rule = days.parse(cells["days"].get(column, ""))
        today = now.date()
        is_over = self.until is not None and now.time() >= self.until
        start = date.fromordinal(today.toordinal() + is_over)
        pauses = self._pauses(cells["centre"])
        found = days.coming(rule, start=start, most=most, pauses=pauses, moves=self._content["moves"])
        last = found[-1] if found else start
        return Calendar(
            column=column,
            days=found,
            skipped=days.skipped(rule, start=start, until=last, pauses=pauses),
            moved=[day for day in found if not rule.hits(day)],
            remarks=[remarks[mark] for mark in rule.remarks if mark in remarks],
            is_list=rule.is_list,
        )

    def knows_pause(self, district: str, day: date) -> bool:
        """Whether the set says when garbage rests around that turn of the year."""
        pauses = self._pauses(self._cells[district]["centre"])
        return any(abs((pause.first - day).days) < 60 for pause in pauses)

    def _pauses(self, centre: str) -> list[Pause]:
        """Of the district's centre; where districts name none, of the only one there is."""
        held = self._content["centres"]
        names = {each["name"] for each in held}
        mine = [each for each in held if each["name"] == centre or (not centre and len(names) == 1)]
        return [Pause(date.fromisoformat(each["first"]), date.fromisoformat(each["last"])) for each in mine]
