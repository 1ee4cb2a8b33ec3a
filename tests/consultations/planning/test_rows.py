from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consultations.exports.sheets import safe_cell, to_csv
from consultations.importers.mapping import Mapping, guess
from consultations.importers.rows import PROBLEMS, Entry, Problem, clean, read_entries
from consultations.importers.tables import Row, Table, read_table
from consultations.models import Opinion
from tests.factories import NOW

COLUMNS = ("番号", "意見", "題", "方法", "賛否", "日", "地区")
MAPPING = Mapping(
    key="番号",
    text="意見",
    title="題",
    channel="方法",
    stance="賛否",
    submitted="日",
    attributes=("地区",),
    default_channel=Opinion.Channel.FAX,
)


def read(*rows: tuple[str, ...], mapping: Mapping = MAPPING) -> list[Entry | list[Problem]]:
    numbered = tuple(Row(number, cells) for number, cells in enumerate(rows, start=2))
    return list(read_entries(Table("UTF-8", COLUMNS, numbered), mapping, now=NOW))


def entry(*cells: str, mapping: Mapping = MAPPING) -> Entry:
    found = read(cells, mapping=mapping)[0]
    assert isinstance(found, Entry)
    return found


def problems(*rows: tuple[str, ...]) -> Iterator[tuple[int, str, str, str]]:
    for found in read(*rows):
        if isinstance(found, list):
            yield from ((p.row, p.column, p.code, p.value) for p in found)


def test_a_row_is_read_as_mapped() -> None:
    found = entry("7", "バスを増やして", "足", "郵送", "賛成", "2026年11月1日", "東地区")
    assert (found.source_key, found.text, found.title) == ("number:7", "バスを増やして", "足")
    assert (found.channel, found.stance) == (Opinion.Channel.PAPER, Opinion.Stance.AGREE)
    assert found.attributes == {"地区": "東地区"}
    assert found.submitted_at is not None
    assert found.submitted_at.isoformat() == "2026-11-01T00:00:00+09:00"


def test_empty_cells_fall_back_to_what_was_chosen() -> None:
    found = entry("", "バス", "", "", "", "", "")
    assert (found.channel, found.stance, found.submitted_at, found.attributes) == (
        Opinion.Channel.FAX,
        "",
        None,
        {},
    )


@pytest.mark.parametrize(
    "written",
    ["2026-11-01", "2026/11/1", "2026.11.01", "２０２６年１１月１日", "20261101", "2026-11-01 09:30"],
)
def test_dates_are_read_as_offices_write_them(written: str) -> None:
    assert entry("1", "バス", "", "", "", written).submitted_at is not None


@pytest.mark.parametrize(
    ("row", "column", "code", "value"),
    [
        (("1", "  "), "意見", "no_text", ""),
        (("1", "あ" * 20_001), "意見", "text_too_long", "あ" * 80 + "…"),
        (("1", "a", "あ" * 81), "題", "title_too_long", "あ" * 80 + "…"),
        (("1", "a", "", "鳩"), "方法", "unknown_channel", "鳩"),
        (("1", "a", "", "", "たぶん"), "賛否", "unknown_stance", "たぶん"),
        (("1", "a", "", "", "", "昨日"), "日", "unreadable_date", "昨日"),
        (("1", "a", "", "", "", "2999-01-01"), "日", "future_date", "2999-01-01"),
        (("1", "a", "", "", "", "", "", "余り"), "", "too_many_cells", "余り"),
        (("1", "a\x00b"), "意見", "control_character", "a�b"),
        (("1", "a", "", "", "", "", "x" * 201), "地区", "attribute_too_long", "x" * 80 + "…"),
    ],
)
def test_a_problem_names_the_row_the_column_and_the_value(
    row: tuple[str, ...], column: str, code: str, value: str
) -> None:
    assert list(problems(("0", "good"), row)) == [(3, column, code, value)]


def test_all_problems_of_a_row_are_named_at_once() -> None:
    assert [code for _, _, code, _ in problems(("1", "", "", "鳩", "x", "y"))] == [
        "no_text",
        "unknown_channel",
        "unknown_stance",
        "unreadable_date",
    ]


def test_a_number_used_twice_is_refused_the_second_time() -> None:
    assert list(problems(("1", "a"), ("1", "b"))) == [(3, "番号", "number_twice", "1")]


def test_two_people_with_the_same_words_stay_two() -> None:
    rows = [("", "同じ意見"), ("", "同じ意見"), ("", "別の意見")]
    first = [found.source_key for found in read(*rows) if isinstance(found, Entry)]
    again = [found.source_key for found in read(*rows) if isinstance(found, Entry)]
    assert len(set(first)) == 3
    assert first == again


def test_every_problem_has_words() -> None:
    assert all(str(words) for words in PROBLEMS.values())


def test_the_mapping_survives_being_stored() -> None:
    assert Mapping.from_json(MAPPING.to_json()) == MAPPING


def test_columns_are_guessed_by_their_names() -> None:
    assert guess(["No.", "ご意見", "提出方法"]) == {"key": "No.", "text": "ご意見", "channel": "提出方法"}
    assert guess(["x", "y"]) == {}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_no_cell_we_write_is_a_formula_and_the_import_reads_it_back(text: str) -> None:
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assume(text.strip() != "'")  # alone it is taken for a guard whose blank text the file has lost
    table = read_table("a.csv", to_csv(["a", "b"], [[text, "x"]]))
    # With a letter before it nothing in the text is taken for a guard.
    assert clean(table.rows[0].cells[0]) == clean(f"x{text.strip()}")[1:].strip()


@given(st.lists(st.text(max_size=20), max_size=9))
def test_whatever_a_row_holds_it_is_an_entry_or_problems(cells: list[str]) -> None:
    found: list[Any] = read(tuple(cells))
    assert isinstance(found[0], Entry) or found[0]
