"""What stands beside the words of a proposal: photos and files, the place, area and field."""

import io
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from consultations.models import (
    Area,
    Attachment,
    Consultation,
    Opinion,
    Place,
    PolicyField,
    Proposal,
)
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "private_files")]
URL = "/consultations/waterfront/proposals"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


@pytest.fixture
def draft(consultation: Consultation, yui: User) -> Proposal:
    return factories.proposal(consultation, author=yui, published=False)


def photo(*, exif: bool = True, kind: str = "JPEG", side: int = 64) -> bytes:
    image = Image.new("RGB", (side, side // 2), "#336699")
    notes = Image.Exif()
    if exif:
        notes[0x8825] = {1: "N", 2: (34.0, 2.0, 40.0), 3: "E", 4: (139.0, 2.0, 18.0)}
        notes[0x010F] = "CANARY-CAMERA"
    target = io.BytesIO()
    image.save(target, kind, exif=notes)
    return target.getvalue()


def pages(number: int = 1) -> bytes:
    pdf = pikepdf.new()
    for _page in range(number):
        pdf.add_blank_page()
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def send(client: Client, draft: Proposal, content: bytes, name: str, /, **fields: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"{URL}/{draft.pk}/extras/", {"file": file, "attach": "1", **fields})


def test_a_photo_is_kept_without_the_place_it_was_taken_at(draft: Proposal, yui: User) -> None:
    client = signed_in(yui)
    assert send(client, draft, photo(), "海.JPG", description="夕方の岸壁").status_code == 302
    kept = Attachment.objects.get()
    with kept.file.open("rb") as file:
        content = file.read()
    assert b"CANARY-CAMERA" not in content
    assert b"Exif" not in content
    assert (kept.name, kept.kind, kept.width) == ("海.jpg", "picture", 64)
    assert "夕方の岸壁" in client.get(f"{URL}/{draft.pk}/extras/").content.decode()


def test_the_same_file_sent_twice_is_attached_once_and_a_fourth_is_refused(
    draft: Proposal, yui: User
) -> None:
    client, same = signed_in(yui), pages()  # made anew, a PDF has another number within
    for _time in range(2):
        send(client, draft, same, "案.pdf")
    assert Attachment.objects.count() == 1
    for number in (2, 3):
        send(client, draft, pages(number), f"案{number}.pdf")
    answer = send(client, draft, pages(4), "案4.pdf")
    assert answer.status_code == 422
    assert "ファイルはすでに3つ" in answer.content.decode()
    assert Attachment.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.jpg", "空です"),
        (b"<svg onload='alert(1)'/>", "a.svg", "JPEG、PNG、WebP"),
        (b"<script>", "a.png", "読める写真ではありません"),
        (photo(), "a.png", "名前と中身"),
        (b"PK\x03\x04", "a.pdf", "PDFファイルではありません"),
        (b"%PDF-1.7\nbroken", "a.pdf", "壊れて"),
    ],
)
def test_what_cannot_be_attached_is_refused_with_its_reason(
    draft: Proposal, yui: User, content: bytes, name: str, said: str
) -> None:
    answer = send(signed_in(yui), draft, content, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Attachment.objects.exists()


PLACE = {"name": "港公園", "latitude": "34.0281", "longitude": "139.0322"}


def test_a_refused_file_does_not_lose_the_place(draft: Proposal, yui: User) -> None:
    answer = send(signed_in(yui), draft, b"<script>", "a.png", **PLACE)
    assert answer.status_code == 422
    assert Place.objects.get().name == "港公園"
    assert "港公園" in answer.content.decode()


def test_a_refused_place_does_not_lose_the_file(draft: Proposal, yui: User) -> None:
    far = PLACE | {"latitude": "35.6", "longitude": "139.7"}
    answer = send(signed_in(yui), draft, photo(), "a.jpg", description="夕方の岸壁", **far)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Attachment.objects.get().description == "夕方の岸壁"
    assert "市の地図の外" in page
    assert 'value="35.6"' in page
    assert 'value="夕方の岸壁"' not in page, "the next file has a description of its own"


def test_a_file_that_was_chosen_goes_along_whichever_button_is_pressed(draft: Proposal, yui: User) -> None:
    file = SimpleUploadedFile("a.jpg", photo())
    answer = signed_in(yui).post(f"{URL}/{draft.pk}/extras/", PLACE | {"file": file, "check": "1"})
    assert answer["Location"] == f"{URL}/{draft.pk}/check/"
    assert Attachment.objects.exists()
    assert Place.objects.exists()


def test_attaching_without_a_file_says_what_is_missing(draft: Proposal, yui: User) -> None:
    answer = signed_in(yui).post(f"{URL}/{draft.pk}/extras/", PLACE | {"attach": "1"})
    assert answer.status_code == 422
    assert "ファイルを選んで" in answer.content.decode()
    assert Place.objects.exists()


def test_a_file_is_taken_out_of_a_draft_and_the_place_is_kept(
    draft: Proposal, yui: User, kenji: User, consultation: Consultation
) -> None:
    client = signed_in(yui)
    send(client, draft, photo(), "a.jpg")
    token = Attachment.objects.get().token
    other = factories.proposal(consultation, author=kenji, published=False)
    signed_in(kenji).post(f"{URL}/{other.pk}/extras/", {"detach": token})
    assert Attachment.objects.exists(), "another's file"
    client.post(f"{URL}/{draft.pk}/extras/", PLACE | {"detach": token})
    assert not Attachment.objects.exists()
    assert Place.objects.get().name == "港公園"


def test_area_and_field_stand_on_the_check_page_and_with_the_proposal(
    consultation: Consultation, draft: Proposal, yui: User
) -> None:
    area, field = Area.objects.create(name="港地区"), PolicyField.objects.create(name="公園と緑")
    Opinion.objects.filter(pk=draft.opinion_id).update(area=area, policy_field=field)
    check = signed_in(yui).get(f"{URL}/{draft.pk}/check/").content.decode()
    Opinion.objects.filter(pk=draft.opinion_id).update(published_at=NOW)
    public = Client().get(f"{URL}/{draft.pk}/").content.decode()
    for page in (check, public):
        assert "港地区" in page
        assert "公園と緑" in page


def test_a_file_is_read_by_those_who_may_read_the_words(draft: Proposal, yui: User, kenji: User) -> None:
    send(signed_in(yui), draft, photo(), "a.jpg")
    address = Attachment.objects.get().get_absolute_url()
    assert signed_in(kenji).get(address).status_code == 404
    assert signed_in(yui).get(address).status_code == 200
    Opinion.objects.filter(pk=draft.opinion_id).update(published_at=NOW)
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    Opinion.objects.filter(pk=draft.opinion_id).update(hidden_at=NOW)
    assert Client().get(address).status_code == 404


def test_only_the_author_attaches_and_deletes(draft: Proposal, yui: User, kenji: User) -> None:
    send(signed_in(yui), draft, photo(), "a.jpg")
    kept = Attachment.objects.get()
    stranger = signed_in(kenji)
    assert send(stranger, draft, pages(), "b.pdf").status_code == 404
    assert stranger.post(f"{kept.get_absolute_url()}delete/").status_code == 404
    assert signed_in(yui).post(f"{kept.get_absolute_url()}delete/").status_code == 302
    assert not Attachment.objects.exists()


def test_a_draft_thrown_away_takes_its_files_along(
    draft: Proposal, yui: User, django_capture_on_commit_callbacks: Any
) -> None:
    send(signed_in(yui), draft, photo(), "a.jpg")
    file = Attachment.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(yui).post(f"{URL}/{draft.pk}/discard/")
    assert not Attachment.objects.exists()
    assert not file.storage.exists(file.name or "")


def test_a_place_is_a_name_a_point_or_both_and_can_be_taken_back(
    consultation: Consultation, draft: Proposal, yui: User
) -> None:
    area = Area.objects.create(name="港地区")
    consultation.areas.add(area)
    client = signed_in(yui)
    said = {"name": "港公園", "latitude": "34.0281", "longitude": "139.0322", "area": area.pk}
    assert client.post(f"{URL}/{draft.pk}/extras/", said).status_code == 302
    place = Place.objects.get(opinion=draft.opinion)
    assert (place.name, str(place.latitude)) == ("港公園", "34.02810")
    assert Opinion.objects.get(pk=draft.opinion_id).area == area
    assert "34.02810" in client.get(f"{URL}/{draft.pk}/extras/").content.decode()
    client.post(f"{URL}/{draft.pk}/extras/", {"name": "", "latitude": "", "longitude": ""})
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        ("34.03", "", "両方"),
        ("35.6", "139.7", "市の地図の外"),
        ("北", "139.03", "数"),
        ("NaN", "139.03", "数"),
    ],
)
def test_a_point_that_cannot_be_is_refused_in_words(
    draft: Proposal, yui: User, latitude: str, longitude: str, said: str
) -> None:
    answer = signed_in(yui).post(
        f"{URL}/{draft.pk}/extras/", {"name": "港", "latitude": latitude, "longitude": longitude}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Place.objects.exists()
