"""The frames over plain HTTP, and the chat page for people without JavaScript."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts import rate_limits
from accounts.patient_cache import PatientRedisCache
from chatbot.models import Conversation, Exchange, Publication
from tests.chatbot.faq import AMBIGUOUS, ANSWERED, NOT_KNOWN

pytestmark = pytest.mark.django_db


def post(client: Client, *frames: dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    content: Any = frames[0] if len(frames) == 1 else list(frames)
    response = client.post("/chat/messages", data=json.dumps(content), content_type="application/json")
    return response.status_code, response.json()


def ask(text: str, client_id: str = "a") -> dict[str, Any]:
    return {"type": "ask", "id": client_id, "text": text}


HELLO = {"type": "hello", "conversation": None, "cursor": 0, "locale": "ja"}


def test_a_whole_conversation_by_single_requests(client: Client, published: Publication) -> None:
    status, (welcome,) = post(client, HELLO)
    assert (status, welcome["type"]) == (200, "welcome")
    status, (reply,) = post(client, ask(ANSWERED))
    assert (status, reply["type"], reply["exchange"]) == (200, "reply", 1)
    assert post(client, ask(AMBIGUOUS, "b"))[1][0]["type"] == "candidates"
    assert post(client, {"type": "choose", "exchange": 2, "option": 1})[1][0]["type"] == "reply"
    assert post(client, {"type": "feedback", "exchange": 2, "helped": True}) == (200, [])
    assert Exchange.objects.get(number=2).helped is True


def test_a_list_of_frames_takes_a_conversation_up_by_its_token(published: Publication) -> None:
    _, (welcome, reply) = post(Client(), HELLO, ask(ANSWERED))
    hello = {**HELLO, "conversation": welcome["conversation"], "cursor": 0}
    _, told = post(Client(), hello, ask(ANSWERED))
    assert [frame["type"] for frame in told] == ["welcome", "reply", "reply"]
    assert told[1] == told[2] == reply
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ("{", 400, "bad_json"),
        ("[]", 400, "bad_frame"),
        ('{"type":"x"}', 400, "unknown_type"),
        ('{"type":"ask","id":"a","text":"  "}', 400, "empty_text"),
        ('{"type":"choose","exchange":1,"option":1}', 404, "unknown_exchange"),
        (json.dumps(ask("x" * 5000)), 413, "text_too_long"),
        (json.dumps(ask("x" * 100_000)), 413, "frame_too_large"),
        (json.dumps(ask("x" * 2_000_000)), 413, "frame_too_large"),
    ],
)
def test_refusals_have_the_status_that_says_the_same(
    client: Client, content: str, status: int, code: str
) -> None:
    response = client.post("/chat/messages", data=content, content_type="application/json")
    assert response.status_code == status
    assert response.json()[0]["code"] == code
    assert response.json()[0]["text"]


def test_more_than_a_few_at_once_are_told_to_wait(client: Client, published: Publication) -> None:
    post(client, HELLO)
    told = [post(client, ask(ANSWERED, f"a{number}")) for number in range(12)]
    assert [status for status, _ in told[:5]] == [200] * 5
    assert (429, "too_many") in {(status, frames[0].get("code", "")) for status, frames in told}


def test_a_request_without_the_token_of_the_page_is_refused(published: Publication) -> None:
    stranger = Client(enforce_csrf_checks=True)
    response = stranger.post("/chat/messages", data=json.dumps(HELLO), content_type="application/json")
    assert response.status_code == 403
    assert Conversation.objects.count() == 0


def test_reading_the_page_begins_no_conversation(client: Client) -> None:
    assert client.get("/chat/").status_code == 200
    assert client.get("/chat/embed/").status_code == 200
    assert Conversation.objects.count() == 0


def test_the_page_without_javascript_asks_chooses_and_judges(client: Client, published: Publication) -> None:
    asked = client.post("/chat/", {"text": AMBIGUOUS, "client_id": "a"})
    assert (asked.status_code, asked.headers["Location"]) == (302, "/chat/#exchange-1")
    assert "転入届はどうすればよいですか" in client.get("/chat/").content.decode()
    client.post("/chat/choose/", {"exchange": "1", "option": "1"})
    assert "住み始めてから14日以内に<strong>市民課</strong>へ。" in client.get("/chat/").content.decode()
    client.post("/chat/feedback/", {"exchange": "1", "helped": "no"})
    assert Exchange.objects.get().helped is False
    assert "お知らせいただきありがとうございます" in client.get("/chat/").content.decode()


def test_sending_the_form_twice_asks_once(client: Client, published: Publication) -> None:
    for _ in range(2):
        client.post("/chat/", {"text": ANSWERED, "client_id": "same"})
    assert Exchange.objects.count() == 1


@pytest.mark.parametrize(("text", "words"), [("", "入力してから"), ("あ" * 33_000, "長すぎます")])
def test_a_form_that_cannot_be_taken_says_why_and_keeps_the_words(
    client: Client, text: str, words: str
) -> None:
    response = client.post("/chat/", {"text": text, "client_id": "a"})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert text in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"exchange": "x", "option": "1"}, {"exchange": "9", "option": "9"}])
@pytest.mark.parametrize("path", ["/chat/choose/", "/chat/feedback/"])
def test_a_button_that_leads_nowhere_says_so(client: Client, path: str, data: dict[str, str]) -> None:
    response = client.post(path, data, follow=True)
    assert response.status_code == 200
    assert "notice-error" in response.content.decode()


def test_starting_again_empties_the_room_and_keeps_what_was_asked(
    client: Client, published: Publication
) -> None:
    client.post("/chat/", {"text": ANSWERED, "client_id": "a"})
    client.post("/chat/restart/")
    assert ANSWERED not in client.get("/chat/").content.decode()
    assert Exchange.objects.count() == 1


def test_only_the_embedded_page_may_stand_in_a_frame_of_another_site(client: Client) -> None:
    embedded, page = client.get("/chat/embed/"), client.get("/chat/")
    assert "X-Frame-Options" not in embedded.headers
    assert "frame-ancestors *" in embedded.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_question_asked_in_the_frame_stays_in_the_frame(client: Client, published: Publication) -> None:
    asked = client.post("/chat/embed/", {"text": ANSWERED, "client_id": "a"})
    assert asked.headers["Location"] == "/chat/embed/#exchange-1"
    judged = client.post("/chat/feedback/", {"exchange": "1", "helped": "yes", "embedded": "1"})
    assert judged.headers["Location"] == "/chat/embed/#exchange-1"


def test_the_page_of_a_long_conversation_asks_no_more_queries(
    client: Client, published: Publication, django_assert_num_queries: Any
) -> None:
    client.post("/chat/", {"text": AMBIGUOUS, "client_id": "first"})
    client.get("/chat/")
    with django_assert_num_queries(10):
        client.get("/chat/")
    conversation = Conversation.objects.get()
    first = Exchange.objects.get()
    for number in range(2, 30):
        first.pk, first.number, first.client_id = None, number, f"a{number}"
        first.conversation = conversation
        first.save(force_insert=True)
    with django_assert_num_queries(10):
        client.get("/chat/")


def test_the_chat_answers_while_the_cache_is_dead(
    client: Client, published: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "cache", PatientRedisCache("redis://127.0.0.1:1/0", {}))
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert post(client, ask(ANSWERED))[1][-1]["type"] == "reply"
    assert post(client, ask(NOT_KNOWN, "b"))[1][-1]["type"] == "unknown"
