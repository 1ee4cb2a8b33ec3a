"""The side an opinion takes, and the words that say it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.stance import DEVELOPMENT, HELD_OUT
from nlp.stance.cues import JAPANESE, STANCES, Cue
from nlp.stance.learning import UnreadableReader, from_json, learn, to_json
from nlp.stance.reading import Reader, folded, read

TEXTS = [
    line.partition("\t")[2]
    for path in (DEVELOPMENT, HELD_OUT)
    for line in path.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("反対", "oppose"),
        ("賛成です。", "agree"),
        ("賛成できません。", "oppose"),
        ("反対ではありません。", "agree"),
        ("駐車場が増えるなら賛成です。", "conditional"),
        ("賛成です。ただし、工事の時間は守ってください。", "conditional"),
        ("ベンチを増やしてほしい。", "request"),
        ("切るべきではない。", "oppose"),
        ("切るべきではないでしょうか。", "request"),
        ("いつ始まりますか。", "question"),
        ("ここは夜も静か", ""),
        ("反対側の歩道に住んでいます。", ""),
        ("ﾊﾞｽ停は遠い。", ""),
        ("ＰＬＥＡＳＥ ＳＴＯＰ this.", "oppose"),
        ("", ""),
        ("👍", ""),
    ],
)
def test_the_wording_tells_the_side(text: str, stance: str) -> None:
    assert read(text).stance == stance


def test_the_words_that_decided_are_shown_where_they_stand() -> None:
    text = "👨‍👩‍👧の声です。\n公園を残すなら、この計画に賛成します。"
    found = read(text)
    assert [text[span.start : span.end] for span in found.spans] == ["なら", "賛成"]


def test_a_plain_word_is_surer_than_a_hint() -> None:
    assert read("断固反対です。").confidence > read("今後が困ります。").confidence


def test_the_last_sentence_is_where_a_letter_comes_to_its_point() -> None:
    assert read("はじめは反対でした。説明を聞いて考えました。今は賛成です。").stance == "agree"


def test_a_very_long_text_is_read_from_both_ends() -> None:
    text = "市内に住んでいます。" * 10_000 + "計画に反対します。"
    found = read(text)
    assert found.stance == "oppose"
    assert [text[span.start : span.end] for span in found.spans] == ["反対"]


@pytest.mark.parametrize("cue", JAPANESE, ids=lambda cue: cue.name)
def test_no_wording_is_missed_for_the_letters_it_needs(cue: Cue) -> None:
    matching = [text for text in map(folded, TEXTS) if cue.pattern.search(text)]
    assert all(any(letters in text for letters in cue.needs) for text in matching if cue.needs)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=40) | st.sampled_from(TEXTS))
def test_any_text_has_one_side_and_words_inside_it(text: str) -> None:
    found = read(text)
    assert found.stance in STANCES
    assert 0 < found.confidence <= 1
    assert all(0 <= span.start < span.end <= len(text) for span in found.spans)
    assert bool(found.spans) == bool(found.stance)
    assert len(folded(text)) == len(text)


def test_without_corrections_the_rules_decide() -> None:
    assert learn([]) == Reader()
    assert from_json(to_json(Reader())).read("反対です。") == read("反対です。")


def test_what_people_correct_is_learned_and_the_rest_stays() -> None:
    corrected = [("もう十分です、この話は。", "oppose"), ("駅前の話はもう十分です。", "oppose")] * 2
    reader = learn(corrected)
    assert read("十分です、もう。").stance == ""
    assert reader.read("もう十分です。").stance == "oppose"
    assert reader.read("賛成です。").stance == "agree"


def test_learning_gives_the_same_reader_again_and_survives_its_archive() -> None:
    corrected = [(text, STANCES[number % len(STANCES)]) for number, text in enumerate(TEXTS[:40])]
    reader = learn(corrected)
    assert to_json(reader) == to_json(learn(corrected))
    again = from_json(to_json(reader))
    assert [again.read(text) for text in TEXTS] == [reader.read(text) for text in TEXTS]


def test_an_unknown_stance_is_refused() -> None:
    with pytest.raises(ValueError, match="no such stance: maybe"):
        learn([("text", "maybe")])


@pytest.mark.parametrize(
    "archive",
    ["", "[]", "{}", '{"version": 1, "stances": [], "weights": {}}', to_json(Reader({"a": [1.0]}))],
)
def test_an_archive_of_something_else_is_refused(archive: str) -> None:
    with pytest.raises(UnreadableReader):
        from_json(archive)


def test_at_least_nine_in_ten_of_the_known_wordings_and_four_in_five_of_others_are_read() -> None:
    for path, wanted in ((DEVELOPMENT, 0.95), (HELD_OUT, 0.8)):
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        right = sum(read(text).stance == stance.replace("none", "") for stance, text in rows)
        assert right / len(rows) >= wanted
