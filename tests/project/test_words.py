"""Dates, deadlines and numbers as the city writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.paginator import Paginator
from django.utils import translation

from project.templatetags import yoriai

NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # Friday noon in Japan
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "2026年11月20日（金）17:00"), ("en", "Fri 20 November 2026, 17:00")]
)
def test_a_moment_is_written_in_japanese_time(language: str, words: str) -> None:
    with translation.override(language):
        assert yoriai.moment(datetime(2026, 11, 20, 8, 0, tzinfo=UTC)) == words


def test_a_day_needs_no_clock() -> None:
    with translation.override("ja"):
        assert yoriai.day(date(2027, 1, 1)) == "2027年1月1日（金）"
        assert yoriai.day(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == "2027年1月1日（金）"


@pytest.mark.parametrize(
    ("ends_at", "words"),
    [
        (NOON - HOUR, "締め切りました"),
        (NOON, "締め切りました"),
        (NOON + HOUR, "本日締切"),
        (NOON + 13 * HOUR, "あと1日"),
        (NOON + timedelta(days=12), "あと12日"),
    ],
)
def test_the_days_left_are_calendar_days_in_japan(ends_at: datetime, words: str) -> None:
    with translation.override("ja"):
        assert yoriai.days_left(ends_at, NOON) == words


def test_one_day_left_is_singular_in_english() -> None:
    with translation.override("en"):
        assert yoriai.days_left(NOON + timedelta(days=1), NOON) == "1 day left"
        assert yoriai.days_left(NOON + timedelta(days=2), NOON) == "2 days left"


def test_nothing_is_said_about_a_missing_date() -> None:
    assert yoriai.moment(None) == yoriai.day(None) == yoriai.days_left(None, NOON) == ""
    assert not yoriai.is_soon(None, NOON)


def test_three_days_before_the_end_is_soon_and_after_the_end_is_not() -> None:
    assert yoriai.is_soon(NOON + timedelta(days=3), NOON)
    assert not yoriai.is_soon(NOON + timedelta(days=4), NOON)
    assert not yoriai.is_soon(NOON - HOUR, NOON)


def test_a_share_of_nothing_is_a_dash() -> None:
    assert yoriai.percentage(1, 8) == "12.5%"
    assert yoriai.percentage(0, 0) == "–"


def test_the_pager_leaves_out_the_middle() -> None:
    page = Paginator(range(487), 20).page(12)
    assert yoriai.page_numbers(page) == [1, Paginator.ELLIPSIS, 11, 12, 13, Paginator.ELLIPSIS, 25]


def test_a_yes_is_not_a_number() -> None:
    assert yoriai.is_number(3)
    assert not yoriai.is_number(value=True)
    assert not yoriai.is_number("3")
