from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.policy import Role
from chatbot.models import ChatDay, Conversation, Exchange, Handover, LeftQuestion
from chatbot.services.queue import figures, grouping
from chatbot.services.queue.figures import Figures
from chatbot.views.figures import _about, _row
from tests.chatbot.queue.asked import DRONE, asked
from tests.factories import NOW, user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def counts(day: date = TODAY) -> Figures:
    return figures.per_day(first=day, last=day)[day]


def several() -> None:
    asked("a", outcome="answer", took_ms=4, helped=True)
    asked("b", outcome="answer", took_ms=8, helped=False)
    asked("c", outcome="candidates", candidates=[1], took_ms=12)
    asked("d", outcome="candidates", candidates=[1], none_fits=True, took_ms=1437)
    asked("e", outcome="unknown", took_ms=16)
    asked("f", outcome="lookup", took_ms=20)


def test_every_question_is_counted_once_by_what_became_of_it() -> None:
    several()
    found = counts()
    told = {name: n for name, n in found.counts.items() if n}
    parts = {"answered": 2, "offered": 1, "unknown": 2, "other": 1}
    assert told == {"questions": 6, "helped": 1, "not_helped": 1, **parts}
    assert found.median_ms == 12


def test_a_day_is_the_citys_day() -> None:
    asked("late in the evening", at=NOW.replace(hour=14, minute=59))
    asked("after midnight", at=NOW.replace(hour=15, minute=1))
    assert counts().counts["questions"] == 1
    assert counts(TODAY + timedelta(days=1)).counts["questions"] == 1


def test_figures_stay_when_conversations_are_erased() -> None:
    several()
    for text in DRONE:
        asked(text)
    grouping.group(now=NOW)
    conversation = Conversation.objects.earliest("pk")
    Handover.objects.create(conversation=conversation, asked_at=NOW, queued_at=NOW)
    LeftQuestion.objects.create(reference="Y-1", conversation=conversation, text="x", created_at=NOW)
    before = counts()
    half = Conversation.objects.filter(pk__lte=conversation.pk + 3)
    for some in (half, Conversation.objects.all()):
        figures.fold(
            Exchange.objects.filter(conversation__in=some),
            Handover.objects.filter(conversation__in=some),
            LeftQuestion.objects.filter(conversation__in=some),
        )
        some.delete()
        assert counts() == before
    assert ChatDay.objects.get().handed_over == 1
    assert not Exchange.objects.exists()


def test_cells_of_one_to_four_are_not_shown_nor_given_away_by_the_others() -> None:
    found = Figures()
    found.counts.update({"questions": 30, "answered": 27, "unknown": 3, "helped": 4, "left": 5})
    questions, answered, offered, unknown, *_rest, helped, _not, _handed, left = _row(found)
    assert (questions, unknown, helped, left, offered) == ("30", "<5", "<5", "5", "0")
    assert answered == "–"


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (3, "<5"), (137, "約135"), (138, "約140")])
def test_sums_are_rounded_so_that_no_day_can_be_worked_out(value: int, shown: str) -> None:
    assert _about("answered", value) in {shown, shown.replace("約", "about ")}


def test_the_page_costs_the_same_for_a_week_and_a_year(
    client: Client, django_assert_max_num_queries: object
) -> None:
    several()
    client.force_login(user(Role.FAQ_EDITOR))
    client.get("/staff/faq/figures/")
    for period in ("?first=2026-11-14&last=2026-11-20", "?first=2025-11-21&last=2026-11-20"):
        with django_assert_max_num_queries(30):  # type: ignore[operator]
            assert client.get(f"/staff/faq/figures/{period}").status_code == 200


def test_the_file_says_why_a_cell_is_empty(client: Client) -> None:
    several()
    client.force_login(user(Role.FAQ_EDITOR))
    answer = client.get("/staff/faq/figures.csv?first=2026-11-19&last=2026-11-20")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("date,questions,questions_note,answered,answered_note")
    assert len(lines) == 3
    assert lines[2].startswith("2026-11-20,6,,,")
    assert "fewer_than_5" in lines[2]


@pytest.mark.parametrize("query", ["first=2026-11-20&last=2026-11-01", "first=x", "first=2020-01-01"])
def test_an_odd_period_is_no_error(client: Client, query: str) -> None:
    client.force_login(user(Role.FAQ_EDITOR))
    assert client.get(f"/staff/faq/figures/?{query}").status_code == 200
