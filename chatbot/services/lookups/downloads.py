"""A set as the files it came from, safe to open in a spreadsheet."""

from collections.abc import Iterable, Sequence

from chatbot.models import LookupSet
from chatbot.services.lookups.facility_files import COLUMNS, HEADER
from consultations.exports.sheets import one_line, to_csv

Table = tuple[Sequence[str], Iterable[Sequence[object]]]


class UnknownFile(Exception):
    """The set has no file of that name."""


def names(kind: str) -> list[str]:
    return list(_GARBAGE) if kind == LookupSet.Kind.GARBAGE else ["facilities"]


def as_csv(*, held: LookupSet, name: str) -> bytes:
    """Raises `UnknownFile`."""
    if name not in names(held.kind):
        raise UnknownFile
    header, rows = _facilities(held) if name == "facilities" else _GARBAGE[name](held)
    return to_csv(header, ([one_line(str(cell)) for cell in row] for row in rows))


def _facilities(held: LookupSet) -> Table:
    facilities = held.content["facilities"]
    return list(HEADER.values()), [[each[ours] for ours in COLUMNS] for each in facilities]


def _target(held: LookupSet) -> Table:
    rows = ([kind, name, notice, reads] for name, kind, notice, reads in held.content["items"])
    return ["type", "name", "notice", "furigana"], rows


def _area_days(held: LookupSet) -> Table:
    columns = held.content["columns"]
    rows = (
        [each["name"], each["centre"], *(each["days"].get(column, "") for column in columns)]
        for each in held.content["districts"]
    )
    return ["地名", "センター", *columns], rows


def _description(held: LookupSet) -> Table:
    return ["label", "description"], [[each["name"], each["how"]] for each in held.content["kinds"]]


def _center(held: LookupSet) -> Table:
    rows = [[each["name"], each["first"], each["last"]] for each in held.content["centres"]]
    return ["名称", "休止開始日", "休止終了日"], rows


def _remarks(held: LookupSet) -> Table:
    return ["ID", "注意事項"], list(held.content["remarks"].items())


_GARBAGE = {
    "target": _target,
    "area_days": _area_days,
    "description": _description,
    "center": _center,
    "remarks": _remarks,
}
