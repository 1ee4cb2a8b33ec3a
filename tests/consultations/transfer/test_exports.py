"""What goes out, to whom, and for how long."""

import csv
import html
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.exports import opinions
from consultations.exports.files import LICENCE
from consultations.models import Area, Consultation, Export, Job, Opinion
from consultations.services.transfer import exporting
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.planning.material import run_job
from tests.consultations.transfer import zips
from tests.consultations.transfer.conftest import brought
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SECRET = "秘密の言葉"
PATH = "/staff/consultations/waterfront/exports/"


@pytest.fixture
def consultation() -> Consultation:
    made = factories.idea_collection(slug="waterfront", title="海辺のこれから")
    proposal = factories.proposal(made, title="木陰を", text="一行目\n二行目")
    factories.comment(proposal, text="=1+1 です", stance="agree")
    factories.comment(proposal, text=SECRET, hidden_at=NOW)
    factories.comment(proposal, text=SECRET, withdrawn_at=NOW)
    factories.comment(proposal, text=SECRET, held_until=NOW + factories.DAY)
    factories.proposal(made, text=SECRET, published=False)
    factories.submission(made, text="紙の意見", attributes={"年代": "60代", "式": "=HYPERLINK(1)"})
    return made


def made(
    consultation: Consultation,
    by: User,
    format: str = "csv",  # noqa: A002
    kind: str = "public",
    key: str = "k",
) -> bytes:
    export = exporting.start(
        consultation=consultation,
        kind=kind,
        format=format,
        reason="集計のため" if kind == "private" else "",
        requested_by=by,
        form_key=f"{key}-{format}-{kind}",
        now=NOW,
    )
    assert export.job
    job = run_job(export.job)
    assert job.state == "done", job.error
    export.refresh_from_db()
    with export.file.open("rb") as file:
        content: bytes = file.read()
    return content


