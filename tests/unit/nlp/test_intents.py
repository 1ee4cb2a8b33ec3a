"""The parts intents are told with."""

import subprocess
import sys

import numpy as np
import pytest

from nlp.retrieval.intent_classifier import Example, IntentClassifier
from nlp.retrieval.intents import archive, judging
from nlp.retrieval.intents.judge import UNFITTED
from nlp.retrieval.intents.judging import Unseen
from nlp.retrieval.intents.model import Assessed
from nlp.retrieval.intents.terms import Terms, character_runs, words_and_pairs
from nlp.retrieval.intents.typing_errors import with_typing_errors
from tests.unit.nlp.test_intent_classifier import INTENTS, OUTSIDE, TEXTS

ASKED = ["粗大ごみを申し込みたい", "図書館は何時に開くの", "株価を教えて", ""]


@pytest.fixture(scope="module")
def classifier() -> IntentClassifier:
    return IntentClassifier().fit(TEXTS, INTENTS)


def _unseen(*, real: bool = True) -> Unseen:
    """A hundred texts of two intents, one in ten guessed wrongly with a small lead; fifty outside."""
    chance = np.random.default_rng(0)
    truth = np.arange(100) % 2
    wrong = np.arange(100) % 10 == 0
    lead = np.where(wrong, 0.3, 2.0) + chance.normal(0, 0.2, 100)
    margins = np.zeros((100, 2), dtype=np.float32)
    margins[np.arange(100), np.where(wrong, 1 - truth, truth)] = lead
    inside = np.column_stack([lead, lead, lead, np.zeros(100)])
    far = np.abs(chance.normal(0.2, 0.2, 50))
    outside = np.column_stack([far, far, far, np.full(50, 0.5)])
    return Unseen(
        Assessed(margins, inside), truth, Assessed(np.zeros((50, 2), dtype=np.float32), outside), real
    )


def test_rows_of_terms_have_length_one_and_unknown_terms_weigh_nothing() -> None:
    terms = Terms.of([["a", "b"], ["a", "c", "c"]], 1)
    rows = terms.rows([["a", "c"], ["unknown"]]).toarray()
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0], abs=1e-6)
    assert rows[0, terms.columns["c"]] > rows[0, terms.columns["a"]]


def test_terms_of_too_few_documents_are_left_out() -> None:
    assert list(Terms.of([["a", "b"], ["a"]], 2).columns) == ["a"]


def test_runs_of_characters_do_not_cross_spaces() -> None:
    assert character_runs("a b") == [" ", "a", " ", " a", "a ", " a ", " ", "b", " ", " b", "b ", " b "]
    assert words_and_pairs(["x", "y"]) == ["x", "y", "x y"]


def test_typing_errors_change_one_sign_and_are_the_same_for_a_seed() -> None:
    texts = ["図書館は何時に開きますか"] * 50
    wrong = with_typing_errors(texts, 1)
    assert wrong == with_typing_errors(texts, 1) != with_typing_errors(texts, 2)
    assert all(abs(len(one) - len(texts[0])) <= 1 for one in wrong)
    assert sum(one != texts[0] for one in wrong) > 40


def test_the_share_asked_for_is_kept_and_more_of_it_declines_fewer_outside() -> None:
    unseen = _unseen()
    declined = []
    for kept in (0.5, 0.8):
        judge = judging.fit(unseen, kept)
        sure = judge.confidences(unseen.inside.signs) >= judge.offers_from
        assert kept <= (sure & unseen.right).mean() <= kept + 0.07
        declined.append((judge.confidences(unseen.outside_signs) < judge.offers_from).mean())
    assert declined[0] >= declined[1] > 0.9


def test_intents_left_out_never_decline_more_than_a_twentieth_of_what_is_right() -> None:
    unseen = _unseen(real=False)
    judge = judging.fit(unseen)
    declined = judge.confidences(unseen.inside.signs)[unseen.right] < judge.offers_from
    assert declined.mean() <= 0.06


def test_confidence_is_the_share_that_is_right() -> None:
    unseen = _unseen()
    confidences = judging.fit(unseen).confidences(unseen.inside.signs)
    assert confidences.mean() == pytest.approx(unseen.right.mean(), abs=0.03)


def test_what_is_answered_at_once_is_surer_than_what_is_offered() -> None:
    judge = judging.fit(_unseen())
    assert judge.offers_from <= judge.answers_from < 1
    assert [point.coverage for point in judge.curve] == sorted(
        (point.coverage for point in judge.curve), reverse=True
    )


def test_more_unknown_words_and_smaller_margins_never_make_a_guess_surer() -> None:
    *margins, unknown = judging.fit(_unseen()).weights
    assert min(margins) >= 0 >= unknown


def test_too_few_examples_leave_the_judge_as_shipped() -> None:
    few = IntentClassifier().fit(["犬の登録", "犬を飼う", "水の開栓", "水の契約"], ["犬"] * 2 + ["水"] * 2)
    assert few.model.judge == UNFITTED


def test_the_same_seed_learns_the_same(classifier: IntentClassifier) -> None:
    again = IntentClassifier().fit(TEXTS, INTENTS)
    assert again.guess(ASKED) == classifier.guess(ASKED)


def test_each_guess_lies_in_the_zone_of_its_confidence(classifier: IntentClassifier) -> None:
    judge = classifier.model.judge
    for guess in classifier.guess(TEXTS + ASKED):
        assert (guess.zone == "decline") == (guess.confidence < judge.offers_from) == (guess.intent is None)
        assert (guess.zone == "answer") == (guess.confidence >= judge.answers_from)


def test_margins_rank_as_guesses_do(classifier: IntentClassifier) -> None:
    best = classifier.margins(ASKED).argmax(axis=1)
    assert [classifier.model.intents[place] for place in best] == [
        guess.ranking[0][0] for guess in classifier.guess(ASKED)
    ]
    assert classifier.margins([]).shape == (0, len(classifier.model.intents))


def test_validation_examples_set_the_thresholds_without_being_learnt() -> None:
    validation = [Example(text, intent) for text, intent in zip(TEXTS, INTENTS, strict=True)]
    outside = [Example(text, None) for text in OUTSIDE]
    classifier = IntentClassifier().fit(TEXTS, INTENTS, [*validation, *outside])
    assert all(guess.intent is None for guess in classifier.guess(OUTSIDE))


def test_a_model_comes_back_from_its_bytes(classifier: IntentClassifier) -> None:
    again = archive.unpack(archive.pack(classifier.model))
    assert again.judge == classifier.model.judge
    for before, after in zip(classifier.guess(ASKED), again.guess(ASKED), strict=True):
        assert (after.intent, after.zone, after.ranking[0][0]) == (
            before.intent,
            before.zone,
            before.ranking[0][0],
        )
        assert after.confidence == pytest.approx(before.confidence, abs=0.02)


@pytest.mark.parametrize("data", [b"", b"PK", b"{}"])
def test_other_bytes_are_no_model(data: bytes) -> None:
    with pytest.raises(archive.BadModel):
        archive.unpack(data)


def test_a_web_process_can_hold_a_model_without_scikit_learn_and_spacy() -> None:
    program = (
        "import sys; import nlp.retrieval.intents.archive; "
        "sys.exit(any(name in sys.modules for name in ('sklearn', 'spacy', 'django')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
