"""An export with private attributes goes to the one person who asked for it, logged in, for seven days."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import AuditEvent, RoleGrant, User
from accounts.policy import Role
from consultations import jobs
from consultations.models import Export
from consultations.models.transfer import ExportQuerySet
from consultations.services.transfer import exporting
from consultations.tasks import handler_for
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def owner() -> User:
    return factories.user(Role.PLANNER)


@pytest.fixture
def path(owner: User, tmp_path: Path, settings: Settings) -> str:
    storages = dict(settings.STORAGES)
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = storages
    consultation = factories.consultation(slug="plan")
    factories.submission(consultation, attributes={"年代": "60代"})
    export = exporting.start(
        consultation=consultation,
        kind="private",
        format="csv",
        reason="集計のため",
        requested_by=owner,
        form_key="once",
        now=NOW,
    )
    assert export.job
    jobs.run(export.job.pk, handler_for)
    return f"/staff/consultations/plan/exports/{export.pk}/file/"


def browser_of(person: User | None) -> Client:
    browser = Client()
    if person:
        browser.force_login(person)
    return browser


def test_the_owner_gets_it_and_nothing_keeps_a_copy(path: str, owner: User) -> None:
    response = browser_of(owner).get(path)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert AuditEvent.objects.filter(action="export.download").count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_nobody_else_gets_it(path: str, role: Role) -> None:
    person = None if role == Role.VISITOR else factories.user(role)
    for method in ("get", "head", "post", "options"):
        response = getattr(browser_of(person), method)(path)
        assert response.status_code in (302, 401, 403, 404, 405)
        assert "Content-Disposition" not in response.headers
    assert not AuditEvent.objects.filter(action="export.download").exists()


def test_a_piece_of_it_is_asked_for_in_vain(path: str) -> None:
    other = browser_of(factories.user(Role.ADMINISTRATOR))
    for asked in ("bytes=0-10", "bytes=-1", "bytes=0-0,2-3"):
        assert other.get(path, headers={"range": asked}).status_code == 404


def test_replayed_after_logging_out_it_is_not_there(path: str, owner: User) -> None:
    browser = browser_of(owner)
    assert browser.get(path).status_code == 200
    browser.logout()
    response = browser.get(path)
    assert response.status_code in (302, 401, 403, 404)
    assert "Content-Disposition" not in response.headers


def test_without_the_role_the_owner_has_no_claim(path: str, owner: User) -> None:
    browser = browser_of(owner)
    RoleGrant.objects.filter(user=owner).delete()
    assert browser.get(path).status_code == 403


def test_after_seven_days_it_is_over_to_the_second(
    path: str, owner: User, clock: time_machine.Traveller
) -> None:
    week = timedelta(days=7)
    clock.move_to(NOW + week - timedelta(seconds=1))
    assert browser_of(owner).get(path).status_code == 200
    clock.move_to(NOW + week)
    assert browser_of(owner).get(path).status_code == 404
    assert exporting.clear_expired(now=NOW + week) == 1
    assert not Export.objects.get().file


def test_no_address_of_the_storage_leads_to_it(path: str, owner: User) -> None:
    name = Export.objects.get().file.name
    for prefix in ("/", "/media/", "/private/", "/static/"):
        assert browser_of(owner).get(f"{prefix}{name}").status_code == 404


def test_control_without_the_owner_in_the_question_a_colleague_gets_it(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_anybody(found: ExportQuerySet, _user: User, *, now: object) -> ExportQuerySet:
        return found.filter(ready_at__isnull=False, expires_at__gt=now)

    monkeypatch.setattr(type(Export.objects), "fetchable_by", of_anybody)
    assert browser_of(factories.user(Role.PLANNER)).get(path).status_code == 200
