"""The table and its annex as a Word file: A4 across, the header row on every page, no row torn apart."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from consultations.exports.result_table import tables
from consultations.exports.result_table.content import Content
from consultations.exports.result_table.tables import Step
from consultations.exports.sheets import as_text, printable

_FONT = "游明朝"
_BLACK = RGBColor(0, 0, 0)
_WIDTHS = (11, 28, 76, 13, 15, 72, 24, 28)
_LONGEST_WHOLE = 600
"""A row with more characters than this may go on over the page: it would not fit on one."""


def write(file: BinaryIO, content: Content, step: Step) -> None:
    document: Any = Document()
    _page(document)
    document.core_properties.title = printable(content.title)
    document.core_properties.author = printable(content.office)[:250]
    document.core_properties.language = "ja-JP"
    document.add_heading(printable(content.title), level=0)
    document.add_heading(_("Opinions and the city's view"), level=1)
    _table(document, None, content.figures, (70, 110))
    _part(document, [_("How it was submitted"), _("Opinions submitted")], content.channels, (70, 40))
    head = [_("Category"), _("Rows"), _("Opinions submitted")]
    _part(document, head, content.tally(), (90, 25, 30))
    document.add_paragraph()
    for note in content.notes:
        document.add_paragraph(f"※ {note}")
    document.add_paragraph(printable(content.office))
    document.add_page_break()
    document.add_heading(_("Opinions and the city's view"), level=1)
    rows = [*map(tables.cells, content.rows), *tables.closing(content)]
    _table(document, tables.header(), rows, _WIDTHS)
    document.add_page_break()
    document.add_heading(_("Annex: every opinion"), level=1)
    _annex(document, content, step)
    document.save(file)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(15)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = _FONT
        style.font.color.rgb = _BLACK
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    document.styles["Normal"].font.size = Pt(9.5)
    document.styles["Title"].font.size = Pt(18)
    document.styles["Normal"].paragraph_format.space_after = Pt(2)
    document.styles["Normal"].paragraph_format.space_before = Pt(1.5)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    footer._p.append(field)


def _part(
    document: Any, head: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[int]
) -> None:
    if rows:
        document.add_paragraph()
        _table(document, head, rows, widths)


def _table(
    document: Any, head: Sequence[str] | None, rows: Sequence[Sequence[object]], widths: Sequence[int]
) -> None:
    table = document.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    if head is not None:
        first = _row(table, head, widths, bold=True)
        _mark(first, "w:tblHeader")
        for cell in first.cells:
            _shade(cell)
    for cells in rows:
        row = _row(table, cells, widths)
        if sum(len(as_text(value)) for value in cells) <= _LONGEST_WHOLE:
            _mark(row, "w:cantSplit")


def _row(table: Any, values: Sequence[object], widths: Sequence[int], *, bold: bool = False) -> Any:
    row = table.add_row()
    for cell, value, width in zip(row.cells, values, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        text = f"{value:,}" if isinstance(value, int) else printable(as_text(value))
        paragraph.add_run(text).bold = bold
        if isinstance(value, int):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return row


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), "E8F1FE")
    cell._tc.get_or_add_tcPr().append(shade)
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _annex(document: Any, content: Content, step: Step) -> None:
    """One paragraph each: a table of ten thousand rows is more than Word likes."""
    row: int | None = 0
    for cells in tables.counted(tables.original_cells(content), step):
        number, in_row, label, receipt, text, note = cells
        if in_row != row:
            title = f"{in_row} {label}" if in_row else _("Withheld")
            document.add_heading(printable(title), level=2)
            row = in_row  # type: ignore[assignment]
        _original(document, f"({number}) {receipt}", as_text(text), as_text(note))


def _original(document: Any, head: str, text: str, note: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{head}　").bold = True
    paragraph.add_run(printable(text))
    if note:
        paragraph.add_run(f"〔{note}〕")
