"""After edits, withdrawals and hiding, every published figure can be counted again."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.policy import Role
from consultations.models import Membership, Opinion, Publication, PublishedPlace
from consultations.services.answering import publishing
from tests import factories
from tests.consultations.answering import material
from tests.factories import NOW

pytestmark = pytest.mark.django_db

URL = "/consultations/plan/result/"


@pytest.fixture
def publication(tmp_path: Path, settings: Settings) -> Publication:
    """Published with one opinion withheld; since then one edited, one hidden, one withdrawn, one arrived."""
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    consultation, run = material.closed()
    Opinion.objects.filter(pk=consultation.opinions.latest("pk").pk).update(withdrawn_at=NOW)
    planner, second = factories.user(Role.PLANNER), factories.user(Role.PLANNER)
    material.approve_all(consultation, run, planner, second)
    made = material.published(consultation, planner)
    edited, hidden, withdrawn = [place.revision.opinion for place in made.places.order_by("number")[:3]]
    factories.revision(edited, text="考えが変わりました。")
    Opinion.objects.filter(pk=hidden.pk).update(hidden_at=NOW)
    Opinion.objects.filter(pk=withdrawn.pk).update(withdrawn_at=NOW)
    factories.submission(consultation, text="あとから届きました。")
    return made


def counted_from_pages(client: Client) -> tuple[Counter[int], int, int]:
    """By walking from the result to every original: in each row, still readable, and withheld since."""
    rows: Counter[int] = Counter()
    readable = gone = 0
    for line in client.get(URL).context["page"]:
        for one in client.get(f"{URL}{line.row.number}/").context["page"]:
            place = one["place"]
            rows[line.row.number] += 1
            address = f"/opinions/{place.revision.opinion.receipt}/revisions/{place.revision.number}/"
            original = client.get(address)
            if original.status_code == 200 and place.revision.text in original.content.decode():
                readable += 1
            else:
                assert one["note"], "what cannot be read says why"
                gone += 1
    return rows, readable, gone


def disagreements(client: Client, publication: Publication) -> list[str]:
    """What the published figures say beside what can be counted now."""
    context = client.get(URL).context
    rows, readable, gone = counted_from_pages(client)
    published = {line.row.number: line.row.opinions for line in context["page"]}
    found = [f"row {number}" for number, said in published.items() if rows[number] != said]
    if readable + gone + context["withheld_sum"] != context["figures"]["opinions"]:
        found.append("the sum")
    if gone != context["gone"]:
        found.append("withheld since")
    return found


def test_every_published_count_is_counted_again_by_following_the_links(
    client: Client, publication: Publication
) -> None:
    assert disagreements(client, publication) == []
    context = client.get(URL).context
    assert context["gone"] == 2
    assert context["withheld_sum"] == 1
    assert context["figures"]["opinions"] == publication.run.memberships.count()


def test_what_is_withheld_is_counted_with_its_reason(client: Client, publication: Publication) -> None:
    withheld = publication.places.filter(state=Membership.State.WITHHELD)
    assert [place.why for place in withheld] == [PublishedPlace.Why.WITHDRAWN]
    assert sum(count for _reason, count in client.get(URL).context["withheld"]) == 1


def test_the_documents_written_anew_have_every_opinion_or_its_reason(
    client: Client, publication: Publication
) -> None:
    publishing.refresh(now=NOW)
    data = b"".join(client.get(f"{URL}files/originals/").streaming_content)  # type: ignore[attr-defined]
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]
    assert len(lines) == publication.figures["opinions"]
    assert all(line[4] or line[5] for line in lines)


def test_control_a_cut_link_shows(client: Client, publication: Publication) -> None:
    place = publication.places.exclude(row=None).latest("number")
    PublishedPlace.objects.filter(pk=place.pk).delete()
    assert disagreements(client, publication) == [f"row {place.row.number}", "the sum"]  # type: ignore[union-attr]
