"""How cities write their days of collection, and the dates that follow."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.services.lookups.days import WEEK, BadDays, Days, Pause, coming, parse, skipped

MONDAY, WEDNESDAY, THURSDAY = 0, 2, 3
days_in_reach = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    "cell", ["月 木", "月・木", "毎週月・木曜日", "月曜、木曜", "月　木", "木 月", "毎週 月曜日と木曜日"]
)
def test_days_of_every_week_are_read_however_they_are_joined(cell: str) -> None:
    assert parse(cell) == Days(weekly=frozenset({MONDAY, THURSDAY}))


@pytest.mark.parametrize(
    "cell",
    [
        "水2 水4",
        "水２　水４",
        "第2・第4水曜日",
        "第2・4水",
        "水2・4",
        "第２水曜、第４水曜",
        "毎月第2・第4水曜日",
    ],
)
def test_days_of_a_month_are_read_however_they_are_counted(cell: str) -> None:
    assert parse(cell) == Days(nth=frozenset({(WEDNESDAY, 2), (WEDNESDAY, 4)}))


@pytest.mark.parametrize(
    "cell", ["水Z20260107", "隔週水曜(2026/1/7から)", "隔週水20260107", "隔週水曜日2026年1月7日より"]
)
def test_every_other_week_counts_from_its_first_day(cell: str) -> None:
    found = coming(parse(cell), start=date(2026, 1, 1), most=3)
    assert found == [date(2026, 1, 7), date(2026, 1, 21), date(2026, 2, 4)]


@pytest.mark.parametrize(
    "cell",
    ["20260105 20260119", "2026/1/5 2026/1/19", "2026-01-05、2026-01-19", "2026年1月5日 2026年1月19日"],
)
def test_single_days_are_read_in_every_spelling(cell: str) -> None:
    assert parse(cell).dates == {date(2026, 1, 5), date(2026, 1, 19)}
    assert parse(cell).is_list


def test_a_rule_may_hold_only_in_some_months_and_carry_a_remark() -> None:
    rule = parse("水2 *1:4 6")
    assert (rule.months, rule.remarks) == (frozenset({4, 6}), ("1",))
    assert coming(rule, start=date(2026, 1, 1), most=2) == [date(2026, 4, 8), date(2026, 6, 10)]


@pytest.mark.parametrize("cell", ["", "-", "なし", "×"])
def test_no_collection_is_no_mistake(cell: str) -> None:
    assert parse(cell).is_empty


@pytest.mark.parametrize(
    "cell", ["月 朝", "水6", "20260230", "水Z20260108", "12/3", "週2回", "水2:13", "月 木?"]
)
def test_what_is_not_understood_is_never_guessed(cell: str) -> None:
    with pytest.raises(BadDays):
        parse(cell)


def test_nothing_is_collected_in_a_pause_and_the_year_turns_rightly() -> None:
    pause = Pause(date(2026, 12, 31), date(2027, 1, 3))
    rule = parse("木")
    assert coming(rule, start=date(2026, 12, 24), most=2, pauses=[pause]) == [
        date(2026, 12, 24),
        date(2027, 1, 7),
    ]
    assert skipped(rule, start=date(2026, 12, 24), until=date(2027, 1, 7), pauses=[pause]) == [
        date(2026, 12, 31)
    ]


def test_where_a_city_moves_them_the_days_of_a_month_come_a_week_later_after_a_pause() -> None:
    pause = Pause(date(2026, 1, 1), date(2026, 1, 3))
    found = coming(parse("木1 木3"), start=date(2026, 1, 1), most=3, pauses=[pause], moves=True)
    assert found == [date(2026, 1, 8), date(2026, 1, 22), date(2026, 2, 5)]


def test_the_29th_of_february_is_a_fifth_day_only_in_leap_years() -> None:
    rule = parse("火5:2")  # 29 February 2028 is a Tuesday
    assert coming(rule, start=date(2028, 1, 1), most=3) == [date(2028, 2, 29)]
    assert coming(rule, start=date(2027, 1, 1), most=3) == []


def test_after_the_last_day_of_a_list_nothing_is_known() -> None:
    assert coming(parse("20260105"), start=date(2026, 1, 6), most=3) == []


@given(st.sets(st.integers(0, 6), min_size=1), days_in_reach)
def test_every_day_told_is_one_of_the_weekdays_and_none_is_left_out(weekdays: set[int], start: date) -> None:
    found = coming(parse(" ".join(WEEK[day] for day in weekdays)), start=start, most=3)
    span = (start + timedelta(days=ahead) for ahead in range(22))
    assert found == [day for day in span if day.weekday() in weekdays][:3]


@given(st.integers(0, 6), st.integers(1, 5), days_in_reach)
def test_the_nth_weekday_lies_in_its_week_of_the_month(weekday: int, number: int, start: date) -> None:
    for day in coming(parse(f"{WEEK[weekday]}{number}"), start=start, most=3):
        assert day.weekday() == weekday
        assert 7 * (number - 1) < day.day <= 7 * number


@given(days_in_reach, st.integers(0, 20), st.integers(1, 20))
def test_no_day_in_a_pause_is_ever_told(start: date, ahead: int, length: int) -> None:
    first = start + timedelta(days=ahead)
    pause = Pause(first, first + timedelta(days=length))
    for moves in (False, True):
        found = coming(parse("月 水 金 水2"), start=start, most=5, pauses=[pause], moves=moves)
        assert not any(pause.covers(day) for day in found)
        assert found == sorted(set(found))
        assert all(day >= start for day in found)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(cell: str) -> None:
    with contextlib.suppress(BadDays):
        parse(cell)
