"""Whatever is typed or kept as an answer: nothing of it runs, and no policy has to stop it (promise 10)."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from chatbot.models import Conversation, Exchange, FaqEntry, FaqRevision, Handover, Message
from chatbot.services import conversations
from tests.e2e.pages.chat import ChatPage
from tests.promises.payloads import FOUND, PAYLOADS, TRIPWIRE

pytestmark = pytest.mark.e2e
AT_ONCE = 9


def batches(size: int) -> Iterator[str]:
    for start in range(0, len(PAYLOADS), size):
        yield "\n\n".join(PAYLOADS[start : start + size])


@pytest.fixture
def spoiled() -> Conversation:
    """A conversation in which everything that anybody can write is a payload."""
    now = timezone.now()
    conversation = conversations.begin(locale="ja", now=now)
    revisions = [_revision(number, text) for number, text in enumerate(batches(AT_ONCE))]
    exchanges = [
        Exchange(
            conversation=conversation,
            number=number,
            client_id=f"x{number}",
            question=revision.answer,
            outcome="candidates" if number % 3 == 0 else "answer",
            candidates=[one.pk for one in revisions[:3]] if number % 3 == 0 else [],
            answer=None if number % 3 == 0 else revision,
            asked_at=now,
        )
        for number, revision in enumerate(revisions, start=1)
    ]
    Exchange.objects.bulk_create(exchanges)
    last = len(exchanges)
    handover = Handover.objects.create(conversation=conversation, asked_at=now, queued_at=now)
    for number, text in enumerate(batches(AT_ONCE * 4), start=last + 1):
        author = "staff" if number % 2 else "visitor"
        Message.objects.create(
            conversation=conversation,
            number=number,
            client_id=f"m{number}",
            handover=handover,
            author=author,
            text=text,
            created_at=now,
        )
        last = number
    Conversation.objects.filter(pk=conversation.pk).update(exchanges_count=last)
    return conversation


def _revision(number: int, text: str) -> FaqRevision:
    now = timezone.now()
    entry = FaqEntry.objects.create(
        key=f"spoiled-{number}-{now.timestamp():.0f}", field=PAYLOADS[number][:60], created_at=now
    )
    return FaqRevision.objects.create(
        entry=entry,
        number=1,
        question=PAYLOADS[number * 3 % len(PAYLOADS)][:300],
        answer=text,
        source_url="javascript:tripped()",
        department=PAYLOADS[number * 5 % len(PAYLOADS)][:80],
        contact=PAYLOADS[number * 7 % len(PAYLOADS)][:120],
        created_at=now,
    )


def nothing_ran(tab: Tab) -> None:
    tab.wait_for_timeout(500)
    assert tab.evaluate(FOUND) == []


def test_the_tripwire_trips(desktop: Tab, forbidden: list[str]) -> None:
    """The control: on a page without our care the same payloads run."""
    desktop.add_init_script(TRIPWIRE)
    desktop.route(
        "**/spoiled", lambda route: route.fulfill(body="<p>" + "\n".join(PAYLOADS), content_type="text/html")
    )
    desktop.goto("/spoiled")
    desktop.wait_for_timeout(500)
    assert len(desktop.evaluate(FOUND)) > 10
    forbidden.clear()


def test_kept_texts_do_nothing_over_the_line_and_on_the_page(desktop: Tab, spoiled: Conversation) -> None:
    desktop.add_init_script(TRIPWIRE)
    desktop.goto("/chat/")
    # Over the line: the browser knows which conversation it is, the session does not.
    held = f"{{conversation: '{spoiled.token}', cursor: 0, asked: {{}}, pending: [], at: Date.now()}}"
    desktop.evaluate(f"localStorage.setItem('yoriai-chat', JSON.stringify({held}))")
    desktop.reload()
    page = ChatPage(desktop)
    lines = spoiled.exchanges.count() + spoiled.messages.count()
    expect(page.room.turns).to_have_count(lines)
    nothing_ran(desktop)
    # On the page: a request of the same browser tells the session.
    desktop.evaluate(
        f"""() => fetch('/chat/messages', {{method: 'POST', headers: {{'Content-Type': 'application/json',
        'X-CSRFToken': document.querySelector('[name=csrfmiddlewaretoken]').value}},
        body: JSON.stringify({{type: 'hello', conversation: '{spoiled.token}', cursor: 0}})}})"""
    )
    for path in ("/chat/", "/chat/embed/"):
        desktop.goto(path)
        expect(page.room.turns).to_have_count(lines)
        assert PAYLOADS[0] in page.room.turns.first.inner_text()
        nothing_ran(desktop)


def test_typed_texts_do_nothing_when_they_come_back(desktop: Tab) -> None:
    desktop.add_init_script(TRIPWIRE)
    page = ChatPage(desktop)
    page.open()
    page.room.is_connected()
    for number, text in enumerate(batches(60), start=1):
        page.room.ask(text)
        expect(page.room.turns.nth(number - 1).locator("[data-said] [data-part]").first).to_be_visible()
        desktop.wait_for_timeout(300)
    nothing_ran(desktop)
    desktop.reload()
    expect(page.room.turns).to_have_count(len(list(batches(60))))
    nothing_ran(desktop)
