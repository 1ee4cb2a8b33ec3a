"""Personal data is hidden before anything is public; scans are private; the desk has its limits."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.models import AuditEvent, User
from accounts.policy import Role
from accounts.routes import intake as routes
from consultations.models import Consultation, Mask, Opinion, Sheet
from consultations.services.intake import publishing
from consultations.services.intake import scans as intake_scans
from consultations.services.intake.publishing import NotWaitingForMasks
from consultations.uploads import MOST_BYTES, Refused
from nlp.text.masking import find
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.intake.conftest import DESK, TEXT, fields, typed, typed_again
from tests.factories import NOW
from tests.promises import crafted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PERSONAL = "氏名：山田 太郎　電話 090-1234-5678\n隣の佐藤さんの木が道に出ています。"


@pytest.fixture(autouse=True)
def _files_of_a_test(settings: Any, tmp_path: Any) -> None:
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


def picture(kind: str = "JPEG") -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "撮影 yamada-home"
    Image.new("RGB", (40, 30), "white").save(out, kind, exif=exif)
    return out.getvalue()


def pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 300))
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        made.Root.OpenAction = script
        made.docinfo["/Author"] = "yamada-author"
        made.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def test_nothing_is_public_until_a_person_has_looked_at_every_place(once: Consultation, clerk: User) -> None:
    client = signed_in(clerk)
    answer = client.post(f"{DESK}new/", fields(text=PERSONAL))
    sheet = Sheet.objects.get()
    assert answer.headers["Location"] == f"{DESK}{sheet.pk}/masks/"
    assert not Opinion.objects.exists()
    page = client.get(answer.headers["Location"]).content.decode()
    assert page.count("<mark") == 2
    assert "氏名：＜氏名＞　電話 ＜電話番号＞" in page


def test_a_clerk_hides_more_and_takes_one_back(once: Consultation, clerk: User) -> None:
    sheet = typed(once, clerk, text=PERSONAL)
    client, path = signed_in(clerk), f"{DESK}{sheet.pk}/masks/"
    name = str(PERSONAL.index("山田"))
    sent = {"hidden": [name], "more": "佐藤", "kind": "name"}
    assert client.post(path, sent | {"more": "鈴木"}).status_code == 422
    assert client.post(path, sent | {"hidden": ["999"]}).status_code == 422
    assert "隣の＜氏名＞さん" in client.post(path, sent | {"wish": "look"}).content.decode()
    assert not Opinion.objects.exists()
    assert client.post(path, sent).status_code == 302
    public = "氏名：＜氏名＞　電話 090-1234-5678\n隣の＜氏名＞さんの木が道に出ています。"
    assert Opinion.objects.get().words.text == public
    assert [mask.is_applied for mask in Mask.objects.all()] == [True, False, True]
    assert sheet.receipt not in client.get("/search/", {"q": "山田"}).content.decode()
    with pytest.raises(NotWaitingForMasks):
        publishing.decide(sheet=sheet, hidden=[], shown=[], clerk=clerk, now=NOW)


def test_a_sheet_with_names_that_nobody_can_find_by_rule_waits_as_well(
    once: Consultation, clerk: User
) -> None:
    assert typed(once, clerk, text="佐藤さんへ", has_personal_data=True).state == Sheet.State.MASKS


def test_the_original_words_are_for_staff_and_every_look_is_recorded(
    once: Consultation, clerk: User, other: User
) -> None:
    sheet = typed(once, clerk, text=PERSONAL)
    publishing.decide(sheet=sheet, hidden=find(PERSONAL), shown=[], clerk=clerk, now=NOW)
    receipt = Opinion.objects.get().receipt
    for person in (None, factories.user(), other):
        page = signed_in(person).get(f"/opinions/{receipt}/", follow=True)
        assert "＜氏名＞" in page.content.decode()
        assert "山田" not in page.content.decode()
    before = AuditEvent.objects.filter(action="intake.read_original").count()
    assert "山田 太郎" in signed_in(other).get(f"{DESK}{sheet.pk}/original/").content.decode()
    last = AuditEvent.objects.filter(action="intake.read_original").last()
    assert last is not None
    assert (last.actor, last.subject) == (other, f"sheet:{sheet.pk}")
    assert AuditEvent.objects.filter(action="intake.read_original").count() == before + 1
    assert signed_in(factories.user()).get(f"{DESK}{sheet.pk}/original/").status_code == 403


@pytest.mark.parametrize(
    ("content", "kind"),
    [(picture(), "image/jpeg"), (picture("PNG"), "image/png"), (pdf(), "application/pdf")],
)
def test_a_scan_is_made_anew_and_given_to_staff_only_as_an_attachment(
    consultation: Consultation, clerk: User, content: bytes, kind: str
) -> None:
    client = signed_in(clerk)
    sent = fields(scan=SimpleUploadedFile("../scan.exe", content))
    assert client.post(f"{DESK}new/", sent).status_code == 302
    sheet = Sheet.objects.get()
    answer = client.get(f"{DESK}{sheet.pk}/scan/")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for secret in (b"yamada", b"JavaScript", b"alert"):
        assert secret not in body
    assert AuditEvent.objects.filter(action="intake.read_scan").count() == 1
    for person in (factories.user(), factories.user(Role.FAQ_EDITOR)):
        assert signed_in(person).get(f"{DESK}{sheet.pk}/scan/").status_code == 403


@pytest.mark.parametrize("content", [b"GIF89a....", b"%PDF-1.7 broken", b"<svg onload=x>", picture()[:90]])
def test_what_is_no_scan_is_refused_and_the_text_is_still_there(
    consultation: Consultation, clerk: User, content: bytes
) -> None:
    sent = fields(scan=SimpleUploadedFile("scan.pdf", content))
    answer = signed_in(clerk).post(f"{DESK}new/", sent)
    assert answer.status_code == 422
    assert "車いす" in answer.content.decode()
    assert not Sheet.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-" + b"x" * MOST_BYTES, crafted.locked_pdf(), crafted.large_picture("PNG", (5_000, 5_000))],
)
def test_a_scan_has_its_limits(content: bytes) -> None:
    with pytest.raises(Refused):
        intake_scans.made_anew(content)


def test_a_scan_stays_as_sharp_as_a_sheet_of_a4_needs() -> None:
    made = intake_scans.made_anew(crafted.large_picture("JPEG", (2_480, 3_508)))
    assert (made.width, made.height) == (2_480, 3_508)


def test_a_photo_inside_a_scanned_pdf_loses_its_place() -> None:
    content = crafted.pdf(crafted.with_photo)
    assert b"Exif" in content
    assert b"Exif" not in intake_scans.made_anew(content).content


def test_a_scan_comes_later_to_its_sheet(
    consultation: Consultation, clerk: User, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    sheet = typed(consultation, clerk)
    client = signed_in(clerk)
    assert client.get(f"{DESK}{sheet.pk}/scan/").status_code == 404
    assert client.post(f"{DESK}{sheet.pk}/", {}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        for kind in ("PNG", "JPEG"):
            sent = {"scan": SimpleUploadedFile("a.png", picture(kind))}
            assert client.post(f"{DESK}{sheet.pk}/", sent).status_code == 302
    assert client.get(f"{DESK}{sheet.pk}/scan/").headers["Content-Type"] == "image/jpeg"
    assert [path.suffix for path in tmp_path.rglob("*.*")] == [".jpg"], "the earlier one is gone"


def test_the_slip_has_the_receipt_and_no_words(once: Consultation, clerk: User) -> None:
    sheet = typed(once, clerk)
    page = signed_in(clerk).get(f"{DESK}{sheet.pk}/slip/").content.decode()
    assert sheet.receipt in page
    assert "車いす" not in page


@pytest.mark.parametrize("rows", [3, 30])
def test_the_desk_needs_the_same_queries_however_much_waits(
    consultation: Consultation, clerk: User, other: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        sheet = typed(consultation, clerk, number=str(number))
        if number % 3:
            typed_again(sheet, other, text="別" if number % 3 == 1 else TEXT)
    client = signed_in(clerk)
    for state in ("second", "differs", "masks", "done"):
        with django_assert_max_num_queries(10):
            page = client.get(DESK, {"state": state}).content.decode()
    assert f"2回目の入力待ち ({rows // 3})" in page
    assert "（50.0%）" in page


@pytest.mark.parametrize("name", sorted(routes.ROUTES))
def test_residents_and_others_stay_outside(consultation: Consultation, clerk: User, name: str) -> None:
    sheet = typed(consultation, clerk)
    ends = {"intake", "intake_new", "intake_meeting", "intake_draft", "intake_rule", "intake_next"}
    args = ["library"] if name.partition(":")[2] in ends else ["library", sheet.pk]
    path = reverse(name, args=args)
    assert signed_in(None).get(path).status_code == 302
    for person in (factories.user(), factories.user(Role.FAQ_EDITOR)):
        assert signed_in(person).get(path).status_code == 403
        assert signed_in(person).post(path).status_code == 403


def test_a_moderator_types_but_a_planner_says_how_many_are_typed_twice(
    consultation: Consultation, other: User
) -> None:
    client = signed_in(other)
    assert client.get(f"{DESK}new/").status_code == 200
    assert client.post(f"{DESK}twice/", {"percent": "10"}).status_code == 403


def test_a_sheet_of_another_consultation_is_not_there(consultation: Consultation, clerk: User) -> None:
    sheet = typed(factories.consultation(), clerk)
    for end in ("", "second/", "compare/", "masks/", "original/", "scan/", "slip/"):
        assert signed_in(clerk).get(f"{DESK}{sheet.pk}/{end}").status_code == 404
