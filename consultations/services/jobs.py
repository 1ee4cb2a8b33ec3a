"""Start, cancel and rescue jobs."""

import logging
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from consultations.models import Consultation, Job, WorkerPulse
from consultations.tasks import run_job

logger = logging.getLogger(__name__)

PULSE_KEPT = timedelta(days=1)
GAVE_UP = gettext_noop("The worker stopped several times during this work. You can try again.")


class AnotherIsRunningError(Exception):
    """Only one analysis of a consultation at a time."""

    def __init__(self, job: Job | None) -> None:
        super().__init__(str(job))
        self.job = job


def start(
    *,
    kind: Job.Kind,
    requested_by: User | None,
    idempotency_key: str,
    now: datetime,
    consultation: Consultation | None = None,
    parameters: dict[str, Any] | None = None,
) -> Job:
    """Queue a job. The same key gives the same job, so a double click starts one.

    Raises `AnotherIsRunningError` for a second analysis of the same consultation.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                consultation=consultation,
                requested_by=requested_by,
                idempotency_key=idempotency_key,
                parameters=parameters or {},
                created_at=now,
                enqueued_at=now,
            )
    except IntegrityError:
        return _known(idempotency_key) or _refuse(consultation)
    transaction.on_commit(lambda: _hand_over(job.pk))
    return job


def cancel(*, job: Job, now: datetime) -> None:
    """A waiting job ends at once; a running one ends at its next step."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if not waiting.update(state=Job.State.CANCELLED, cancel_requested_at=now, finished_at=now):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_requested_at=now)


def retry(*, job: Job, now: datetime) -> None:
    """Take up a failed job where its last checkpoint left it."""
    failed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED)
    try:
        with transaction.atomic():
            queued = failed.update(
                state=Job.State.QUEUED,
                error="",
                worker="",
                attempts=0,
                finished_at=None,
                cancel_requested_at=None,
                enqueued_at=now,
            )
    except IntegrityError:
        _refuse(job.consultation)
    if queued:
        transaction.on_commit(lambda: _hand_over(job.pk))


def rescue(*, now: datetime) -> int:
    """Queue again what a dead worker left behind and what the queue has lost."""
    rescued = 0
    for job in [*Job.objects.abandoned_at(now), *Job.objects.forgotten_at(now)]:
        unchanged = Job.objects.filter(
            pk=job.pk, state=job.state, worker=job.worker, enqueued_at=job.enqueued_at
        )
        if job.attempts >= Job.MAX_ATTEMPTS:
            unchanged.update(state=Job.State.FAILED, finished_at=now, error=GAVE_UP)
        elif unchanged.update(state=Job.State.QUEUED, worker="", lease_until=None, enqueued_at=now):
            _hand_over(job.pk)
            rescued += 1
    return rescued


def pulse(*, worker: str, now: datetime) -> None:
    """Note that a worker process lives, for the health page."""
    WorkerPulse.objects.update_or_create(name=worker, defaults={"beat_at": now})
    WorkerPulse.objects.filter(beat_at__lt=now - PULSE_KEPT).delete()


def _known(idempotency_key: str) -> Job | None:
    return Job.objects.filter(idempotency_key=idempotency_key).first()


def _refuse(consultation: Consultation | None) -> NoReturn:
    running = Job.objects.active().filter(consultation=consultation, kind=Job.Kind.ANALYSIS)
    raise AnotherIsRunningError(running.first())


def _hand_over(job_id: int) -> None:
    try:
        run_job.enqueue(job_id)
    except Exception:
        # The row is the truth: `rescue` hands it over again when the queue is back.
        logger.exception("job %s could not be handed to the queue", job_id)
