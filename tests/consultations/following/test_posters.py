"""The poster, its QR code and short address, and links with which people tell each other."""

import io
from urllib.parse import unquote

import pytest
from django.test import Client
from pikepdf import Pdf

from consultations.models import Consultation
from consultations.services.following import posters
from consultations.views.following import posters as posters_view
from tests import factories
from tests.consultations.following.material import CANARY
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = "/consultations/waterfront/poster/"


needs_pdf = pytest.mark.skipif(
    not posters.can_write_pdf(), reason=f"install the Debian packages {posters.PACKAGES}"
)


def test_the_poster_shows_question_deadline_qr_code_and_short_address(
    client: Client, consultation: Consultation
) -> None:
    page = client.get(PAGE).content.decode()
    for words in (
        consultation.question,
        "2026年11月30日（月）17:00",
        f"http://testserver/s/{consultation.pk}/",
        "/consultations/waterfront/qr.svg",
        "政策推進部 デジタル推進課",
    ):
        assert words in page


def test_the_short_address_leads_to_the_consultation(client: Client, consultation: Consultation) -> None:
    answer = client.get(f"/s/{consultation.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/consultations/waterfront/")
    assert client.get(f"/s/{consultation.pk}", follow=True).status_code == 200


def test_what_is_not_published_has_neither_poster_nor_short_address(client: Client) -> None:
    hidden = factories.consultation(slug="hidden", published_at=None)
    addresses = [f"/consultations/hidden/{name}" for name in ("poster/", "poster.pdf", "qr.svg")]
    for address in (*addresses, f"/s/{hidden.pk}/", "/s/0/", f"/s/{10**18}/"):
        assert client.get(address).status_code == 404, address


def test_the_qr_code_is_an_image_without_scripts(client: Client, consultation: Consultation) -> None:
    answer = client.get("/consultations/waterfront/qr.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    assert b"script" not in answer.content


@needs_pdf
def test_the_pdf_is_one_sheet_of_a4_with_its_fonts_inside(client: Client, consultation: Consultation) -> None:
    answer = client.get("/consultations/waterfront/poster.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    with Pdf.open(io.BytesIO(answer.content)) as pdf:
        (sheet,) = pdf.pages
        left, low, right, high = (float(edge) for edge in sheet.mediabox)
        assert (round(right - left), round(high - low)) == (595, 842)
        assert sheet.resources["/Font"], "letters, not a picture of them"


@needs_pdf
@pytest.mark.parametrize(
    ("title", "question", "contact"),
    [
        ("題" * 60, "長い問いかけです。" * 14, "電話 0000-12-3450、" * 7),
        ("題" * posters_view.LONG_TITLE, "問" * posters_view.LONG_QUESTION, "電" * 55),
    ],
    ids=["set smaller", "the longest that is set large"],
)
def test_short_and_long_questions_fit_on_one_sheet(
    client: Client, title: str, question: str, contact: str
) -> None:
    factories.consultation(slug="long", title=title, question=question, contact=contact)
    with Pdf.open(io.BytesIO(client.get("/consultations/long/poster.pdf").content)) as pdf:
        assert len(pdf.pages) == 1


@needs_pdf
def test_writing_a_pdf_fetches_nothing_from_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    page = '<img src="http://127.0.0.1:9/x.png"><img src="file:///etc/passwd">'
    assert posters.pdf(page=page, style="@import url(http://127.0.0.1:9/x.css);").startswith(b"%PDF")


def test_without_the_packages_the_page_says_so_and_still_prints(
    client: Client, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posters, "weasyprint", None)
    page = client.get(PAGE).content.decode()
    assert posters.PACKAGES in page
    assert "poster.pdf" not in page
    assert 'class="poster"' in page
    answer = client.get("/consultations/waterfront/poster.pdf")
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)


def test_too_many_pdfs_are_refused(
    client: Client, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posters, "pdf", lambda **_: b"%PDF")
    statuses = [client.get("/consultations/waterfront/poster.pdf").status_code for _ in range(21)]
    assert (statuses[0], statuses[-1]) == (200, 429)


def test_links_to_tell_others_hold_the_address_of_the_page_and_nothing_about_the_reader(
    client: Client, consultation: Consultation
) -> None:
    page = client.get("/consultations/waterfront/?utm_source=x&page=1").content.decode()
    share = page[
        page.index('class="disclosure"') : page.index("</details>", page.index('id="share-address"'))
    ]
    assert "utm_source" not in share
    assert 'value="http://testserver/consultations/waterfront/"' in share
    assert f"http://testserver/s/{consultation.pk}/" in share
    for start in ("mailto:?subject=", "https://line.me/R/share?text=", "https://x.com/intent/post?text="):
        assert start in share
    assert "海辺の使い方" in unquote(share[share.index("mailto:") :])
    assert share.count("noopener noreferrer") == 2
    assert "<script" not in share
    assert "<img" not in share


def test_the_title_of_a_hidden_proposal_is_not_passed_on(client: Client, consultation: Consultation) -> None:
    hidden = factories.proposal(consultation, title=CANARY, hidden_at=NOW)
    page = unquote(client.get(hidden.get_absolute_url()).content.decode())
    assert CANARY not in page
    public = factories.proposal(consultation, title="木陰")
    assert "subject=木陰&" in unquote(client.get(public.get_absolute_url()).content.decode())


def test_every_page_has_a_style_for_paper(client: Client, consultation: Consultation) -> None:
    assert "css/print.css" in client.get("/consultations/waterfront/").content.decode()
