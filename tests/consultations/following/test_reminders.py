"""What the calendar brings: it opens, closes in three days, closes tomorrow, has closed."""

from datetime import datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from consultations.models import Consultation, News
from consultations.services.following import notifications, reminders
from tests import factories
from tests.consultations.following.material import follow, told
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Kind = News.Kind


def test_deadlines_are_reminded_of_three_days_and_one_day_before_and_again_when_extended(
    consultation: Consultation, clock: time_machine.Traveller
) -> None:
    closes = consultation.closes_at()
    assert closes

    def days_said() -> list[int]:
        found = News.objects.filter(kind=Kind.CLOSING_SOON).order_by("pk").values_list("details", flat=True)
        return [details["days"] for details in found]

    for before, said in ((3.1, []), (3, [3]), (2, [3]), (1, [3, 1]), (0.1, [3, 1])):
        reminders.remind(now=closes - before * DAY)
        reminders.remind(now=closes - before * DAY)
        assert days_said() == said, before
    consultation.phases.filter(kind="collect").update(ends_at=closes + 10 * DAY)
    reminders.remind(now=closes + 7 * DAY)
    assert days_said() == [3, 1, 3]


def test_opening_and_closing_are_news_once(consultation: Consultation) -> None:
    opens, closes = consultation.opens_at(), consultation.closes_at()
    assert opens
    assert closes
    for moment in (opens - DAY / 100, opens, opens + DAY / 2, closes, closes + DAY / 2, closes + 2 * DAY):
        reminders.remind(now=moment)
    kinds = News.objects.filter(kind__in=[Kind.OPENED, Kind.CLOSED]).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [Kind.OPENED, Kind.CLOSED]


def said_by(*moments: datetime) -> list[str]:
    for moment in moments:
        reminders.remind(now=moment)
    return list(News.objects.order_by("pk").values_list("kind", flat=True))


def test_a_worker_that_slept_over_the_weekend_tells_of_the_opening_and_the_close_all_the_same(
    consultation: Consultation,
) -> None:
    opens, closes = consultation.opens_at(), consultation.closes_at()
    assert opens
    assert closes
    assert said_by(opens + 2.5 * DAY, closes + 2.5 * DAY) == [Kind.OPENED, Kind.CLOSED]


def test_what_is_published_late_opens_when_it_is_shown(db: None) -> None:
    factories.consultation(opens=NOW - 8 * DAY, published_at=NOW)
    assert said_by(NOW - DAY) == []
    assert said_by(NOW + timedelta(minutes=10)) == [Kind.OPENED]


def test_what_was_over_when_it_was_published_neither_opens_nor_closes(db: None) -> None:
    factories.consultation(opens=NOW - 8 * DAY, closes=NOW - DAY, published_at=NOW)
    assert said_by(NOW, NOW + DAY) == []


def test_nothing_is_said_of_what_is_not_published(db: None) -> None:
    factories.consultation(closes=NOW + 2 * DAY, published_at=None)
    factories.forthcoming_consultation()
    assert said_by(NOW) == []


def test_who_follows_a_section_or_a_proposal_is_reminded_of_the_close_too(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    section = factories.document(consultation).sections.first()
    assert section
    follow(yui, section.thread)
    follow(kenji, factories.proposal(consultation).thread)
    closes = consultation.closes_at()
    assert closes
    reminders.remind(now=closes - DAY)
    notifications.fan_out(now=closes - DAY)
    assert (told(yui), told(kenji)) == ([Kind.CLOSING_SOON], [Kind.CLOSING_SOON])
