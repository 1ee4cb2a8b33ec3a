"""The queue of the console as staff see it on a phone and on a desk: who waits, what they asked."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from chatbot.models import Desk, Exchange, Handover, Opening
from chatbot.services import conversations
from chatbot.services.people import handovers
from tests import factories
from tests.e2e.pages.people import ConsolePage

pytestmark = pytest.mark.e2e
ASKED = (
    "公園でドローンを飛ばしたいのですが、許可はいりますか。休みの日に子どもと海辺の公園で遊ぶつもりで、"
    "前に住んでいた市では届けが必要でした。"
)


@pytest.fixture
def now(site: str) -> Iterator[datetime]:
    Opening.objects.bulk_create(
        Opening(weekday=day, opens=time(0, 0), closes=time(23, 59, 59)) for day in range(7)
    )
    now = timezone.now()
    yield now
    Opening.objects.all().delete()
    Handover.objects.open().update(ended_at=now, outcome=Handover.Outcome.GONE)


def waits(text: str, now: datetime, minutes: int, *, screened: bool = True) -> Handover:
    since = now - timedelta(minutes=minutes)
    talk = conversations.begin(locale="ja", now=since)
    Exchange.objects.create(
        conversation=talk,
        number=conversations.next_number(conversation=talk, now=since),
        client_id="a",
        question=text,
        outcome=Exchange.Outcome.UNKNOWN,
        asked_at=since - timedelta(minutes=2),
        screened_at=since if screened else None,
    )
    handovers.call(conversation=talk, client_id="b", now=since)
    # They are still there: of those who left, the worker's round keeps the question and ends the waiting.
    Handover.objects.filter(conversation=talk).update(visitor_seen_at=now)
    return Handover.objects.select_related("conversation").get(conversation=talk)


def test_staff_read_in_the_queue_what_visitors_asked(
    both: Tab, shot: Callable[[Tab, str], Path], as_person: Callable[[Tab, User], User], now: datetime
) -> None:
    actor = as_person(both, factories.user(Role.MODERATOR, display_name="青井"))
    waits("だれも待っていないときの質問", now, 0, screened=False)
    back = waits(ASKED, now, 14)
    desk, _made = Desk.objects.get_or_create(name="公園緑地課")
    handovers.take(handover=back, actor=actor, now=now - timedelta(minutes=6))
    note = "許可の要る公園かどうか、地図で確かめてください"
    handovers.pass_on(
        handover=back, actor=actor, note=note, now=now - timedelta(minutes=5), desk=desk, person=None
    )
    console = ConsolePage(both)
    console.open()
    expect(console.waiting).to_contain_text(ASKED)
    expect(console.waiting).to_contain_text("14分待っています")
    expect(console.waiting).to_contain_text("16分前")
    expect(console.waiting).not_to_contain_text("だれも待っていないとき")
    shot(both, "console-waiting")
    with both.expect_navigation():
        console.waiting.get_by_role("button", name="対応する").first.click()
    console.check()
    expect(console.lines).to_contain_text(ASKED)
    shot(both, "console-taken")
