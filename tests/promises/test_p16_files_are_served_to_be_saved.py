"""A file of a resident is served to be saved, and only while the words it belongs to are public."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.policy import Role
from consultations.models import Attachment, Proposal
from consultations.services.proposals import attachments
from consultations.uploads import Refused
from tests import factories
from tests.factories import NOW
from tests.promises import crafted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def author() -> User:
    return factories.user()


@pytest.fixture
def proposal(author: User, tmp_path: Path, settings: Settings) -> Proposal:
    storages = dict(settings.STORAGES)
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = storages
    draft = factories.proposal(factories.idea_collection(), author=author, published=False)
    for name, data in (("../../写真.png", crafted.picture("PNG")), ("図.pdf", crafted.pdf())):
        attachments.attach(
            opinion=draft.opinion, author=author, data=data, file_name=name, description="", now=NOW
        )
    return draft


def addresses(of: Proposal) -> list[str]:
    return [file.get_absolute_url() for file in Attachment.objects.filter(opinion=of.opinion)]


def browser(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def stand(proposal: Proposal, **fields: Any) -> None:
    type(proposal.opinion).objects.filter(pk=proposal.opinion_id).update(**fields)


def test_it_is_served_to_be_saved_and_taken_for_nothing_else(proposal: Proposal) -> None:
    stand(proposal, published_at=NOW)
    for address, kind in zip(addresses(proposal), ("image/png", "application/pdf"), strict=True):
        answer = browser(None).get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"published_at": NOW, "hidden_at": NOW},
        {"published_at": NOW, "withdrawn_at": NOW},
        {"published_at": NOW, "held_until": NOW + factories.DAY},
    ],
    ids=["draft", "hidden", "withdrawn", "held"],
)
def test_the_file_of_what_is_not_public_is_not_there(
    proposal: Proposal, author: User, state: dict[str, Any]
) -> None:
    stand(proposal, **state)
    for address in addresses(proposal):
        for person in (None, factories.user(), factories.user(Role.FAQ_EDITOR)):
            for method in ("get", "head"):
                answer = getattr(browser(person), method)(address)
                assert answer.status_code == 404
                assert "Content-Disposition" not in answer.headers
        assert browser(author).get(address).status_code == 200


def test_a_refused_file_leaves_nothing_behind(proposal: Proposal, author: User, tmp_path: Path) -> None:
    files = {path for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(Refused):
        attachments.attach(
            opinion=proposal.opinion,
            author=author,
            data=crafted.drawing_with_script(),
            file_name="a.png",
            description="",
            now=NOW,
        )
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == files
    assert Attachment.objects.count() == 2
