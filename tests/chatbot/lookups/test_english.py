"""Questions in English and in Latin letters, answered in English as far as the lists hold."""

import pytest

from chatbot.models import Exchange, LookupSet, Publication
from chatbot.services import frames
from chatbot.services.lookups.english import in_japanese
from chatbot.services.lookups.romaji import kana
from tests import factories
from tests.chatbot.lookups.lists import Talk

LOOKUP = Exchange.Outcome.LOOKUP


@pytest.mark.parametrize(
    ("letters", "wanted"),
    [
        ("gomi no shuushuubi wo oshiete kudasai", "ごみのしゅうしゅうびをおしえてください"),
        ("toshokan wa nanji made", "としょかんはなんじまで"),
        ("Ōtemachi", "おうてまち"),
        ("Minato-cho", "みなとちょう"),
        ("shinbun, shimbun", "しんぶん,しんぶん"),
        ("kippu no matcha", "きっぷのまっちゃ"),
        ("throw", "throw"),
        ("n", "ん"),
        ("", ""),
    ],
)
def test_latin_letters_become_kana_where_they_are_syllables(letters: str, wanted: str) -> None:
    assert kana(letters) == wanted


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("When is burnable garbage collected in Minato-cho?", "港町の収集日は燃えるごみのいつ"),
        ("how do I throw away a sofa", "ソファの捨て方"),
        ("Where do umbrellas go?", "傘の捨て方"),
        ("Is the library open on Sunday?", "図書館は日曜日開いている"),
        ("What consultations are open now?", "意見募集はありますか"),
        ("When is the garbage collected in Kawa-machi?", "かわという町の収集日はごみのいつ"),
    ],
)
def test_a_question_in_english_is_put_into_words_the_recogniser_knows(question: str, wanted: str) -> None:
    assert in_japanese(question, named={"みなと": "港町"}.get) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    [
        "Where can I buy city garbage bags?",
        "How can I get a library card?",
        "Is there a consultation desk for foreign residents?",
        "how do i get rid of a sore throat at home",
        "How do I throw away the idea of ever moving to another city far away from here?",
        "How do I register my address?",
        "library",
    ],
)
def test_other_questions_in_english_are_left_as_they_are(question: str) -> None:
    assert in_japanese(question, named=lambda kana: "") == question


@pytest.mark.django_db
def test_it_is_answered_in_english_on_a_japanese_page_and_so_are_the_buttons(garbage: LookupSet) -> None:
    talk = Talk()
    asked = talk.says("When is burnable garbage collected?")
    assert asked.outcome == LOOKUP
    [turn] = frames.turns([asked])
    assert (turn.view.title, turn.view.lang) == ("Which district?", "en")  # type: ignore[union-attr]
    told = talk.says("yamate-cho")
    assert told.state["district"] == "山手町"
    changed = talk.presses(told, "change")
    assert changed.question == "Another district"
    [turn] = frames.turns([talk.presses(changed, "港町")])
    assert "The city's list is in Japanese only" in turn.html
    assert "24 December 2026" in turn.html


@pytest.mark.django_db
def test_a_district_and_a_thing_are_found_in_english_and_what_is_unknown_is_said(garbage: LookupSet) -> None:
    assert Talk().says("What day are plastic bottles collected in Minato-cho?").state["district"] == "港町"
    assert Talk().says("How do I throw away an umbrella?").state["item"]["name"] == "傘"
    assert Talk().says("How do I throw away a spaceship?").state["step"] == "unknown"
    assert Talk().says("When is garbage collected in Tanaka-cho?").state["step"] == "no place"


@pytest.mark.django_db
def test_facilities_and_consultations_are_told_in_english(facilities: LookupSet) -> None:
    assert len(Talk().says("Is the library open on Sunday?").state["told"]) == 2
    factories.consultation(title="港の計画")
    said = Talk(factories.NOW).says("What consultations are open now?")
    assert [each["title"] for each in said.state["open"]] == ["港の計画"]
    assert "1 consultation is open now" in frames.turns([said])[0].html


@pytest.mark.django_db
def test_a_published_answer_goes_before_a_thing_that_no_list_knows(
    published: Publication, garbage: LookupSet
) -> None:
    assert Talk().says("I want to register my address").outcome != LOOKUP
