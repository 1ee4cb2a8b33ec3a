"""Names, roles and the commands that give them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts import audit, services
from accounts.models import AuditEvent, RoleGrant, User
from accounts.policy import Role
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue()


def test_a_role_is_granted_once_and_recorded_once() -> None:
    giver, person = factories.user(Role.ADMINISTRATOR), factories.user()
    assert services.grant_role(user=person, role=Role.PLANNER, granted_by=giver, now=NOW)
    assert not services.grant_role(user=person, role=Role.PLANNER, granted_by=giver, now=NOW)
    assert person.roles == {Role.RESIDENT, Role.PLANNER}
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.details) == ("role.granted", giver, {"role": "planner"})
    assert person.email not in event.subject


@pytest.mark.parametrize("role", [Role.VISITOR, Role.RESIDENT])
def test_what_everybody_is_cannot_be_granted(role: Role) -> None:
    with pytest.raises(services.NotAnOfficeRole):
        services.grant_role(user=factories.user(), role=role, granted_by=None, now=NOW)
    assert not RoleGrant.objects.exists()


def test_the_command_grants_by_address_whatever_its_case() -> None:
    person = factories.user(email="planner@example.org")
    assert "is now planner" in run("grant_role", "Planner@Example.ORG", "planner")
    assert "was already planner" in run("grant_role", "planner@example.org", "planner")
    assert User.objects.get(pk=person.pk).roles == {Role.RESIDENT, Role.PLANNER}


def test_the_command_says_when_nobody_has_the_address() -> None:
    with pytest.raises(CommandError, match="nobody has an account"):
        run("grant_role", "nobody@example.org", "planner")


def test_a_changed_name_is_the_only_change() -> None:
    person = factories.user(display_name="前の名前")
    services.change_display_name(user=person, display_name="海辺の住民")
    kept = User.objects.get(pk=person.pk)
    assert (kept.display_name, kept.email, kept.public_id) == ("海辺の住民", person.email, person.public_id)


def write_trail(length: int = 4) -> None:
    for number in range(length):
        audit.record(actor=None, action="test", subject=f"thing:{number}", now=NOW, details={"n": number})


def test_an_untouched_trail_holds() -> None:
    write_trail()
    assert "4 events, every link holds" in run("verify_audit")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "thing:other"),
        ("action", "other"),
        ("details", {"n": 99}),
        ("at", NOW.replace(hour=1)),
        ("previous_hash", "0" * 64),
        ("hash", "f" * 64),
    ],
)
def test_a_change_in_the_middle_is_named(field: str, value: object) -> None:
    write_trail()
    AuditEvent.objects.filter(number=2).update(**{field: value})
    said = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("verify_audit", stdout=said)
    assert refusal.value.returncode == 1
    assert "event 2" in said.getvalue()


def test_a_row_taken_out_of_the_middle_is_named() -> None:
    write_trail()
    AuditEvent.objects.filter(number=3).delete()
    assert "event 3 is missing before event 4" in list(audit.broken_links())


def test_an_event_is_gone_when_the_act_is_undone() -> None:
    write_trail(1)
    with pytest.raises(ZeroDivisionError):
        _act_and_fail()
    assert AuditEvent.objects.count() == 1


def _act_and_fail() -> None:
    with transaction.atomic():
        write_trail(1)
        raise ZeroDivisionError
