"""Word vectors without spaCy."""

import subprocess
import sys

import numpy as np
import pytest
from spacy.strings import get_string_id

from nlp.retrieval.meanings import vectors_of
from nlp.retrieval.word_vectors import SIZE, word_key, word_vectors


@pytest.mark.parametrize("word", ["ごみ", "a", "eight by", "住民票の写しの交付", "citizens", "転出届"])
def test_a_word_has_the_key_it_has_in_spacy(word: str) -> None:
    assert word_key(word) == get_string_id(word)


def test_like_words_lie_close_and_unknown_ones_nowhere() -> None:
    dog, cat, tax, unknown = word_vectors().of(["犬", "猫", "税金", "ぬぬぬぬぬぬ"])
    assert dog @ cat > 0.5 > dog @ tax
    assert not unknown.any()
    assert np.linalg.norm(dog) == pytest.approx(1, abs=1e-2)


def test_words_of_one_matter_are_drawn_together() -> None:
    before = word_vectors().of(["転出", "引っ越し"])
    after = vectors_of(["転出", "引っ越し"])
    assert after[0] @ after[1] > before[0] @ before[1] + 0.1
    assert vectors_of([]).shape == (0, SIZE)


def test_answering_loads_neither_spacy_nor_what_learning_needs() -> None:
    code = (
        "import sys; from nlp.retrieval import faq_index, word_vectors; word_vectors.word_vectors();"
        "print([name for name in ('spacy', 'ginza', 'scipy', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
