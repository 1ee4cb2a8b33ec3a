"""What a set holds, for the people who decide whether it answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from chatbot.models import LookupSet
from chatbot.services.lookups import sets
from chatbot.services.lookups.calendars import Calendars
from chatbot.services.lookups.facilities import Facility, FacilityIndex, state_of
from chatbot.services.lookups.facility_talk import status_in_words

SHOWN_DISTRICTS = 5


@dataclass(frozen=True)
class DistrictDays:
    name: str
    dates: list[list[date]]
    """For each column of the calendar the next ones."""


@dataclass(frozen=True)
class FacilityRow:
    name: str
    kind: str
    phone: str
    status: str


def districts(held: LookupSet, *, now: datetime, text: str = "") -> list[DistrictDays]:
    """The next days of the first districts, or of those that hold `text`."""
    if not sets.can_answer(held):
        return []
    calendars = Calendars(held)
    names = [name for name in calendars.names if text in name] or calendars.names
    local = timezone.localtime(now)
    return [
        DistrictDays(
            name, [calendars.of(name, column, now=local, most=2).days for column in calendars.columns]
        )
        for name in names[:SHOWN_DISTRICTS]
    ]


def items(held: LookupSet, text: str) -> Sequence[Sequence[str]]:
    """[name, kind, how to put it out, reading], those whose name or kind holds the text."""
    rows: list[list[str]] = held.content["items"]
    return [row for row in rows if text in row[0] or text in row[1]] if text else rows


def facilities(held: LookupSet, text: str) -> list[Facility]:
    if not sets.can_answer(held):
        return []
    return [each for each in FacilityIndex(held).facilities if text in each.name or text in each.kind]


def told(shown: Iterable[Facility], *, now: datetime) -> list[FacilityRow]:
    """For the facilities of one page, since reckoning the next opening of each takes a while."""
    local = timezone.localtime(now)
    return [
        FacilityRow(
            each.name, each.kind, each.cells["phone"], status_in_words(state_of(each, now=local, day=None))
        )
        for each in shown
    ]
