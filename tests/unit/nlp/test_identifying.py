"""Personal data in opinions, found before they are published."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.masking.__main__ import read
from benchmarks.masking.opinions import SENTENCES
from nlp.text.identifying import find
from nlp.text.personal_data import Kind
from nlp.text.spans import Span

ROWS = list(read(SENTENCES))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("坂本一郎　汐見市西町3-2-1　080-5555-6666", ["坂本一郎", "汐見市西町3-2-1", "080-5555-6666"]),
        ("以上、竹下。", ["竹下"]),
        ("妻（明美）は夜勤です。", ["明美"]),
        ("汐見市緑が丘5-10-7 コーポ緑201号室です。", ["汐見市緑が丘5-10-7 コーポ緑201号室"]),
        ("マイナンバーは1234 5678 9018です。", ["1234 5678 9018"]),
        ("整理番号は1234 5678 9017です。", []),
        ("JANコード4901234567894の袋", []),
        ("市長は公約を守ってください。", []),
        ("港町三丁目の交差点は危険です。", []),
        ("平成15年法律第57号の改正", []),
        ("電話は0120-123-456です。", []),
        ("〒678-0001", []),
        ("１．氏名：匿名３．生成 AI について", []),
        ("", []),
    ],
)
def test_what_identifies_a_person_is_found_and_nothing_else(text: str, found: list[str]) -> None:
    assert [text[one.start : one.end] for one in find(text)] == found


def test_names_that_a_worker_found_are_added_where_nothing_else_stands() -> None:
    text = "柔道の岩崎コーチ 090-1234-5678"
    found = find(text, [Span(3, 5), Span(9, 12)])
    assert [(text[one.start : one.end], one.kind) for one in found] == [
        ("岩崎", Kind.NAME),
        ("090-1234-5678", Kind.PHONE),
    ]


def test_nine_in_ten_of_what_is_marked_are_found_with_few_mistakes() -> None:
    marked = found = hits = right = 0
    for text, spans in ROWS:
        told = find(text)
        marked += len(spans)
        found += len(told)
        hits += sum(any(one.start <= a and b <= one.end for one in told) for _kind, (a, b) in spans)
        right += sum(any(a < one.end and one.start < b for _kind, (a, b) in spans) for one in told)
    assert len(ROWS) >= 200
    assert hits / marked >= 0.95
    assert right / found >= 0.95


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60) | st.sampled_from([text for text, _spans in ROWS]))
def test_finds_lie_inside_the_text_in_order_without_overlaps(text: str) -> None:
    end = 0
    for one in find(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end
