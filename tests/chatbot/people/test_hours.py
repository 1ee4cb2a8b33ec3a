"""When people are there, to the second."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from chatbot.models import ChatSettings, Closure, Opening
from chatbot.services.people import hours
from tests.chatbot.people import office
from tests.chatbot.people.office import EVENING, OPEN

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
OPENS = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
CLOSES = datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (OPENS - SECOND, False),
        (OPENS, True),
        (CLOSES - SECOND, True),
        (CLOSES, False),
        (CLOSES + SECOND, False),
    ],
)
def test_the_office_opens_and_closes_to_the_second(moment: datetime, *, is_open: bool) -> None:
    office.hours()
    assert hours.read(moment).is_open(moment) is is_open


def test_after_a_weekend_and_a_holiday_it_opens_on_tuesday() -> None:
    office.hours()
    assert hours.read(EVENING).next_opening(EVENING) == TUESDAY


def test_a_day_of_closure_is_closed_and_the_next_day_is_named() -> None:
    office.hours()
    Closure.objects.create(day=date(2026, 11, 24), reason="システムの入れ替え")
    assert hours.read(EVENING).next_opening(EVENING) == TUESDAY + timedelta(days=1)


def test_a_break_at_noon_is_a_break() -> None:
    Opening.objects.create(weekday=4, opens=time(8, 30), closes=time(12, 0))
    Opening.objects.create(weekday=4, opens=time(13, 0), closes=time(17, 0))
    noon = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
    standing = hours.read(noon)
    assert not standing.is_open(noon)
    assert standing.next_opening(noon) == noon + timedelta(minutes=30)


def test_without_hours_or_with_the_switch_off_nobody_is_there() -> None:
    assert hours.read(OPEN).next_opening(OPEN) is None
    office.hours()
    ChatSettings.objects.create(hands_over=False)
    assert not hours.read(OPEN).is_open(OPEN)
    assert hours.read(OPEN).next_opening(OPEN) is None
