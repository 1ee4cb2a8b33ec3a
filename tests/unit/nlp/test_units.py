"""Units: nothing is dropped, nothing invented, and a sentence that turns says two things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.units import split_units


def words_of(text: str) -> list[str]:
    return [text[start:end] for start, end in split_units(text)]


@given(st.text(max_size=200) | st.text(alphabet="が、だけどするい。 \nあ「」", max_size=80))
def test_every_sign_is_in_exactly_one_unit(text: str) -> None:
    units = split_units(text)
    covered = [place for start, end in units for place in range(start, end)]
    assert covered == sorted(set(covered))
    assert {place for place in range(len(text)) if not text[place].isspace()} <= set(covered)
    assert all(start < end for start, end in units)


@pytest.mark.parametrize("text", ["反対", "👍", "ｶﾞ", "?"])
def test_one_word_is_a_unit(text: str) -> None:
    assert words_of(text) == [text]


def test_a_sentence_that_turns_says_two_things() -> None:
    assert words_of("図書館の建て替えには賛成ですが、駐車場を減らすことには反対です。") == [
        "図書館の建て替えには賛成ですが、",
        "駐車場を減らすことには反対です。",
    ]


@pytest.mark.parametrize("text", ["市が、公園を直すべきです。", "賛成ですが、心配です。"])
def test_a_subject_and_a_short_turn_stay_whole(text: str) -> None:
    assert words_of(text) == [text]


def test_white_space_has_no_units() -> None:
    assert split_units(" \n　") == []
