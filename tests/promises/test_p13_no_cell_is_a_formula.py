"""No cell of a CSV or Excel file is a formula, and every text comes back as it was written."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings
from openpyxl import load_workbook
from pytest_django import Settings

from accounts.policy import Role
from consultations import jobs
from consultations.exports import sheets
from consultations.exports.sheets import one_line, restored, safe_cell, to_csv
from consultations.importers.rows import clean
from consultations.models import (
    Consultation,
    Export,
    OfficialAnswer,
    Opinion,
    Place,
    Proposal,
    Question,
    Statement,
)
from consultations.services.transfer import exporting
from consultations.tasks import handler_for
from tests import factories
from tests.factories import NOW

SIGNS = "=+-@＝＋－＠\t\r\n"
NASTY = [
    *(f'{sign}HYPERLINK("http://x")' for sign in SIGNS),
    *(f"{space}=1+1" for space in (" ", "\u3000", "\t ", "\n", "\u200b", "\ufeff", "\xa0")),
    *(
        "'=1",
        "''=1",
        "'",
        "''",
        "'まま",
        "-",
        "=",
        "@",
        "'\t=1",
        "\\⏎",
        "\\\\⏎",
        "⏎",
        "a\\\nb",
        "一\r\n二",
        "a\u2028b",
    ),
    *('"=1"', ";=1", ",=1", "=cmd|' /C calc'!A0", "１＋１", "a=1", "普通の意見です。"),
]
text = strategies.text(strategies.sampled_from(SIGNS + "'\\⏎ 　あa\u200b\";,"), max_size=12)


def is_formula(cell: str) -> bool:
    """What any spreadsheet might compute: the sign first, be it behind space or in its full-width form."""
    seen = unicodedata.normalize("NFKC", re.sub(r"^[\s\u200b\u2060\ufeff]+", "", cell))
    return cell[:1] in {"\t", "\r", "\n"} or seen[:1] in {"=", "+", "-", "@"}


def of_one_line(written: str) -> str:
    """Line breaks of every kind come back as the plain one."""
    return re.sub(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", written)


@pytest.mark.parametrize("written", NASTY)
def test_a_nasty_text_is_no_formula_and_comes_back(written: str) -> None:
    cell = safe_cell(one_line(written))
    assert not is_formula(cell)
    assert len(cell.splitlines()) <= 1
    assert restored(cell) == of_one_line(written)


@given(text)
@hypothesis_settings(max_examples=500, deadline=None)
def test_any_text_is_no_formula_and_comes_back(written: str) -> None:
    cell = safe_cell(one_line(written))
    assert not is_formula(cell)
    assert restored(cell) == of_one_line(written)


@given(text)
@hypothesis_settings(max_examples=300, deadline=None)
def test_our_own_import_takes_the_guard_off(written: str) -> None:
    assert clean(safe_cell(written.strip())) == clean(written.strip()) or written.strip().startswith("'")


@pytest.fixture
def consultation(db: None, tmp_path: Path, settings: Settings) -> Consultation:
    storages = dict(settings.STORAGES)
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = storages
    made = factories.idea_collection(title="=1+1", slug="nasty")
    for number, written in enumerate(NASTY):
        person = factories.user(display_name=written[:40])
        proposal = factories.proposal(made, title=written[:80] or "題", text=written, author=person)
        factories.comment(proposal, text=written, author=person)
        factories.submission(made, text=written, attributes={f"{written[:20]}{number}": written})
        Place.objects.create(opinion=proposal.opinion, name=written)
        _answered(proposal, written)
        Question.objects.create(consultation=made, position=number, kind="text", wording=written)
        Statement.objects.create(consultation=made, number=number, text=written, created_at=NOW)
    return made


def _answered(proposal: Proposal, written: str) -> None:
    OfficialAnswer.objects.create(
        proposal=proposal, status="examining", text=written, department=written, answered_at=NOW
    )


def exported(consultation: Consultation, format: str, kind: str) -> bytes:  # noqa: A002
    export = exporting.start(
        consultation=consultation,
        kind=kind,
        format=format,
        reason="=集計",
        requested_by=factories.user(Role.PLANNER),
        form_key="k",
        now=NOW,
    )
    assert export.job
    jobs.run(export.job.pk, handler_for)
    export.refresh_from_db()
    with export.file.open("rb") as file:
        content: bytes = file.read()
    return content


def cells_of(content: bytes, format: str) -> Iterator[Any]:  # noqa: A002
    if format == "xlsx":
        for sheet in load_workbook(io.BytesIO(content)):
            for row in sheet.iter_rows():
                assert not [cell for cell in row if cell.data_type == "f"]
                yield from (cell.value for cell in row if isinstance(cell.value, str))
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            table = io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")
            for record in csv.reader(table):
                yield from record


@pytest.mark.parametrize("kind", Export.Kind.values)
@pytest.mark.parametrize("format", ["csv", "xlsx", "decidim"])
def test_no_exported_cell_is_a_formula(consultation: Consultation, format: str, kind: str) -> None:  # noqa: A002
    cells = list(cells_of(exported(consultation, format, kind), format))
    assert len(cells) > 10 * len(NASTY)
    assert [cell for cell in cells if is_formula(cell)] == []


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_words_come_back_as_they_were_handed_in(consultation: Consultation, format: str) -> None:  # noqa: A002
    content = exported(consultation, format, "public")
    found = {restored(cell) for cell in cells_of(content, format)}
    for opinion in Opinion.objects.select_related("current"):
        assert of_one_line(opinion.words.text) in found


def test_control_without_the_guard_the_file_holds_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[written] for written in NASTY]
    assert b"\r\n=HYPERLINK" not in to_csv(["text"], rows).replace(b'"', b"")
    monkeypatch.setattr(sheets, "safe_cell", str)
    assert b"\r\n=HYPERLINK" in to_csv(["text"], rows).replace(b'"', b"")
