"""Five people walk every address of the residents' side: who is let in, sent to log in, or refused."""

import pytest

from accounts.models import User
from accounts.routes import ROUTES
from consultations.models import Consultation, Opinion
from consultations.urls import app_name, urlpatterns
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OK, LOGIN, LOGGED_OUT, REFUSED, MISSING = 200, 302, 401, 403, 404
PEOPLE = ("visitor", "kenji", "yui", "moderator", "planner")
"""Yui is the author."""

PUBLIC_COMMENT = {
    "receipt/": (LOGIN, REFUSED, OK, REFUSED, REFUSED),
    "edit/": (LOGIN, REFUSED, OK, REFUSED, REFUSED),
    "withdraw/": (LOGIN, REFUSED, OK, REFUSED, REFUSED),
    "history/": (OK, OK, OK, OK, OK),
    "revisions/1/": (OK, OK, OK, OK, OK),
}
HIDDEN_COMMENT = PUBLIC_COMMENT | {
    "edit/": (LOGIN, REFUSED, REFUSED, REFUSED, REFUSED),
    "withdraw/": (LOGIN, REFUSED, REFUSED, REFUSED, REFUSED),
}
DRAFT = {
    "": (MISSING, MISSING, 302, MISSING, MISSING),
    "draft/": (LOGIN, MISSING, OK, MISSING, MISSING),
    "check/": (LOGIN, MISSING, OK, MISSING, MISSING),
}


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def statuses(request: pytest.FixtureRequest, path: str) -> tuple[int, ...]:
    people: list[User | None] = [
        None if name == "visitor" else request.getfixturevalue(name) for name in PEOPLE
    ]
    return tuple(signed_in(person).get(path).status_code for person in people)


@pytest.mark.parametrize("end", PUBLIC_COMMENT)
def test_a_public_comment(
    consultation: Consultation, yui: User, end: str, request: pytest.FixtureRequest
) -> None:
    receipt = factories.comment(consultation, author=yui).opinion.receipt
    assert statuses(request, f"/opinions/{receipt}/{end}") == PUBLIC_COMMENT[end]


@pytest.mark.parametrize("end", HIDDEN_COMMENT)
def test_a_hidden_comment(
    consultation: Consultation, yui: User, end: str, request: pytest.FixtureRequest
) -> None:
    receipt = factories.comment(consultation, author=yui, hidden_at=NOW).opinion.receipt
    assert statuses(request, f"/opinions/{receipt}/{end}") == HIDDEN_COMMENT[end]


@pytest.mark.parametrize("end", DRAFT)
def test_the_draft_of_another_does_not_exist(
    consultation: Consultation, yui: User, end: str, request: pytest.FixtureRequest
) -> None:
    draft = factories.proposal(consultation, author=yui, published=False)
    assert statuses(request, f"/consultations/waterfront/proposals/{draft.pk}/{end}") == DRAFT[end]


def test_no_address_of_an_opinion_tells_of_the_draft_of_another(
    consultation: Consultation, yui: User, kenji: User, moderator: User
) -> None:
    draft = factories.proposal(consultation, author=yui, published=False)
    thread = draft.thread.pk
    paths = [f"/opinions/{draft.opinion.receipt}/{end}" for end in ("", *PUBLIC_COMMENT)]
    for person in (kenji, moderator):
        for path in [*paths, f"/threads/{thread}/comments/new/"]:
            assert signed_in(person).get(path).status_code == MISSING, path
        for act in ("check", "discard", "support", "draft"):
            answer = signed_in(person).post(f"/consultations/waterfront/proposals/{draft.pk}/{act}/")
            assert answer.status_code == MISSING, act
    assert Opinion.objects.filter(pk=draft.opinion_id, published_at=None).exists()


def test_what_staff_have_not_published_is_seen_by_staff_only(
    yui: User, request: pytest.FixtureRequest
) -> None:
    consultation = factories.consultation(slug="prepared", published_at=None)
    factories.document(consultation)
    comment = factories.comment(consultation, author=factories.user())
    for path in (
        "/consultations/prepared/",
        "/consultations/prepared/sections/1.1/",
        "/consultations/prepared/proposals/",
        f"/opinions/{comment.opinion.receipt}/history/",
    ):
        assert statuses(request, path) == (MISSING, MISSING, MISSING, OK, OK), path
    assert signed_in(yui).get(f"/comments/{comment.pk}/").status_code == MISSING


def test_the_moderators_pages(consultation: Consultation, request: pytest.FixtureRequest) -> None:
    receipt = factories.comment(consultation).opinion.receipt
    for path in ("/staff/moderation/", f"/staff/moderation/{receipt}/"):
        assert statuses(request, path) == (LOGIN, REFUSED, REFUSED, OK, REFUSED)


@pytest.mark.parametrize(
    "path", ["/my/opinions/", "/consultations/waterfront/proposals/new/", "/threads/{thread}/comments/new/"]
)
def test_writing_needs_an_account(
    consultation: Consultation, path: str, request: pytest.FixtureRequest
) -> None:
    path = path.format(thread=consultation.thread.pk)
    assert statuses(request, path) == (LOGIN, OK, OK, OK, OK)


def test_nothing_is_written_by_another_or_by_nobody(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    opinion = factories.comment(consultation, author=yui).opinion
    for person, status in ((None, LOGGED_OUT), (kenji, REFUSED)):
        client = signed_in(person)
        for path in (f"/opinions/{opinion.receipt}/edit/", f"/opinions/{opinion.receipt}/withdraw/"):
            assert client.post(path, {"text": "他人の言葉", "base": 1}).status_code == status
    opinion.refresh_from_db()
    assert opinion.is_public
    assert opinion.revisions.count() == 1


def test_every_address_has_a_row_in_the_policy_table() -> None:
    assert [p.name for p in urlpatterns if f"{app_name}:{p.name}" not in ROUTES] == []
