"""Two spellings of one word are equal once folded, and every character can be found in the original again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.bigrams import encode, tokens
from nlp.text.folding import fold, fold_with_offsets
from nlp.text.kanji_variants import NEWER


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ﾊﾞｽ", "バス"),
        ("バス", "ばす"),
        ("ＩＣカード", "icカード"),
        ("國立圖書館", "国立図書館"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("齋藤", "斎藤"),
        ("髙﨑", "高崎"),
        ("か\u3099", "が"),
        ("公園\nの", "公園の"),
        ("㈱", "(株)"),
        ("サーバ―", "サーバー"),
    ],
)
def test_spellings_of_one_word_are_one(typed: str, written: str) -> None:
    assert fold(typed) == fold(written)


@pytest.mark.parametrize(("one", "other"), [("ビル", "ビール"), ("斎藤", "佐藤"), ("橋", "箸"), ("か", "が")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_table_has_more_than_three_hundred_pairs_and_leads_nowhere_twice() -> None:
    assert len(NEWER) >= 300
    assert {newer for newer in NEWER.values() if newer in NEWER} == set()


def test_a_space_parts_latin_words_and_no_japanese_ones() -> None:
    assert fold("smart  city 計画") == "smart city計画"


JAPANESE = st.text(
    st.sampled_from("公園國渡邉がかバパｶﾞﾊﾟﾞヴａＡ1①㈱ 　\n、。ー―\u3099e\u0301é%\"'")
    | st.characters(categories=["L", "N", "Po"]),
    max_size=80,
)


@given(JAPANESE)
def test_folding_is_steady(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(st.text("公園國渡邉がかバパｶﾞﾊﾟヴａＡ1①㈱ 　\n、。ー―%\"'", max_size=80))
def test_both_ways_of_folding_agree(text: str) -> None:
    assert fold_with_offsets(text).text == fold(text)


@given(JAPANESE)
def test_offsets_lead_back_and_never_go_down(text: str) -> None:
    folded = fold_with_offsets(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)


@given(st.text(max_size=60))
def test_tokens_are_pairs_and_the_last_character_of_each_run(text: str) -> None:
    folded = fold(text)
    assert {len(token) for token in tokens(folded)} <= {1, 2}
    assert len(tokens(folded)) == len(folded.replace(" ", ""))


def test_a_token_is_written_without_anything_a_database_could_read_into() -> None:
    assert encode('"*') == "22z2az"
    assert encode("公園") == "516cz5712z"
