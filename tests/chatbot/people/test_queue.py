"""The queue tells what visitors asked, and waiting lines do not read the office hours every second."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.policy import Role
from chatbot.models import Exchange, Handover, Message, Opening
from chatbot.services.people import messages, queue, timeline
from chatbot.services.people.timeline import Seen
from tests import factories
from tests.chatbot.people import office
from tests.chatbot.people.office import OPEN

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
ASKED = "公園でドローンを飛ばせますか"


@pytest.fixture(autouse=True)
def _in_hours(db: None) -> None:
    office.hours()


def asked(handover: Handover, text: str = ASKED, **fields: Any) -> Exchange:
    talk = handover.conversation
    kept = {"outcome": "unknown", "question": text, "asked_at": OPEN, "screened_at": OPEN} | fields
    number = 100 + talk.exchanges.count()
    return Exchange.objects.create(conversation=talk, number=number, client_id=f"e{number}", **kept)


def said() -> list[list[str]]:
    return [[one.text for one in waiting.said] for waiting in queue.waiting(OPEN)]


def test_the_last_question_in_own_words_is_told() -> None:
    handover = office.waiting()
    asked(handover, "こんにちは")
    asked(handover)
    asked(handover, "はい", outcome="guide")
    assert said() == [[ASKED]]


def test_nobody_reads_a_question_before_names_were_looked_for() -> None:
    handover = office.waiting()
    asked(handover, screened_at=None)
    messages.say(conversation=handover.conversation, client_id="a", text="田中太郎です", now=OPEN)
    assert said() == [["", ""]]
    Message.objects.filter(author="visitor").update(screened_at=OPEN)
    assert said()[0][1] == "［氏名］です"


def test_who_asked_for_a_person_at_once_is_told_by_what_they_wrote_last() -> None:
    handover = office.waiting()
    for number, text in enumerate(["いますか", "市民税のことです"]):
        messages.say(conversation=handover.conversation, client_id=f"{number}", text=text, now=OPEN)
    Message.objects.filter(author="visitor").update(screened_at=OPEN)
    assert said() == [["市民税のことです"]]


def test_the_queue_is_read_in_three_queries_however_long(client: Client) -> None:
    for _ in range(6):
        asked(office.waiting())
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert len(said()) == 6
    assert len(counted) <= 3


def test_the_console_shows_question_age_and_waiting_time(client: Client) -> None:
    now = timezone.now()
    office.always_open()
    handover = office.waiting(now=now - timedelta(minutes=4))
    asked(handover, asked_at=now - timedelta(minutes=6))
    client.force_login(factories.user(Role.FAQ_EDITOR))
    page = client.get("/staff/chat/").content.decode()
    for words in (ASKED, "4分待っています", "6分前"):
        assert words in page


def test_a_waiting_line_reads_the_office_hours_once_in_half_a_minute() -> None:
    handover = office.waiting()
    seen, read = Seen(), []
    for second in range(60):
        with CaptureQueriesContext(connection) as counted:
            look = timeline.look(
                conversation=handover.conversation, seen=seen, markup=True, now=OPEN + second * SECOND
            )
        seen = look.seen
        read.append(any("chatbot_opening" in query["sql"] for query in counted))
    assert [second for second, was_read in enumerate(read) if was_read] == [0, 30]


def test_closing_the_office_is_heard_of_within_a_minute_by_those_who_wait() -> None:
    handover = office.waiting()
    look = timeline.look(conversation=handover.conversation, seen=Seen(), markup=True, now=OPEN)
    assert look.seen.panel
    assert look.seen.panel.closes_at
    Opening.objects.all().delete()
    late = timeline.look(
        conversation=handover.conversation, seen=look.seen, markup=True, now=OPEN + 60 * SECOND
    )
    assert late.seen.panel
    assert late.seen.panel.closes_at is None
