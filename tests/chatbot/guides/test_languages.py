"""Guides in English and やさしい日本語 where editors wrote them, and word of what is missing."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accounts.policy import Role
from chatbot.models import Conversation, Exchange, Guide
from chatbot.services import conversations, exchanges, frames
from chatbot.services.guides import editions
from chatbot.services.guides.outlining import outline
from tests import factories
from tests.chatbot import faq
from tests.chatbot.guides import material
from tests.factories import NOW

pytestmark = pytest.mark.django_db
PARTLY = "Parts of this guide are not written in English yet; they are in Japanese."
ONLY_JAPANESE = "The city wrote this guide in Japanese."


@pytest.fixture
def guide() -> Guide:
    return material.published(faq.write()["moving-in"])


def told(guide: Guide, language: str, texts: dict[str, dict[str, Any]]) -> None:
    """Write texts of some parts in a language: {"question or label": {field: text}}."""
    parts = [guide, *guide.steps.all(), *guide.items.all()]
    parts += [choice for step in guide.steps.all() for choice in step.choices.all()]
    for part in parts:
        if str(part) in texts:
            part.others[language] = texts[str(part)]
            part.save(update_fields=["others"])
    guide.refresh_from_db()
    editions.publish(change=material.change(guide), guide=guide)
    guide.refresh_from_db()


def begun(*, locale: str, easy: bool = False) -> Exchange:
    talk = conversations.begin(locale=locale, now=NOW)
    conversations.read_easily(conversation=talk, wanted=easy)
    return exchanges.start(conversation=talk, client_id="s", guide=material.KEY, now=NOW)


def said(exchange: Exchange, locale: str) -> str:
    with translation.override(locale):
        return frames.said(frames.turns([exchange])[0])


def test_a_page_in_english_tells_the_guide_in_english_and_says_once_what_is_missing(guide: Guide) -> None:
    english = {material.FROM: {"question": "Where from?"}, "ほかの市から": {"label": "Another city"}}
    told(guide, "en", english)
    first = begun(locale="en")
    page = said(first, "en")
    assert "Where from?" in page
    assert ">Another city</button>" in page
    assert PARTLY in page
    assert 'lang="ja">汐見市の中で</button>' in page
    second = exchanges.press(conversation=first.conversation, number=1, option=1, now=NOW)
    assert PARTLY not in said(second, "en")
    assert "Where from?" not in said(first, "ja")


def test_a_guide_without_english_says_that_it_is_in_japanese(guide: Guide) -> None:
    page = said(begun(locale="en"), "en")
    assert ONLY_JAPANESE in page
    assert material.FROM in page
    assert ONLY_JAPANESE not in said(begun(locale="ja"), "ja")


def test_whoever_reads_easy_japanese_gets_it_with_its_reading_aids(guide: Guide) -> None:
    told(guide, "easy", {material.FROM: {"question": "どこから ｜来《き》ましたか。"}})
    easy = said(begun(locale="ja", easy=True), "ja")
    assert "<rt>き</rt>" in easy
    assert "「やさしい日本語」がまだないところは" in easy
    assert "<rt>" not in said(begun(locale="ja"), "ja")


def test_answers_are_understood_in_every_language(guide: Guide) -> None:
    told(guide, "en", {"ほかの市から": {"label": "Another city", "ways": ["elsewhere in Japan"]}})
    for words in ("another city", "elsewhere in Japan"):
        talk: Conversation = begun(locale="ja").conversation
        at = exchanges.ask(conversation=talk, client_id=words, text=words, now=NOW)
        assert material.DOG in said(at, "ja")


def test_a_list_told_in_fewer_lines_is_missing(guide: Guide) -> None:
    item = material.item(guide, "転入届を出す")
    item.bring = ["転出証明書", "本人確認書類"]
    item.save()
    told(guide, "en", {"転入届を出す": {"bring": ["The certificate"]}})
    assert guide.current
    tree = editions.tree_of(guide.current, "en")
    (things,) = [choice.items for choice in tree.steps[0].choices if choice.items]
    assert things[0].bring == ("転出証明書", "本人確認書類")


def test_the_editor_sees_how_many_texts_are_missing_and_where(client: Client, guide: Guide) -> None:
    told(guide, "en", {material.FROM: {"question": "Where from?"}})
    english, easy = outline(guide).languages
    assert (english.written, english.texts, easy.written) == (1, 14, 0)
    step = material.step(guide, material.FROM)
    assert step not in [lack.part for lack in english.parts]
    assert sum(lack.texts for lack in english.parts) == english.lacking == 13
    client.force_login(factories.user(Role.FAQ_EDITOR))
    page = client.get("/staff/guides/moved/").content.decode()
    assert "14件の文のうち1件が書かれています" in page
    dog = material.step(guide, material.DOG)
    assert f'<a href="/staff/guides/moved/steps/{dog.pk}/">{material.DOG}</a>' in page


def test_the_form_of_a_question_keeps_its_other_languages(client: Client, guide: Guide) -> None:
    client.force_login(factories.user(Role.FAQ_EDITOR))
    step = material.step(guide, material.FROM)
    path = f"/staff/guides/moved/steps/{step.pk}/"
    sent = {"read_version": guide.version, "question": material.FROM, "question_en": "Where from?"}
    assert client.post(path, sent).status_code == 302
    step.refresh_from_db()
    assert step.others == {"en": {"question": "Where from?"}}
    assert 'value="Where from?"' in client.get(path).content.decode()


def test_the_printed_list_and_the_whole_guide_speak_the_language_of_the_page(
    client: Client, guide: Guide
) -> None:
    told(guide, "en", {material.TITLE: {"title": "I have moved"}, "転入届を出す": {"todo": "Register"}})
    client.cookies.load({"django_language": "en"})
    assert "I have moved" in client.get("/guides/").content.decode()
    page = client.get("/guides/moved/").content.decode()
    for words in ("I have moved", "Register", PARTLY):
        assert words in page
