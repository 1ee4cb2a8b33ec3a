"""Masks for what identifies a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.personal_data import mask


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("090-1234-5678に電話", "［電話番号］に電話"),
        ("０３（１２３４）５６７８です", "［電話番号］です"),
        ("(06)1234-5678", "［電話番号］"),
        ("09012345678", "［電話番号］"),
        ("+81 90-1234-5678", "［電話番号］"),
        ("taro.yamada@example.jpまで", "［メールアドレス］まで"),
        ("番号は1234 5678 9012です", "番号は［個人番号］です"),
        ("123456789012", "［個人番号］"),
        ("4111-1111-1111-1111で払う", "［カード番号］で払う"),
    ],
)
def test_what_identifies_a_person_is_masked(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize(
    "text", ["", "2026年11月20日", "12,345円", "〒660-8501", "第12条の3", "8000ベクレル"]
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(max_size=120))
def test_masking_never_fails_and_never_unmasks(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("text", ["1-" * 50_000, "a@" * 50_000, "0(1)" * 25_000, "a.a." * 25_000])
def test_long_lures_are_masked_in_time(text: str) -> None:
    assert len(mask(text)) <= len(text)
