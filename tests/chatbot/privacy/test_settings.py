"""Editors and administrators decide on screen, and it is recorded."""

import pytest
from django.test import Client

from accounts.models import AuditEvent
from accounts.policy import Role
from chatbot.models import ChatSettings
from tests import factories

pytestmark = pytest.mark.django_db
PATH = "/staff/faq/settings/"


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.FAQ_EDITOR, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.MODERATOR, 403),
        (Role.PLANNER, 403),
        (None, 403),
    ],
)
def test_only_those_who_publish_answers_decide(client: Client, role: Role | None, status: int) -> None:
    assert client.get(PATH).status_code == 302, "a visitor logs in first"
    client.force_login(factories.user(*([role] if role else [])))
    assert client.get(PATH).status_code == status
    assert client.post(PATH, {"keep_days": "10"}).status_code == (302 if status == 200 else 403)
    assert ChatSettings.now().keep_days == (10 if status == 200 else 90)


def test_what_changed_is_recorded_and_a_second_click_records_nothing(client: Client) -> None:
    editor = factories.user(Role.FAQ_EDITOR)
    client.force_login(editor)
    for _ in range(2):
        client.post(PATH, {"keep_days": "30", "needs_review": "on"})
    held = ChatSettings.now()
    assert (held.keep_days, held.needs_review, held.hands_over) == (30, True, False)
    event = AuditEvent.objects.get(action="chat.decide")
    assert event.actor == editor
    assert event.details == {
        "keep_days": [90, 30],
        "needs_review": [False, True],
        "hands_over": [True, False],
    }


def test_other_settings_stay_as_they_are(client: Client) -> None:
    ChatSettings.objects.create(wrong_per_hundred=5)
    client.force_login(factories.user(Role.FAQ_EDITOR))
    client.post(PATH, {"keep_days": "30", "hands_over": "on"})
    assert ChatSettings.now().wrong_per_hundred == 5


@pytest.mark.parametrize("days", ["0", "1001", "-1", "ninety", ""])
def test_days_out_of_range_are_said_and_nothing_changes(client: Client, days: str) -> None:
    client.force_login(factories.user(Role.FAQ_EDITOR))
    answer = client.post(PATH, {"keep_days": days})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert ChatSettings.now().keep_days == 90
