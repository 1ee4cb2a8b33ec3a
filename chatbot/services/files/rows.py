"""Check the rows of a file one by one: what can be imported, and what exactly is wrong with the rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from chatbot.models import FaqEntry, FaqUpload, TestQuestion
from chatbot.services.faq import Words
from chatbot.services.files import cells, lines, rasa
from chatbot.services.files.cells import WrongCell
from chatbot.services.files.lines import Line, Sheet
from consultations.importers.limits import UnreadableFileError

Kind = FaqUpload.Kind

REQUIRED = {
    Kind.ENTRIES: ("key", "question", "answer"),
    Kind.UTTERANCES: ("key", "utterance"),
    Kind.QUESTIONS: ("question", "expected"),
    Kind.RASA: (),
}
_WRITTEN = ("question", "answer")


@dataclass(frozen=True)
class EntryRow:
    row: int
    key: str
    field: str
    words: Words
    given: tuple[str, ...] = tuple(Words.__dataclass_fields__)
    """The words that the file has a column for; an entry keeps its others."""
    names_field: bool = True


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
    kind: str = TestQuestion.Kind.PLAIN


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


@dataclass
class _Known:
    """Keys of entries that there are or will be, and what stood in earlier rows."""

    keys: set[str]
    default_field: str
    seen: set[str] = field(default_factory=set)


Check = Callable[[Line, _Known], Row]


def check(*, kind: str, name: str, content: bytes, default_field: str) -> Checked:
    """Read a whole file; raises `UnreadableFileError` when it cannot be read or lacks a column."""
    known = _Known(set(FaqEntry.objects.values_list("key", flat=True)), default_field)
    if kind == Kind.RASA:
        return _training_data(name, content, known)
    sheet = lines.read(name, content)
    _refuse_without_columns(Kind(kind), sheet)
    checked = Checked(encoding=sheet.encoding, columns=sheet.columns)
    _sort_in(checked, sheet.lines, _CHECKS[Kind(kind)], known)
    return checked


def _training_data(name: str, content: bytes, known: _Known) -> Checked:
    """Entries first, so that the phrasings find theirs."""
    read = rasa.read(name, content)
    checked = Checked(encoding=rasa.ENCODING, columns=["key", "question", "answer", "utterance"])
    _sort_in(checked, read.entries, _entry, known)
    known.keys |= {row.key for row in checked.good if isinstance(row, EntryRow)}
    _sort_in(checked, read.utterances, _utterance, known)
    return checked


def _sort_in(checked: Checked, found: Iterable[Line], check_line: Check, known: _Known) -> None:
    for line in found:
        try:
            checked.good.append(check_line(line, known))
        except WrongCell as wrong:
            checked.errors.append(RowError(line.row, wrong.column, wrong.message, wrong.value[:100]))


def _refuse_without_columns(kind: FaqUpload.Kind, sheet: Sheet) -> None:
    missing = [column for column in REQUIRED[kind] if column not in sheet.columns]
    if kind == Kind.ENTRIES and _only_adds(sheet):
        return
    if missing:
        raise UnreadableFileError(
            _("The file lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)}
        )


def _only_adds(sheet: Sheet) -> bool:
    """Translations or dates for entries that there are: neither question nor answer, but something else."""
    others = set(sheet.columns) & ({*Words.__dataclass_fields__, "field"} - {*_WRITTEN})
    return "key" in sheet.columns and bool(others) and not set(sheet.columns) & {*_WRITTEN}


def _entry(line: Line, known: _Known) -> EntryRow:
    found = cells.of(line)
    key = cells.key(found)
    cells.once(key, known.seen, "key")
    words = cells.words(found)
    if "question" not in found:
        cells.known(key, known.keys, "key")
    section = cells.text(found, "field") or known.default_field
    given = tuple(name for name in Words.__dataclass_fields__ if name in found)
    return EntryRow(line.row, key, section or _("Other"), words, given, bool(section))


def _utterance(line: Line, known: _Known) -> UtteranceRow:
    found = cells.of(line)
    key = found.get("key", "")
    cells.known(key, known.keys, "key")
    return UtteranceRow(line.row, key, cells.text(found, "utterance"))


def _question(line: Line, known: _Known) -> QuestionRow:
    found = cells.of(line)
    question = cells.text(found, "question")
    cells.once(question, known.seen, "question")
    expected = tuple(key.strip() for key in found.get("expected", "").split("|") if key.strip())
    for key in expected:
        cells.known(key, known.keys, "expected")
    return QuestionRow(line.row, question, expected, _kind(found.get("kind", ""), expected))


def _kind(value: str, expected: tuple[str, ...]) -> str:
    """How a test question is written; a file without the column tells only what is out of scope."""
    if not value:
        return TestQuestion.Kind.PLAIN if expected else TestQuestion.Kind.OUTSIDE
    if value not in TestQuestion.Kind.values:
        raise WrongCell("kind", _("There is no kind of test question with this name."), value)
    return value


_CHECKS: dict[FaqUpload.Kind, Check] = {
    Kind.ENTRIES: _entry,
    Kind.UTTERANCES: _utterance,
    Kind.QUESTIONS: _question,
}
