"""The 5374 family of files: what goes in which garbage, and when each kind is collected in each district.

`target.csv` (type, name, notice, furigana) and `area_days.csv` (district, centre, one column per kind) are
needed; `description.csv` (label, description), `center.csv` (name, first and last day without collection)
and `remarks.csv` (number, words) are read when they are there. What the days may look like: `days`.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from chatbot.services.lookups import days, tables
from chatbot.services.lookups.tables import Line, Problem, Reading
from consultations.importers.limits import UnreadableFileError

MAX_NAME = 200
MAX_WORDS = 3000
MOST_ITEMS, MOST_DISTRICTS = 5_000, 2_000
"""Several times what large cities have; so many are read while the browser waits (benchmarks/lookups.py)."""
_TARGET = {
    "kind": ("type", "種別", "分別", "区分", "分別区分"),
    "name": ("name", "品目", "品名", "ごみの名前"),
    "notice": ("notice", "注意", "出し方", "備考"),
    "reading": ("furigana", "ふりがな", "よみ", "読み"),
}
_KINDS = {"name": ("label", "名称"), "how": ("description", "説明"), "below": ("sublabel",)}
_CENTRES = {
    "name": ("名称", "name", "センター"),
    "first": ("休止開始日", "start", "startdate"),
    "last": ("休止終了日", "end", "enddate"),
}
_REMARKS = {"number": ("id", "番号"), "text": ("注意事項", "text", "remarks")}
_BETWEEN = re.compile(r"[・、,/／\s]+")


def read(files: dict[str, bytes], *, today: date) -> Reading:
    """Read all files. Raises `UnreadableFileError` when one that is needed is missing or no table at all."""
    reading = Reading()
    items = _items(reading, _needed(files, "target"))
    kinds, districts = _districts(reading, _needed(files, "area_days"))
    described = _described(reading, files.get("description"))
    centres = _centres(reading, files.get("center"), today)
    remarks = _remarks(reading, files.get("remarks"))
    names = dict.fromkeys([*kinds, *described, *(item[1] for item in items)])
    reading.content = {
        "kinds": [{"name": name, "how": described.get(name, "")} for name in names],
        "columns": kinds,
        "collected_with": {name: guess for name in names if (guess := collected_with(name, kinds))},
        "items": items,
        "districts": districts,
        "centres": centres,
        "remarks": remarks,
        # As the format has it; the page before the set answers asks whether this city does so, too.
        "moves": True,
    }
    _check_all(reading)
    reading.counts = {"things": len(items), "kinds": len(names), "districts": len(districts)}
    return reading


def collected_with(kind: str, columns: Iterable[str]) -> str:
    """The column of the calendar that a kind belongs to: its own, or the only one that names it."""
    wanted = _BETWEEN.split(kind)
    named = [
        column
        for column in columns
        if any(part.endswith(want) for part in _BETWEEN.split(column) for want in wanted if want)
    ]
    if kind in columns:
        return kind
    return named[0] if len(named) == 1 else ""


def _needed(files: dict[str, bytes], name: str) -> tuple[list[str], list[Line]]:
    if name not in files:
        raise UnreadableFileError(_("The file %(name)s is missing.") % {"name": f"{name}.csv"})
    return tables.lines(name, files[name])


def _optional(name: str, content: bytes | None) -> tuple[list[str], list[Line]]:
    """A file with a header and nothing below it is as good as none."""
    if content is None or len(content.strip().splitlines()) < 2:
        return [], []
    return tables.lines(name, content)


def _items(reading: Reading, table: tuple[list[str], list[Line]]) -> list[list[str]]:
    columns, lines = table
    tables.not_more("target", lines, MOST_ITEMS)
    names = tables.named(columns, _TARGET)
    for ours in ("kind", "name"):
        if ours not in names:
            words = _("The file %(name)s needs the columns type and name.") % {"name": "target.csv"}
            raise UnreadableFileError(words)
    found: dict[tuple[str, str, str], list[str]] = {}
    for line in lines:
        item = [line.cells.get(names[ours], "") if ours in names else "" for ours in _TARGET]
        if _is_usable(reading, line, item, names):
            kind, name, notice, reads = item
            found.setdefault((kind, name, notice), [name, kind, notice, reads])
    return list(found.values())


def _is_usable(reading: Reading, line: Line, item: list[str], names: dict[str, str]) -> bool:
    kind, name, notice, _reads = item
    for value, ours, most in (
        (kind, "kind", MAX_NAME),
        (name, "name", MAX_NAME),
        (notice, "notice", MAX_WORDS),
    ):
        if not value and ours != "notice":
            words = _("This cell is empty; the row is left out.")
        elif len(value) > most:
            words = _("This is longer than %(most)d characters; the row is left out.") % {"most": most}
        else:
            continue
        reading.tell(Problem("target.csv", line.row, names[ours], words, value[:80] or name, is_fatal=False))
        return False
    return True


def _districts(
    reading: Reading, table: tuple[list[str], list[Line]]
) -> tuple[list[str], list[dict[str, Any]]]:
    columns, lines = table
    tables.not_more("area_days", lines, MOST_DISTRICTS)
    if len(columns) < 3:
        raise UnreadableFileError(_("area_days.csv needs a district, a centre and at least one kind."))
    name_column, centre_column, *kinds = columns
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        name = line.cells.get(name_column, "")
        if not name or name in found:
            words = _("This district is there twice.") if name else _("The district has no name.")
            reading.tell(Problem("area_days.csv", line.row, name_column, words, name))
            continue
        cells = {kind: line.cells.get(kind, "") for kind in kinds}
        for kind, cell in cells.items():
            _check_days(reading, line.row, kind, cell)
        found[name] = {"name": name, "centre": line.cells.get(centre_column, ""), "days": cells}
    return kinds, list(found.values())


def _check_days(reading: Reading, row: int, kind: str, cell: str) -> None:
    try:
        rule = days.parse(cell)
    except days.BadDays as bad:
        words = _("“%(part)s” is not understood as days of collection.") % {"part": bad.part}
        reading.tell(Problem("area_days.csv", row, kind, words, cell[:80]))
        return
    if rule.is_empty:
        words = _("No days of collection.")
        reading.tell(Problem("area_days.csv", row, kind, words, cell[:80], is_fatal=False))


def _described(reading: Reading, content: bytes | None) -> dict[str, str]:
    columns, lines = _optional("description", content)
    names = tables.named(columns, _KINDS)
    if lines and "name" not in names:
        reading.tell(Problem("description.csv", 1, "label", _("There is no such column."), is_fatal=False))
        return {}
    return {
        line.cells.get(names["name"], ""): line.cells.get(names.get("how", ""), "")[:MAX_WORDS]
        for line in lines
        if line.cells.get(names["name"], "")
    }


def _centres(reading: Reading, content: bytes | None, today: date) -> list[dict[str, str]]:
    columns, lines = _optional("center", content)
    names = tables.named(columns, _CENTRES)
    if lines and len(names) < len(_CENTRES):
        words = _("The file %(name)s needs a name, a first and a last day.") % {"name": "center.csv"}
        raise UnreadableFileError(words)
    found = []
    for line in lines:
        first, last = line.cells.get(names["first"], ""), line.cells.get(names["last"], "")
        pause = _pause(reading, line.row, first, last, today)
        if pause:
            found.append({"name": line.cells.get(names["name"], ""), "first": pause[0], "last": pause[1]})
    return found


def _pause(reading: Reading, row: int, first: str, last: str, today: date) -> tuple[str, str] | None:
    if not first and not last:
        return None
    try:
        begins, ends = days.read_date(first), days.read_date(last)
    except ValueError:
        reading.tell(Problem("center.csv", row, "", _("This is no date like 2026/12/31."), f"{first} {last}"))
        return None
    if ends < begins:
        words = _("The last day comes before the first.")
        reading.tell(Problem("center.csv", row, "", words, f"{first} {last}"))
        return None
    if ends < today:
        words = _("These days without collection are over. Please put in the next ones.")
        reading.tell(Problem("center.csv", row, "", words, f"{first} {last}", is_fatal=False))
    return begins.isoformat(), ends.isoformat()


def _remarks(reading: Reading, content: bytes | None) -> dict[str, str]:
    columns, lines = _optional("remarks", content)
    names = tables.named(columns, _REMARKS)
    if len(names) < len(_REMARKS):
        return {}
    return {
        line.cells.get(names["number"], ""): line.cells.get(names["text"], "")[:MAX_WORDS] for line in lines
    }


def _check_all(reading: Reading) -> None:
    content = reading.content
    if not content["items"] or not content["districts"]:
        reading.tell(Problem("", 0, "", _("The set has no items or no districts: it cannot answer.")))
    known = {centre["name"] for centre in content["centres"]}
    named = {district["centre"] for district in content["districts"]} - {""}
    for name in sorted(named - known) if known else ():
        words = _("center.csv does not say when this centre pauses.")
        reading.tell(Problem("area_days.csv", 0, "", words, name, is_fatal=False))
