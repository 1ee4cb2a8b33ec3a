"""A CSV of 広聴AI maps itself, whatever it was saved as."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from consultations.models import Consultation, ImportBatch, Job, Opinion
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.planning.material import run_job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FILE = (
    "comment-id,comment-body,source,url,attribute_年代,attribute_地区\n"
    "1,バスの本数を増やしてほしい,X,https://example.jp/1,60代,港\n"
    "2,公園に木陰がほしい,,,,\n"
)


@pytest.fixture
def consultation() -> Consultation:
    return factories.closed_consultation(slug="plan")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_every_column_finds_its_place_without_a_choice(
    consultation: Consultation, planner: User, encoding: str
) -> None:
    browser = signed_in(planner)
    path = "/staff/consultations/plan/import/"
    browser.post(path, {"file": SimpleUploadedFile("kouchou.csv", FILE.encode(encoding))})
    batch = ImportBatch.objects.get()
    offered = browser.get(f"{path}{batch.pk}/").context["form"]
    as_offered = {field.name: field.value() for field in offered if field.value() is not None}
    assert browser.post(f"{path}{batch.pk}/", as_offered).status_code == 302
    browser.post(f"{path}{batch.pk}/start/")
    assert run_job(Job.objects.get()).state == "done"
    first, second = Opinion.objects.order_by("pk").select_related("current", "submission")
    assert (first.words.text, first.submission.source_key) == ("バスの本数を増やしてほしい", "number:1")
    assert first.attributes == {
        "source": "X",
        "url": "https://example.jp/1",
        "attribute_年代": "60代",
        "attribute_地区": "港",
    }
    assert second.attributes == {}
