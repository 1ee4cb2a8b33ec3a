"""The table and its annex as an Excel file, ready to print: A4 across, the header on every page."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from consultations.exports.result_table import tables
from consultations.exports.result_table.content import Content
from consultations.exports.result_table.tables import Step
from consultations.exports.sheets import as_text, printable, safe_cell

MOST_LINES = 26
LINE_HEIGHT = 15.0
PADDING = 4.0
"""In points; a row of Excel is at most 409 high."""
_FONT = "游ゴシック"
_LINE = Side(style="thin", color="808080")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="E8F1FE")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_NUMBER = Alignment(vertical="top", horizontal="center")
_CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
_TABLE_WIDTHS = (5, 18, 46, 7, 9, 50, 14, 22)
_ANNEX_WIDTHS = (7, 8, 20, 18, 90, 28)


def write(file: BinaryIO, content: Content, step: Step) -> None:
    book = Workbook(write_only=True)
    _cover(book.create_sheet(_("Summary")), content)
    head = tables.header()
    sheet = book.create_sheet(_("Opinions and the city's view"))
    _prepare(sheet, content, _TABLE_WIDTHS)
    _rows(sheet, head, [*map(tables.cells, content.rows), *tables.closing(content)], _TABLE_WIDTHS)
    annex = book.create_sheet(_("Every opinion"))
    _prepare(annex, content, _ANNEX_WIDTHS)
    _rows(
        annex, tables.originals_header(), tables.counted(tables.original_cells(content), step), _ANNEX_WIDTHS
    )
    book.save(file)


def _cover(sheet: Any, content: Content) -> None:
    _print_across(sheet, content)
    for letter, width in zip("ABC", (34, 40, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, content.title, bold=True, size=16)])
    sheet.append([_cell(sheet, _("Opinions and the city's view"), bold=True, size=14)])
    sheet.append([])
    for label, value in content.figures:
        _append(sheet, [label, value])
    _block(sheet, [_("How it was submitted"), _("Opinions submitted")], content.channels)
    _block(sheet, [_("Category"), _("Rows"), _("Opinions submitted")], content.tally())
    sheet.append([])
    for note in content.notes:
        sheet.append([_cell(sheet, f"※ {note}")])
    sheet.append([_cell(sheet, content.office)])


def _block(sheet: Any, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A small table, left out when it would be empty."""
    found = list(rows)
    if found:
        sheet.append([])
        _rows(sheet, head, found)


def _rows(
    sheet: Any,
    head: Sequence[str],
    rows: Iterable[Sequence[object]],
    widths: Sequence[int] = (),
) -> None:
    if widths:
        sheet.row_dimensions[1].height = 2 * LINE_HEIGHT + PADDING
    sheet.append([_cell(sheet, text, bold=True, frame=True, head=True) for text in head])
    place = 1
    for row in rows:
        for piece, height in _pieces(row, widths):
            place += 1
            if height:
                sheet.row_dimensions[place].height = height
            _append(sheet, piece)


def _append(sheet: Any, row: Sequence[object]) -> None:
    sheet.append([_cell(sheet, value, frame=True) for value in row])


def _pieces(row: Sequence[object], widths: Sequence[int]) -> Iterable[tuple[list[object], float]]:
    """A text longer than a row can be high goes on in the next one. Not every program finds the height."""
    if not widths:
        yield list(row), 0
        return
    lines = [
        lines_of(as_text(value), width) if isinstance(value, str) else []
        for value, width in zip(row, widths, strict=True)
    ]
    longest = max(1, *(len(one) for one in lines))
    for start in range(0, longest, MOST_LINES):
        piece: list[object] = [
            "".join(found[start : start + MOST_LINES]).removesuffix("\n")
            if isinstance(value, str)
            else (None if start else value)
            for value, found in zip(row, lines, strict=True)
        ]
        yield piece, LINE_HEIGHT * min(longest - start, MOST_LINES) + PADDING


def lines_of(text: str, width: int) -> list[str]:
    """Where a cell of this width breaks the text; joined they are the text again."""
    found, start, used = [], 0, 0
    for place, letter in enumerate(text):
        used += 1 if letter.isascii() else 2
        if used > width - 2 and place > start:
            found.append(text[start:place])
            start, used = place, (1 if letter.isascii() else 2)
        if letter == "\n":
            found.append(text[start : place + 1])
            start, used = place + 1, 0
    return [*found, text[start:]] if start < len(text) or not found else found


def _cell(
    sheet: Any,
    value: object,
    *,
    bold: bool = False,
    frame: bool = False,
    head: bool = False,
    size: float = 10.5,
) -> Any:
    is_number = isinstance(value, int)
    shown: Any = value if is_number else safe_cell(printable(as_text(value)))
    cell = WriteOnlyCell(sheet, value=shown)
    cell.font = _font(size, bold=bold)
    if frame:
        cell.border = _FRAME
        cell.alignment = _CENTRED if head else _NUMBER if is_number else _WRAPPED
    if head:
        cell.fill = _HEAD
    if is_number:
        cell.number_format = "#,##0"
    return cell


@cache
def _font(size: float, *, bold: bool) -> Font:
    """One object for all cells of a look: making one for each takes most of the time."""
    return Font(name=_FONT, size=size, bold=bold)


def _prepare(sheet: Any, content: Content, widths: Sequence[int]) -> None:
    _print_across(sheet, content)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width


def _print_across(sheet: Any, content: Content) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"
    sheet.oddHeader.right.text = content.title.replace("&", "&&")[:100]
