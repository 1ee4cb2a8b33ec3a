"""The pages of pre-moderation: the moderators' queue and the planner's rule."""

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role, State
from consultations.models import Consultation, Opinion
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.order.test_premoderation import HOUR, fresh, post
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="riverside", held_hours=24)


def test_a_moderator_publishes_and_refuses_from_the_queue(
    consultation: Consultation, yui: User, moderator: User
) -> None:
    good, bad = post(consultation, yui).opinion, post(consultation, yui, text="わるい言葉").opinion
    client = signed_in(moderator)
    queue = client.get("/staff/held/").content.decode()
    assert "確認待ち2件" in queue
    assert (
        client.get(f"/staff/moderation/{good.receipt}/").headers["Location"] == f"/staff/held/{good.receipt}/"
    )
    assert client.post(f"/staff/held/{good.receipt}/", {"revision": "1"}).status_code == 302
    path = f"/staff/held/{bad.receipt}/"
    assert client.post(path, {"verdict": "refuse", "revision": "1"}).status_code == 422
    said = {"verdict": "refuse", "revision": "1", "reason": "abuse", "explanation": "言い過ぎです。"}
    assert client.post(path, said).status_code == 302
    assert (fresh(good).state, fresh(bad).state) == (State.PUBLIC, State.HIDDEN)
    assert client.get("/staff/held/").content.decode().count('class="number"') == 0


def test_the_queue_has_the_most_urgent_first_and_a_fixed_number_of_queries(
    consultation: Consultation, yui: User, moderator: User, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        made = post(consultation, yui, text=f"言葉の{number:02}番").opinion
        Opinion.objects.filter(pk=made.pk).update(held_until=NOW + (20 - number) * HOUR)
    client = signed_in(moderator)
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        page = client.get("/staff/held/").content.decode()
    assert page.index("言葉の11番") < page.index("言葉の03番") < page.index("言葉の00番")


def test_a_planner_sets_the_rule_with_a_record(consultation: Consultation, planner: User, yui: User) -> None:
    waits = post(consultation, yui).opinion
    client, path = signed_in(planner), "/staff/consultations/riverside/held/"
    assert 'value="24"' in client.get(path).content.decode()
    for wrong in ("0", "73", "x"):
        assert client.post(path, {"hours": wrong}).status_code == 422
    assert client.post(path, {"hours": ""}).status_code == 302
    consultation.refresh_from_db()
    assert consultation.held_hours is None
    assert AuditEvent.objects.get().details == {"from": 24, "to": None}
    assert fresh(waits).held_until == NOW + 24 * HOUR


@pytest.mark.parametrize("path", ["/staff/held/", "/staff/held/X/"])
@pytest.mark.parametrize(("role", "status"), [(None, 302), (Role.RESIDENT, 403), (Role.PLANNER, 403)])
def test_only_moderators_see_the_queue(path: str, role: Role | None, status: int) -> None:
    person = factories.user(role) if role else None
    assert signed_in(person).get(path).status_code == status


def test_a_moderator_sets_no_rules(consultation: Consultation, moderator: User, client: Client) -> None:
    assert signed_in(moderator).get("/staff/consultations/riverside/held/").status_code == 403
    assert client.get("/staff/consultations/riverside/held/").status_code == 302
