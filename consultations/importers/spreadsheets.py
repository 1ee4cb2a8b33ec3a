"""Excel workbooks, read as a stream and within limits: a small file can unpack to gigabytes."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from consultations.importers.limits import MOST_COLUMNS, UnreadableFileError

MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_PARTS = 1_000
_BROKEN = (
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    ParseError,
    zipfile.BadZipFile,
    OSError,
)


def read_cells(content: bytes) -> Iterator[Sequence[str]]:
    """The rows of the first sheet as text. Formulas count as the value last computed."""
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            for cells in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
                yield _without_tail([_text(value) for value in cells])
        finally:
            book.close()
    except (*_BROKEN, IndexError) as error:
        raise UnreadableFileError(_("The Excel file is damaged or not an .xlsx file.")) from error


def _refuse_bombs(content: bytes) -> None:
    if not content:
        raise UnreadableFileError(_("The file is empty."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableFileError(_("The Excel file is damaged or not an .xlsx file.")) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise UnreadableFileError(_("The Excel file is too large when unpacked."))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _without_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
