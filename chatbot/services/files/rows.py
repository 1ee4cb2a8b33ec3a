"""Check the rows of a file one by one: what can be imported, and what exactly is wrong with the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from chatbot.models import FaqEntry, FaqUpload
from chatbot.models.faq import MAX_ANSWER, MAX_QUESTION
from chatbot.services.faq import Words
from chatbot.services.files import lines
from chatbot.services.files.lines import Line
from consultations.importers.limits import UnreadableFileError
from consultations.importers.rows import CONTROL, PROBLEMS

REQUIRED = {
    FaqUpload.Kind.ENTRIES: ("key", "question", "answer"),
    FaqUpload.Kind.UTTERANCES: ("key", "utterance"),
    FaqUpload.Kind.QUESTIONS: ("question", "expected"),
}
MAX_SHORT = {"department": 80, "contact": 120}
_KEY = re.compile(r"[-a-zA-Z0-9_]{1,80}")
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日")
_check_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class EntryRow:
    row: int
    key: str
    field: str
    words: Words


@dataclass(frozen=True)
class UtteranceRow:
    row: int
    key: str
    text: str


@dataclass(frozen=True)
class QuestionRow:
    row: int
    question: str
    expected: tuple[str, ...]


Row = EntryRow | UtteranceRow | QuestionRow


@dataclass(frozen=True)
class RowError:
    row: int
    column: str
    message: str
    value: str


@dataclass
class Checked:
    """What a file holds. `good` and `errors` together account for every row that is not blank."""

    encoding: str = ""
    columns: list[str] = field(default_factory=list)
    good: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


class _Wrong(Exception):
    def __init__(self, column: str, message: str, value: str = "") -> None:
        super().__init__(message)
        self.column, self.message, self.value = column, message, value


def check(*, kind: str, name: str, content: bytes, default_field: str) -> Checked:
    """Read a whole file; raises `UnreadableFileError` when it cannot be read or lacks a column."""
    sheet = lines.read(name, content)
    missing = [column for column in REQUIRED[FaqUpload.Kind(kind)] if column not in sheet.columns]
    if missing:
        raise UnreadableFileError(
            _("The file lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)}
        )
    checked = Checked(encoding=sheet.encoding, columns=sheet.columns)
    check_line = _checker(FaqUpload.Kind(kind), default_field)
    for line in sheet.lines:
        try:
            checked.good.append(check_line(line))
        except _Wrong as wrong:
            checked.errors.append(RowError(line.row, wrong.column, wrong.message, wrong.value[:100]))
    return checked


def _checker(kind: FaqUpload.Kind, default_field: str) -> Callable[[Line], Row]:
    seen: set[str] = set()
    if kind == FaqUpload.Kind.ENTRIES:
        return lambda line: _entry(line, default_field, seen)
    known = set(FaqEntry.objects.values_list("key", flat=True))
    if kind == FaqUpload.Kind.UTTERANCES:
        return lambda line: _utterance(line, known)
    return lambda line: _question(line, known, seen)


def _entry(line: Line, default_field: str, seen: set[str]) -> EntryRow:
    cells = _cells(line)
    key = cells.get("key", "")
    if not _KEY.fullmatch(key):
        raise _Wrong("key", _("A key has 1 to 80 letters a–z, digits, hyphens or underscores."), key)
    _once(key, seen, "key")
    words = Words(
        question=_text(cells, "question", MAX_QUESTION),
        answer=_text(cells, "answer", MAX_ANSWER),
        source_url=_url(cells.get("source_url", "")),
        department=_short(cells, "department"),
        contact=_short(cells, "contact"),
        checked_on=_date(cells.get("checked_on", "")),
    )
    section = cells.get("field", "") or default_field or _("Other")
    if len(section) > 60:
        raise _Wrong("field", _("This may have %(most)d characters at most.") % {"most": 60}, section)
    return EntryRow(line.row, key, section, words)


def _utterance(line: Line, known: set[str]) -> UtteranceRow:
    cells = _cells(line)
    _known(cells.get("key", ""), known, "key")
    return UtteranceRow(line.row, cells["key"], _text(cells, "utterance", MAX_QUESTION))


def _question(line: Line, known: set[str], seen: set[str]) -> QuestionRow:
    cells = _cells(line)
    question = _text(cells, "question", MAX_QUESTION)
    _once(question, seen, "question")
    expected = tuple(key.strip() for key in cells.get("expected", "").split("|") if key.strip())
    for key in expected:
        _known(key, known, "expected")
    return QuestionRow(line.row, question, expected)


def _cells(line: Line) -> dict[str, str]:
    if line.trouble:
        raise _Wrong("", line.trouble)
    for column, cell in line.cells.items():
        if CONTROL.search(cell):
            raise _Wrong(column, str(PROBLEMS["control_character"]), CONTROL.sub("�", cell))
    return line.cells


def _once(value: str, seen: set[str], column: str) -> None:
    if value in seen:
        raise _Wrong(column, _("The same value stands in an earlier row."), value)
    seen.add(value)


def _known(key: str, known: set[str], column: str) -> None:
    if key not in known:
        raise _Wrong(column, _("There is no FAQ entry with this key."), key)


def _text(cells: dict[str, str], column: str, most: int) -> str:
    value = cells.get(column, "")
    if not value:
        raise _Wrong(column, _("This cell is empty."))
    if len(value) > most:
        raise _Wrong(column, _("This may have %(most)d characters at most.") % {"most": most}, value)
    return value


def _short(cells: dict[str, str], column: str) -> str:
    value = cells.get(column, "")
    most = MAX_SHORT[column]
    if len(value) > most:
        raise _Wrong(column, _("This may have %(most)d characters at most.") % {"most": most}, value)
    return value


def _url(value: str) -> str:
    if not value:
        return ""
    try:
        _check_url(value)
    except ValidationError:
        raise _Wrong("source_url", _("This is not a web address (http or https)."), value) from None
    return value


def _date(value: str) -> date | None:
    for form in _DATES if value else ():
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    if value:
        raise _Wrong("checked_on", _("This is not a date like 2026-11-20."), value)
    return None
