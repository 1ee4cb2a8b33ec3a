"""Copies among opinions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.clustering.added import added as added_places
from nlp.clustering.added import covered, letters, shared_stretches
from nlp.clustering.copies import CopySet, find_copies, fold
from nlp.clustering.likeness import chains
from nlp.evaluation.groupings import adjusted_rand
from nlp.text.spans import Span
from tests.unit.nlp.opinions import ALL

LETTER = "私はこの計画に反対します。公園を残し、木を切らないでください。子供たちの遊び場を守ってください。"


def added(texts: list[str], copies: CopySet) -> list[list[str]]:
    """The words that each sender added."""
    return [
        [texts[row][place.start : place.end] for place in places]
        for row, places in zip(copies.rows, copies.added, strict=True)
    ]


def _letters_of(texts: list[str]) -> str:
    return "".join(letters(text).text for text in texts)


def test_the_same_words_are_an_exact_copy() -> None:
    [copies] = find_copies([LETTER, ALL[0], LETTER])
    assert (copies.kind, copies.rows, copies.added) == ("exact", [0, 2], [[], []])
    assert copies.shared == [Span(0, len(LETTER))]


def test_width_spaces_and_punctuation_do_not_matter() -> None:
    [copies] = find_copies(["ＡＢＣ　計画に反対！", "abc計画に、反対"])
    assert (copies.kind, copies.rows) == ("normalised", [0, 1])


def test_a_few_changed_words_make_a_near_copy() -> None:
    texts = [ALL[0], LETTER, LETTER.replace("私は", "市民の一人として、私は")]
    [copies] = find_copies(texts)
    assert (copies.kind, copies.rows) == ("near", [1, 2])
    assert added(texts, copies) == [[], ["市民の一人として"]]


def test_copies_of_near_copies_are_in_one_set() -> None:
    changed = LETTER.replace("私は", "わたしは")
    [copies] = find_copies([LETTER, changed, LETTER])
    assert (copies.rows, copies.kinds) == ([0, 1, 2], ["exact", "near", "exact"])


def test_what_each_sender_of_a_campaign_added_is_told_from_the_shared_text() -> None:
    own = ["祖母も困っています。", "🌳木陰がなくなると夏はつらいです。", "", "ｸﾞﾗｳﾝﾄﾞも残して。"]
    texts = [LETTER * 2 + words for words in own]
    [copies] = find_copies(texts, threshold=0.5)
    assert added(texts, copies) == [
        ["祖母も困っています"],
        ["木陰がなくなると夏はつらいです"],
        [],
        ["ｸﾞﾗｳﾝﾄﾞも残して"],
    ]
    assert [texts[0][place.start : place.end] for place in copies.shared] == [(LETTER * 2)[:-1]]


@settings(deadline=None, max_examples=60)
@given(
    st.text(alphabet="ｶﾞﾊﾟｱ①㍿é𠮷A1", max_size=12),
    st.text(alphabet="ｶﾞﾊﾟｱ①㍿é𠮷A1", max_size=12),
    st.sampled_from(["", "👨‍👩‍👧", "\u3000 \n", "…！？"]),
)
def test_added_words_are_found_at_their_exact_places(before: str, after: str, between: str) -> None:
    plain, text = letters(LETTER), f"{before}{between}{LETTER}{between}{after}"
    shared = shared_stretches([plain.text, letters(text).text])
    found = [text[place.start : place.end] for place in added_places(letters(text), shared)]
    assert _letters_of(found) == _letters_of([before, after])
    assert added_places(plain, shared) == []


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=40), st.text(max_size=40))
def test_every_letter_is_shared_or_added(first: str, second: str) -> None:
    shared = shared_stretches([letters(first).text, letters(second).text])
    one = letters(first)
    places = sorted([*added_places(one, shared), *covered(one, shared)])
    within = {number for place in places for number in range(place.start, place.end)}
    assert {number for place in one.places for number in range(place.start, place.end)} <= within


def test_many_texts_are_compared_by_their_sketches_with_the_same_result() -> None:
    texts = [fold(f"{text}{ending}") for text in [*ALL, LETTER] for ending in ("", "よろしく", "以上です")]
    for threshold in (0.5, 0.8):
        exact = chains(texts, threshold).tolist()
        assert adjusted_rand(exact, chains(texts, threshold, compared_all=0).tolist()) == 1


def test_a_campaign_larger_than_a_band_compares_all_of_is_one_chain() -> None:
    texts = [fold(f"{LETTER * 3}{number}号") for number in range(150)]
    assert len(set(chains(texts, 0.4, compared_all=0).tolist())) == 1


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
