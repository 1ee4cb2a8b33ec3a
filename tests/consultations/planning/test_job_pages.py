import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.policy import Role
from consultations.analysis import stages
from consultations.models import Consultation, Job
from consultations.services import jobs
from consultations.services.planning import analysis
from tests import factories
from tests.consultations.planning.material import run_job, text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

URL = "/staff/consultations/plan/analysis/"
BY_HTMX = {"HX-Request": "true"}


def test_the_moving_part_asks_for_a_fresh_page_when_the_work_has_ended(
    desk: Client, filled: Consultation
) -> None:
    job = analysis.start(consultation=filled, requested_by=None, idempotency_key="k", now=NOW)
    url = f"/staff/jobs/{job.pk}/progress/"
    assert "hx-get" in text(desk.get(url, headers=BY_HTMX))
    run_job(job)
    assert desk.get(url, headers=BY_HTMX).headers["HX-Refresh"] == "true"


def test_without_scripts_the_link_to_the_moving_part_leads_to_a_whole_page(
    desk: Client, filled: Consultation
) -> None:
    job = analysis.start(consultation=filled, requested_by=None, idempotency_key="k", now=NOW)
    for _ in ("while it waits", "when it has ended"):
        response = desk.get(f"/staff/jobs/{job.pk}/progress/")
        assert response.headers["Location"] == f"/staff/jobs/{job.pk}/"
        run_job(job)


def test_the_heading_moves_with_the_stage_wherever_the_work_is_shown(
    desk: Client, filled: Consultation
) -> None:
    job = analysis.start(consultation=filled, requested_by=None, idempotency_key="k", now=NOW)
    batch = factories.import_batch(filled, job=job)
    pages = [f"/staff/jobs/{job.pk}/", URL, f"/staff/consultations/plan/import/{batch.pk}/result/"]
    for page in pages:
        assert "Analysis: Waiting" in swapped(text(desk.get(page)))
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, stage=stages.GROUPS)
    for page in [*pages, f"/staff/jobs/{job.pk}/progress/"]:
        moving = swapped(text(desk.get(page, headers=BY_HTMX)))
        assert "Analysis: Running" in moving
        assert "Grouping" in moving


def swapped(page: str) -> str:
    """What htmx replaces: from the element that asks for its successor to the end of it."""
    found = re.search(r'<div[^>]*id="job-progress"[^>]*hx-get=.*?</a></p>\s*</div>', page, re.DOTALL)
    assert found
    assert page.count('id="job-heading"') == 1
    return found.group()


def test_a_job_can_be_stopped_and_taken_up_again_by_those_who_may(desk: Client, filled: Consultation) -> None:
    job = analysis.start(consultation=filled, requested_by=None, idempotency_key="k", now=NOW)
    assert "Stop" in text(desk.get(f"/staff/jobs/{job.pk}/"))
    desk.post(f"/staff/jobs/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="Reason.")
    assert "Reason." in text(desk.get(f"/staff/jobs/{job.pk}/"))
    desk.post(f"/staff/jobs/{job.pk}/retry/")
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


def test_the_screen_says_when_a_worker_has_died_and_when_another_went_on(
    desk: Client, filled: Consultation
) -> None:
    job = analysis.start(consultation=filled, requested_by=None, idempotency_key="k", now=NOW)
    row = Job.objects.filter(pk=job.pk)
    row.update(state=Job.State.RUNNING, attempts=1, lease_until=timezone.now() - factories.DAY)
    assert "The worker does not answer." in text(desk.get(URL))
    row.update(attempts=2, lease_until=timezone.now() + factories.DAY)
    assert "went on from its last checkpoint" in text(
        desk.get(f"/staff/jobs/{job.pk}/progress/", headers=BY_HTMX)
    )


def test_a_faq_editor_follows_but_does_not_steer_an_analysis(client: Client, filled: Consultation) -> None:
    client.force_login(factories.user(Role.FAQ_EDITOR))
    job = analysis.start(consultation=filled, requested_by=None, idempotency_key="k", now=NOW)
    assert client.get("/staff/jobs/").status_code == 200
    assert client.get(f"/staff/jobs/{job.pk}/").status_code == 200
    assert client.post(f"/staff/jobs/{job.pk}/cancel/").status_code == 403


def test_a_job_without_a_consultation_has_its_page(desk: Client) -> None:
    job = jobs.start(kind=Job.Kind.FAQ_PUBLICATION, requested_by=None, idempotency_key="f", now=NOW)
    assert desk.get(f"/staff/jobs/{job.pk}/").status_code == 200