def table(content: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        raw = archive.read(name)
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_the_public_file_has_every_public_row_and_says_what_is_missing(
    consultation: Consultation, planner: User
) -> None:
    content = made(consultation, planner)
    rows = table(content, "opinions.csv")
    assert [(row["kind"], row["is_hidden"], row["is_withdrawn"]) for row in rows] == [
        ("proposal", "false", "false"),
        ("comment", "false", "false"),
        ("comment", "true", "false"),
        ("comment", "false", "true"),
        ("submission", "false", "false"),
    ]
    assert [row["text"] for row in rows[2:4]] == ["", ""]
    assert SECRET not in "".join(str(row) for row in rows)


@pytest.mark.parametrize("format", Export.Format.values)
def test_no_format_lets_words_out_that_nobody_may_read(
    consultation: Consultation,
    planner: User,
    format: str,  # noqa: A002
) -> None:
    for content in unpacked(made(consultation, planner, format)):
        assert SECRET not in content
        assert "60代" not in content, "attributes are private"


@pytest.mark.parametrize("format", ["csv", "xlsx", "json", "decidim"])
def test_the_private_file_holds_all_that_was_handed_in_but_no_draft(
    consultation: Consultation,
    planner: User,
    format: str,  # noqa: A002
) -> None:
    words = "".join(unpacked(made(consultation, planner, format, "private")))
    assert words.count(SECRET) >= (1 if format == "xlsx" else 3)
    if format != "decidim":
        assert "60代" in words


def test_a_comment_names_its_root_and_what_it_answers(consultation: Consultation, planner: User) -> None:
    root = factories.comment(Opinion.objects.get(kind="proposal", published_at__isnull=False).proposal.thread)
    factories.comment(root.thread, parent=root)
    row = table(made(consultation, planner), "opinions.csv")[-1]
    assert root.thread.proposal
    assert row["root_title"] == "木陰を"
    assert row["root_receipt"] == root.thread.proposal.opinion.receipt
    assert row["parent_receipt"] == root.opinion.receipt
    assert row["depth"] == "1"


def test_the_title_of_a_hidden_proposal_does_not_leave_with_its_comments(planner: User) -> None:
    consultation = factories.idea_collection()
    hidden = factories.proposal(consultation, title=SECRET, hidden_at=NOW)
    factories.comment(hidden)
    assert SECRET not in str(table(made(consultation, planner), "opinions.csv"))


def test_rules_for_tables_that_machines_read(consultation: Consultation, planner: User) -> None:
    """機械可読性ルール, as far as a program can tell."""
    Area.objects.create(name="港", code="372013")
    content = made(consultation, planner)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8-sig")
            records = list(csv.reader(io.StringIO(text, newline="")))
            assert len(records) == len(text.splitlines()), "no line break inside a record"
            assert all(len(record) == len(records[0]) for record in records), "no merged or missing cells"
            assert all(cell.isascii() and cell for cell in records[0]), "physical names"
            assert len(set(records[0])) == len(records[0])
    rows = table(content, "opinions.csv")
    assert rows[0]["supports"] == "0"
    assert rows[1]["supports"] == "", "nothing known is not zero"
    assert rows[0]["published_at"] == "2026-11-20T17:00:00+09:00"
    explained = {row["column"] for row in table(content, "data_dictionary.csv")}
    assert explained == set(rows[0])
    codes = {(row["column"], row["code"]) for row in table(content, "codes.csv")}
    for column, values in (
        ("kind", Opinion.Kind.values),
        ("channel", Opinion.Channel.values),
        ("stance", Opinion.Stance.values),
    ):
        assert codes >= {(column, value) for value in values}


def test_json_keeps_the_line_breaks(consultation: Consultation, planner: User) -> None:
    found = json.loads(made(consultation, planner, "json"))
    assert found["licence"] == LICENCE
    assert found["opinions"][0]["text"] == "一行目\n二行目"
    assert found["opinions"][1]["text"] == "=1+1 です"
    assert found["opinions"][1]["supports"] is None


def test_an_empty_consultation_makes_whole_files(planner: User) -> None:
    consultation = factories.idea_collection()
    assert json.loads(made(consultation, planner, "json"))["opinions"] == []
    assert json.loads(made(consultation, planner, "geojson"))["features"] == []
    assert table(made(consultation, planner), "opinions.csv") == []


def test_places_go_out_as_points(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    features = json.loads(made(target, planner, "geojson"))["features"]
    assert [feature["geometry"]["coordinates"] for feature in features] == [[134.0434, 34.3401]]


def test_the_number_of_queries_does_not_grow_with_the_rows(
    planner: User, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = factories.idea_collection()
    proposal = factories.proposal(consultation)
    for _ in range(30):
        factories.comment(proposal)
    export = Export(consultation=consultation, kind="public", format="csv")
    with django_assert_max_num_queries(5):
        for piece in opinions.pieces(opinions.of_export(export)):
            for opinion in piece:
                opinions.row(export, opinion)


ASKED = {"format": "csv", "kind": "public", "reason": "", "form_key": "abc"}


def test_asked_for_on_the_page_made_by_a_job_and_fetched(consultation: Consultation, planner: User) -> None:
    browser = signed_in(planner)
    assert browser.get(PATH).status_code == 200
    for _ in range(2):  # a double click
        assert browser.post(PATH, ASKED).status_code == 302
    export = Export.objects.get()
    assert browser.get(f"{PATH}{export.pk}/file/").status_code == 404, "not ready"
    run_job(Job.objects.get())
    assert f"{PATH}{export.pk}/file/" in browser.get(PATH).content.decode()
    response = browser.get(f"{PATH}{export.pk}/file/")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert [event.action for event in AuditEvent.objects.order_by("number")] == [
        "export.create",
        "export.download",
    ]


def test_private_attributes_need_a_reason_and_it_is_recorded(
    consultation: Consultation, planner: User
) -> None:
    browser = signed_in(planner)
    wanted = ASKED | {"kind": "private"}
    assert browser.post(PATH, wanted | {"reason": "  "}).status_code == 422
    assert not Export.objects.exists()
    browser.post(PATH, wanted | {"reason": "年代別の集計"})
    assert AuditEvent.objects.get().details["reason"] == "年代別の集計"


def test_nobody_sees_what_another_asked_for(consultation: Consultation, planner: User) -> None:
    made(consultation, planner)
    colleague = signed_in(factories.user(Role.PLANNER))
    assert f"{Export.objects.get().pk}/file/" not in colleague.get(PATH).content.decode()


def test_after_seven_days_the_file_is_gone(consultation: Consultation, planner: User, clock: Any) -> None:
    made(consultation, planner, kind="private")
    export = Export.objects.get()
    path = export.file.path
    assert exporting.clear_expired(now=NOW + timedelta(days=7) - timedelta(seconds=1)) == 0
    browser = signed_in(planner)
    assert exporting.clear_expired(now=NOW + timedelta(days=7)) == 1
    with pytest.raises(FileNotFoundError), open(path, "rb"):  # noqa: PTH123
        pass
    assert browser.get(f"{PATH}{export.pk}/file/").status_code == 404
    assert "deleted" in browser.get(PATH, headers={"accept-language": "en"}).content.decode()


def test_only_planners_export(consultation: Consultation, client: Client, yui: User, moderator: User) -> None:
    assert client.get(PATH).status_code == 302
    for person in (yui, moderator, factories.user(Role.FAQ_EDITOR)):
        assert signed_in(person).get(PATH).status_code == 403
        assert signed_in(person).post(PATH, ASKED).status_code == 403


@pytest.mark.parametrize("wrong", [{"format": "exe"}, {"kind": "all"}, {"form_key": ""}])
def test_a_form_that_was_tampered_with_is_refused(
    consultation: Consultation, planner: User, wrong: dict[str, str]
) -> None:
    assert signed_in(planner).post(PATH, ASKED | wrong).status_code == 422
    assert not Export.objects.exists()


@pytest.mark.usefixtures("clock")
def test_six_files_an_hour(consultation: Consultation, planner: User) -> None:
    browser = signed_in(planner)
    answers = [browser.post(PATH, ASKED | {"form_key": f"k{n}"}).status_code for n in range(7)]
    assert answers == [302] * 6 + [429]


def unpacked(content: bytes) -> list[str]:
    """All text in a file, however it is packed."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return [content.decode()]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        packed = [archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()]
    return [html.unescape(text) for text in packed]
