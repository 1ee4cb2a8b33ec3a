"""A file as rows of text, whatever it was saved as."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from consultations.importers import spreadsheets
from consultations.importers.limits import LONGEST_NAME, MOST_COLUMNS, MOST_ROWS, UnreadableFileError

EXCEL = "Excel"
DELIMITERS = {".csv": ",;\t", ".tsv": "\t", ".txt": "\t,;"}
_MAGIC = {
    b"PK\x03\x04": _("This is not a text file but a ZIP or Excel file with another ending."),
    b"%PDF": _("This is a PDF, not a table."),
    b"\xd0\xcf\x11\xe0": _("This is an old Excel file (.xls). Please save it as .xlsx or CSV."),
    b"\x89PNG": _("This is a picture, not a table."),
    b"\xff\xd8\xff": _("This is a picture, not a table."),
}
_BOMS = {
    codecs.BOM_UTF8: ("utf-8-sig", "UTF-8 (BOM)"),
    codecs.BOM_UTF16_LE: ("utf-16", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16", "UTF-16"),
}
_ENCODINGS = {"utf-8": "UTF-8", "cp932": "CP932"}
_UNDECODABLE = _(
    "The characters are neither UTF-8 nor CP932 (Shift_JIS). Please save the file as UTF-8 again."
)
_CHARACTERS_PER_NUL = 50
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

# A field may hold a long letter; whether it is too long is said row by row, not by the parser.
csv.field_size_limit(64 * 1024 * 1024)


@dataclass(frozen=True)
class Row:
    """`number` counts as a spreadsheet does: the header is row 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    encoding: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)


def read_table(name: str, content: bytes) -> Table:
    """Read a CSV, TSV or XLSX file. Raises `UnreadableFileError` with words for the person who chose it."""
    ending = PurePath(name).suffix.lower()
    if ending == ".xlsx":
        return _table(EXCEL, spreadsheets.read_cells(content))
    if ending not in DELIMITERS:
        raise UnreadableFileError(_("Please choose a file ending in .csv, .tsv or .xlsx."))
    text, encoding = _decoded(content)
    return _table(encoding, _records(text, _delimiter(text, DELIMITERS[ending])))


def _decoded(content: bytes) -> tuple[str, str]:
    _refuse_other_kinds(content)
    for mark, (codec, shown) in _BOMS.items():
        if content.startswith(mark):
            return _decode(content, codec), shown
    for codec, shown in _ENCODINGS.items():
        try:
            return _legible(content.decode(codec)), shown
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(_UNDECODABLE)


def _refuse_other_kinds(content: bytes) -> None:
    if not content.strip():
        raise UnreadableFileError(_("The file is empty."))
    for magic, complaint in _MAGIC.items():
        if content.startswith(magic):
            raise UnreadableFileError(complaint)


def _decode(content: bytes, codec: str) -> str:
    try:
        return _legible(content.decode(codec))
    except UnicodeDecodeError as error:
        raise UnreadableFileError(_UNDECODABLE) from error


def _legible(text: str) -> str:
    if text.count("\0") > len(text) / _CHARACTERS_PER_NUL:
        raise UnreadableFileError(_("This is not a text file."))
    return text


def _delimiter(text: str, candidates: str) -> str:
    """The one that splits the header into most columns; the first candidate when none does."""
    return max(candidates, key=lambda candidate: len(_header(text, candidate)))


def _header(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _records(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    started = 1
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise UnreadableFileError(
                format_lazy(
                    _("A quotation mark is out of place in the record that begins at line {line}."),
                    line=started,
                )
            ) from error
        if record is None:
            return
        started = reader.line_num + 1
        yield record


def _table(encoding: str, records: Iterator[Sequence[str]]) -> Table:
    header = next(records, None)
    if header is None or not any(cell.strip() for cell in header):
        raise UnreadableFileError(_("The first row must hold the names of the columns."))
    if len(header) > MOST_COLUMNS:
        raise UnreadableFileError(format_lazy(_("There are more than {limit} columns."), limit=MOST_COLUMNS))
    rows = []
    for number, cells in enumerate(records, start=2):
        if number > MOST_ROWS + 1:
            raise UnreadableFileError(format_lazy(_("There are more than {limit} rows."), limit=MOST_ROWS))
        if any(cell.strip() for cell in cells):
            rows.append(Row(number, tuple(cells)))
    if not rows:
        raise UnreadableFileError(_("There is no row below the header."))
    return Table(encoding, _names(header), tuple(rows))


def _names(header: Sequence[str]) -> tuple[str, ...]:
    """Columns without a name get one, equal names get a number, so that each can be chosen."""
    names: list[str] = []
    for position, cell in enumerate(header, start=1):
        name = _NOT_IN_NAMES.sub(" ", cell).strip()[:LONGEST_NAME] or f"({position})"
        names.append(name if name not in names else f"{name} ({position})")
    return tuple(names)
