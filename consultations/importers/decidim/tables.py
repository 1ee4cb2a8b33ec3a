"""One CSV of the archive as rows that know their columns, whatever generation wrote it."""

import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from consultations.exports.sheets import unguarded
from consultations.importers.limits import UnreadableFileError
from consultations.importers.rows import CONTROL

MOST_ROWS = 200_000
_LOCALE = r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?"
_LOCALISED = re.compile(rf"^(?P<base>.+?)(?P<machine>/machine_translations)?/(?P<locale>{_LOCALE})$")
_PREFERRED = "ja"


@dataclass(frozen=True)
class Header:
    columns: tuple[str, ...]
    separator: str

    def __contains__(self, column: object) -> bool:
        return column in self.columns

    @cached_property
    def places(self) -> dict[str, int]:
        return {column: place for place, column in reversed(list(enumerate(self.columns)))}

    @cached_property
    def localised(self) -> dict[str, list[int]]:
        """For each base name the columns to look in: plain, Japanese, any locale, machine translations."""
        ranked: dict[str, list[tuple[int, int]]] = {}
        for place, column in enumerate(self.columns):
            found = _LOCALISED.match(column)
            base = found["base"] if found else column
            ranked.setdefault(base, []).append((_rank(found), place))
            if found:
                ranked.setdefault(column, []).append((0, place))
        return {base: [place for _rank, place in sorted(places)] for base, places in ranked.items()}

    @cached_property
    def translated(self) -> list[tuple[str, str, int]]:
        """Base name, column and place of all that is not the Japanese a person wrote."""
        found = ((_LOCALISED.match(column), column, place) for place, column in enumerate(self.columns))
        return [(one["base"], column, place) for one, column, place in found if one and _rank(one) > 1]

    @cached_property
    def locales(self) -> frozenset[str]:
        found = (_LOCALISED.match(column) for column in self.columns)
        return frozenset(one["locale"] for one in found if one and one["base"] in {"title", "body", "answer"})

    def starting_with(self, prefix: str) -> list[str]:
        return [column for column in self.columns if column.startswith(prefix)]


def _rank(found: "re.Match[str] | None") -> int:
    if not found:
        return 0
    if found["machine"]:
        return 3
    return 1 if found["locale"] == _PREFERRED else 2


@dataclass(frozen=True)
class Row:
    """`number` counts as a spreadsheet does: the header is row 1."""

    number: int
    header: Header = field(repr=False)
    cells: tuple[str, ...] = field(repr=False)

    def get(self, column: str) -> str:
        """The cell, without what the export added to it; empty when there is no such column."""
        place = self.header.places.get(column)
        return self._cell(place) if place is not None else ""

    def words(self, base: str) -> str:
        """What stands under the name in the first language that says something."""
        return next((text for text in map(self._cell, self.header.localised.get(base, ())) if text), "")

    def translations(self, bases: Collection[str]) -> dict[str, str]:
        """By their columns, what stands under these names in other languages."""
        found = {column: self._cell(place) for base, column, place in self.header.translated if base in bases}
        return {column: text for column, text in found.items() if text}

    def is_in_japanese(self, base: str) -> bool:
        """Or in a column that names no language."""
        return bool(self.get(base) or self.get(f"{base}/{_PREFERRED}"))

    def has_too_many_cells(self) -> bool:
        return any(cell.strip() for cell in self.cells[len(self.header.columns) :])

    def control_character_in(self) -> str:
        """The column of the first cell that cannot be stored."""
        columns = self.header.columns
        return next(
            (columns[place] for place, cell in enumerate(self.cells[: len(columns)]) if CONTROL.search(cell)),
            "",
        )

    def _cell(self, place: int) -> str:
        return cleaned(self.cells[place]) if place < len(self.cells) else ""


def cleaned(cell: str) -> str:
    """Decidim guards cells that a spreadsheet would take for a formula, as our own exports do."""
    return unguarded(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def read(file: IO[str], name: str) -> tuple[Header, Iterator[Row]]:
    """The header and the rows, read as they are asked for. An empty collection may have an empty header."""
    first = file.readline()
    separator = ";" if first.count(";") >= first.count(",") else ","
    reader = csv.reader(_lines(first, file), delimiter=separator, strict=True)
    columns = tuple(cell.strip() for cell in _next(reader, name) or [])
    header = Header(columns if any(columns) else (), separator)
    return header, _rows(reader, header, name)


def _rows(reader: Any, header: Header, name: str) -> Iterator[Row]:
    number = 1
    while (cells := _next(reader, name)) is not None:
        number += 1
        if number > MOST_ROWS + 1:
            words = _("{name} has more than {limit} rows.")
            raise UnreadableFileError(format_lazy(words, name=name, limit=MOST_ROWS))
        if any(cell.strip() for cell in cells):
            yield Row(number, header, tuple(cells))


def _next(reader: Any, name: str) -> list[str] | None:
    try:
        cells: list[str] | None = next(reader, None)
        return cells
    except csv.Error as error:
        words = _("A quotation mark is out of place in {name}, line {line}.")
        raise UnreadableFileError(format_lazy(words, name=name, line=reader.line_num)) from error


def _lines(first: str, file: IO[str]) -> Iterator[str]:
    if first:
        yield first
    yield from file
