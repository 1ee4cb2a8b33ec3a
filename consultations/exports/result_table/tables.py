"""The two CSV files: the table, and every opinion."""

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consultations.exports.result_table.content import Content, Row
from consultations.exports.sheets import one_line, write_csv

Step = Callable[[int], None]


def header() -> list[str]:
    return [
        _("No."),
        _("Theme"),
        _("Summary of the opinions"),
        pgettext("result table", "Count"),
        _("Distinct opinions"),
        _("The city's view"),
        _("Category"),
        _("What was changed"),
    ]


def summary_of(row: Row) -> str:
    return "\n".join(f"「{words}」" for words in row.summary) if row.is_quoted else "\n".join(row.summary)


def cells(row: Row) -> list[object]:
    changes = "\n".join(row.changes)
    return [
        row.number, row.label, summary_of(row), row.opinions, row.distinct, row.answer, row.category, changes
    ]  # fmt: skip


def closing(content: Content) -> Iterator[list[object]]:
    """What the rows leave: the withheld by reason, and the sum."""
    for reason, count in content.withheld:
        yield ["", _("Withheld"), reason, count, "", "", "", ""]
    yield ["", pgettext("result table", "All"), "", content.total, "", "", "", ""]


def originals_header() -> list[str]:
    return [_("Annex no."), _("No. in the table"), _("Theme"), _("Receipt number"), _("Opinion"), _("Remark")]


def original_cells(content: Content) -> Iterator[list[object]]:
    for one in content.originals():
        yield [one.number, one.row, one.label, one.receipt, one.text, one.note]


def write_table(file: BinaryIO, content: Content, step: Step) -> None:
    _write(file, header(), [*map(cells, content.rows), *closing(content)])
    step(content.total)


def write_originals(file: BinaryIO, content: Content, step: Step) -> None:
    _write(file, originals_header(), counted(original_cells(content), step))


def counted(rows: Iterator[list[object]], step: Step) -> Iterator[list[object]]:
    """Says after each piece how many are written."""
    for number, row in enumerate(rows, start=1):
        if number % 500 == 0:
            step(number)
        yield row


def _write(file: BinaryIO, head: list[str], rows: "Iterator[list[object]] | list[list[object]]") -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    lines = ([one_line(value) if isinstance(value, str) else value for value in row] for row in rows)
    write_csv(text, head, lines)
    text.detach()
