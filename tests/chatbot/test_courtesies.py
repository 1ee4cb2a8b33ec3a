"""A greeting is returned. It is no question that stays open."""

import pytest
from django.utils import translation

from chatbot.models import Conversation, Exchange, Publication
from chatbot.protocol import Step
from chatbot.services import conversations, exchanges, frames
from chatbot.services.courtesies import GREETING, THANKS, kind_of
from chatbot.services.queue import figures
from tests.chatbot.faq import ANSWERED
from tests.factories import NOW


@pytest.fixture
def conversation(published: Publication) -> Conversation:
    return conversations.begin(locale="ja", now=NOW)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("こんにちは", GREETING),
        ("こんにちは！！", GREETING),
        ("コンニチハ。", GREETING),
        ("ｺﾝﾆﾁﾊ", GREETING),
        ("Good morning!", GREETING),
        ("ありがとうございました😊", THANKS),
        ("THANK  YOU.", THANKS),
        ("なるほど、わかりました", None),
        ("こんにちは。転入届はどこで出せますか", None),
        ("ありがとうカードはどこでもらえますか", None),
        ("hello kitty", None),
        ("", None),
        ("！？", None),
    ],
)
def test_only_a_courtesy_and_nothing_else_is_one(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("locale", "text", "told"),
    [
        ("ja", "こんにちは", "こんにちは。知りたいことを"),
        ("ja", "ありがとう", "ご利用ありがとうございます"),
        ("en", "Hello!", "Hello. Please write"),
        ("en", "Thanks", "Thank you, too."),
    ],
)
def test_a_greeting_is_returned_in_the_language_of_the_page(
    published: Publication, locale: str, text: str, told: str
) -> None:
    talk = conversations.begin(locale=locale, now=NOW)
    exchange = exchanges.ask(conversation=talk, client_id="a", text=text, now=NOW)
    with translation.override(locale):
        (step,) = frames.of([exchange], markup=True)
    assert isinstance(step, Step)
    assert step.text.startswith(told)
    assert told in step.said
    assert step.options == []


def test_a_greeting_has_no_buttons_to_press(conversation: Conversation) -> None:
    said = exchanges.ask(conversation=conversation, client_id="a", text="こんにちは", now=NOW)
    with pytest.raises(exchanges.UnknownOption):
        exchanges.press(conversation=conversation, number=said.number, option=1, now=NOW)


def test_editors_neither_read_greetings_nor_count_them(conversation: Conversation) -> None:
    for place, text in enumerate(["こんにちは", ANSWERED, "ありがとう"]):
        exchanges.ask(conversation=conversation, client_id=str(place), text=text, now=NOW)
    assert not Exchange.objects.left_open(NOW).exists()
    (day,) = figures.per_day(first=NOW.date(), last=NOW.date()).values()
    assert (day.counts["questions"], day.counts["answered"], day.counts["other"]) == (1, 1, 0)
