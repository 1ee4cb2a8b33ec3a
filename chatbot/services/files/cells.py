"""What may stand in one cell, and what exactly is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from chatbot.models.faq import MAX_ANSWER, MAX_QUESTION
from chatbot.services.faq import Words
from chatbot.services.files.lines import Line
from consultations.importers.rows import CONTROL, PROBLEMS

LONGEST = {
    "question": MAX_QUESTION,
    "answer": MAX_ANSWER,
    "utterance": MAX_QUESTION,
    "field": 60,
    "department": 80,
    "contact": 120,
    "source_url": 500,
    "question_en": MAX_QUESTION,
    "answer_en": MAX_ANSWER,
    "question_easy": MAX_QUESTION,
    "answer_easy": MAX_ANSWER,
}
NEEDED = ("question", "answer", "utterance")
_DAYS = ("checked_on", "valid_from", "valid_until")
_KEY = re.compile(r"[-a-zA-Z0-9_]{1,80}")
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日")
_check_url = URLValidator(schemes=["http", "https"])

Cells = Mapping[str, str]


class WrongCell(Exception):
    def __init__(self, column: str, message: str, value: str = "") -> None:
        super().__init__(message)
        self.column, self.message, self.value = column, message, value


def of(line: Line) -> dict[str, str]:
    if line.trouble:
        raise WrongCell("", line.trouble)
    for column, cell in line.cells.items():
        if CONTROL.search(cell):
            raise WrongCell(column, str(PROBLEMS["control_character"]), CONTROL.sub("�", cell))
    return line.cells


def key(cells: Cells) -> str:
    value = cells.get("key", "")
    if not _KEY.fullmatch(value):
        raise WrongCell("key", _("A key has 1 to 80 letters a–z, digits, hyphens or underscores."), value)
    return value


def once(value: str, seen: set[str], column: str) -> None:
    if value in seen:
        raise WrongCell(column, _("The same value stands in an earlier row."), value)
    seen.add(value)


def known(value: str, keys: set[str], column: str) -> None:
    if value not in keys:
        raise WrongCell(column, _("There is no FAQ entry with this key."), value)


def text(cells: Cells, column: str) -> str:
    value = cells.get(column, "")
    if not value and column in NEEDED:
        raise WrongCell(column, _("This cell is empty."))
    most = LONGEST[column]
    if len(value) > most:
        raise WrongCell(column, _("This may have %(most)d characters at most.") % {"most": most}, value)
    return value


def words(cells: Cells) -> Words:
    """Those of the columns that the file has; the others are empty."""
    given = {column: _value(cells, column) for column in Words.__dataclass_fields__ if column in cells}
    made = Words(**{"question": "", "answer": ""} | given)  # type: ignore[arg-type]
    if made.valid_from and made.valid_until and made.valid_until < made.valid_from:
        raise WrongCell("valid_until", _("It would end before it begins."), cells["valid_until"])
    for language in ("en", "easy"):
        _both(cells, f"question_{language}", f"answer_{language}")
    return made


def _value(cells: Cells, column: str) -> str | date | None:
    if column in _DAYS:
        return _date(cells[column], column)
    if column == "source_url":
        _url(cells[column])
    return text(cells, column)


def _both(cells: Cells, question: str, answer: str) -> None:
    if bool(cells.get(question)) != bool(cells.get(answer)):
        missing = answer if cells.get(question) else question
        raise WrongCell(missing, _("A translation needs the question and the answer."))


def _url(value: str) -> None:
    if not value:
        return
    try:
        _check_url(value)
    except ValidationError:
        raise WrongCell("source_url", _("This is not a web address (http or https)."), value) from None


def _date(value: str, column: str) -> date | None:
    for form in _DATES if value else ():
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    if value:
        raise WrongCell(column, _("This is not a date like 2026-11-20."), value)
    return None
