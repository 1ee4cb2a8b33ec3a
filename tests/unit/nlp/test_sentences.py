"""Sentences by their offsets."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.sentences import split_sentences

MARKS = st.text(st.sampled_from("あ犬a1 。！？.\n「」（）()『』\u3000\ud800"), max_size=60)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n ", []),
        ("賛成です。", ["賛成です。"]),
        ("賛成です。反対です！", ["賛成です。", "反対です！"]),
        ("本当ですか？！はい。", ["本当ですか？！", "はい。"]),
        ("見出し\n本文です。", ["見出し", "本文です。"]),
        ("「はい。」と答えた。次です。", ["「はい。」と答えた。", "次です。"]),
        ("（以上。終わりです。", ["（以上。", "終わりです。"]),
        ("3.5倍です。Yes. No.", ["3.5倍です。", "Yes.", "No."]),
        ("　字下げです。　次です。", ["字下げです。", "次です。"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(MARKS | st.text(max_size=80))
def test_every_character_but_white_space_is_in_exactly_one_sentence(text: str) -> None:
    spans = split_sentences(text)
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


@pytest.mark.parametrize(
    "text", ["「（" * 50_000, "（" * 50_000 + "）" * 50_000, "。" * 100_000, "（。" * 50_000]
)
def test_a_hundred_kilobytes_of_brackets_take_less_than_a_second(text: str) -> None:
    started = time.process_time()
    split_sentences(text)
    assert time.process_time() - started < 1
