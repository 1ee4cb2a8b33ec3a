"""Texts as the index compares them."""

import pytest

from nlp.retrieval.reading import Reader, asking_sentences, without_contact

READER = Reader()


def test_the_content_words_are_kept_in_normal_forms_and_light_ones_do_not_tell() -> None:
    words = READER.read("引越しの手続きについて、いつ行けばよいか教えてください")
    assert "引っ越す" in words.telling
    assert not {"教える", "つく", "いつ"} & set(words.telling)


@pytest.mark.parametrize("text", ["てんにゅうとどけ", "テンニュウトドケ", "ﾃﾝﾆｭｳﾄﾄﾞｹ", "tennyuutodoke"])
def test_kana_of_any_width_and_romaji_sound_like_the_official_word(text: str) -> None:
    heard = READER.read(text)
    assert heard.plain
    assert set(heard.sounds) & set(READER.read("転入届").sounds) >= {"テン", "ンニ", "ドケ"}


def test_a_text_with_kanji_is_not_plain() -> None:
    assert not READER.read("転入とどけ").plain


def test_everyday_words_point_to_the_matter_of_the_official_one() -> None:
    assert set(READER.read("赤ちゃんが生まれました").matters) & set(READER.read("出生届").matters)


def test_synonyms_count_as_one_word() -> None:
    reader = Reader([("しおバス", "汐見市民バス")])
    assert reader.read("しおバスの料金").content == reader.read("汐見市民バスの料金").content
    assert READER.read("しおバスの料金").content != READER.read("汐見市民バスの料金").content


def test_in_a_long_story_the_sentence_that_asks_counts_twice() -> None:
    story = "先月こちらに越してきた者です。仕事が忙しくて役所に行けず、妻にも頼めませんでした。" * 2
    words = READER.read_question(story + "粗大ごみはどう出せばいいですか？")
    assert words.content.count("粗大") == 2
    assert words.content.count("妻") == 2


def test_two_sentences_that_ask_are_told_from_what_stands_around_them() -> None:
    text = "引っ越しました。転入届はどこですか？ごみの日も教えてください。"
    assert asking_sentences(text) == ["転入届はどこですか？", "ごみの日も教えてください。"]
    assert asking_sentences("転入届はどこですか？") == []


def test_whom_to_ask_is_no_part_of_the_answer() -> None:
    assert without_contact("月曜です。【お問い合わせ】環境課") == "月曜です。"
    assert without_contact("月曜です。") == "月曜です。"


@pytest.mark.parametrize("text", ["", "\ud800", "👍", "\x00" * 10, "あ" * 60_000])
def test_any_text_can_be_read(text: str) -> None:
    READER.read_question(text)
