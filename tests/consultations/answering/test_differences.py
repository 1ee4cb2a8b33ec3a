"""A row of the result that says what was changed leads to the very change."""

import pytest
from django.test import Client

from consultations.models import Consultation, DocumentVersion, Publication, PublishedRow, SectionText
from tests import factories
from tests.consultations.planning.material import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

URL = "/consultations/plan/result/"


@pytest.fixture
def plan(publication: Publication) -> Consultation:
    """The first row says that a section was changed; there is one version of the plan as yet."""
    document = factories.document(publication.consultation)
    number = document.sections.earliest("position").number
    changes = [
        {"number": number, "text": "本数を書き改めました。"},
        {"number": "", "text": "図を足しました。"},
    ]
    PublishedRow.objects.filter(publication=publication, number=1).update(changes=changes)
    return publication.consultation


def _next_version(plan: Consultation, *, changed: str) -> None:
    before = DocumentVersion.objects.get(document__consultation=plan)
    after = DocumentVersion.objects.create(
        document=before.document, number=before.number + 1, label="成案", published_at=NOW
    )
    for words in before.texts.all():
        body = f"{words.body}増やします。" if words.number == changed else words.body
        SectionText.objects.create(
            version=after, section=words.section, number=words.number, title=words.title, body=body
        )


def test_a_changed_section_leads_to_the_place_among_the_changes(client: Client, plan: Consultation) -> None:
    number = plan.document.sections.earliest("position").number
    _next_version(plan, changed=number)
    anchor = f"change-{number.replace('.', '-')}-changed"
    for page in (URL, f"{URL}1/"):
        assert f'href="/consultations/plan/changes/#{anchor}"' in text(client.get(page))
    assert f'id="{anchor}"' in text(client.get("/consultations/plan/changes/"))


def test_without_a_comparison_it_leads_to_the_section(client: Client, plan: Consultation) -> None:
    first, other = plan.document.sections.order_by("position")[:2]
    section = f'href="/consultations/plan/sections/{first.number}/"'
    assert section in text(client.get(URL))
    _next_version(plan, changed=other.number)
    assert section in text(client.get(URL))


def test_a_section_that_was_taken_out_leads_to_what_stood_there(client: Client, plan: Consultation) -> None:
    first = plan.document.sections.earliest("position")
    _next_version(plan, changed="")
    SectionText.objects.filter(section=first, version__number=2).delete()
    assert f"#change-{first.number.replace('.', '-')}-removed" in text(client.get(URL))
