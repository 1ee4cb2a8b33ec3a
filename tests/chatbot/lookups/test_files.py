"""The lists come in from files as cities have them, and go out again safe to open."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from chatbot.models import LookupSet
from chatbot.services.lookups import days, downloads, garbage_files, sets, tables
from chatbot.services.lookups.garbage_index import GarbageIndex
from consultations.importers.limits import UnreadableFileError
from tests.chatbot.lookups import lists

TODAY = date(2026, 11, 21)
CITIES = {"sapporo": (102, 243), "kameoka": (1758, 25), "kanazawa": (1251, 71)}


def read(**changes: str | None) -> tables.Reading:
    texts = dict(lists.files()) | {f"{name}.csv": (text or "").encode() for name, text in changes.items()}
    missing = {f"{name}.csv" for name, text in changes.items() if text is None}
    kept = [(name, content) for name, content in texts.items() if name not in missing]
    return garbage_files.read(tables.unpack(kept), today=TODAY)


@pytest.mark.parametrize("city", CITIES)
def test_a_real_city_comes_in_as_it_is(city: str, public_data: Path) -> None:
    folder = public_data / "garbage" / city
    if not folder.is_dir():
        pytest.skip(f"needs {folder}")
    found = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]
    reading = garbage_files.read(tables.unpack(found), today=TODAY)
    assert (reading.counts["things"], reading.counts["districts"]) == CITIES[city]
    assert not [problem for problem in reading.problems if problem.is_fatal]
    for district in reading.content["districts"]:
        for cell in district["days"].values():
            assert not days.parse(cell).is_empty
    index = GarbageIndex(LookupSet(pk=1, content=reading.content))
    assert index.exactly("ぺっとぼとる") or index.like("ぺっとぼとる")


def test_in_a_city_whose_kinds_are_named_otherwise_they_are_matched_with_the_calendar() -> None:
    columns = ["紙類", "空きカン・空きビン・金属", "電池・ライター"]
    assert garbage_files.collected_with("ビン", columns) == "空きカン・空きビン・金属"
    assert garbage_files.collected_with("紙類", columns) == "紙類"
    assert garbage_files.collected_with("粗大ごみ", columns) == ""
    assert garbage_files.collected_with("空き", ["古空き", "新空き"]) == ""


def test_single_files_and_a_zip_with_folders_and_litter_are_the_same() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in lists.files():
            archive.writestr(f"データ/{name}", content)
        archive.writestr("__MACOSX/._target.csv", b"\0")
    assert tables.unpack([("all.zip", packed.getvalue())]) == tables.unpack(lists.files())


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"", b"no zip"])
def test_a_damaged_zip_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        tables.unpack([("all.zip", content)])


@pytest.mark.parametrize("name", ["target", "area_days"])
def test_without_a_file_that_is_needed_nothing_is_kept(name: str) -> None:
    with pytest.raises(UnreadableFileError, match=name):
        read(**{name: None})


@pytest.mark.parametrize(("name", "most"), [("target", 5_000), ("area_days", 2_000)])
def test_a_file_with_more_rows_than_allowed_is_refused_with_both_figures(name: str, most: int) -> None:
    row = "資源,箱{},,\n" if name == "target" else "町{},,月\n"
    header = "type,name,notice,furigana\n" if name == "target" else "地名,センター,資源\n"
    rows = [row.format(number) for number in range(most + 1)]
    with pytest.raises(UnreadableFileError, match=rf"{name}.csv.*{most + 1:,}.*{most:,}"):
        read(**{name: header + "".join(rows)})
    assert read(**{name: header + "".join(rows[:-1])}).counts


def test_the_other_files_may_be_missing_or_empty() -> None:
    reading = read(description=None, center="名称,休止開始日,休止終了日\n", remarks=None)
    assert reading.problems == []


def test_a_problem_names_its_file_row_column_and_value() -> None:
    reading = read(area_days="地名,センター,資源\n港町,,月\n山手町,,ときどき\n港町,,火\n", center=None)
    told = [(each.file, each.row, each.column, each.value) for each in reading.problems if each.is_fatal]
    assert told == [("area_days.csv", 3, "資源", "ときどき"), ("area_days.csv", 4, "地名", "港町")]


def test_a_row_without_a_kind_is_left_out_and_said() -> None:
    reading = read(target="type,name,notice,furigana\n,箱,,\n資源,紙,,\n")
    assert [item[0] for item in reading.content["items"]] == ["紙"]
    assert [(each.row, each.is_fatal) for each in reading.problems if each.file == "target.csv"] == [
        (2, False)
    ]


def test_days_without_collection_that_are_over_are_pointed_out() -> None:
    reading = read(center="名称,休止開始日,休止終了日\n北,2023/12/31,2024/1/3\n")
    assert any(each.file == "center.csv" and each.row == 2 for each in reading.problems)


@pytest.mark.django_db
def test_a_set_with_a_row_that_must_be_mended_never_answers() -> None:
    broken = [(name, content.replace("月 木".encode(), "朝だけ".encode())) for name, content in lists.files()]
    held = sets.upload(actor=None, kind="garbage", files=broken, about=lists.ABOUT, now=lists.MORNING)
    with pytest.raises(sets.CannotAnswer):
        sets.activate(held=held, actor=None, now=lists.MORNING)
    assert not LookupSet.objects.filter(is_active=True).exists()


@pytest.mark.django_db
def test_one_set_of_a_kind_answers_and_letting_it_twice_is_once() -> None:
    first, second = lists.garbage(), lists.garbage(active=False)
    for _ in range(2):
        sets.activate(held=second, actor=None, now=lists.MORNING)
    assert list(LookupSet.objects.filter(is_active=True)) == [second]
    assert (first.number, second.number) == (1, 2)


@pytest.mark.django_db
def test_what_goes_out_comes_in_again_and_no_cell_is_a_formula() -> None:
    target = lists.TARGET + '資源,=HYPERLINK("x"),+1,\n'
    files = [*lists.files()[1:], ("target.csv", target.encode())]
    held = sets.upload(actor=None, kind="garbage", files=files, about=lists.ABOUT, now=lists.MORNING)
    out = {name: downloads.as_csv(held=held, name=name) for name in downloads.names("garbage")}
    cells = [cell for row in csv.reader(io.StringIO(out["target"].decode("utf-8-sig"))) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    again = garbage_files.read(out, today=TODAY)
    assert again.content["districts"] == held.content["districts"]
    assert again.content["centres"] == held.content["centres"]


def test_the_demo_city_has_a_calendar_and_facilities_without_a_problem() -> None:
    folder = Path(sets.__file__).resolve().parents[2] / "demo"
    found = [(path.name, path.read_bytes()) for path in sorted((folder / "garbage").glob("*.csv"))]
    reading = garbage_files.read(tables.unpack(found), today=TODAY)
    assert reading.problems == []
    assert reading.counts["things"] >= 150
    assert reading.counts["districts"] >= 12
    content = (folder / "facilities.csv").read_bytes()
    facilities = sets.read(kind="facilities", files=[("facilities.csv", content)], today=TODAY)
    assert facilities.problems == []
    assert facilities.counts["facilities"] >= 15
