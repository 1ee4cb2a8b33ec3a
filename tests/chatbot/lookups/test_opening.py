"""When facilities are open."""

import contextlib
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.services.lookups import facility_files, opening
from chatbot.services.lookups.opening import BadHours, Hours

EMPTY = dict.fromkeys(facility_files.COLUMNS, "")
DAY = (time(9), time(17))


def hours(**cells: str) -> Hours:
    return opening.read(EMPTY | cells)


def test_the_columns_of_the_standard_are_enough() -> None:
    office = hours(weekdays="月火水木金", opens="09:00", closes="17:00")
    assert office.on(date(2026, 11, 20)) == (DAY,)
    assert office.on(date(2026, 11, 21)) == ()
    assert office.open_until(datetime(2026, 11, 20, 16, 59)) == time(17)
    assert office.open_until(datetime(2026, 11, 20, 17, 0)) is None


@pytest.mark.parametrize(
    "weekdays", ["月-金", "月〜金", "平日", "月火水木金", "月、火、水、木、金", "月曜日から金曜日"]
)
def test_weekdays_are_read_in_every_spelling(weekdays: str) -> None:
    assert set(hours(weekdays=weekdays, opens="9:00", closes="17:00").weekly) == {0, 1, 2, 3, 4}


def test_a_holiday_with_hours_of_its_own_has_them_and_a_closed_one_is_closed() -> None:
    labour_day = date(2026, 11, 23)  # a Monday
    assert hours(by_day="月-金 9:00-20:00;土日祝 9:00-17:00").on(labour_day) == (DAY,)
    assert hours(by_day="毎日 9:00-17:00", closed="祝").on(labour_day) == ()


def test_when_nothing_is_said_of_holidays_nobody_is_told_it_is_open() -> None:
    office = hours(weekdays="月火水木金", opens="9:00", closes="17:00")
    assert office.is_unsure_on(date(2026, 11, 23))
    assert not office.is_unsure_on(date(2026, 11, 24))
    assert not hours(weekdays="平日", opens="9:00", closes="17:00", closed="祝").is_unsure_on(
        date(2026, 11, 23)
    )


def test_the_turn_of_the_year_the_third_thursday_and_single_days_are_closed() -> None:
    library = hours(
        by_day="毎日 9:00-17:00", closed="第3木、12/29〜1/3", exceptions="2026-11-24 休館;20261224 9:00-12:00"
    )
    closed = [date(2026, 12, 29), date(2027, 1, 1), date(2027, 1, 3), date(2026, 12, 17), date(2026, 11, 24)]
    assert all(library.on(day) == () for day in closed)
    assert library.on(date(2027, 1, 4)) == (DAY,)
    assert library.on(date(2026, 12, 24)) == ((time(9), time(12)),)


def test_a_lunch_break_closes_and_the_next_opening_is_after_it() -> None:
    centre = hours(by_day="月-土 9:00-12:00 13:00-16:00", closed="日")
    noon = datetime(2026, 11, 21, 12, 30)
    assert centre.open_until(noon) is None
    assert centre.next_opening(noon) == (date(2026, 11, 21), time(13))
    assert centre.next_opening(datetime(2026, 11, 21, 16, 0)) == (date(2026, 11, 23), time(9))


@pytest.mark.parametrize(
    "cells",
    [
        {"opens": "9:00"},
        {"opens": "17:00", "closes": "9:00"},
        {"opens": "25:00", "closes": "26:00"},
        {"by_day": "いつでも"},
        {"by_day": "月 9:00"},
        {"closed": "ときどき"},
        {"closed": "13/1-13/5"},
        {"exceptions": "12/24 休館"},
    ],
)
def test_what_is_not_understood_is_refused_with_its_column(cells: dict[str, str]) -> None:
    with pytest.raises(BadHours):
        hours(**cells)


@given(st.text(max_size=20), st.sampled_from(["weekdays", "opens", "by_day", "closed", "exceptions"]))
def test_any_cell_is_read_or_refused(text: str, column: str) -> None:
    with contextlib.suppress(BadHours):
        hours(**({"opens": "9:00", "closes": "17:00"} | {column: text}))
