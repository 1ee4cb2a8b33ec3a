"""A file as rows of named cells: a table, read as all tables are, or JSON of questions and answers."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from consultations.exports.sheets import unguarded
from consultations.importers.limits import MOST_ROWS, UnreadableFileError
from consultations.importers.tables import EXCEL, Row, Table, read_table

MAX_BYTES = 10 * 1024 * 1024

COLUMNS = {
    "key": ("key", "id", "キー", "番号", "識別子"),
    "field": ("field", "category", "分野", "カテゴリ", "カテゴリー", "分類"),
    "question": ("question", "質問", "よくある質問", "問い", "タイトル", "題名", "問い合わせ文", "問合せ文"),
    "answer": ("answer", "回答", "答え", "内容", "応答文"),
    "source_url": ("source_url", "source", "url", "公式ページ", "出典"),
    "department": ("department", "担当課", "担当", "部署", "所管課"),
    "contact": ("contact", "連絡先", "問い合わせ先", "問合せ先", "お問い合わせ先"),
    "checked_on": ("checked_on", "確認日", "最終確認日", "更新日"),
    "valid_from": ("valid_from", "有効開始日", "掲載開始日"),
    "valid_until": ("valid_until", "有効期限", "有効終了日", "掲載終了日"),
    "question_en": ("question_en", "質問（英語）"),
    "answer_en": ("answer_en", "回答（英語）"),
    "question_easy": ("question_easy", "質問（やさしい日本語）"),
    "answer_easy": ("answer_easy", "回答（やさしい日本語）"),
    "utterance": ("utterance", "言い回し", "聞き方", "text"),
    "expected": ("expected", "正解", "期待", "正解のキー"),
    "kind": ("kind", "書き方", "種類"),
}
_NAMED = {name: column for column, names in COLUMNS.items() for name in names}
_PAIR = re.compile(r"\s*Question:(?P<question>.*?)\n\s*Answer:(?P<answer>.*)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One record with its row number as a spreadsheet shows it (the header is row 1)."""

    row: int
    cells: dict[str, str]
    trouble: str = ""


@dataclass(frozen=True)
class Sheet:
    encoding: str
    columns: list[str]
    lines: list[Line]


def read(name: str, content: bytes) -> Sheet:
    """Raises `UnreadableFileError`, which says why and what to do."""
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(_("The file is larger than 10 MB. Please divide it."))
    if PurePath(name).suffix.lower() == ".json":
        return _read_json(content)
    table = read_table(name, content)
    columns = [_NAMED.get(column.lower(), "") for column in table.columns]
    return Sheet(table.encoding, [column for column in columns if column], list(_lines(table, columns)))


def _read_json(content: bytes) -> Sheet:
    """{id: "Question: …\\nAnswer: …"}"""
    try:
        pairs: Any = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableFileError(_("This JSON file is broken.")) from None
    if not isinstance(pairs, dict):
        raise UnreadableFileError(_('A JSON file must look like {"id": "Question: …\\nAnswer: …"}.'))
    if len(pairs) > MOST_ROWS:
        raise UnreadableFileError(_("The file has too many rows. Please divide it."))
    lines = [_line_of_pair(row, key, pair) for row, (key, pair) in enumerate(pairs.items(), start=1)]
    return Sheet("JSON", ["key", "question", "answer"], lines)


def _line_of_pair(row: int, key: str, pair: Any) -> Line:
    found = _PAIR.fullmatch(pair) if isinstance(pair, str) else None
    if found is None:
        return Line(row, {"key": key}, _('The text does not have the form "Question: …\\nAnswer: …".'))
    cells = {"key": key, "question": found["question"].strip(), "answer": found["answer"].strip()}
    return Line(row, cells)


def _lines(table: Table, columns: list[str]) -> Iterator[Line]:
    for row in table.rows:
        held = {
            column: unguarded(cell.strip())
            for column, cell in zip(columns, row.cells, strict=False)
            if column
        }
        # A workbook leaves out empty cells at the end of a row.
        cells = dict.fromkeys(filter(None, columns), "") | held
        yield Line(row.number, cells, _trouble(row, len(columns), table.encoding))


def _trouble(row: Row, width: int, encoding: str) -> str:
    """A cell too many or too few has moved the others; a workbook merely leaves out empty ones at the end."""
    too_few = len(row.cells) < width and encoding != EXCEL
    if not too_few and not any(cell.strip() for cell in row.cells[width:]):
        return ""
    words = _("The row has %(found)d cells, the header has %(expected)d.")
    return words % {"found": len(row.cells), "expected": width}
