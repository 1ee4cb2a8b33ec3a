import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.importers import spreadsheets
from consultations.importers.limits import UnreadableFileError
from consultations.importers.tables import Row, read_table
from tests.workbooks import excel

CSV = "番号,意見\n1,バスを増やして\n2,公園をきれいに\n"


@pytest.mark.parametrize(
    ("codec", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 (BOM)"), ("cp932", "CP932"), ("utf-16", "UTF-16")],
)
def test_the_encoding_is_found(codec: str, shown: str) -> None:
    table = read_table("a.csv", CSV.encode(codec))
    assert table.encoding == shown
    assert table.columns == ("番号", "意見")
    assert table.rows == (Row(2, ("1", "バスを増やして")), Row(3, ("2", "公園をきれいに")))


@pytest.mark.parametrize(
    ("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.tsv", "\t")]
)
def test_the_delimiter_is_found(name: str, delimiter: str) -> None:
    table = read_table(name, CSV.replace(",", delimiter).encode())
    assert table.columns == ("番号", "意見")


def test_one_column_is_enough() -> None:
    assert read_table("a.csv", "意見\nバス\n".encode()).columns == ("意見",)


def test_a_letter_of_several_lines_is_one_row() -> None:
    table = read_table("a.csv", '番号,意見\n1,"一行目\n二行目、""引用"""\n\n2,次\n'.encode())
    assert table.rows[0] == Row(2, ("1", '一行目\n二行目、"引用"'))
    assert table.rows[1].number == 4


def test_columns_without_a_name_or_with_the_same_name_can_be_told_apart() -> None:
    assert read_table("a.csv", "意見,,意見\nあ,い,う\n".encode()).columns == ("意見", "(2)", "意見 (3)")


def test_an_excel_file_is_read() -> None:
    table = read_table(
        "a.xlsx", excel(("番号", "意見", "日"), (1, "バス", date(2026, 11, 1)), (2.0, "公園", None))
    )
    assert table.columns == ("番号", "意見", "日")
    assert table.rows == (Row(2, ("1", "バス", "2026-11-01")), Row(3, ("2", "公園")))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b" \n \n", "empty"),
        ("a.csv", b"id,comment\n", "no row"),
        ("a.csv", b"\n\n1,2\n", "first row"),
        ("a.csv", "意見\n日本".encode() + b"\xff\xfe\xfd", "neither UTF-8 nor CP932"),
        ("a.csv", b'id,comment\n1,"open', "quotation mark"),
        ("a.csv", b'id,comment\n1,"a"b\n', "quotation mark"),
        ("a.csv", b"\0" * 100, "not a text file"),
        ("a.csv", excel(("a",), ("b",)), "ZIP or Excel"),
        ("a.csv", b"%PDF-1.7", "PDF"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", ".xls"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "choose a file"),
        ("a.exe", b"MZ", "choose a file"),
        ("a", b"id\n1\n", "choose a file"),
        ("a.xlsx", b"", "empty"),
        ("a.xlsx", b"id,comment\n1,a\n", "damaged"),
        ("a.xlsx", b"PK\x03\x04broken", "damaged"),
        ("a.csv", (",".join("abc" * 40)).encode() + b"\n1\n", "more than 100 columns"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(name: str, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        read_table(name, content)


def test_a_quotation_mark_left_open_is_found_by_its_line() -> None:
    with pytest.raises(UnreadableFileError, match="line 3"):
        read_table("a.csv", b'id,comment\n1,fine\n2,"never closed\n3,x\n')


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_table("a.xlsx", buffer.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    monkeypatch.setattr(spreadsheets, "MOST_UNPACKED_BYTES", 1_000_000)
    with pytest.raises(UnreadableFileError, match="too large"):
        read_table("a.xlsx", buffer.getvalue())


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.tsv", "a.txt", "a.xlsx"]))
def test_whatever_bytes_come_the_answer_is_a_table_or_a_reason(content: bytes, name: str) -> None:
    try:
        table = read_table(name, content)
    except UnreadableFileError as error:
        table = None
        reason = str(error)
    assert table.columns if table else reason
