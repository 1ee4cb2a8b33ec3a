"""Copies among opinions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.clustering.copies import CopySet, find_copies
from tests.unit.nlp.opinions import ALL

LETTER = "私はこの計画に反対します。公園を残し、木を切らないでください。子供たちの遊び場を守ってください。"


def test_the_same_words_are_an_exact_copy() -> None:
    assert find_copies([LETTER, ALL[0], LETTER]) == [CopySet("exact", [0, 2])]


def test_width_spaces_and_punctuation_do_not_matter() -> None:
    assert find_copies(["ＡＢＣ　計画に反対！", "abc計画に、反対"]) == [CopySet("exact", [0, 1])]


def test_a_few_changed_words_make_a_near_copy() -> None:
    changed = LETTER.replace("私は", "市民の一人として、私は")
    assert find_copies([ALL[0], LETTER, changed]) == [CopySet("near", [1, 2])]


def test_copies_of_near_copies_are_in_one_set() -> None:
    changed = LETTER.replace("私は", "わたしは")
    assert find_copies([LETTER, changed, LETTER]) == [CopySet("near", [0, 1, 2])]


def test_different_opinions_about_one_thing_are_no_copies() -> None:
    assert find_copies(ALL) == []


def test_the_opposite_opinion_is_no_copy() -> None:
    assert find_copies(["公園の整備に賛成です。", "図書館の整備に反対です。"]) == []


@pytest.mark.parametrize(
    "texts", [[], [""], ["", ""], ["👍", "👍"], ["。", "！"], ["あ"], ["\ud800", "\ud800"]]
)
def test_texts_without_letters_are_no_copies(texts: list[str]) -> None:
    assert find_copies(texts) == []


@pytest.mark.parametrize("threshold", [0, -1, 1.5])
def test_a_likeness_out_of_bounds_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        find_copies(ALL, threshold=threshold)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from(["あ", "あい", "a", "Ａ", "", LETTER, "👍"]) | st.text(max_size=6), max_size=12)
)
def test_no_row_is_in_two_sets(texts: list[str]) -> None:
    rows = [row for copies in find_copies(texts) for row in copies.rows]
    assert len(rows) == len(set(rows))
    assert all(len(copies.rows) > 1 and copies.rows == sorted(copies.rows) for copies in find_copies(texts))
