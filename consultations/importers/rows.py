"""One row of the file: either an entry to add, or problems said so exactly that they can be mended."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.exports.sheets import unguarded
from consultations.importers import words
from consultations.importers.limits import LONGEST_ATTRIBUTE, LONGEST_TEXT, LONGEST_TITLE
from consultations.importers.mapping import Mapping
from consultations.importers.tables import Row, Table
from consultations.models import Opinion
from consultations.models.opinion import digest

PROBLEMS: "dict[str, str | Promise]" = {
    "no_text": _("There is no text."),
    "text_too_long": _("The text is longer than 20,000 characters."),
    "title_too_long": _("The title is longer than 80 characters."),
    "attribute_too_long": _("The value is longer than 200 characters."),
    "control_character": _("There is a character that cannot be shown or stored."),
    "too_many_cells": _("The row has more cells than the header."),
    "unknown_channel": _("Not a way of handing in: write Web, paper, counter, fax or meeting."),
    "unknown_stance": _("Not a stance: write agree, neutral or oppose, or leave it empty."),
    "unreadable_date": _("Not a date: write it like 2026-11-20."),
    "future_date": _("The date lies in the future."),
    "number_twice": _("The same number stands in an earlier row of this file."),
    "number_known": _("This number was imported before with other words."),
}
_SHOWN = 80
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LONGEST_KEY = 100


@dataclass(frozen=True)
class Problem:
    """`row` as a spreadsheet numbers it."""

    row: int
    column: str
    code: str
    value: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Entry:
    row: int
    source_key: str
    text: str
    title: str
    channel: Opinion.Channel
    stance: str
    submitted_at: datetime | None
    attributes: dict[str, str] = field(hash=False)

    @property
    def sha256(self) -> str:
        return digest(self.title, self.text)


def read_entries(table: Table, mapping: Mapping, *, now: datetime) -> Iterator[Entry | list[Problem]]:
    """Turn each row into an entry or the list of its problems, in the order of the file."""
    reader = _Reader(table.columns, mapping, now)
    for row in table.rows:
        yield reader.read(row)


class _Reader:
    def __init__(self, columns: Sequence[str], mapping: Mapping, now: datetime) -> None:
        self._place = {column: place for place, column in enumerate(columns)}
        self._mapping = mapping
        self._now = now
        self._seen: Counter[str] = Counter()

    def read(self, row: Row) -> Entry | list[Problem]:
        problems = [*self._shape(row), *self._texts(row), *self._choices(row)]
        if problems:
            return problems
        entry = self._entry(row)
        if isinstance(entry, Problem):
            return [entry]
        return entry

    def _cell(self, row: Row, column: str) -> str:
        place = self._place.get(column)
        if place is None or place >= len(row.cells):
            return ""
        return clean(row.cells[place])

    def _shape(self, row: Row) -> Iterator[Problem]:
        beyond = [cell for cell in row.cells[len(self._place) :] if cell.strip()]
        if beyond:
            yield _problem(row, "", "too_many_cells", beyond[0])

    def _texts(self, row: Row) -> Iterator[Problem]:
        mapping = self._mapping
        if not self._cell(row, mapping.text):
            yield _problem(row, mapping.text, "no_text", "")
        limits = [
            (mapping.text, LONGEST_TEXT, "text_too_long"),
            (mapping.title, LONGEST_TITLE, "title_too_long"),
        ]
        limits += [(column, LONGEST_ATTRIBUTE, "attribute_too_long") for column in mapping.attributes]
        for column, limit, code in limits:
            if len(self._cell(row, column)) > limit:
                yield _problem(row, column, code, self._cell(row, column))
        for column in (mapping.text, mapping.title, mapping.key, *mapping.attributes):
            if CONTROL.search(self._cell(row, column)):
                yield _problem(row, column, "control_character", self._cell(row, column))

    def _choices(self, row: Row) -> Iterator[Problem]:
        mapping = self._mapping
        channel, stance, date = (
            self._cell(row, column) for column in (mapping.channel, mapping.stance, mapping.submitted)
        )
        if channel and words.channel_of(channel) is None:
            yield _problem(row, mapping.channel, "unknown_channel", channel)
        if stance and words.stance_of(stance) is None:
            yield _problem(row, mapping.stance, "unknown_stance", stance)
        moment = words.moment_of(date) if date else None
        if date and moment is None:
            yield _problem(row, mapping.submitted, "unreadable_date", date)
        if moment is not None and moment > self._now:
            yield _problem(row, mapping.submitted, "future_date", date)

    def _entry(self, row: Row) -> Entry | Problem:
        mapping = self._mapping
        cell = {
            name: self._cell(row, getattr(mapping, name)) for name in ("key", "text", "title", "submitted")
        }
        attributes = {column: self._cell(row, column) for column in mapping.attributes}
        key = self._source_key(row)
        if key is None:
            return _problem(row, mapping.key, "number_twice", cell["key"])
        return Entry(
            row=row.number,
            source_key=key,
            text=cell["text"],
            title=cell["title"],
            channel=words.channel_of(self._cell(row, mapping.channel)) or mapping.default_channel,
            stance=words.stance_of(self._cell(row, mapping.stance)) or "",
            submitted_at=words.moment_of(cell["submitted"]),
            attributes={name: value for name, value in attributes.items() if value},
        )

    def _source_key(self, row: Row) -> str | None:
        """The file's own number of the row; else what the row says and the how-manieth to say it.

        Two people who wrote the same words stay two, and the same file read again gives the same keys.
        """
        number = self._cell(row, self._mapping.key)
        if number:
            key = f"number:{number}" if len(number) <= _LONGEST_KEY else f"number:{_digest(number)}"
            self._seen[key] += 1
            return key if self._seen[key] == 1 else None
        content = _digest("\x1f".join(clean(cell) for cell in row.cells).rstrip("\x1f"))
        self._seen[content] += 1
        return f"row:{content}:{self._seen[content]}"


def clean(written: str) -> str:
    """The value without what the file format added: one kind of line end, no edges, no formula guard."""
    text = written.strip()
    # An apostrophe alone stood before white space that reading the file has trimmed.
    text = "" if text == "'" else unguarded(text)
    for end in ("\r\n", "\r", "\v", "\f"):
        text = text.replace(end, "\n")
    return text.strip()


def _problem(row: Row, column: str, code: str, value: str) -> Problem:
    shown = CONTROL.sub("�", value)
    return Problem(row.number, column, code, shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
