import pytest

from nlp.text.languages import language_of


@pytest.mark.parametrize(
    "text",
    [
        "ごみの日はいつですか",
        "ﾃﾝﾆｭｳﾄﾄﾞｹ",
        "マイナンバーカード apply",
        "eLTAXは使えますか",
        "住民票",
        "",
        "123 ?!",
        "〒100-0001",
    ],
)
def test_japanese_signs_and_texts_without_letters_are_japanese(text: str) -> None:
    assert language_of(text) == "ja"


@pytest.mark.parametrize(
    "text",
    [
        "Where do I take bulky waste?",
        "How do I register my address after moving?",
        "I moved here yesterday, what do I do",
        "How do I get 住民票?",
        "passport",
        "NHI card lost",
        "ｇａｒｂａｇｅ　ｄａｙ",
        "Is there a kindergarten near Minato?",
    ],
)
def test_english_is_english_also_with_a_japanese_word_in_it(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "gomi no hi wa itsu desu ka",
        "juuminhyou ga hoshii",
        "tennyuu todoke",
        "sodai gomi no dashikata oshiete",
        "kokumin kenkou hoken",
        "matte kudasai",
        "doko de toremasu ka",
        "hikkoshi shita",
        "ｇｏｍｉ　ｉｔｓｕ",
    ],
)
def test_japanese_in_latin_letters_is_told_from_english(text: str) -> None:
    assert language_of(text) == "romaji"
