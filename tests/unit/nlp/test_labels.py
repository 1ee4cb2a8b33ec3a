"""Names of themes: whole phrases, as somebody wrote them, that nobody trips over."""

import pytest

from nlp.clustering.fronts import behind_front
from nlp.clustering.labels import LONGEST, Taken, Wording, name, still
from nlp.clustering.phrases import Phrase, phrases
from nlp.text.tokens import tokenizer_for_this_thread


def found(text: str) -> set[str]:
    return {one.written for one in phrases(text, tokenizer_for_this_thread().morphemes(text))}


def wording(*texts: str) -> Wording:
    return Wording(texts, tokenizer_for_this_thread())


def best(texts: list[str], weights: dict[str, float], taken: Taken | None = None) -> str:
    phrase = name(range(len(texts)), wording(*texts), weights, taken or Taken())
    return phrase.written if phrase else ""


def test_runs_of_nouns_and_pairs_of_them_are_phrases() -> None:
    assert found("図書館の開館時間を延ばしてほしい") == {"図書館", "図書館の開館時間", "開館時間"}


def test_a_space_between_japanese_and_latin_letters_does_not_cut_a_phrase() -> None:
    assert "公衆 WiFi" in found("駅前に公衆 WiFi を置いてください")
    assert "公衆" not in found("駅前に公衆 WiFi を置いてください")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("200000000000001234公園の遊具", "公園の遊具"),
        ("①公園の遊具を直す", "公園の遊具"),
        ("4、公園の遊具", "公園の遊具"),
        ("「公園の遊具」（北町）", "公園の遊具"),
    ],
)
def test_numbers_and_marks_in_front_do_not_belong_to_a_name(text: str, whole: str) -> None:
    assert whole in found(text)
    assert all(one[0].isalpha() for one in found(text))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("道路法第 12 条では", "道路法第"),
        ("景観的な配慮", "景観的"),
        ("騒音が60dB/h以上", "60dB"),
        ("ご検討をお願いします", "ご検討"),
        ("窓口に１２３４５６番を", "１２３４５６番"),
        ("https://town.example/park-map を見た", "park"),
        ("mail@town.example へ", "mail"),
        ("とても大切です", "大切"),
    ],
)
def test_what_is_cut_off_or_about_nothing_is_no_phrase(text: str, part: str) -> None:
    assert part not in {phrase.written for phrase in wording(text).phrases(0)}


def test_a_name_of_several_words_says_more_than_one_word() -> None:
    texts = ["公園の遊具が古い", "公園の遊具が危ない", "公園に遊具を"]
    assert best(texts, {"公園": 1.0, "遊具": 1.0}) == "公園の遊具"


def test_widths_and_spaces_of_one_phrase_are_counted_together() -> None:
    texts = ["公衆WiFiがほしい", "公衆 WiFi を", "公衆ＷｉＦｉは", "公衆WiFiを"]
    assert best(texts, {"公衆": 1.0, "WiFi": 1.0, "wifi": 1.0}) == "公衆WiFi"


def test_no_second_theme_gets_the_same_words_in_another_order_or_spelling() -> None:
    taken = Taken()
    taken.add(Phrase("騒音の苦情", ("騒音", "苦情")))
    assert Phrase("騒音苦情", ("騒音", "苦情")) in taken
    assert Phrase("苦情の騒音", ("苦情", "騒音")) in taken
    assert Phrase("騒音の測定", ("騒音", "測定")) not in taken


def test_a_word_that_names_nothing_alone_is_not_a_name() -> None:
    assert best(["絶対です", "絶対です"], {"絶対": 1.0}) == ""


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("4、とても困る。", "とても困る"),
        ("・（２）やめて（本当に）", "やめて（本当に）"),
        ("ひどい「これは" + "とても" * 9, "ひどい"),
        ("…！？", ""),
        ("", ""),
    ],
)
def test_a_text_without_a_phrase_lends_its_beginning(text: str, beginning: str) -> None:
    assert wording(text).beginning(0) == beginning


def test_a_beginning_ends_with_a_word() -> None:
    text = "歩きにくいのに" * 9
    beginning = wording(text).beginning(0)
    assert LONGEST - 5 < len(beginning) <= LONGEST
    assert len(beginning) in {word.span.end for word in tokenizer_for_this_thread().morphemes(text)}


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("・ 歩道が狭い", "歩道が狭い"),
        ("１．歩道が狭い", "歩道が狭い"),
        ("200000000000001234歩道が狭い", "歩道が狭い"),
        ("200 年たっても", "200 年たっても"),
        ("10000人が歩く", "10000人が歩く"),
        ("1.5 倍にする", "1.5 倍にする"),
        ("・・・", "・・・"),
    ],
)
def test_only_marks_go_from_the_front(text: str, rest: str) -> None:
    assert text[behind_front(text, 0, len(text)) :] == rest


PARK = [
    "公園の遊具が古い。",
    "公園の遊具を直して。",
    "公園の遊具は危ない。",
    "公園の街灯が暗い。",
    "公園の街灯を増やして。",
]


def kept(written: str, taken: Taken | None = None) -> Phrase | None:
    return still(written, range(len(PARK)), wording(*PARK), taken or Taken())


def test_a_name_given_before_stays_while_two_say_it_even_if_another_says_more() -> None:
    assert best(PARK, {"公園": 1, "遊具": 2, "街灯": 1}) == "公園の遊具"
    assert kept("公園の街灯") == Phrase("公園の街灯", ("公園", "街灯"))


def test_a_name_that_nobody_says_any_more_does_not_stay() -> None:
    assert kept("公園の噴水") is None


def test_a_name_that_is_taken_does_not_stay_a_second_time() -> None:
    taken = Taken()
    taken.add(Phrase("公園の街灯", ("公園", "街灯")))
    assert kept("公園の街灯", taken) is None
