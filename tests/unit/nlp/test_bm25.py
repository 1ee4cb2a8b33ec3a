"""Okapi BM25."""

import math

import pytest

from nlp.retrieval.bm25 import Bm25Index, best

DOCUMENTS = [["犬", "犬", "登録"], ["猫", "登録"], ["水道"]]


def test_a_score_is_idf_times_saturated_frequency() -> None:
    index = Bm25Index(DOCUMENTS, k1=1.2, b=0.75)
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    assert index.scores(["犬"]).tolist() == pytest.approx([expected, 0, 0])


def test_a_word_of_many_documents_weighs_less() -> None:
    index = Bm25Index(DOCUMENTS)
    assert index.weight("登録") < index.weight("猫") < index.weight("どこにもない")


def test_unknown_words_and_empty_questions_score_nothing() -> None:
    index = Bm25Index(DOCUMENTS)
    assert not index.scores(["どこにもない"]).any()
    assert not index.scores([]).any()


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_an_index_of_nothing_scores_nothing(documents: list[list[str]]) -> None:
    assert Bm25Index(documents).scores(["犬"]).tolist() == [0.0] * len(documents)


def test_the_best_come_first_and_earlier_rows_first_among_equals() -> None:
    assert best(Bm25Index(DOCUMENTS).scores(["登録"]), 3) == [1, 0, 2]
    assert best(Bm25Index([["犬"], ["犬"]]).scores(["犬"]), 1) == [0]
