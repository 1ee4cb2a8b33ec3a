"""CSV, Excel, JSON and GeoJSON, written opinion by opinion."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any, BinaryIO

from openpyxl import Workbook

from consultations.exports import opinions
from consultations.exports.opinions import ATTRIBUTES, CODES
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
            rows = write_csv(table, names, _rows(export, found, attributes))
        if export.kind == Export.Kind.PRIVATE:
            attributes.seek(0)
            with member(archive, "attributes.csv") as table:
                write_csv(table, [column.name for column in ATTRIBUTES], map(json.loads, attributes))
        with member(archive, "data_dictionary.csv") as table:
            write_csv(table, DICTIONARY_HEADER, dictionary(export))
        with member(archive, "codes.csv") as table:
            write_csv(table, CODES_HEADER, CODES)
    return rows


def write_xlsx(file: BinaryIO, export: Export, found: Iterator[Opinion]) -> int:
    book = Workbook(write_only=True)
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as attributes:
        names = [column.name for column in opinions.columns(export)]
        rows = _sheet(book, "opinions", names, _rows(export, found, attributes))
        if export.kind == Export.Kind.PRIVATE:
            attributes.seek(0)
            header = [column.name for column in ATTRIBUTES]
            _sheet(book, "attributes", header, map(json.loads, attributes))
        _sheet(book, "data_dictionary", DICTIONARY_HEADER, iter(dictionary(export)))
        _sheet(book, "codes", CODES_HEADER, iter(CODES))
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
    text.write("\n]}\n")
    text.detach()
    return rows


def write_geojson(file: BinaryIO, export: Export, found: Iterator[Opinion]) -> int:
    """The opinions that have a place and may be read; longitude first, as the format wants it."""
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", write_through=True)
    text.write('{"type": "FeatureCollection", "features": [')
    rows = 0
    for opinion in found:
        place = place_of(opinion)
        if place is None or not (opinion.is_public or export.kind == Export.Kind.PRIVATE):
            continue
        feature = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": place},
            "properties": opinions.row(export, opinion),
        }
        text.write(f"{',' if rows else ''}\n{json.dumps(feature, ensure_ascii=False)}")
        rows += 1
    text.write("\n]}\n")
    text.detach()
    return rows


def place_of(opinion: Opinion) -> list[float] | None:
    details: dict[str, Any] = opinion.origin.details if hasattr(opinion, "origin") else {}
    try:
        longitude, latitude = float(details["longitude"]), float(details["latitude"])
    except (KeyError, ValueError):
        return None
    inside = -180 <= longitude <= 180 and -90 <= latitude <= 90
    return [longitude, latitude] if inside else None


def dictionary(export: Export) -> list[tuple[str, str, str, str]]:
    described = [("opinions", *column) for column in opinions.columns(export)]
    if export.kind == Export.Kind.PRIVATE:
        described += [("attributes", *column) for column in ATTRIBUTES]
    return described


@contextmanager
def member(archive: zipfile.ZipFile, name: str) -> Iterator[IO[str]]:
    """A CSV inside the ZIP, with a byte order mark for Excel."""
    with (
        archive.open(name, "w", force_zip64=True) as packed,
        io.TextIOWrapper(packed, encoding="utf-8-sig", errors="replace", newline="") as text,
    ):
        yield text


def _rows(export: Export, found: Iterator[Opinion], attributes: IO[str]) -> Iterator[list[Any]]:
    """The cells of each opinion; its attributes go to a table of their own on the way."""
    for opinion in found:
        for name, value in opinion.attributes.items():
            line = [opinion.receipt, one_line(str(name)), one_line(as_text(value))]
            attributes.write(f"{json.dumps(line)}\n")
        yield [
            one_line(value) if isinstance(value, str) else value
            for value in opinions.row(export, opinion).values()
        ]


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
