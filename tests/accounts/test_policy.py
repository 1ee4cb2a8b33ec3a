"""The one table: who may do what, with which object, in which state."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import get_resolver

from accounts import policy
from accounts.middleware import PolicyMiddleware
from accounts.models import RoleGrant
from accounts.policy import Action, Role, State
from accounts.routes import ROUTES
from tests import factories


def test_a_visitor_reads_and_asks_and_nothing_else() -> None:
    allowed = {action for action in Action if policy.may(AnonymousUser(), action, own=True)}
    assert allowed == {Action.READ, Action.USE_ACCOUNT, Action.READ_OPINION, Action.ASK}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", [Role.RESIDENT, Role.MODERATOR, Role.PLANNER, Role.ADMINISTRATOR])
def test_nobody_edits_what_another_wrote(role: Role, state: State) -> None:
    held = {Role.RESIDENT, role}
    assert not policy.allows(held, Action.EDIT_OPINION, state=state, own=False)


@pytest.mark.parametrize(
    ("state", "verdict"),
    [(State.PUBLIC, True), (State.DRAFT, True), (State.HIDDEN, False), (State.WITHDRAWN, False)],
)
def test_an_author_edits_their_own_while_it_lives(state: State, *, verdict: bool) -> None:
    assert policy.allows({Role.RESIDENT}, Action.EDIT_OPINION, state=state, own=True) is verdict


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (Role.MODERATOR, {Action.MODERATE}),
        (Role.PLANNER, {Action.IMPORT, Action.ANALYSE, Action.EDIT_THEME, Action.PUBLISH_THEMES}),
        (Role.FAQ_EDITOR, {Action.EDIT_FAQ, Action.PUBLISH_FAQ}),
    ],
)
def test_each_office_role_writes_in_its_own_field(role: Role, actions: set[Action]) -> None:
    writes = {
        Action.MODERATE,
        Action.IMPORT,
        Action.ANALYSE,
        Action.EDIT_THEME,
        Action.PUBLISH_THEMES,
        Action.EDIT_FAQ,
        Action.PUBLISH_FAQ,
    }
    assert {action for action in writes if policy.allows({Role.RESIDENT, role}, action)} == actions


@pytest.mark.django_db
def test_a_disabled_account_is_a_visitor() -> None:
    person = factories.user(Role.ADMINISTRATOR, is_active=False)
    assert policy.roles_of(person) == {Role.VISITOR}
    with pytest.raises(PermissionDenied):
        policy.require(person, Action.MODERATE)


@pytest.mark.django_db
def test_a_role_taken_away_is_gone_with_the_next_request(client: Client) -> None:
    person = factories.user(Role.MODERATOR)
    client.force_login(person)
    assert client.get("/staff/").status_code == 200
    RoleGrant.objects.all().delete()
    assert client.get("/staff/").status_code == 403


def test_a_page_without_a_row_is_refused(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ROUTES, "components")
    request = rf.get("/components/")
    request.user = AnonymousUser()
    request.resolver_match = get_resolver().resolve("/components/")
    with pytest.raises(PermissionDenied):
        PolicyMiddleware(lambda _: None).process_view(request, None, (), {})  # type: ignore[arg-type, return-value]


@pytest.mark.django_db
def test_what_a_visitor_sends_to_a_closed_page_comes_back_to_them(client: Client) -> None:
    consultation = factories.idea_collection()
    address = f"/consultations/{consultation.slug}/proposals/new/"
    response = client.post(address, {"title": "朝市を開く", "text": "毎月第一日曜に港で。"})
    assert response.status_code == 401
    assert "毎月第一日曜に港で。" in response.content.decode()
