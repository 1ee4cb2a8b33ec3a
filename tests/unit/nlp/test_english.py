"""Questions in English are laid beside English words, Japanese ones beside Japanese words."""

import pytest

from nlp.retrieval import faq_building
from nlp.retrieval.english import EnglishReader, stem
from nlp.retrieval.faq_index import FaqIndex
from tests.unit.nlp.faq import ENTRIES

IN_ENGLISH = {
    "moving-in": (
        "I moved here from another city. How do I register my address (転入届)?",
        "Within 14 days at the Residents' Affairs Division (市民課).",
    ),
    "bulky": (
        "How do I dispose of bulky garbage (粗大ごみ)?",
        "Call the centre and buy a sticker for furniture such as a sofa.",
    ),
    "seal": ("How do I register a personal seal (印鑑登録)?", "Bring the seal and an identity document."),
    "dog": ("How do I register a dog?", "Register it and have it vaccinated against rabies."),
}
WITH_ENGLISH = [
    entry._replace(question_en=IN_ENGLISH[entry.key][0], answer_en=IN_ENGLISH[entry.key][1])
    if entry.key in IN_ENGLISH
    else entry
    for entry in ENTRIES
]


@pytest.fixture(scope="module")
def japanese() -> FaqIndex:
    return faq_building.build(ENTRIES)


@pytest.fixture(scope="module")
def both() -> FaqIndex:
    return faq_building.build(WITH_ENGLISH)


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("Where can I get my address registered after moving?", "moving-in"),
        ("I want to get rid of an old sofa", "bulky"),
        ("Registration of my seal", "seal"),
        ("Does my dog need vaccination?", "dog"),
    ],
)
def test_a_question_in_english_finds_its_entry_in_other_forms_of_its_words(
    both: FaqIndex, question: str, key: str
) -> None:
    assert both.rank(question, 1)[0].key == key


@pytest.mark.parametrize("question", ["印鑑を登録したい", "転入届の出し方", "sodai gomi wo sutetai", "ごみ"])
def test_english_words_change_nothing_for_questions_in_japanese(
    japanese: FaqIndex, both: FaqIndex, question: str
) -> None:
    assert both.decide(question) == japanese.decide(question)
    assert both.judge == japanese.judge


def test_what_no_english_words_answer_is_looked_up_by_its_name_in_the_japanese_ones() -> None:
    entries = [
        entry._replace(utterances=(*entry.utterances, "AED", "AEDを借りたい"))
        if entry.key == "shelter"
        else entry
        for entry in WITH_ENGLISH
    ]
    assert faq_building.build(entries).rank("AED", 1)[0].key == "shelter"


def test_of_two_unsure_looks_at_an_english_question_the_surer_one_counts(both: FaqIndex) -> None:
    strict = both.with_let_through_per_hundred(-1)
    question = "Does the city register things?"
    assert strict.decide(question).kind == "unknown"
    assert strict.rank(question, 3) == both.rank(question, 3)


def test_an_english_question_about_something_else_is_declined(both: FaqIndex) -> None:
    assert both.decide("What is the weather in Tokyo tomorrow?").kind == "unknown"


def test_the_english_part_survives_as_bytes(both: FaqIndex) -> None:
    question = "How do I register my seal?"
    assert FaqIndex.from_bytes(both.to_bytes()).decide(question) == both.decide(question)


def test_a_japanese_word_named_in_brackets_is_no_english_way_of_asking() -> None:
    assert EnglishReader().read("a personal seal (印鑑登録)") == EnglishReader().read("a personal seal")


@pytest.mark.parametrize(
    "forms",
    [
        ("register", "registered", "registration"),
        ("move", "moving", "moved"),
        ("stop", "stopped"),
        ("baby", "babies"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_short_words_keep_apart() -> None:
    assert len({stem(word) for word in ("dog", "tax", "bus", "bee", "see", "pay")}) == 6
