"""A whole run as a planner starts it, on the database that `DATABASE_URL` names: from rows to themes."""

import time
from itertools import pairwise
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from benchmarks.site import rows as bulk
from consultations import jobs
from consultations.models import AnalysisRun, Job, Opinion
from consultations.services.planning import analysis
from tests import factories


def measure(texts: list[str]) -> dict[str, Any]:
    consultation = factories.closed_consultation(slug="whole")
    for _made in bulk.opinions(consultation, Opinion.Kind.SUBMISSION, len(texts), texts=texts):
        continue
    bulk.settle()
    begun: list[tuple[str, float]] = []
    told = jobs.Progress.at

    def listen(progress: jobs.Progress, stage: str, percent: int) -> None:
        if not begun or begun[-1][0] != stage:
            begun.append((stage, time.perf_counter()))
        told(progress, stage, percent)

    started, worked = time.perf_counter(), time.process_time()
    with patch.object(jobs.Progress, "at", listen):  # the settings of tests run a job where it is started
        job = analysis.start(
            consultation=consultation, requested_by=None, idempotency_key="whole", now=timezone.now()
        )
    ended, busy = time.perf_counter(), time.process_time() - worked
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(f"the job ended as {job.state}: {job.error}")
    run = AnalysisRun.objects.get(job=job)
    return {
        "opinions": run.memberships.count(),
        "themes": run.clusters.filter(theme__isnull=False).count(),
        "seconds": round(ended - started, 1),
        "cpu_seconds": round(busy, 1),
        "stages": {
            stage.removeprefix("analysis."): round(after - before, 1)
            for (stage, before), (_next, after) in pairwise([*begun, ("", ended)])
        },
    }
