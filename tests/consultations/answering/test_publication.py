import csv
import io
import re
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from accounts.models import User
from consultations.exporting.results.readiness import Lack
from consultations.exports.result_table import pdf
from consultations.models import (
    Job,
    Membership,
    News,
    Opinion,
    Publication,
    PublishedPlace,
    Response,
)
from consultations.services.answering import publishing, responses
from consultations.services.answering.publishing import NotReadyError, UnderWayError
from consultations.services.answering.responses import Words
from tests import factories
from tests.consultations.answering import material
from tests.consultations.planning.material import ALL, text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

URL = "/consultations/plan/result/"
ALL_IN = len(ALL) + 2


def test_every_opinion_has_one_place_and_the_counts_add_up(publication: Publication) -> None:
    rows = publication.rows.all()
    assert sum(row.opinions for row in rows) == publication.places.count() == ALL_IN
    for row in rows:
        assert row.places.count() == row.opinions
        assert row.places.exclude(state=Membership.State.COPY).count() == row.distinct
    assert publication.figures["opinions"] == ALL_IN
    assert publication.figures["distinct"] == ALL_IN - 1
    numbers = publication.places.values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, ALL_IN + 1))


def test_only_what_is_approved_is_published_and_what_is_missing_is_named(planner: User, second: User) -> None:
    consultation, run = material.closed()
    first, *others = material.approve_all(consultation, run, planner, second)
    responses.send_back(response=first, read_version=1, note="数字を確かめます。", by=second, now=NOW)
    with pytest.raises(NotReadyError) as refusal:
        publishing.start(consultation=consultation, by=planner, form_key="x", now=NOW)
    [missing] = refusal.value.missing
    assert missing.lack == Lack.ROW
    assert missing.group
    assert missing.group.response == first
    assert not Publication.objects.exists()
    assert others


def test_a_long_original_is_folded_and_stands_there_word_for_word(
    client: Client, planner: User, second: User
) -> None:
    consultation = factories.closed_consultation(slug="plan")
    words = "長い意見です。" * 60
    batch = factories.import_batch(consultation)
    long = factories.submission(consultation, text=words, batch=batch).opinion
    run = material.run_of(consultation, {"長短": [long]})
    material.approve_all(consultation, run, planner, second)
    material.published(consultation, planner)
    page = text(client.get(f"{URL}1/"))
    assert words in page
    assert page.count('<details class="original">') == 1


def test_an_opinion_that_came_after_the_analysis_is_not_left_out(planner: User, second: User) -> None:
    consultation, run = material.closed()
    material.approve_all(consultation, run, planner, second)
    factories.submission(consultation, text="あとから届きました。")
    with pytest.raises(NotReadyError) as refusal:
        publishing.start(consultation=consultation, by=planner, form_key="x", now=NOW)
    assert [(one.lack, one.count) for one in refusal.value.missing] == [(Lack.UNREAD, 1)]


def test_while_opinions_are_taken_there_is_no_result(planner: User) -> None:
    with pytest.raises(NotReadyError) as refusal:
        publishing.start(consultation=factories.consultation(), by=planner, form_key="x", now=NOW)
    assert [one.lack for one in refusal.value.missing] == [Lack.STILL_OPEN, Lack.NO_RUN]


def test_the_same_form_sent_twice_publishes_once(planner: User, second: User) -> None:
    consultation, run = material.closed()
    material.approve_all(consultation, run, planner, second)
    first = publishing.start(consultation=consultation, by=planner, form_key="x", now=NOW)
    assert publishing.start(consultation=consultation, by=planner, form_key="x", now=NOW) == first
    with pytest.raises(UnderWayError):
        publishing.start(consultation=consultation, by=second, form_key="y", now=NOW)
    assert Job.objects.filter(kind=Job.Kind.PUBLICATION).count() == 1


def test_later_edits_withdrawals_and_new_wordings_change_no_published_count(
    client: Client, publication: Publication, planner: User
) -> None:
    before = client.get(URL)
    counts = [(line.row.label, line.row.opinions, line.row.answer) for line in before.context["page"]]
    gone = publication.places.order_by("number")[:2]
    Opinion.objects.filter(pk=gone[0].revision.opinion_id).update(withdrawn_at=NOW)
    Opinion.objects.filter(pk=gone[1].revision.opinion_id).update(hidden_at=NOW)
    response = Response.objects.filter(is_of_others=False).earliest("pk")
    responses.write(
        response=response, words=Words("別の考え方です。"), read_version=1, by=planner, now=NOW, reason="更新"
    )
    after = client.get(URL)
    assert [(line.row.label, line.row.opinions, line.row.answer) for line in after.context["page"]] == counts
    assert after.context["gone"] == 2
    assert publication.places.gone_since().count() == 2
    for place in gone:
        assert place.revision.text[:12] not in text(after)


