"""The ZIP itself: what may be opened, and which table is which. Nothing is ever unpacked to disk."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from consultations.importers.limits import UnreadableFileError

MOST_PARTS = 500
MOST_UNPACKED_BYTES = 300 * 1024 * 1024
MOST_PACKED_TIMES = 200
"""How many times larger than in the ZIP a table may be, from `LARGE` on: text packs well, not like this."""
LARGE = 1024 * 1024
_ENCRYPTED = 0x1
_NAME = re.compile(r"^(?:(?P<host>.+?)-)?open-data-(?P<entity>[a-z_]+)$")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_TOO_LARGE = _("The ZIP is too large when unpacked.")
_DAMAGED = _("The file is damaged or not a ZIP.")


@dataclass(frozen=True)
class Part:
    """One CSV of the archive: `proposals`, `proposal_comments` …"""

    entity: str
    host: str
    member: str


class Archive:
    """An opened ZIP that was found harmless. Raises `UnreadableFileError` otherwise."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise UnreadableFileError(_DAMAGED) from error
        members = [member for member in self._zip.infolist() if not member.is_dir()]
        _refuse_bombs(members)
        self.parts = _parts(members)

    @contextmanager
    def open(self, part: Part) -> Iterator[IO[str]]:
        """The table as text. Bytes that are not UTF-8 end the reading in words."""
        try:
            with self._zip.open(part.member) as packed:
                yield io.TextIOWrapper(packed, encoding="utf-8-sig", newline="")
        except UnicodeDecodeError as error:
            words = _("The characters of {name} are not UTF-8.")
            raise UnreadableFileError(format_lazy(words, name=part.member)) from error
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            raise UnreadableFileError(_DAMAGED) from error


def _refuse_bombs(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_PARTS:
        raise UnreadableFileError(format_lazy(_("There are more than {limit} files."), limit=MOST_PARTS))
    if sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        raise UnreadableFileError(_TOO_LARGE)
    for member in members:
        packed = max(member.compress_size, 1)
        if member.file_size > LARGE and member.file_size > packed * MOST_PACKED_TIMES:
            raise UnreadableFileError(_TOO_LARGE)
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableFileError(_("The ZIP is encrypted."))
        if member.compress_type not in _METHODS:
            raise UnreadableFileError(_("The ZIP is packed in a way that is not supported."))
        _refuse_paths(member.filename)


def _refuse_paths(name: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
        raise UnreadableFileError(_("The ZIP holds a file whose name leads outside of it."))


def _parts(members: list[zipfile.ZipInfo]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for member in members:
        path = PurePosixPath(member.filename)
        if path.suffix.lower() != ".csv" or path.parts[0] == "__MACOSX":
            continue
        named = _NAME.match(path.stem)
        entity = named["entity"] if named else path.stem
        if entity in found:
            raise UnreadableFileError(format_lazy(_("There are two tables of {name}."), name=entity))
        found[entity] = Part(entity, (named and named["host"]) or "", member.filename)
    if not found:
        raise UnreadableFileError(_("There is no CSV in the ZIP."))
    return found
