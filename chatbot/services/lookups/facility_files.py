"""A list of public facilities as CSV: the columns of the municipal standard open data set 公共施設一覧, of
either edition, and four of our own for what it leaves out.

| column | standard | what it holds |
|---|---|---|
| 名称, 名称_カナ, 名称_通称 | yes | what the facility is called; only 名称 is needed |
| 所在地_連結表記 or 住所, 方書 | yes | where it is |
| 電話番号, URL, 備考, 利用可能日時特記事項, 緯度, 経度 | yes | |
| 利用可能曜日 | yes | 月火水木金, 月-土, 毎日 |
| 開始時間, 終了時間 | yes | 09:00, 17:00 |
| 種別 | ours | what it is: 図書館, 児童館 |
| 曜日別時間 | ours | 火-金 9:00-19:00;土日祝 9:00-17:00 |
| 休館日 | ours | 月;祝;第3木;12/29-1/3 |
| 臨時 | ours | 2026-11-24 休館;2026-12-24 9:00-12:00 |
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from chatbot.services.lookups import opening, tables
from chatbot.services.lookups.tables import Line, Problem, Reading
from consultations.importers.limits import UnreadableFileError

FILE = "facilities.csv"
MAX_CELL = 1000
MOST_FACILITIES = 2_000
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "施設名", "name"),
    "kana": ("名称_カナ", "施設名_カナ"),
    "other_name": ("名称_通称", "通称"),
    "kind": ("種別", "施設種別", "分類"),
    "address": ("所在地_連結表記", "住所", "所在地"),
    "building": ("建物名等(方書)", "方書"),
    "phone": ("電話番号",),
    "weekdays": ("利用可能曜日", "開館曜日"),
    "opens": ("開始時間", "開館時間"),
    "closes": ("終了時間", "閉館時間"),
    "by_day": ("曜日別時間",),
    "closed": ("休館日", "定休日"),
    "exceptions": ("臨時", "臨時休館日"),
    "note": ("利用可能日時特記事項",),
    "remarks": ("備考",),
    "url": ("url", "ホームページ"),
    "latitude": ("緯度",),
    "longitude": ("経度",),
}
HEADER = {ours: names[0].upper() if ours == "url" else names[0] for ours, names in COLUMNS.items()}
_check_url = URLValidator(schemes=["http", "https"])


def read(name: str, content: bytes) -> Reading:
    """Raises `UnreadableFileError`."""
    columns, lines = tables.lines(name, content)
    tables.not_more(name, lines, MOST_FACILITIES)
    names = tables.named(columns, COLUMNS)
    if "name" not in names:
        raise UnreadableFileError(_("The file needs the column 名称 (the name of the facility)."))
    reading = Reading()
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        facility = {ours: line.cells.get(names.get(ours, ""), "") for ours in COLUMNS}
        if _is_usable(reading, line, facility, set(found)):
            found[facility["name"]] = facility
    reading.content = {"facilities": list(found.values())}
    kinds = {facility["kind"] for facility in found.values()} - {""}
    reading.counts = {"facilities": len(found), "kinds": len(kinds)}
    if not found:
        reading.tell(Problem(FILE, 0, "", _("There is no facility in the file.")))
    return reading


def _is_usable(reading: Reading, line: Line, facility: dict[str, str], known: set[str]) -> bool:
    name = facility["name"]
    if not name or name in known:
        words = _("The row is left out: another has the same name.") if name else _("The row has no name.")
        reading.tell(Problem(FILE, line.row, HEADER["name"], words, name, is_fatal=False))
        return False
    for ours, value in facility.items():
        if len(value) > MAX_CELL:
            words = _("This is longer than %(most)d characters.") % {"most": MAX_CELL}
            reading.tell(Problem(FILE, line.row, HEADER[ours], words, value[:80]))
    _check_hours(reading, line, facility)
    if facility["url"] and not _is_url(facility["url"]):
        words = _("This is no web address; it is not shown.")
        reading.tell(Problem(FILE, line.row, "URL", words, facility["url"][:80], is_fatal=False))
        facility["url"] = ""
    return True


def _check_hours(reading: Reading, line: Line, facility: dict[str, str]) -> None:
    try:
        hours = opening.read(facility)
    except opening.BadHours as bad:
        words = _("This is not understood as opening hours or days.")
        reading.tell(Problem(FILE, line.row, HEADER[bad.column], words, bad.value[:80]))
        return
    if not hours.is_known:
        words = _("Without hours it is never said whether it is open.")
        reading.tell(Problem(FILE, line.row, HEADER["opens"], words, facility["name"], is_fatal=False))


def _is_url(text: str) -> bool:
    try:
        _check_url(text)
    except ValidationError:
        return False
    return True


def one_file_only() -> str:
    return _("Please choose one CSV file of facilities.")
