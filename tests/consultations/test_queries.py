"""Every list takes the same number of queries with few rows as with many."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.policy import Role
from consultations.models import Comment, Consultation
from consultations.services.participation.quoting import Quote
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.discussion.material import write
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MOST = 30


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def assert_steady(client: Client, path: str, grow: Callable[[], object], most: int = MOST) -> None:
    grow()
    few = queries(client, path)
    for _round in range(5):
        grow()
    assert queries(client, path) == few
    assert few <= most, f"{few} queries"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def talk(consultation: Consultation, author: User, roots: int) -> None:
    """Comments with replies, an edit, and some that are hidden or withdrawn."""
    for number in range(roots):
        root = factories.comment(consultation, author=author if number % 2 else None)
        for level in range(number % 4):
            factories.comment(consultation, parent=root, hidden_at=NOW if level == 1 else None)
    factories.revision(root.opinion, text="書き直しました。")


@pytest.mark.parametrize("stage", ["open", "forthcoming", "closed"])
def test_the_list_of_consultations(client: Client, stage: str) -> None:
    made = {
        "open": factories.consultation,
        "forthcoming": factories.forthcoming_consultation,
        "closed": factories.closed_consultation,
    }
    assert_steady(client, f"/consultations/?stage={stage}", made[stage], 8)


def test_a_discussion_of_20_and_of_200_comments(consultation: Consultation, yui: User) -> None:
    client = signed_in(yui)
    talk(consultation, yui, 8)
    few = queries(client, "/consultations/waterfront/")
    talk(consultation, yui, 72)
    assert queries(client, "/consultations/waterfront/?page=2") == few
    assert few <= MOST


def converse(root: Comment) -> None:
    """Beneath it a reply, one that quotes it and calls its author by name, and one of the city."""
    resident = factories.user(display_name=f"住民{root.thread.comments.count()}")
    reply = factories.comment(root.thread, author=resident, parent=root)
    quote = Quote(reply.opinion.words, reply.opinion.words.text)
    write(root.thread, factories.user(), f"@{resident} さんへ", parent=root, quote=quote)
    write(root.thread, factories.user(Role.PLANNER), "調べます。", parent=root, speaks_for="道路課")


def test_a_discussion_with_quotations_calls_and_replies_of_the_city(
    consultation: Consultation, yui: User
) -> None:
    path = "/consultations/waterfront/"
    assert_steady(signed_in(yui), path, lambda: converse(factories.comment(consultation)))


@pytest.mark.parametrize("where", ["/comments/{root}/replies/", "/threads/{thread}/city/"])
def test_all_replies_and_those_of_the_city(consultation: Consultation, yui: User, where: str) -> None:
    root = factories.comment(consultation)
    path = where.format(root=root.pk, thread=consultation.thread.pk)
    assert_steady(signed_in(yui), path, lambda: converse(root))


def test_a_section_with_its_discussion(consultation: Consultation, yui: User) -> None:
    section = factories.document(consultation, sections=4).sections.get(number="1.2")
    path = "/consultations/waterfront/sections/1.2/"
    assert_steady(signed_in(yui), path, lambda: factories.comment(section))


def test_a_consultation_with_sections_and_proposals(consultation: Consultation, client: Client) -> None:
    factories.document(consultation, sections=4)
    assert_steady(client, "/consultations/waterfront/", lambda: factories.proposal(consultation))


@pytest.mark.parametrize("sort", ["newest", "supported"])
def test_the_list_of_proposals(consultation: Consultation, client: Client, sort: str) -> None:
    path = f"/consultations/waterfront/proposals/?sort={sort}"
    assert_steady(client, path, lambda: factories.proposal(consultation), 8)


def test_my_opinions(consultation: Consultation, yui: User) -> None:
    def grow() -> None:
        factories.comment(consultation, author=yui, hidden_at=NOW)
        factories.proposal(consultation, author=yui)
        factories.proposal(consultation, author=yui, published=False)

    assert_steady(signed_in(yui), "/my/opinions/", grow)


def test_an_edit_history(consultation: Consultation, client: Client) -> None:
    opinion = factories.comment(consultation).opinion
    number = iter(range(100))
    path = f"/opinions/{opinion.receipt}/history/"
    assert_steady(client, path, lambda: factories.revision(opinion, text=f"言葉{next(number)}"))


def test_the_moderators_list(consultation: Consultation, moderator: User) -> None:
    assert_steady(signed_in(moderator), "/staff/moderation/", lambda: factories.comment(consultation))
