"""The health report: what is up, nothing that helps an attacker."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from consultations.models import WorkerPulse
from project import health
from tests.factories import NOW


@pytest.mark.django_db
def test_a_fresh_installation_is_well_without_a_worker(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "up",
        "redis": "up" if settings.REDIS_URL else "not used",
        "worker": {"state": "never seen", "last_beat_seconds_ago": None},
        "faq_publication": None,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "state"), [(3, "up"), (60, "up"), (61, "silent")])
def test_a_worker_that_has_not_spoken_for_a_minute_is_silent(seconds: int, state: str) -> None:
    WorkerPulse.objects.create(name="old", beat_at=NOW - timedelta(hours=1))
    WorkerPulse.objects.create(name="one", beat_at=NOW - timedelta(seconds=seconds))
    assert health.worker(now=NOW) == {"state": state, "last_beat_seconds_ago": seconds}


def test_a_database_that_does_not_answer_is_reported_without_its_error(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise DatabaseError("password authentication failed for user secret")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "down"
    assert b"secret" not in answer.content


@pytest.mark.django_db
def test_a_redis_that_does_not_answer_does_not_take_the_site_down(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://:hunter2@127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["redis"] == "down"
    assert b"hunter2" not in answer.content


@pytest.mark.django_db
def test_the_report_counts_the_age_from_the_clock() -> None:
    WorkerPulse.objects.create(name="one", beat_at=timezone.now())
    assert health.report(now=timezone.now())["status"] == "ok"
