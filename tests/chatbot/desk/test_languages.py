"""Answers in English and やさしい日本語 where editors wrote them, and word of what is missing."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from chatbot.models import Conversation, Exchange, FaqEntry
from chatbot.protocol import Candidates, Reply
from chatbot.services import conversations, exchanges, faq, frames
from chatbot.services.desk import furigana, issuing
from chatbot.services.faq import words_of
from tests.chatbot import faq as small
from tests.factories import NOW

pytestmark = pytest.mark.django_db

ENGLISH = {"question_en": "How do I dispose of bulky garbage?", "answer_en": "Call the **centre** first."}
EASY = {
    "question_easy": "｜大《おお》きな ごみは どう しますか。",
    "answer_easy": "｜先《さき》に ｜電話《でんわ》してください。",
}
ONLY_JAPANESE = "This answer is only in Japanese so far."


def publish(**words: Any) -> None:
    entry = small.write()["bulky-waste"]
    entry = FaqEntry.objects.select_related("current").get(pk=entry.pk)
    assert entry.current
    faq.revise_entry(
        actor=None,
        entry=entry,
        field=entry.field,
        words=replace(words_of(entry.current), **words),
        read_number=1,
        now=NOW,
    )
    small.publish()


def ask(text: str = small.ANSWERED, *, easy: bool = False) -> Exchange:
    conversation = conversations.begin(locale="ja", now=NOW)
    conversations.read_easily(conversation=conversation, wanted=easy)
    return exchanges.ask(conversation=conversation, client_id="a", text=text, now=NOW)


def said(exchange: Exchange, locale: str) -> Reply:
    with translation.override(locale):
        (reply,) = frames.of([exchange], markup=True)
    assert isinstance(reply, Reply)
    return reply


def test_the_language_of_the_page_leads() -> None:
    publish(**ENGLISH)
    exchange = ask()
    english, japanese = said(exchange, "en"), said(exchange, "ja")
    assert english.text == "Call the centre first."
    assert english.source.title == ENGLISH["question_en"]
    assert 'lang="en"' in english.said
    assert "収集センター" in japanese.text
    assert 'lang="ja"' in japanese.said


def test_what_is_missing_in_english_is_said_and_the_japanese_is_marked_as_japanese() -> None:
    publish()
    reply = said(ask(), "en")
    assert ONLY_JAPANESE in reply.said
    assert 'lang="ja"' in reply.said
    assert "収集センター" in reply.text


def test_a_question_in_english_on_the_japanese_page_is_offered_the_english_answer() -> None:
    publish(**ENGLISH)
    exchange = ask("How do I dispose of bulky garbage?")
    assert exchange.language == "en"
    assert exchange.outcome == Exchange.Outcome.ANSWER
    reply = said(exchange, "ja")
    assert "収集センター" in reply.text
    assert "Read this answer in English" in reply.said
    assert "Call the <strong>centre</strong> first." in reply.said


def test_a_question_in_english_without_an_english_answer_is_told_so_in_english() -> None:
    publish()
    exchange = ask()
    exchange.language = "en"
    assert f'lang="en">{ONLY_JAPANESE}' in said(exchange, "ja").said.replace("\n", "").replace("  ", "")


def test_a_question_in_japanese_says_nothing_of_other_languages() -> None:
    publish(**ENGLISH)
    reply = said(ask(), "ja")
    assert "English" not in reply.said
    assert ONLY_JAPANESE not in reply.said


def test_plain_japanese_is_read_by_who_chose_it_with_its_reading_aids() -> None:
    publish(**EASY)
    reply = said(ask(easy=True), "ja")
    assert reply.text == "先に 電話してください。"
    assert reply.source.title == "大きな ごみは どう しますか。"
    assert "<ruby>先<rp>（</rp><rt>さき</rt><rp>）</rp></ruby>" in reply.html


def test_who_reads_plain_japanese_is_told_where_there_is_none() -> None:
    publish()
    assert "「やさしい日本語」がまだありません" in said(ask(easy=True), "ja").said
    assert "「やさしい日本語」" not in said(ask(), "ja").said


def test_readings_are_offered_in_the_language_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(**ENGLISH)
    exchange = ask()
    exchange.candidates, exchange.answer_id = [exchange.answer_id], None
    with translation.override("en"):
        (offered,) = frames.of([exchange], markup=True)
    assert isinstance(offered, Candidates)
    assert offered.options[0].label == ENGLISH["question_en"]
    assert 'lang="en"' in offered.said


def test_many_exchanges_in_plain_japanese_ask_no_more_queries_than_one() -> None:
    publish(**EASY)
    conversation = conversations.begin(locale="ja", now=NOW)
    for number in range(6):
        exchanges.ask(conversation=conversation, client_id=str(number), text=small.ANSWERED, now=NOW)
    several = list(conversation.exchanges.all())
    with CaptureQueriesContext(connection) as one:
        frames.of(several[:1])
    with CaptureQueriesContext(connection) as six:
        frames.of(several)
    assert len(one) == len(six)


def test_the_choice_is_a_plain_form_and_is_kept(client: Client) -> None:
    publish(**EASY)
    client.post("/chat/", {"text": small.ANSWERED, "client_id": "one"})
    client.post("/chat/easy/", {"easy": "yes", "conversation": ""})
    assert "<ruby>" in client.get("/chat/").content.decode()
    client.post("/chat/easy/", {"easy": "no"})
    assert "<ruby>" not in client.get("/chat/").content.decode()


def test_the_choice_holds_for_the_conversation_that_the_line_names(client: Client) -> None:
    conversation = conversations.begin(locale="ja", now=NOW)
    client.post("/chat/easy/", {"easy": "yes", "conversation": conversation.token})
    assert Conversation.objects.get().is_easy
    assert client.session["chat"] == conversation.token


def test_who_chooses_before_asking_reads_plainly_from_the_first_answer_on(client: Client) -> None:
    publish(**EASY)
    client.post("/chat/easy/", {"easy": "yes"})
    client.post("/chat/", {"text": small.ANSWERED, "client_id": "one"})
    assert "<ruby>" in client.get("/chat/").content.decode()
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "put"])
def test_the_choice_is_never_a_get(client: Client, method: str) -> None:
    assert getattr(client, method)("/chat/easy/").status_code == 405


def test_plain_japanese_is_a_way_of_asking_and_english_is_kept_apart_from_japanese_ways() -> None:
    publish(**ENGLISH, **EASY)
    ways = next(one for one in issuing.issued(on=NOW.date()) if one.entry.key == "bulky-waste").ways
    assert ENGLISH["question_en"] not in ways
    assert "大きな ごみは どう しますか。" in ways


@pytest.mark.parametrize(("language", "expected"), [("ja", "粗大ごみは"), ("en", "How do I dispose")])
def test_the_page_of_an_entry_and_the_list_follow_the_language_of_the_page(
    client: Client, language: str, expected: str
) -> None:
    publish(**ENGLISH, **EASY)
    client.cookies["django_language"] = language
    page = client.get("/faq/bulky-waste/").content.decode()
    assert f'<h1 lang="{language}">{expected}' in page
    assert page.count("<details") >= 2
    assert expected in client.get("/faq/").content.decode()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("｜城山《しろやま》<b>", "<ruby>城山<rp>（</rp><rt>しろやま</rt><rp>）</rp></ruby>&lt;b&gt;"),
        ("｜<script>《x》", "｜&lt;script&gt;《x》"),
        ("《かんじ》だけ", "《かんじ》だけ"),
        ("｜一《いち》｜二《に》", None),
        ("", ""),
    ],
)
def test_reading_aids_are_shown_and_nothing_else_becomes_markup(text: str, html: str | None) -> None:
    if html is None:
        assert furigana.line(text).count("<ruby>") == 2
    else:
        assert furigana.line(text) == html


def test_reading_aids_inside_markdown_stay_safe() -> None:
    html = furigana.render(
        "**｜市役所《しやくしょ》**へ [｜道《みち》](https://x.example/｜a《b》) <i>｜x《<b>》</i>"
    )
    assert "<strong><ruby>市役所" in html
    assert "<ruby>道" in html
    assert "<i>" not in html
    assert "<b>" not in html
    assert html.count("<a ") == 1


def test_without_reading_aids_only_the_word_stays() -> None:
    assert furigana.without("｜市役所《しやくしょ》の｜窓口《まどぐち》") == "市役所の窓口"


def test_half_a_translation_is_not_kept(client: Client, desk: Client) -> None:
    form = {"key": "x", "field": "f", "question": "q", "answer": "a", "question_en": "only the question"}
    assert desk.post("/staff/faq/new/", form).status_code == 422
    assert not FaqEntry.objects.exists()
