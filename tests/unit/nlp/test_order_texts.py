"""What is noticed in a text: personal data, listed words in disguise, links, copies."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text import links, personal_data
from nlp.text.sameness import fingerprint
from nlp.text.word_list import WordList


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("電話は090-1234-5678です", [("090-1234-5678", "phone")]),
        ("０３（１２３４）５６７８", [("０３（１２３４）５６７８", "phone")]),
        ("a@b.example.jp へ", [("a@b.example.jp", "mail")]),
        ("4111 1111 1111 1111", [("4111 1111 1111 1111", "card")]),
        ("123456789018", [("123456789018", "individual_number")]),
        ("桜台2丁目3番15号の家", [("桜台2丁目3番15号", "address")]),
        ("桜台２−３−１５", [("桜台２−３−１５", "address")]),
        ("氏名：山田 太郎", [("山田 太郎", "name")]),
        ("住所：汐見市港町1-2\n電話:03-1234-5678", [("汐見市港町1-2", "address"), ("03-1234-5678", "phone")]),
    ],
)
def test_personal_data_are_found_where_they_stand(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[one.start : one.end], one.kind.value) for one in personal_data.find(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月20日",
        "123456789012",
        "1234 5678 1234 5678",
        "予算は12,345,678円",
        "桜台二丁目の公園",
        "令和8年3-15-2",
        "第3章2-1-4",
        "0120-12-3410に電話した",
        "名前を教えてほしいです。",
    ],
)
def test_numbers_and_places_of_the_city_are_no_personal_data(text: str) -> None:
    assert personal_data.find(text) == []


@given(st.lists(st.integers(0, 9), min_size=11, max_size=11))
def test_an_individual_number_has_one_check_digit_at_most(digits: list[int]) -> None:
    right = [last for last in range(10) if personal_data.is_individual_number([*digits, last])]
    assert len(right) == 1 or len(set(digits)) == 1


@given(st.text(max_size=200))
def test_what_is_found_lies_in_the_text_in_order_and_apart(text: str) -> None:
    places = [(one.start, one.end) for one in personal_data.find(text)]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))


@pytest.mark.parametrize(
    "text", ["市" * 50_000 + "1", "1-" * 50_000, "a@" * 50_000, "あ丁目" * 20_000, "氏名 " * 20_000]
)
def test_long_lures_are_read_in_time(text: str) -> None:
    personal_data.find(text)


@pytest.mark.parametrize("text", ["ばか者め", "バカ者", "ﾊﾞｶ", "ば か", "ば★か", "ば・か・"])
def test_a_listed_word_is_found_in_every_disguise(text: str) -> None:
    (hit,) = WordList(["バカ"]).find(text)
    assert text[hit.start] in "ばバﾊ"
    assert hit.word == "バカ"


@pytest.mark.parametrize("text", ["そば。かつ丼", "そばかす", "かば", ""])
def test_a_false_friend_and_a_border_are_no_hit(text: str) -> None:
    assert WordList(["ばか"], friends=["そばかす"]).find(text) == []


def test_the_friend_covers_its_own_place_only() -> None:
    assert [hit.start for hit in WordList(["ばか"], friends=["そばかす"]).find("そばかすのばか")] == [5]


def test_latin_words_are_found_whole() -> None:
    assert WordList(["ass"]).find("class") == []
    assert len(WordList(["ass"]).find("an ASS！")) == 1


@given(st.text(max_size=100), st.text(min_size=1, max_size=5))
def test_any_text_can_be_looked_through(text: str, word: str) -> None:
    assert all(0 <= hit.start < hit.end <= len(text) for hit in WordList([word]).find(text))


def test_links_are_found_with_their_hosts() -> None:
    text = "詳しくはhttps://Shop.Example.com/x?y=1。www.example.org/も"
    assert [link.host for link in links.find(text)] == ["shop.example.com", "www.example.org"]
    assert text[links.find(text)[0].start : links.find(text)[0].end].endswith("y=1")
    assert links.is_of("shop.example.com", "example.com")
    assert not links.is_of("notexample.com", "example.com")


def test_copies_differ_in_width_case_and_punctuation_alone() -> None:
    text = "バスの本数を朝と夕方に増やしてほしいと思います。"
    assert fingerprint(text) == fingerprint("ﾊﾞｽの本数を、朝と夕方に 増やしてほしいと思います！")
    assert fingerprint(text) != fingerprint(text.replace("朝", "昼"))
    assert fingerprint("賛成です。") == ""
