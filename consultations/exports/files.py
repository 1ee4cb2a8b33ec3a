"""CSV, Excel, JSON and GeoJSON, written opinion by opinion."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any, BinaryIO

from openpyxl import Workbook

from consultations.exports import collected, opinions
from consultations.exports.collected import Table
from consultations.exports.opinions import ATTRIBUTES, CODES, place_of
from consultations.exports.sheets import as_text, one_line, printable, safe_cell, write_csv
from consultations.models import Export, Opinion

LICENCE = "CC BY 4.0"
LONGEST_CELL = 32_000
DICTIONARY_HEADER = ("table", "column", "type", "meaning")
CODES_HEADER = ("column", "code", "meaning")


def write_csv_zip(file: BinaryIO, export: Export, found: Iterator[Opinion]) -> int:
    """One table a file: the opinions, for staff their attributes, the dictionary, the codes."""
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as attributes,
    ):
        names = [column.name for column in opinions.columns(export)]
        with member(archive, "opinions.csv") as table:
            rows = write_csv(table, names, _one_line_each(_rows(export, found, attributes)))
        if export.kind == Export.Kind.PRIVATE:
            attributes.seek(0)
            with member(archive, "attributes.csv") as table:
                write_csv(table, [column.name for column in ATTRIBUTES], map(json.loads, attributes))
        for beside in collected.tables(export):
            with member(archive, f"{beside.name}.csv") as table:
                write_csv(table, beside.header, _one_line_each(beside.rows(export)))
        with member(archive, "data_dictionary.csv") as table:
            write_csv(table, DICTIONARY_HEADER, dictionary(export))
        with member(archive, "codes.csv") as table:
            write_csv(table, CODES_HEADER, codes(export))
    return rows


def write_xlsx(file: BinaryIO, export: Export, found: Iterator[Opinion]) -> int:
    book = Workbook(write_only=True)
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as attributes:
        names = [column.name for column in opinions.columns(export)]
        rows = _sheet(book, "opinions", names, _one_line_each(_rows(export, found, attributes)))
        if export.kind == Export.Kind.PRIVATE:
            attributes.seek(0)
            header = [column.name for column in ATTRIBUTES]
            _sheet(book, "attributes", header, map(json.loads, attributes))
        for beside in collected.tables(export):
            _sheet(book, beside.name, beside.header, _one_line_each(beside.rows(export)))
        _sheet(book, "data_dictionary", DICTIONARY_HEADER, iter(dictionary(export)))
        _sheet(book, "codes", CODES_HEADER, iter(codes(export)))
        book.save(file)
    return rows


def write_json(file: BinaryIO, export: Export, found: Iterator[Opinion]) -> int:
    """The words as they were written, line breaks and all."""
    head = {
        "consultation": export.consultation.slug,
        "title": export.consultation.title,
        "licence": LICENCE if export.kind == Export.Kind.PUBLIC else None,
        "made_at": opinions.moment(export.created_at),
        "columns": [column._asdict() for column in opinions.columns(export)],
    }
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", write_through=True)
    text.write(f'{json.dumps(head, ensure_ascii=False)[:-1]}, "opinions": [')
    rows = 0
    for opinion in found:
        made = opinions.row(export, opinion)
        if export.kind == Export.Kind.PRIVATE:
            made["attributes"] = opinion.attributes
        text.write(f"{',' if rows else ''}\n{json.dumps(made, ensure_ascii=False)}")
        rows += 1
    text.write("\n]")
    for table in collected.tables(export):
        _write_table(text, table, export)
    text.write("}\n")
    text.detach()
    return rows


def write_geojson(file: BinaryIO, export: Export, found: Iterator[Opinion]) -> int:
    """The opinions that have a place and may be read; longitude first, as the format wants it."""
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", write_through=True)
    text.write('{"type": "FeatureCollection", "features": [')
    rows = 0
    for opinion in found:
        point = point_of(opinion)
        if point is None or not (opinion.is_public or export.kind == Export.Kind.PRIVATE):
            continue
        feature = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": point},
            "properties": opinions.row(export, opinion),
        }
        text.write(f"{',' if rows else ''}\n{json.dumps(feature, ensure_ascii=False)}")
        rows += 1
    text.write("\n]}\n")
    text.detach()
    return rows


def point_of(opinion: Opinion) -> list[float] | None:
    place = place_of(opinion)
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return [float(place.longitude), float(place.latitude)]


def dictionary(export: Export) -> list[tuple[str, str, str, str]]:
    described = [("opinions", *column) for column in opinions.columns(export)]
    if export.kind == Export.Kind.PRIVATE:
        described += [("attributes", *column) for column in ATTRIBUTES]
    for table in collected.tables(export):
        described += [(table.name, *column) for column in table.columns]
    return described


def codes(export: Export) -> tuple[tuple[str, str, str], ...]:
    return (*CODES, *(collected.CODES if collected.tables(export) else ()))


@contextmanager
def member(archive: zipfile.ZipFile, name: str, encoding: str = "utf-8-sig") -> Iterator[IO[str]]:
    """A CSV inside the ZIP, with a byte order mark for Excel."""
    with (
        archive.open(name, "w", force_zip64=True) as packed,
        io.TextIOWrapper(packed, encoding=encoding, errors="replace", newline="") as text,
    ):
        yield text


def _rows(export: Export, found: Iterator[Opinion], attributes: IO[str]) -> Iterator[list[Any]]:
    """The cells of each opinion; its attributes go to a table of their own on the way."""
    for opinion in found:
        for name, value in opinion.attributes.items():
            line = [opinion.receipt, one_line(str(name)), one_line(as_text(value))]
            attributes.write(f"{json.dumps(line)}\n")
        yield list(opinions.row(export, opinion).values())


def _one_line_each(rows: Iterator[Sequence[Any]]) -> Iterator[list[Any]]:
    for cells in rows:
        yield [one_line(value) if isinstance(value, str) else value for value in cells]


def _write_table(text: IO[str], table: Table, export: Export) -> None:
    text.write(f', "{table.name}": [')
    for number, cells in enumerate(table.rows(export)):
        line = json.dumps(dict(zip(table.header, cells, strict=True)), ensure_ascii=False)
        text.write(f"{',' if number else ''}\n{line}")
    text.write("\n]")


def _sheet(book: Workbook, name: str, header: Sequence[str], rows: Iterator[Sequence[Any]]) -> int:
    sheet = book.create_sheet(name)
    sheet.append(list(header))
    count = 0
    for cells in rows:
        sheet.append([_cell(value) for value in cells])
        count += 1
    return count


def _cell(value: Any) -> Any:
    """Numbers stay numbers; text is guarded like in a CSV, so that both are read back the same way."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = safe_cell(printable(as_text(value)))
    return text[:LONGEST_CELL] or None
