"""Plans from Word and Markdown: what becomes a section, what is named as left out, what is refused."""

import time
from typing import Any

import pytest

from consultations.importers.documents.markdown import read_text
from consultations.importers.documents.reading import read_document
from consultations.importers.documents.sections import Manuscript
from consultations.importers.limits import UnreadableFileError
from tests.consultations.setup_guide.words import a_plan, repacked, with_a_picture, with_tracked_changes, word


def numbered(manuscript: Manuscript) -> list[tuple[str, str]]:
    return [(part.number, part.title) for part in manuscript.parts]


def codes(manuscript: Manuscript) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in manuscript.problems]


def test_the_headings_of_a_word_file_become_numbered_sections() -> None:
    found = read_document("plan.docx", word(a_plan))
    assert found.title == "汐見市みどりの計画（素案）"
    assert numbered(found) == [("1", "背景"), ("2", "取組み"), ("2.1", "木を植える")]
    assert found.problems == ()
    assert found.parts[0].body == r"木陰が足りません。\*大事\*です。"


def test_lists_and_tables_of_a_word_file_are_kept_as_markdown() -> None:
    body = read_document("plan.docx", word(a_plan)).parts[2].body
    assert "- 海沿いの道\n- 学校の庭\n1. 数える" in body
    assert "| 年度 | 本数 |\n| --- | --- |\n| 2027 | 100\\|予定 |" in body


def test_pictures_are_counted_and_named_as_left_out() -> None:
    assert read_document("plan.docx", word(with_a_picture)).left_out == (
        "画像1点：植える場所の地図（10段落目）",
    )


def test_inserted_words_count_and_deleted_ones_do_not() -> None:
    assert read_document("plan.docx", word(with_tracked_changes)).parts[0].body == "本数は100本"


def test_an_empty_heading_is_named_with_its_paragraph() -> None:
    def write(document: Any) -> None:
        document.add_heading("一", 1)
        document.add_paragraph("本文")
        document.add_heading("", 1)

    assert codes(read_document("plan.docx", word(write))) == [(3, "empty_heading")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# 計画\n\n## 1.1 背景\n\n本文\n\n## 1.2 方針\n", [("1.1", "背景"), ("1.2", "方針")]),
        (
            "# 計画\n## 背景\n### 経緯\n### 課題\n## 方針",
            [("1", "背景"), ("1.1", "経緯"), ("1.2", "課題"), ("2", "方針")],
        ),
        ("# 背景\n本文\n# 方針\n", [("1", "背景"), ("2", "方針")]),
        ("## １．２　全角の番号\n", [("1.2", "全角の番号")]),
        ("## 一\n```\n## これは例\n```\n## 二 ##\n", [("1", "一"), ("2", "二")]),
    ],
)
def test_the_headings_of_a_text_become_numbered_sections(text: str, found: list[tuple[str, str]]) -> None:
    assert numbered(read_text(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本文だけ\n", [(1, "no_heading")]),
        ("", [(1, "no_heading")]),
        ("## 一\n\n##\n\n## 三\n", [(3, "empty_heading")]),
        ("## 1 一\n本文\n## 1 また一\n", [(3, "number_twice")]),
        (f"## 一\n## {'長' * 121}\n", [(2, "title_too_long")]),
        ("## 一\n" + "文\n" * 10_001, [(1, "body_too_long")]),
        ("## 一\n\n" + "長" * 20_001, [(3, "line_too_long")]),
        ("## 見出し\n" * 301, [(301, "too_many_sections")]),
    ],
)
def test_what_cannot_become_sections_is_said_row_by_row(text: str, found: list[tuple[int, str]]) -> None:
    assert codes(read_text(text)) == found


def test_what_stands_before_the_first_heading_is_named_as_left_out() -> None:
    assert read_text("# 計画\nはじめに一言。\n## 一\n本文").left_out == ("はじめに一言。",)


def test_shift_jis_is_read_and_other_bytes_are_refused() -> None:
    assert numbered(read_document("plan.md", "## 背景\n".encode("cp932"))) == [("1", "背景")]
    with pytest.raises(UnreadableFileError):
        read_document("plan.md", b"## \x81\xff\xfe")


GOOD = word(a_plan)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.docm", GOOD, "マクロ付き"),
        ("plan.doc", GOOD, "古い形式"),
        ("plan.pdf", b"%PDF-1.7", "PDF"),
        ("plan.exe", GOOD, "選んでください"),
        ("plan", GOOD, "選んでください"),
        ("plan.docx", b"", "空"),
        ("plan.docx", b"not a zip", "壊れている"),
        ("plan.docx", repacked(GOOD, word__vbaProject_dot_bin=b"x"), "マクロ"),
        ("plan.docx", repacked(GOOD, word__media__zeros_dot_bin=b"\0" * 30_000_000), "大きすぎます"),
        ("plan.docx", repacked(GOOD, word__document_dot_xml=b" " * 16_000_000), "大きすぎます"),
        (
            "plan.docx",
            repacked(GOOD, word__document_dot_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            "壊れている",
        ),
        ("plan.docx", repacked(GOOD, word__document_dot_xml=b"<w:document"), "壊れている"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "file",
)
def test_a_file_that_cannot_be_used_is_refused_in_words_within_a_second(
    name: str, content: bytes, said: str
) -> None:
    began = time.perf_counter()
    with pytest.raises(UnreadableFileError) as refusal:
        read_document(name, content)
    assert time.perf_counter() - began < 1
    assert said in str(refusal.value.message)


@pytest.mark.parametrize("line", ["#" * 100_000, "# " + " " * 100_000, "長" * 100_000, "- " * 50_000])
def test_a_line_of_100_kb_is_refused_within_a_second(line: str) -> None:
    began = time.perf_counter()
    assert ("line_too_long") in {code for _row, code in codes(read_text(f"## 一\n{line}\n"))}
    assert time.perf_counter() - began < 1
