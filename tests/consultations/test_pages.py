"""Every page of the residents' side comes up, in both languages, empty and full."""

import pytest
from django.test import Client

from accounts.models import User
from consultations.models import Proposal
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("stage", ["", "open", "forthcoming", "closed", "nonsense"])
def test_the_list_comes_up_empty_and_full(client: Client, stage: str, language: str) -> None:
    client.cookies["django_language"] = language
    assert client.get("/consultations/", {"stage": stage}).status_code == 200
    for made in (factories.consultation, factories.forthcoming_consultation, factories.closed_consultation):
        made()
    page = client.get("/consultations/", {"stage": stage})
    assert page.status_code == 200
    assert page.content.decode().count('<article class="card">') == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_of_a_full_consultation_comes_up_for_its_author(yui: User, language: str) -> None:
    consultation = factories.idea_collection(slug="waterfront")
    section = factories.document(consultation).sections.get(number="1.1")
    proposal = factories.proposal(consultation, author=yui)
    root = factories.comment(section, author=yui, stance="agree")
    reply = factories.comment(section, parent=root)
    factories.revision(root.opinion, text="賛成です。ただし費用が心配です。", at=NOW + DAY)
    factories.comment(consultation, hidden_at=NOW)
    factories.comment(consultation, withdrawn_at=NOW)
    draft = factories.proposal(consultation, author=yui, published=False)
    client = signed_in(yui)
    client.cookies["django_language"] = language
    for path in _paths(consultation.slug, proposal, draft, root.opinion.receipt, root.thread_id, reply.pk):
        assert client.get(path).status_code == 200, path


def test_pages_that_lead_elsewhere_do_so(client: Client) -> None:
    consultation = factories.idea_collection()
    proposal = factories.proposal(consultation)
    submission = factories.submission(consultation)
    assert (
        client.get(f"/opinions/{proposal.opinion.receipt}/").headers["Location"]
        == proposal.get_absolute_url()
    )
    revision = f"/opinions/{submission.opinion.receipt}/revisions/1/"
    assert client.get(f"/opinions/{submission.opinion.receipt}/").headers["Location"] == revision
    assert client.get(revision).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/consultations/none/",
        "/consultations/none/sections/1.1/",
        "/consultations/none/proposals/",
        "/comments/999/",
        "/opinions/Y-2026-0000-0000/",
        "/opinions/nonsense/history/",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def _paths(
    slug: str, proposal: Proposal, draft: Proposal, receipt: str, thread: int, reply: int
) -> list[str]:
    base = f"/consultations/{slug}/"
    return [
        base,
        f"{base}sections/1.1/",
        f"{base}proposals/",
        f"{base}proposals/?sort=supported&page=9",
        f"{base}proposals/{proposal.pk}/",
        f"{base}proposals/new/",
        f"{base}proposals/{draft.pk}/draft/",
        f"{base}proposals/{draft.pk}/check/",
        f"/threads/{thread}/comments/new/",
        f"/threads/{thread}/comments/new/?parent={reply}",
        f"/opinions/{receipt}/receipt/",
        f"/opinions/{receipt}/edit/",
        f"/opinions/{receipt}/withdraw/",
        f"/opinions/{receipt}/history/",
        f"/opinions/{receipt}/revisions/1/?start=0&end=3",
        f"/opinions/{receipt}/revisions/2/?start=5&end=900",
        f"/opinions/{proposal.opinion.receipt}/edit/",
        "/my/opinions/",
    ]
