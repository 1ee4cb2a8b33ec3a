from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from consultations import jobs as engine
from consultations.jobs import JobError, Progress
from consultations.models import Consultation, Job, WorkerPulse
from consultations.services import jobs
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

Work = Callable[[Job, Progress], dict[str, Any]]


def queued(key: str = "k", **fields: Any) -> Job:
    return jobs.start(
        kind=Job.Kind.IMPORT, requested_by=None, idempotency_key=key, now=NOW, parameters=fields
    )


def run(job: Job, work: Work) -> Job:
    engine.run(job.pk, lambda kind: work)
    job.refresh_from_db()
    return job


def done(job: Job, progress: Progress) -> dict[str, Any]:
    return {"rows": 3}


def lapse(job: Job) -> None:
    """Its worker was killed: running by the row, and the lease has run out."""
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, worker="dead", lease_until=NOW - timedelta(seconds=1), attempts=1
    )
    job.refresh_from_db()


def test_a_job_that_ends_well_is_done_and_keeps_its_result() -> None:
    job = run(queued(), done)
    assert (job.state, job.percent, job.result) == (Job.State.DONE, 100, {"rows": 3})


def test_a_job_is_claimed_once() -> None:
    job, calls = queued(), []

    def work(job: Job, progress: Progress) -> dict[str, Any]:
        calls.append(job.pk)
        engine.run(job.pk, lambda kind: work)
        return {}

    run(job, work)
    run(job, work)
    assert calls == [job.pk]


def test_the_same_key_is_the_same_job() -> None:
    assert queued("a") == queued("a")
    assert queued("a") != queued("b")


def test_a_started_job_is_handed_to_the_queue_after_the_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[int] = []
    monkeypatch.setattr(jobs, "_hand_over", handed.append)
    with django_capture_on_commit_callbacks(execute=True):
        job = queued()
        assert not handed
    assert handed == [job.pk]


def test_a_queue_that_is_down_does_not_break_the_request(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DeadQueue:
        def enqueue(self, job_id: int) -> None:
            raise ConnectionError

    monkeypatch.setattr(jobs, "run_job", DeadQueue())
    with django_capture_on_commit_callbacks(execute=True):
        job = queued()
    assert job.state == Job.State.QUEUED


def test_a_waiting_job_is_cancelled_at_once() -> None:
    job = queued()
    jobs.cancel(job=job, now=NOW)
    assert run(job, done).state == Job.State.CANCELLED


def test_a_running_job_is_cancelled_at_its_next_step() -> None:
    steps: list[int] = []

    def work(job: Job, progress: Progress) -> dict[str, Any]:
        for percent in (10, 20, 30):
            progress.at("work", percent)
            steps.append(percent)
            jobs.cancel(job=job, now=NOW)
        return {}

    job = run(queued(), work)
    assert job.state == Job.State.CANCELLED
    assert steps == [10]


def test_a_worker_that_lost_its_lease_changes_nothing_any_more() -> None:
    def work(job: Job, progress: Progress) -> dict[str, Any]:
        Job.objects.filter(pk=job.pk).update(worker="another")
        progress.at("work", 50)
        return {}

    job = run(queued(), work)
    assert (job.state, job.worker, job.percent) == (Job.State.RUNNING, "another", 0)


def test_a_worker_that_lost_its_lease_leaves_no_checkpoint() -> None:
    def work(job: Job, progress: Progress) -> dict[str, Any]:
        Job.objects.filter(pk=job.pk).update(worker="another")
        progress.keep("late", b"late")
        return {}

    assert run(queued(), work).checkpoint is None


def test_an_expected_failure_says_why() -> None:
    def work(job: Job, progress: Progress) -> dict[str, Any]:
        message = "The file is gone."
        raise JobError(message)

    job = run(queued(), work)
    assert (job.state, job.error) == (Job.State.FAILED, "The file is gone.")


def test_a_fault_ends_the_job_without_showing_its_insides(caplog: pytest.LogCaptureFixture) -> None:
    def work(job: Job, progress: Progress) -> dict[str, Any]:
        raise ZeroDivisionError("secret detail")

    job = run(queued(), work)
    assert (job.state, job.error) == (Job.State.FAILED, engine.FAULT)
    assert "secret detail" in caplog.text


def test_a_retried_job_goes_on_from_its_checkpoint() -> None:
    seen: list[tuple[str, bytes]] = []

    def work(job: Job, progress: Progress) -> dict[str, Any]:
        seen.append(progress.checkpoint())
        if len(seen) == 1:
            progress.keep("half", b"half done")
            raise ZeroDivisionError
        return {}

    job = run(queued(), work)
    jobs.retry(job=job, now=NOW)
    assert run(job, work).state == Job.State.DONE
    assert seen == [("", b""), ("half", b"half done")]
    job.refresh_from_db()
    assert job.checkpoint is None


def test_a_retried_job_forgets_an_old_wish_to_stop() -> None:
    job = queued()
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, cancel_requested_at=NOW)
    jobs.retry(job=job, now=NOW)

    def work(job: Job, progress: Progress) -> dict[str, Any]:
        progress.at("work", 1)
        return {}

    assert run(job, work).state == Job.State.DONE


def test_what_a_dead_worker_left_is_queued_again(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[int] = []
    monkeypatch.setattr(jobs, "_hand_over", handed.append)
    job = queued()
    lapse(job)
    assert jobs.rescue(now=NOW) == 1
    assert handed == [job.pk]
    assert run(job, done).state == Job.State.DONE


def test_a_living_worker_is_not_robbed() -> None:
    job = queued()
    lapse(job)
    Job.objects.filter(pk=job.pk).update(lease_until=NOW + timedelta(seconds=1))
    assert jobs.rescue(now=NOW) == 0


def test_what_the_queue_lost_is_handed_over_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[int] = []
    monkeypatch.setattr(jobs, "_hand_over", handed.append)
    job = queued()
    assert jobs.rescue(now=NOW + timedelta(seconds=30)) == 0
    assert jobs.rescue(now=NOW + timedelta(minutes=3)) == 1
    assert handed == [job.pk]


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    job = queued()
    lapse(job)
    Job.objects.filter(pk=job.pk).update(attempts=Job.MAX_ATTEMPTS)
    assert jobs.rescue(now=NOW) == 0
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, jobs.GAVE_UP)


def test_a_retry_waits_for_the_analysis_that_is_running() -> None:
    consultation: Consultation = factories.closed_consultation()
    failed = jobs.start(
        kind=Job.Kind.ANALYSIS, requested_by=None, idempotency_key="a", now=NOW, consultation=consultation
    )
    Job.objects.filter(pk=failed.pk).update(state=Job.State.FAILED)
    jobs.start(
        kind=Job.Kind.ANALYSIS, requested_by=None, idempotency_key="b", now=NOW, consultation=consultation
    )
    with pytest.raises(jobs.AnotherIsRunningError):
        jobs.retry(job=failed, now=NOW)


def test_a_worker_says_that_it_lives_and_old_ones_are_forgotten() -> None:
    jobs.pulse(worker="old", now=NOW - timedelta(days=2))
    jobs.pulse(worker="new", now=NOW)
    jobs.pulse(worker="new", now=NOW + timedelta(seconds=5))
    assert list(WorkerPulse.objects.values_list("name", flat=True)) == ["new"]
