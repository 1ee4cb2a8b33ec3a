"""Start an analysis, and publish what it found."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from consultations.models import AnalysisRun, Consultation, Job, News
from consultations.services import jobs
from consultations.services.following import news


def start(
    *,
    consultation: Consultation,
    requested_by: User | None,
    idempotency_key: str,
    now: datetime,
    groups: int | None = None,
    afresh: bool = False,
) -> Job:
    """Queue an analysis of everything handed in so far. Raises `jobs.AnotherIsRunningError`.

    It goes on from the run before, whose themes it keeps, unless it is to find `groups` themes or to begin
    `afresh`.
    """
    with transaction.atomic():
        job = jobs.start(
            kind=Job.Kind.ANALYSIS,
            consultation=consultation,
            requested_by=requested_by,
            idempotency_key=f"analysis:{consultation.pk}:{idempotency_key}"[:120],
            parameters={"groups": groups, "afresh": afresh},
            now=now,
        )
        if job.created_at == now:
            _record(requested_by, "analysis.start", consultation, now, job=job.pk)
    return job


def publish(*, run: AnalysisRun, published_by: User | None, now: datetime) -> None:
    """Show the themes of this run to everybody, in place of those of an earlier run."""
    with transaction.atomic():
        AnalysisRun.objects.filter(consultation=run.consultation_id).exclude(pk=run.pk).update(
            published_at=None
        )
        is_new = AnalysisRun.objects.filter(pk=run.pk, published_at=None).update(published_at=now)
        if is_new:
            news.record(kind=News.Kind.RESULT, consultation=run.consultation, actor=published_by, now=now)
        _record(published_by, "themes.publish", run.consultation, now, run=run.number)


def unpublish(*, consultation: Consultation, unpublished_by: User, now: datetime) -> None:
    with transaction.atomic():
        AnalysisRun.objects.filter(consultation=consultation).update(published_at=None)
        _record(unpublished_by, "themes.unpublish", consultation, now)


def _record(
    actor: User | None, action: str, consultation: Consultation, now: datetime, **details: int
) -> None:
    audit.record(
        actor=actor, action=action, subject=f"consultation:{consultation.slug}", now=now, details=details
    )
