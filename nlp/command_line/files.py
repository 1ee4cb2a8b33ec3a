"""Reading what people hand in, with messages that name the file and the row."""

import csv
import io
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

csv.field_size_limit(10_000_000)

_NOT_TEXT = re.compile("[\x00\uf8f0-\uf8f3]")
"""Binary files decode as CP932 with these characters in them."""


class BadInput(Exception):
    """The input cannot be used; the message says which file, which row and why."""


class Table(NamedTuple):
    """A CSV file: its path, its column names and its rows as long as the header."""

    path: Path
    columns: list[str]
    rows: list[list[str]]

    def column(self, name: str) -> list[str]:
        """Return the cells of one column. Raises BadInput when there is none of that name."""
        if name not in self.columns:
            message = f"{self.path}: no column {name!r}; the columns are {', '.join(self.columns)}"
            raise BadInput(message)
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


def read_text(path: Path) -> str:
    """Return a file's text, from UTF-8 with or without BOM or from CP932. Raises BadInput."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise BadInput(message) from error
    for encoding in ("utf-8-sig", "cp932"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if not _NOT_TEXT.search(text):
                return text
    message = f"{path}: neither UTF-8 nor CP932 text"
    raise BadInput(message)


def read_table(path: Path) -> Table:
    """Return a CSV file with a header row; blank lines are left out. Raises BadInput."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        columns = next(reader, None)
        if not columns:
            message = f"{path}: empty, not even a header row"
            raise BadInput(message)
        for row in reader:
            if row:
                rows.append(_as_long_as(columns, row, path, len(rows) + 1))
    except csv.Error as error:
        message = f"{path}: row {len(rows) + 1} (line {reader.line_num}) is not valid CSV ({error})"
        raise BadInput(message) from error
    return Table(path, columns, rows)


def read_json(path: Path) -> Any:
    """Return the value of a JSON file. Raises BadInput naming the line."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        message = f"{path}: line {error.lineno} is not valid JSON ({error.msg})"
        raise BadInput(message) from error


def read_json_object(path: Path) -> dict[str, str]:
    """Return a JSON object of texts. Raises BadInput naming the key that holds something else."""
    value = read_json(path)
    if not isinstance(value, dict):
        message = f"{path}: an object {{id: text}} is expected, not a {type(value).__name__}"
        raise BadInput(message)
    for key, text in value.items():
        if not isinstance(text, str):
            message = f"{path}: the value of {key!r} is not a text"
            raise BadInput(message)
    return value


def read_json_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSONL file; blank lines are left out. Raises BadInput naming the row."""
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            message = f"{path}: row {number} is not valid JSON ({error.msg})"
            raise BadInput(message) from error
        if not isinstance(row, dict):
            message = f"{path}: row {number} is not an object"
            raise BadInput(message)
        rows.append(row)
    return rows


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8. Raises BadInput when the place cannot be written."""
    try:
        path.write_text(text, encoding="utf-8", newline="", errors="replace")
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror})"
        raise BadInput(message) from error


def write_table(path: Path, columns: list[str], rows: list[list[object]]) -> None:
    """Write a CSV file, UTF-8 without BOM."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    write_text(path, written.getvalue())


def write_json(path: Path, value: object) -> None:
    """Write a JSON file, not escaped."""
    write_text(path, json.dumps(value, ensure_ascii=False) + "\n")


def _as_long_as(columns: list[str], row: list[str], path: Path, number: int) -> list[str]:
    if len(row) != len(columns):
        message = f"{path}: row {number} has {len(row)} cells, the header has {len(columns)}"
        raise BadInput(message)
    return row
