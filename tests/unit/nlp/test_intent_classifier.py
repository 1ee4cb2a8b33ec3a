"""Intents of short texts."""

import pytest

from nlp.retrieval.intent_classifier import IntentClassifier
from tests.unit.nlp.faq import ENTRIES

TEXTS = [way for entry in ENTRIES for way in (entry.question, *entry.utterances)]
INTENTS: list[str | None] = [entry.key for entry in ENTRIES for _ in range(1 + len(entry.utterances))]
OUTSIDE = ["株価を教えて", "明日の天気", "おなかがすいた", "歌を歌って", "宇宙の果て", "恋人がほしい"]


@pytest.fixture(scope="module")
def classifier() -> IntentClassifier:
    return IntentClassifier().fit(TEXTS, INTENTS)


def test_a_text_is_given_the_intent_of_similar_examples(classifier: IntentClassifier) -> None:
    guesses = classifier.guess(["粗大ごみを申し込みたい", "図書館は何時に開くの"])
    assert [guess.ranking[0][0] for guess in guesses] == ["bulky", "library"]


def test_probabilities_add_up_and_descend(classifier: IntentClassifier) -> None:
    (guess,) = classifier.guess(["水道の契約をしたい"], top=len(ENTRIES))
    chances = [chance for _, chance in guess.ranking]
    assert sum(chances) == pytest.approx(1)
    assert chances == sorted(chances, reverse=True)
    assert 0.5 < guess.confidence < 1


def test_examples_outside_all_intents_raise_the_threshold() -> None:
    classifier = IntentClassifier().fit(TEXTS + OUTSIDE, INTENTS + [None] * len(OUTSIDE))
    inside, outside = classifier.guess(TEXTS), classifier.guess(OUTSIDE)
    declined = [
        sum(guess.intent is None for guess in guesses) / len(guesses) for guesses in (inside, outside)
    ]
    assert declined[0] < 0.5 < declined[1]


@pytest.mark.parametrize("text", ["", "👍", "\ud800", "あ" * 100_000])
def test_odd_texts_get_a_guess(classifier: IntentClassifier, text: str) -> None:
    assert len(classifier.guess([text])) == 1


def test_no_texts_get_no_guesses(classifier: IntentClassifier) -> None:
    assert classifier.guess([]) == []


def test_two_intents_are_enough() -> None:
    classifier = IntentClassifier().fit(
        ["犬の登録", "犬を飼う", "水の開栓", "水の契約"], ["犬"] * 2 + ["水"] * 2
    )
    assert classifier.guess(["犬"])[0].ranking[0][0] == "犬"


def test_one_intent_is_not_enough() -> None:
    with pytest.raises(ValueError, match="two intents"):
        IntentClassifier().fit(["犬の登録"], ["犬"])
