"""The next days of collection as three cities write them down, reckoned by hand from the format.

In the 5374 format 「水2 水4」 is the second and fourth Wednesday; between the days of `center.csv` nothing is
collected, and when a weekday falls into them, that weekday's other weeks of the month come a week later.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from chatbot.models import LookupSet
from chatbot.services.lookups import days, garbage_files, tables
from chatbot.services.lookups.calendars import Calendars
from tests.chatbot.lookups.lists import TOKYO

TARGET = "type,name,notice,furigana\n燃やすごみ,紙くず,,か\n"
COUNTED = """校下・地区,センター,燃やすごみ,燃やさないごみ,資源,あきびん
浅川,東センター,月 木,水4,火1 火3 火5,水2
朝日,西センター,火 金,金1,月2 月4 月5,水1
"""
COUNTED_CENTRES = (
    "名称,休止開始日,休止終了日\n東センター,2026/12/30,2027/01/03\n西センター,2026/12/29,2027/01/04\n"
)
LISTED = """地名,センター,燃やせるごみ・スプレー缶,枝・葉・草,容器プラ
中央区(1) 南4条,センター1,月 木,20261209 20270414,金
中央区(2) 北5条,センター1,火 金,20261216,水
"""
LISTED_CENTRES = "名称,休止開始日,休止終了日\nセンター1,2026/12/31,2027/01/04\n"
UNNAMED = """地名,センター,燃やすしかないごみ,ペットボトル,空きカン
旭町,,火 金,金1 金3,木1 木3
河原町,,火 金 *1,水5,木Z20261224
"""
UNNAMED_CENTRES = "名称,休止開始日,休止終了日\n桜クリーンセンターー,2026/12/31,2027/1/3\n"
REMARKS = "ID,注意事項\n1,川沿いは橋のたもとへ\n"
CITIES = {
    "counted": (COUNTED, COUNTED_CENTRES, "utf-8"),
    "listed": (LISTED, LISTED_CENTRES, "utf-8-sig"),
    "unnamed": (UNNAMED, UNNAMED_CENTRES, "cp932"),
}
BY_HAND = [
    # (city, district, column, from this day, the next three)
    ("counted", "浅川", "燃やすごみ", "2026-12-24", ["2026-12-24", "2026-12-28", "2027-01-04"]),
    # Wednesday 30 December, the fifth, lies in the pause; January begins on a Friday.
    ("counted", "浅川", "燃やさないごみ", "2026-12-24", ["2027-01-27", "2027-02-24", "2027-03-24"]),
    ("counted", "浅川", "資源", "2026-12-20", ["2026-12-29", "2027-01-05", "2027-01-19"]),
    # Friday 1 January falls out, and so the first Friday comes on the 8th.
    ("counted", "朝日", "燃やさないごみ", "2026-12-24", ["2027-01-08", "2027-02-05", "2027-03-05"]),
    # Monday 4 January still rests: the second Monday comes on the 18th, the fourth has no week left.
    ("counted", "朝日", "資源", "2026-12-24", ["2026-12-28", "2027-01-18", "2027-02-08"]),
    ("counted", "朝日", "あきびん", "2027-01-01", ["2027-01-06", "2027-02-03", "2027-03-03"]),
    (
        "listed",
        "中央区(1) 南4条",
        "燃やせるごみ・スプレー缶",
        "2026-12-28",
        ["2026-12-28", "2027-01-07", "2027-01-11"],
    ),
    ("listed", "中央区(1) 南4条", "枝・葉・草", "2026-12-01", ["2026-12-09", "2027-04-14"]),
    ("listed", "中央区(1) 南4条", "容器プラ", "2026-12-26", ["2027-01-08", "2027-01-15", "2027-01-22"]),
    ("listed", "中央区(2) 北5条", "枝・葉・草", "2026-12-17", []),
    # No district names its centre, and there is one: 1 January moves the Fridays, not the Thursdays' weeks.
    ("unnamed", "旭町", "ペットボトル", "2026-12-20", ["2027-01-08", "2027-01-22", "2027-02-05"]),
    ("unnamed", "旭町", "空きカン", "2026-12-20", ["2027-01-07", "2027-01-21", "2027-02-04"]),
    ("unnamed", "河原町", "ペットボトル", "2026-12-20", ["2026-12-30", "2027-03-31", "2027-06-30"]),
    # Every other Thursday: 24 December, 7 January; the 31st is no turn of it.
    ("unnamed", "河原町", "空きカン", "2026-12-20", ["2026-12-24", "2027-01-07", "2027-01-21"]),
]


def calendars_of(city: str) -> Calendars:
    area_days, centres, encoding = CITIES[city]
    texts = {"target": TARGET, "area_days": area_days, "center": centres, "remarks": REMARKS}
    files = [(f"{name}.csv", text.encode(encoding)) for name, text in texts.items()]
    reading = garbage_files.read(tables.unpack(files), today=date(2026, 11, 21))
    assert not reading.problems
    return Calendars(LookupSet(pk=1, content=reading.content))


def at_noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=TOKYO)


@pytest.mark.parametrize(("city", "district", "column", "start", "wanted"), BY_HAND)
def test_the_next_days_are_those_reckoned_by_hand(
    city: str, district: str, column: str, start: str, wanted: list[str]
) -> None:
    found = calendars_of(city).of(district, column, now=at_noon(start), most=3)
    assert [day.isoformat() for day in found.days] == wanted


def test_a_day_that_comes_later_than_usual_is_marked_and_a_remark_is_told() -> None:
    found = calendars_of("counted").of("朝日", "燃やさないごみ", now=at_noon("2026-12-24"), most=2)
    assert found.moved == [date(2027, 1, 8)]
    told = calendars_of("unnamed").of("河原町", "燃やすしかないごみ", now=at_noon("2026-12-24"), most=1)
    assert told.remarks == ["川沿いは橋のたもとへ"]


def _by_the_format(cell: str, start: date, end: date, pause: tuple[date, date]) -> list[date]:
    """The format's own way, month by month and week by week, slow and plain."""
    found = set()
    for part in cell.split():
        if part.isdecimal():
            found.add(datetime.strptime(part, "%Y%m%d").date())
            continue
        weekday, weeks = "月火水木金土日".index(part[0]), [int(part[1])] if part[1:] else [1, 2, 3, 4, 5]
        for month in range(13):
            first = date(start.year + (start.month - 1 + month) // 12, (start.month - 1 + month) % 12 + 1, 1)
            shift = 0
            for week in range(1, 6):
                day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))
                if part[1:] and pause[0] <= day <= pause[1]:
                    shift = 7
                day += timedelta(days=shift)
                if week in weeks and day.month == first.month:
                    found.add(day)
    return sorted(day for day in found if start <= day <= end and not pause[0] <= day <= pause[1])


@pytest.mark.parametrize("city", ["sapporo", "kameoka", "kanazawa"])
def test_each_cell_of_a_real_city_gives_the_days_of_the_format(city: str, public_data: Path) -> None:
    folder = public_data / "garbage" / city
    if not folder.is_dir():
        pytest.skip(f"needs {folder}")
    files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]
    content = garbage_files.read(tables.unpack(files), today=date(2026, 11, 21)).content
    pause = days.Pause(date(2025, 12, 30), date(2026, 1, 4))
    start, end = date(2025, 11, 1), date(2026, 9, 30)
    for cell in {cell for district in content["districts"] for cell in district["days"].values()}:
        wanted = _by_the_format(cell, start, end, (pause.first, pause.last))
        rule = days.parse(cell)
        found = days.coming(rule, start=start, most=len(wanted), pauses=[pause], moves=True)
        assert found == wanted, cell
