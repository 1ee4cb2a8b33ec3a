"""CSV that Excel on Windows opens rightly and in which no cell is a formula.

The documented way back (`restored`): take off one leading apostrophe where behind it, after any further
apostrophes and white space, a formula sign stands; then ⏎ is a line break, and \\⏎ the sign itself.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import IO, Any

_FORMULA = re.compile(r"['\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠\t\r\n]")
_BREAKS = re.compile(r"(\\*)(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|⏎)")
_WRITTEN_BREAKS = re.compile(r"(\\*)⏎")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BREAK = "⏎"


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark, CRLF line ends."""
    text = io.StringIO()
    write_csv(text, header, rows)
    return text.getvalue().encode("utf-8-sig", errors="replace")


def write_csv(file: IO[str], header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Row by row, so that a table of any length needs the memory of one row; returns how many rows."""
    writer = csv.writer(file, lineterminator="\r\n")
    written = -1
    for cells in chain([header], rows):
        writer.writerow([safe_cell(as_text(cell)) for cell in cells])
        written += 1
    return written


def as_text(value: Any) -> str:
    """Nothing known is an empty cell, which is not zero."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def safe_cell(text: str) -> str:
    """A leading apostrophe keeps a cell from being a formula; the import takes it off again."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def one_line(text: str) -> str:
    """A record holds no line break; ⏎ stands for it."""
    return _BREAKS.sub(_one_break, text)


def restored(cell: str) -> str:
    """What stood there before `one_line` and `safe_cell`."""
    return _WRITTEN_BREAKS.sub(_one_back, unguarded(cell))


def printable(text: str) -> str:
    """What XML can hold."""
    return _UNWRITABLE.sub("�", text)


def _one_break(found: "re.Match[str]") -> str:
    return found[1] * 2 + (f"\\{BREAK}" if found[2] == BREAK else BREAK)


def _one_back(found: "re.Match[str]") -> str:
    pairs, odd = divmod(len(found[1]), 2)
    return "\\" * pairs + (BREAK if odd else "\n")
