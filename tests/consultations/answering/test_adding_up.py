"""Whatever states the opinions are in, the page and all documents add up to their number."""

import csv
import io
from typing import Any

import pikepdf
import pytest
from django.test import Client
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.policy import Role
from consultations.exports.result_table import content, excel, pdf, tables, word
from consultations.models import Consultation, Opinion, Publication
from tests import factories
from tests.consultations.answering import material
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_files")]

TEXTS = st.sampled_from(["反対", "👩‍👩‍👧‍👦", "ﾊﾞｽ", "=1+1", "長い。" * 12_000, "同じ\n文面", " ", "\x0b縦"])
FATES = st.sampled_from(["stays", "stays", "hidden", "withdrawn", "held", "hidden later", "withdrawn later"])
PLACES = st.sampled_from(["A", "B", "C", ""])
CASES = st.lists(st.tuples(TEXTS, FATES, PLACES), min_size=1, max_size=9)
NOW_GONE = {"hidden": "hidden_at", "withdrawn": "withdrawn_at", "held": "held_until"}


def published(case: list[tuple[str, str, str]]) -> Publication:
    consultation = factories.closed_consultation()
    batch = factories.import_batch(consultation)
    themes: dict[str, list[Opinion]] = {}
    later = []
    for text, fate, theme in case:
        opinion = factories.submission(consultation, text=text, batch=batch).opinion
        if fate in NOW_GONE:
            Opinion.objects.filter(pk=opinion.pk).update(**{NOW_GONE[fate]: NOW})
        elif fate != "stays":
            later.append((opinion.pk, NOW_GONE[fate.split()[0]]))
        if theme:
            themes.setdefault(theme, []).append(opinion)
    planner = factories.user(Role.PLANNER)
    run = material.run_of(consultation, themes)
    material.approve_all(consultation, run, planner, factories.user(Role.PLANNER))
    made = material.published(consultation, planner, key=f"{consultation.pk}")
    for pk, field in later:
        Opinion.objects.filter(pk=pk).update(**{field: NOW})
    return made


def sums(made: Publication) -> dict[str, int]:
    """What each form says when its rows are added."""
    told = content.of(made)
    found = {"tally": sum(one[2] for one in told.tally()[:-1])}
    table = io.BytesIO()
    tables.write_table(table, told, lambda _done: None)
    lines = list(csv.reader(io.StringIO(table.getvalue().decode("utf-8-sig"))))[1:-1]
    found["csv"] = sum(int(line[3]) for line in lines)
    originals = io.BytesIO()
    tables.write_originals(originals, told, lambda _done: None)
    found["originals"] = len(list(csv.reader(io.StringIO(originals.getvalue().decode("utf-8-sig"))))) - 1
    book = io.BytesIO()
    excel.write(book, told, lambda _done: None)
    _cover, rows, annex = load_workbook(book).worksheets
    counts: list[Any] = [row[3] for row in rows.iter_rows(min_row=2, values_only=True) if row[3] is not None]
    found["xlsx"] = sum(counts[:-1])
    found["annex"] = sum(1 for row in annex.iter_rows(min_row=2, values_only=True) if row[0] is not None)
    written = io.BytesIO()
    word.write(written, told, lambda _done: None)
    found["docx"] = sum(int(row.cells[3].text) for row in Document(written).tables[-1].rows[1:-1])
    return found


@pytest.fixture
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are written below, once."""
    monkeypatch.setattr("consultations.exporting.publication.write_files", lambda *_args: None)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CASES)
def test_page_and_documents_add_up_to_n(client: Client, case: list[tuple[str, str, str]]) -> None:
    made = published(case)
    n = len(case)
    assert made.places.count() == n
    assert set(sums(made).values()) == {n}
    context = client.get(f"/consultations/{made.consultation.slug}/result/").context
    assert context["in_rows"] + context["withheld_sum"] == n
    assert sum(line.row.opinions for line in context["page"]) == context["in_rows"]
    walked = [
        len(client.get(f"/consultations/{made.consultation.slug}/result/{line.row.number}/").context["page"])
        for line in context["page"]
    ]
    assert sum(walked) == context["in_rows"]


@pytest.mark.skipif(not pdf.can_write(), reason="this machine has no Pango")
def test_the_pdf_is_written_from_the_same_rows() -> None:
    made = published([("反対", "stays", "A"), ("👩‍👩‍👧‍👦", "hidden", ""), ("長い。" * 3000, "stays", "")])
    told = content.of(made)
    pages = list(pdf.pages(told, lambda _done: None))
    assert all(f"({number}) " in pages[-1] for number in (1, 2, 3))
    written = io.BytesIO()
    pdf.write(written, told, lambda _done: None)
    assert written.getvalue().startswith(b"%PDF")


def test_a_font_that_every_part_brings_is_kept_once() -> None:
    with pikepdf.new() as whole:
        for letters in (b"all letters", b"all letters", b"a few"):
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.FontDescriptor, FontFile2=pikepdf.Stream(whole, letters)
            )
            page = whole.add_blank_page()
            page.obj.Font = whole.make_indirect(font)
        pdf.share_fonts(whole)
        written = io.BytesIO()
        whole.save(written)
    with pikepdf.open(written) as read:
        files = [page.obj.Font.FontFile2 for page in read.pages]
        assert [file.read_bytes() for file in files] == [b"all letters", b"all letters", b"a few"]
        assert len({file.objgen for file in files}) == 2


def test_where_a_cell_breaks_no_letter_is_lost() -> None:
    text = "長い文。\n\nabc 👩‍👩‍👧‍👦" * 40
    lines = excel.lines_of(text, 20)
    assert "".join(lines) == text
    assert excel.lines_of("", 20) == [""]


def test_a_consultation_without_any_opinion_has_an_empty_result() -> None:
    consultation: Consultation = factories.closed_consultation()
    run = material.run_of(consultation, {})
    planner = factories.user(Role.PLANNER)
    material.approve_all(consultation, run, planner, factories.user(Role.PLANNER))
    made = material.published(consultation, planner)
    assert made.figures["opinions"] == 0
    assert set(sums(made).values()) == {0}
