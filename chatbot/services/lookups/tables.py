"""Uploaded files as tables: single CSV files, or all of them in one ZIP."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from consultations.importers.limits import UnreadableFileError
from consultations.importers.tables import Table, read_table

MAX_BYTES = 10 * 1024 * 1024
MOST_FILES = 20
MOST_UNPACKED_BYTES = 50 * 1024 * 1024
MOST_PROBLEMS = 500
_DAMAGED = (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError)


@dataclass(frozen=True)
class Problem:
    """`is_fatal`: the row cannot be used and the set cannot answer; otherwise it is worth a look."""

    file: str
    row: int
    column: str
    message: str
    value: str = ""
    is_fatal: bool = True


@dataclass
class Reading:
    """What files hold, and what is wrong with them."""

    content: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def tell(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def problems_as_json(self) -> list[dict[str, Any]]:
        return [asdict(problem) for problem in self.problems]


@dataclass(frozen=True)
class Line:
    row: int
    cells: dict[str, str]


def unpack(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """{name without folder and ending: content}, ZIPs opened. Raises `UnreadableFileError`."""
    found: dict[str, bytes] = {}
    for name, content in files:
        members = _members(content) if name.lower().endswith(".zip") else [(name, content)]
        for member, inside in members:
            stem = PurePosixPath(member.replace("\\", "/")).stem.lower()
            if stem in found:
                raise UnreadableFileError(_("The file %(name)s is there twice.") % {"name": f"{stem}.csv"})
            found[stem] = inside
    return found


def lines(name: str, content: bytes) -> tuple[list[str], list[Line]]:
    """The columns and rows of a CSV. Raises `UnreadableFileError` that names the file."""
    try:
        table = read_table(f"{name}.csv", content)
    except UnreadableFileError as error:
        raise UnreadableFileError(f"{name}.csv: {error}") from None
    return list(table.columns), [_line(table, number) for number in range(len(table.rows))]


def not_more(name: str, found: Sequence[Line], most: int) -> None:
    """Raises `UnreadableFileError` that says how many rows there are and may be."""
    if len(found) > most:
        words = _("%(name)s has %(rows)s rows, and a list may have %(most)s at most.")
        told = {"name": f"{name}.csv", "rows": f"{len(found):,}", "most": f"{most:,}"}
        advice = _("Please leave out what is there several times.")
        raise UnreadableFileError(f"{words % told} {advice}")


def named(columns: Sequence[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """{our name: the file's column}"""
    found = {}
    for ours, theirs in names.items():
        match = next((column for column in columns if column.strip().lower() in theirs), None)
        if match is not None:
            found[ours] = match
    return found


def _line(table: Table, place: int) -> Line:
    row = table.rows[place]
    cells = (cell.strip() for cell in row.cells)
    return Line(row.number, dict(zip(table.columns, cells, strict=False)))


def _members(content: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            wanted = [info for info in archive.infolist() if _is_wanted(info)]
            if len(wanted) > MOST_FILES:
                raise UnreadableFileError(_("The ZIP holds too many files."))
            if sum(info.file_size for info in wanted) > MOST_UNPACKED_BYTES:
                raise UnreadableFileError(_("The ZIP is too large when unpacked."))
            return [(_name(info), archive.read(info)) for info in wanted]
    except _DAMAGED:
        raise UnreadableFileError(_("The ZIP is damaged or has a password.")) from None


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    is_litter = "__MACOSX" in path.parts or path.name.startswith(".")
    return path.suffix.lower() == ".csv" and not is_litter


def _name(info: zipfile.ZipInfo) -> str:
    """Windows writes names in its own encoding, which Python reads as that of DOS."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp932")
    except UnicodeError:
        return info.filename
