"""The documents of a published result, opened as whoever downloads them would."""

import csv
import re
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from docx import Document
from openpyxl import load_workbook

ORIGINAL = re.compile(r"\((\d+)\) [\w-]+　")


class Told(NamedTuple):
    rows: int
    opinions: int
    """The rows and what is withheld, added up."""
    total: int
    """What the last line of the table says."""
    originals: int | None
    """In the annex; None where there is none."""


def excel(path: Path) -> Told:
    with path.open("rb") as file:
        _cover, table, annex = load_workbook(file, read_only=True).worksheets
        lines = list(table.iter_rows(min_row=2, values_only=True))
        originals = sum(1 for line in annex.iter_rows(min_row=2, values_only=True) if line[0] is not None)
    # A long text goes on in a row of its own, which has no number of opinions.
    return _told([(line[0], line[3]) for line in lines if line[3] is not None], originals)


def word(path: Path) -> Told:
    with path.open("rb") as file:
        document = Document(file)
    lines = [[cell.text for cell in row.cells] for row in document.tables[-1].rows[1:]]
    originals = sum(1 for one in document.paragraphs if ORIGINAL.match(one.text))
    return _told([(line[0], line[3].replace(",", "")) for line in lines], originals)


def table(path: Path) -> Told:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))[1:]
    return _told([(line[0], line[3]) for line in lines], None)


def pages_of(path: Path) -> int:
    with pikepdf.open(path) as opened:
        return len(opened.pages)


def _told(lines: list[tuple[Any, Any]], originals: int | None) -> Told:
    *counted, (_nothing, total) = lines
    return Told(
        rows=sum(1 for number, _count in counted if number),
        opinions=sum(int(count) for _number, count in counted),
        total=int(total),
        originals=originals,
    )
