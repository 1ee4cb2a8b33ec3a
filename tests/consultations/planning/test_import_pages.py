import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.policy import Role
from consultations.models import Consultation, ImportBatch, Job, Submission
from tests import factories
from tests.consultations.planning.material import run_job

pytestmark = pytest.mark.django_db

URL = "/staff/consultations/plan/import/"
MAPPED = {"text": "comment", "key": "id", "default_channel": "fax"}


def file(content: str | bytes = "id,comment\n1,バス\n2,\n", name: str = "a.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def uploaded(
    desk: Client, content: str | bytes = "id,comment\n1,バス\n2,\n", name: str = "a.csv"
) -> ImportBatch:
    response = desk.post(URL, {"file": file(content, name)})
    assert response.status_code == 302, response.content.decode()
    return ImportBatch.objects.latest("pk")


def test_the_whole_way_from_the_file_to_the_opinions(desk: Client, consultation: Consultation) -> None:
    batch = uploaded(desk)
    columns = desk.get(f"{URL}{batch.pk}/")
    assert "バス" in columns.content.decode()
    assert "UTF-8" in columns.content.decode()
    assert desk.post(f"{URL}{batch.pk}/", MAPPED).headers["Location"] == f"{URL}{batch.pk}/check/"
    check = desk.get(f"{URL}{batch.pk}/check/").content.decode()
    assert "There is no text." in check
    assert "Import the good rows" in check
    assert desk.post(f"{URL}{batch.pk}/start/").headers["Location"] == f"{URL}{batch.pk}/result/"
    waiting = desk.get(f"{URL}{batch.pk}/result/").content.decode()
    assert "<progress" in waiting
    run_job(Job.objects.get())
    result = desk.get(f"{URL}{batch.pk}/result/").content.decode()
    assert "Result of the import" in result
    assert Submission.objects.get().opinion.channel == "fax"
    refused = desk.get(f"{URL}{batch.pk}/refused/")
    assert refused.headers["Content-Type"].startswith("text/csv")
    assert refused.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "The file is empty."),
        (b"x", "a.doc", "Please choose a file ending in .csv, .tsv or .xlsx."),
        (b'id,comment\n1,"open', "a.csv", "line 2"),
        (b"\x00\x01\x02" * 50, "a.csv", "not a text file"),
        (b"PK\x03\x04" + b"junk" * 10, "a.xlsx", "damaged"),
        ("意見\n".encode() + b"\xff\xff", "a.csv", "neither UTF-8 nor CP932"),
    ],
)
def test_a_useless_file_is_refused_on_the_page(
    desk: Client, consultation: Consultation, content: bytes, name: str, words: str
) -> None:
    response = desk.post(URL, {"file": file(content, name)})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_no_file_at_all_is_said(desk: Client, consultation: Consultation) -> None:
    response = desk.post(URL, {})
    assert response.status_code == 422
    assert "Please choose a file." in response.content.decode()


def test_a_name_full_of_tricks_is_stored_harmless(desk: Client, consultation: Consultation) -> None:
    batch = uploaded(desk, name="..\\..\\é'\"<script>.csv")
    assert "/" not in batch.file_name
    assert str(batch.file.name).startswith("imports/")
    assert b"<script>." not in desk.get(f"{URL}{batch.pk}/").content


def test_a_text_of_100_kb_is_one_row_error(desk: Client, consultation: Consultation) -> None:
    batch = uploaded(desk, f"id,comment\n1,{'あ' * 34_000}\n2,短い意見\n")
    desk.post(f"{URL}{batch.pk}/", MAPPED)
    check = desk.get(f"{URL}{batch.pk}/check/").content.decode()
    assert "longer than 20,000 characters" in check
    assert "Import the good rows" in check


def test_a_column_chosen_twice_is_refused(desk: Client, consultation: Consultation) -> None:
    batch = uploaded(desk)
    response = desk.post(f"{URL}{batch.pk}/", MAPPED | {"key": "comment"})
    assert response.status_code == 422
    assert "chosen twice" in response.content.decode()


def test_a_column_that_is_not_there_is_refused(desk: Client, consultation: Consultation) -> None:
    batch = uploaded(desk)
    assert desk.post(f"{URL}{batch.pk}/", MAPPED | {"text": "nowhere"}).status_code == 422


def test_pages_out_of_turn_lead_to_the_right_one(desk: Client, consultation: Consultation) -> None:
    batch = uploaded(desk)
    columns = reverse("consultations:import_columns", args=["plan", batch.pk])
    assert desk.get(f"{URL}{batch.pk}/check/").headers["Location"] == columns
    assert desk.get(f"{URL}{batch.pk}/result/").headers["Location"] == columns
    assert desk.post(f"{URL}{batch.pk}/start/").headers["Location"] == f"{URL}{batch.pk}/check/"
    desk.post(f"{URL}{batch.pk}/", MAPPED)
    desk.post(f"{URL}{batch.pk}/start/")
    assert desk.get(columns).headers["Location"] == f"{URL}{batch.pk}/result/"
    assert desk.post(columns, MAPPED).headers["Location"] == f"{URL}{batch.pk}/result/"


def test_a_stopped_import_says_how_to_go_on(desk: Client, consultation: Consultation) -> None:
    batch = uploaded(desk)
    desk.post(f"{URL}{batch.pk}/", MAPPED)
    desk.post(f"{URL}{batch.pk}/start/")
    desk.post(f"/staff/jobs/{Job.objects.get().pk}/cancel/")
    assert "upload the same file again" in desk.get(f"{URL}{batch.pk}/result/").content.decode()


def test_a_batch_is_found_only_under_its_consultation(desk: Client, consultation: Consultation) -> None:
    batch = uploaded(desk)
    factories.consultation(slug="other")
    assert desk.get(f"/staff/consultations/other/import/{batch.pk}/").status_code == 404


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.FAQ_EDITOR])
def test_only_planners_import(client: Client, consultation: Consultation, role: Role | None) -> None:
    person: User = factories.user(*([role] if role else []))
    client.force_login(person)
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"file": file()}).status_code == 403


def test_a_visitor_is_asked_to_log_in(client: Client, consultation: Consultation) -> None:
    assert client.get(URL).status_code == 302


@pytest.mark.usefixtures("standing_clock")
def test_too_many_uploads_are_refused_in_words(desk: Client, consultation: Consultation) -> None:
    answers = [desk.post(URL, {"file": file()}).status_code for _ in range(21)]
    assert answers[:20] == [302] * 20
    assert answers[20] == 429


def test_a_file_that_is_no_longer_kept_is_asked_for_again(desk: Client, consultation: Consultation) -> None:
    batch = factories.import_batch(consultation, columns=["id", "comment"])
    for page in ("", "refused/"):
        assert desk.get(f"{URL}{batch.pk}/{page}").headers["Location"] == URL
    assert "no longer kept" in desk.get(URL).content.decode()