def test_a_new_publication_has_a_new_number_and_staff_still_read_the_old_one(
    client: Client, publication: Publication, planner: User
) -> None:
    again = material.published(publication.consultation, planner, key="two")
    assert (publication.number, again.number) == (1, 2)
    assert client.get(URL).context["publication"] == again
    client.force_login(planner)
    old = client.get("/staff/consultations/plan/answers/publications/1/")
    assert old.context["publication"] == publication
    board = client.get("/staff/consultations/plan/answers/")
    assert "publications/1/" in text(board)


def test_each_row_leads_to_every_original_word_for_word(client: Client, publication: Publication) -> None:
    seen = []
    for row in publication.rows.all():
        page = client.get(f"{URL}{row.number}/")
        for one in page.context["page"]:
            assert one["place"].revision.text in one["words"]
            opinion = one["place"].revision.opinion
            original = client.get(f"/opinions/{opinion.receipt}/revisions/{one['place'].revision.number}/")
            assert one["place"].revision.text in original.content.decode()
            seen.append(one["place"].revision_id)
    assert sorted(seen) == sorted(publication.run.memberships.values_list("revision", flat=True))


def test_withheld_opinions_are_counted_by_their_reason(client: Client, planner: User, second: User) -> None:
    consultation, _run = material.closed()
    one, two = consultation.opinions.order_by("pk")[:2]
    Opinion.objects.filter(pk=one.pk).update(withdrawn_at=NOW)
    Opinion.objects.filter(pk=two.pk).update(hidden_at=NOW)
    material.approve_all(consultation, _run, planner, second)
    publication = material.published(consultation, planner)
    why = PublishedPlace.Why
    assert publication.figures["withheld"] == {why.WITHDRAWN: 1, why.HIDDEN: 1}
    context = client.get(URL).context
    assert context["withheld_sum"] + context["in_rows"] == ALL_IN


def test_a_resident_sees_nothing_before_it_is_finished(client: Client, planner: User, second: User) -> None:
    consultation, run = material.closed()
    material.approve_all(consultation, run, planner, second)
    publishing.start(consultation=consultation, by=planner, form_key="x", now=NOW)
    assert client.get(URL).status_code == 404
    assert not News.objects.filter(kind=News.Kind.ANSWERS).exists()


def test_publishing_marks_the_responses_and_makes_news_once(publication: Publication) -> None:
    assert set(Response.objects.values_list("state", flat=True)) == {Response.State.PUBLISHED}
    assert News.objects.filter(kind=News.Kind.ANSWERS).count() == 1


def downloaded(client: Client, kind: str) -> bytes:
    response = client.get(f"{URL}files/{kind}/")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_the_csv_adds_up_to_n_and_opens_in_excel(client: Client, publication: Publication) -> None:
    data = downloaded(client, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    head, *lines, total = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert len(head) == 8
    assert int(total[3]) == sum(int(line[3]) for line in lines) == ALL_IN
    originals = list(csv.reader(io.StringIO(downloaded(client, "originals").decode("utf-8-sig"))))
    assert len(originals) - 1 == ALL_IN
    assert {line[4] for line in originals[1:]} == {*ALL, material.LONE}


def test_the_excel_file_has_the_table_and_every_original(client: Client, publication: Publication) -> None:
    book = load_workbook(io.BytesIO(downloaded(client, "xlsx")))
    _cover, table, annex = book.worksheets
    counts: list[Any] = [row[3] for row in table.iter_rows(min_row=2, values_only=True)]
    assert counts[-1] == sum(counts[:-1]) == ALL_IN
    assert annex.max_row - 1 == ALL_IN
    assert table.print_title_rows == "$1:$1"
    assert table.page_setup.orientation == "landscape"


def test_the_word_file_has_the_table_and_every_original(client: Client, publication: Publication) -> None:
    document = Document(io.BytesIO(downloaded(client, "docx")))
    table = document.tables[-1]
    counts = [int(row.cells[3].text) for row in table.rows[1:]]
    assert counts[-1] == sum(counts[:-1]) == ALL_IN
    annex = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert all(words in annex for words in ALL)
    with ZipFile(io.BytesIO(downloaded(client, "docx"))) as archive:
        assert b"w:tblHeader" in archive.read("word/document.xml")


@pytest.mark.skipif(not pdf.can_write(), reason="this machine has no Pango")
def test_the_pdf_is_one_and_its_pages_are_across(client: Client, publication: Publication) -> None:
    data = downloaded(client, "pdf")
    assert data.startswith(b"%PDF")
    boxes = re.findall(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+)", data)
    assert boxes == [] or all(float(width) > float(height) for width, height in boxes)


def test_words_taken_back_since_stand_in_no_document_that_is_given_out(
    client: Client, publication: Publication
) -> None:
    place = publication.places.earliest("number")
    Opinion.objects.filter(pk=place.revision.opinion_id).update(withdrawn_at=NOW)
    assert client.get(f"{URL}files/originals/").status_code == 503
    assert publishing.refresh(now=NOW) == 1
    lines = list(csv.reader(io.StringIO(downloaded(client, "originals").decode("utf-8-sig"))))
    assert len(lines) - 1 == ALL_IN
    assert place.revision.text not in lines[1][4]
    assert lines[1][5]
    assert publishing.refresh(now=NOW) == 0
