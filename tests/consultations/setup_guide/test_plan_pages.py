"""A plan is read in, looked at and stored; faults are shown row by row and keep nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent
from consultations.models import Consultation, Document, DocumentVersion, PlanDraft, SectionText
from tests.consultations.setup_guide.conftest import FINAL, PLAN
from tests.consultations.setup_guide.words import a_plan, with_a_picture, word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/staff/consultations/green/plan/"


def test_a_word_file_is_read_looked_at_and_stored(desk: Client, begun: Consultation) -> None:
    file = SimpleUploadedFile("plan.docx", word(with_a_picture))
    answer = desk.post(URL, {"file": file, "label": "素案"})
    assert answer.headers["location"] == f"{URL}check/"
    page = desk.get(f"{URL}check/").content.decode()
    for words in ("3項目を読み込みました", "植える場所の地図", "<td>100|予定</td>", "<li>海沿いの道</li>"):
        assert words in page
    assert not Document.objects.exists()
    assert desk.post(f"{URL}check/").headers["location"] == "/staff/consultations/green/setup/check/"
    texts = SectionText.objects.filter(version__document__consultation=begun)
    assert list(texts.values_list("number", flat=True)) == ["1", "2", "2.1"]
    assert not PlanDraft.objects.exists()
    assert AuditEvent.objects.filter(action="plan.store").exists()


def test_pasted_text_does_as_well(desk: Client, begun: Consultation) -> None:
    desk.post(URL, {"text": PLAN, "label": "素案"})
    desk.post(f"{URL}check/")
    assert Document.objects.get().title == "みどりの計画（素案）"


def test_before_publication_a_new_file_replaces_the_plan(desk: Client, complete: Consultation) -> None:
    desk.post(URL, {"text": "## 一つだけ\n本文", "label": "素案"})
    desk.post(f"{URL}check/")
    assert SectionText.objects.get().title == "一つだけ"


def test_faults_are_listed_with_their_rows_and_nothing_is_kept(desk: Client, begun: Consultation) -> None:
    answer = desk.post(URL, {"text": "## 1 一\n\n##\n\n## 1 また\n", "label": "素案"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "見出しが空です" in page
    assert "前の見出しと番号が同じです" in page
    assert '<th scope="row" class="number">3</th>' in page
    assert "## 1 また" in page
    assert not PlanDraft.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"label": "素案"}, "ファイルを選ぶか"),
        ({"label": "素案", "text": PLAN, "file": ("plan.md", b"## x")}, "どちらか一方"),
        ({"label": "素案", "file": ("plan.docm", b"x")}, "マクロ付き"),
        ({"label": "素案", "file": ("plan.docx", b"x")}, "壊れている"),
        ({"label": "素案", "text": "## 一\n\x00"}, ""),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    desk: Client, begun: Consultation, sent: dict[str, object], said: str
) -> None:
    file = sent.get("file")
    if isinstance(file, tuple):
        sent = sent | {"file": SimpleUploadedFile(*file)}
    answer = desk.post(URL, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not PlanDraft.objects.exists()


def test_sections_that_were_read_can_be_thrown_away(desk: Client, begun: Consultation) -> None:
    desk.post(URL, {"text": PLAN, "label": "素案"})
    desk.post(f"{URL}check/", {"wish": "throw_away"})
    assert not PlanDraft.objects.exists()
    assert desk.get(f"{URL}check/").headers["location"] == URL


def test_sections_that_somebody_replaced_meanwhile_are_not_taken_unseen(
    desk: Client, begun: Consultation
) -> None:
    desk.post(URL, {"text": PLAN, "label": "素案"})
    assert desk.post(f"{URL}check/", {"seen": "an earlier moment"}).headers["location"] == f"{URL}check/"
    assert "別のファイルが読み込まれました" in desk.get(f"{URL}check/").content.decode()
    assert not Document.objects.exists()


def test_pressing_twice_publishes_the_new_version_once(desk: Client, published: Consultation) -> None:
    desk.post(URL, {"text": FINAL, "label": "最終案"})
    desk.post(f"{URL}check/")
    assert "新しい版が公開を待っています" in desk.get(URL).content.decode()
    for _ in range(2):
        assert desk.post(f"{URL}changes/").status_code in {200, 302}
    assert DocumentVersion.objects.count() == 2


def test_what_a_plan_holds_cannot_act_on_the_page(desk: Client, begun: Consultation) -> None:
    text = "## 一<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>[x](javascript:alert(1))"
    desk.post(URL, {"text": text, "label": "素案"})
    page = desk.get(f"{URL}check/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_the_parts_of_a_word_file_are_harmless_too(desk: Client, begun: Consultation) -> None:
    def write(document: object) -> None:
        a_plan(document)
        document.add_paragraph("<script>alert(1)</script>")  # type: ignore[attr-defined]

    desk.post(URL, {"file": SimpleUploadedFile("plan.docx", word(write)), "label": "素案"})
    assert "<script>alert" not in desk.get(f"{URL}check/").content.decode()
