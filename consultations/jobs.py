"""Runs one job: claims it, keeps its lease alive, reports progress, stops when asked, leaves a checkpoint.

The queue only says "run job n". Two workers may hear it, or one may die in the middle; the row decides: it is
claimed by one conditional update, and a worker that lost its lease can no longer write to it.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from consultations.models import Job

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5.0
FAULT = gettext_noop(
    "A fault in the program stopped the work. Details are in the server's log; you can try again."
)


class JobError(Exception):
    """Ends the job with words that a planner can act on: English, marked `gettext_noop`, shown translated."""


class Cancelled(Exception):
    """Somebody asked the job to stop."""


class LeaseLost(Exception):
    """Another worker has taken the job over."""


@dataclass(frozen=True)
class Progress:
    """What a handler holds of its job."""

    job_id: int
    worker: str

    def at(self, stage: str, percent: int) -> None:
        """Say where the work is; raises `Cancelled` or `LeaseLost` when it should not go on."""
        mine = Job.objects.filter(pk=self.job_id, worker=self.worker, state=Job.State.RUNNING)
        held = mine.update(
            stage=stage, percent=max(0, min(100, percent)), lease_until=timezone.now() + Job.LEASE
        )
        if not held:
            raise LeaseLost
        if mine.filter(cancel_requested_at__isnull=False).exists():
            raise Cancelled

    def keep(self, stage: str, data: bytes) -> None:
        """Leave a checkpoint: a resumed job finds it in `checkpoint()`."""
        mine = Job.objects.filter(pk=self.job_id, worker=self.worker, state=Job.State.RUNNING)
        held = mine.update(checkpoint_stage=stage, checkpoint=data)
        if not held:
            raise LeaseLost

    def checkpoint(self) -> tuple[str, bytes]:
        job = Job.objects.only("checkpoint_stage", "checkpoint").get(pk=self.job_id)
        return job.checkpoint_stage, bytes(job.checkpoint or b"")


Handler = Callable[[Job, Progress], dict[str, Any]]


def run(job_id: int, handler_for: Callable[[str], Handler]) -> None:
    worker = uuid4().hex
    if not _claim(job_id, worker):
        return
    job = Job.objects.get(pk=job_id)
    progress = Progress(job_id, worker)
    try:
        with _heartbeat(progress):
            result = handler_for(job.kind)(job, progress)
    except LeaseLost:
        logger.warning("job %s was taken over by another worker", job_id)
    except Cancelled:
        _finish(progress, Job.State.CANCELLED)
    except JobError as error:
        _finish(progress, Job.State.FAILED, error=str(error))
    except Exception:
        logger.exception("job %s failed", job_id)
        _finish(progress, Job.State.FAILED, error=FAULT)
    else:
        _finish(progress, Job.State.DONE, percent=100, result=result)


def _claim(job_id: int, worker: str) -> bool:
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING,
        worker=worker,
        started_at=now,
        lease_until=now + Job.LEASE,
        attempts=F("attempts") + 1,
    )
    return bool(claimed)


def _finish(progress: Progress, state: Job.State, **fields: Any) -> None:
    kept = {} if state == Job.State.FAILED else {"checkpoint": None, "checkpoint_stage": ""}
    Job.objects.filter(pk=progress.job_id, worker=progress.worker, state=Job.State.RUNNING).update(
        state=state, finished_at=timezone.now(), lease_until=None, **kept, **fields
    )


@contextmanager
def _heartbeat(progress: Progress) -> Iterator[None]:
    """Renews the lease while a long numerical step says nothing."""
    if not settings.JOB_HEARTBEAT:
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(progress, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=HEARTBEAT_SECONDS)


def _beat(progress: Progress, done: threading.Event) -> None:
    mine = Job.objects.filter(pk=progress.job_id, worker=progress.worker, state=Job.State.RUNNING)
    while not done.wait(HEARTBEAT_SECONDS):
        try:
            mine.update(lease_until=timezone.now() + Job.LEASE)
        except Exception:
            logger.exception("the heartbeat of job %s failed", progress.job_id)
        close_old_connections()
    connection.close()
