"""Conversations are erased after the days the city chose, or at once when the visitor says so."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from chatbot.models import (
    ChatDay,
    ChatSettings,
    Conversation,
    Exchange,
    Handover,
    LeftQuestion,
    Message,
    Publication,
)
from chatbot.protocol import Ask, Choose, Erase, Erased, Hello
from chatbot.services import conversations, exchanges, talk
from chatbot.services.privacy import erasing
from tests.chatbot import faq
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CALLER = talk.Caller("192.0.2.1", "ja", markup=True)


def a_talk(client_id: str = "a") -> Conversation:
    conversation = conversations.begin(locale="ja", now=NOW)
    exchanges.ask(conversation=conversation, client_id=client_id, text=faq.ANSWERED, now=NOW)
    return conversation


def test_after_the_days_of_the_setting_a_conversation_is_gone_and_its_counts_stay(
    published: Publication,
) -> None:
    ChatSettings.objects.create(keep_days=30)
    conversation = a_talk()
    handover = Handover.objects.create(conversation=conversation, asked_at=NOW, queued_at=NOW)
    Message.objects.create(
        conversation=conversation,
        number=2,
        client_id="m",
        handover=handover,
        author="visitor",
        created_at=NOW,
    )
    LeftQuestion.objects.create(
        reference="R", conversation=conversation, address="a@example.org", created_at=NOW
    )
    assert erasing.expire(now=NOW + 30 * DAY) == 0
    assert erasing.expire(now=NOW + 30 * DAY + timedelta(seconds=1)) == 1
    for model in (Conversation, Exchange, Handover, Message, LeftQuestion):
        assert not model._default_manager.exists(), model
    kept = ChatDay.objects.get()
    assert (kept.questions, kept.answered, kept.handed_over, kept.left) == (1, 1, 1, 1)
    assert erasing.expire(now=NOW + 60 * DAY) == 0


def test_the_last_word_counts_not_the_first(published: Publication) -> None:
    conversation = a_talk()
    exchanges.ask(conversation=conversation, client_id="b", text=faq.ANSWERED, now=NOW + 89 * DAY)
    assert erasing.expire(now=NOW + 91 * DAY) == 0
    assert erasing.expire(now=NOW + 180 * DAY) == 1


def test_many_are_erased_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "AT_A_TIME", 2)
    for _ in range(5):
        conversations.begin(locale="ja", now=NOW)
    assert erasing.expire(now=NOW + 91 * DAY) == 5


def test_the_visitor_erases_theirs_with_two_clicks_and_no_account(
    client: Client, published: Publication
) -> None:
    client.post("/chat/", {"text": faq.ANSWERED, "client_id": "a"})
    others = a_talk("other")
    assert "この会話を消去する" in client.get("/chat/").content.decode()
    page = client.post("/chat/erase/", follow=True)
    assert "会話を消去しました" in page.content.decode()
    assert faq.ANSWERED not in page.content.decode()
    assert list(Conversation.objects.all()) == [others]
    assert "chat" not in client.session
    assert client.post("/chat/erase/", follow=True).status_code == 200, "a second click changes nothing"
    assert Conversation.objects.count() == 1
    assert ChatDay.objects.get().questions == 1


def test_a_stranger_cannot_erase_what_is_not_theirs(client: Client, published: Publication) -> None:
    conversation = a_talk()
    client.post("/chat/erase/", {"conversation": conversation.token, "token": conversation.token})
    assert Conversation.objects.filter(pk=conversation.pk).exists()


def test_erasing_needs_a_post_from_our_own_page(published: Publication) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/chat/erase/").status_code == 405
    assert strict.post("/chat/erase/").status_code == 403


def test_over_the_line_the_conversation_is_erased_and_the_next_question_begins_another(
    published: Publication,
) -> None:
    conversation = a_talk()
    heard = talk.hear(frame=Erase(), conversation=conversation, caller=CALLER, now=NOW)
    assert (heard.conversation, heard.frames) == (None, [Erased()])
    assert not Conversation.objects.exists()
    again = talk.hear(frame=Ask("b", faq.ANSWERED), conversation=None, caller=CALLER, now=NOW)
    assert [frame.type for frame in again.frames] == ["welcome", "reply"]


def test_another_line_of_an_erased_conversation_starts_anew(published: Publication) -> None:
    conversation = a_talk()
    elsewhere = Conversation.objects.get(pk=conversation.pk)
    erasing.erase(conversation=conversation)
    pressed = talk.hear(frame=Choose(1, 1), conversation=elsewhere, caller=CALLER, now=NOW)
    assert [frame.type for frame in pressed.frames] == ["refusal"]
    heard = talk.hear(frame=Ask("b", faq.ANSWERED), conversation=elsewhere, caller=CALLER, now=NOW)
    assert [frame.type for frame in heard.frames] == ["welcome", "reply"]
    assert heard.conversation != elsewhere
    greeted = talk.hear(
        frame=Hello(elsewhere.token, 1, "ja", markup=True), conversation=None, caller=CALLER, now=NOW
    )
    assert greeted.conversation not in (None, elsewhere)


def test_over_plain_requests_the_session_forgets_it_too(client: Client, published: Publication) -> None:
    client.post("/chat/", {"text": faq.ANSWERED, "client_id": "a"})
    answer = client.post("/chat/messages", data='{"type":"erase"}', content_type="application/json")
    assert answer.json() == [{"type": "erased"}]
    assert "chat" not in client.session


def test_the_page_says_in_plain_words_what_is_kept_and_for_how_long(
    client: Client, published: Publication
) -> None:
    ChatSettings.objects.create(keep_days=14)
    assert "会話は14日間保存し、その後消去します。" in client.get("/chat/").content.decode()
    page = client.get("/chat/kept/").content.decode()
    assert "14日後に消去します" in page
    assert "このページからわかる会話はありません" in page
    client.post("/chat/", {"text": faq.ANSWERED, "client_id": "a"})
    assert "このまま発言がなければ" in client.get("/chat/kept/").content.decode()


def test_both_rounds_are_made() -> None:
    assert {"chatbot.services.privacy.screening.screen", "chatbot.services.privacy.erasing.expire"} <= set(
        settings.ROUNDS
    )
