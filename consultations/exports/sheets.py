"""CSV that Excel on Windows opens rightly and in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark, CRLF line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for cells in (header, *rows):
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return text.getvalue().encode("utf-8-sig", errors="replace")


def safe_cell(text: str) -> str:
    """A leading apostrophe keeps a cell from being a formula; the import takes it off again."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
