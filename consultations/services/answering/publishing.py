"""Publish what the city answers: asked for here, done by a job."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.exporting import publication as work
from consultations.exporting.results import readiness
from consultations.exporting.results.readiness import Missing
from consultations.models import Consultation, Job, PersonalFinding, Publication, PublishedFile
from consultations.services import jobs


class NotReadyError(Exception):
    """Something is missing; `missing` names each thing."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(str(len(missing)))
        self.missing = missing


class UnderWayError(Exception):
    """A publication of this consultation is being made already."""


def start(*, consultation: Consultation, by: User, form_key: str, now: datetime) -> Publication:
    """Queue a publication. The same form sent again gives the same one.

    Raises `NotReadyError` while anything is not approved, `UnderWayError` while another one is being made.
    """
    policy.require(by, Action.PUBLISH_RESULT)
    key = f"publication:{consultation.pk}:{form_key}"[:120]
    before = Publication.objects.filter(job__idempotency_key=key).first()
    if before:
        return before
    found = readiness.of(consultation, now=now)
    if found.run is None or not found.is_ready:
        raise NotReadyError(found.missing)
    try:
        with transaction.atomic():
            return _queued(consultation, {"run": found.run, "started_by": by, "started_at": now}, key)
    except (IntegrityError, jobs.AnotherIsRunningError) as error:
        raise UnderWayError from error


def _queued(consultation: Consultation, fields: dict[str, Any], key: str) -> Publication:
    last = Publication.objects.filter(consultation=consultation).order_by("-number").first()
    number = last.number + 1 if last else 1
    made = Publication.objects.create(consultation=consultation, number=number, **fields)
    by, now = fields["started_by"], fields["started_at"]
    made.job = jobs.start(
        kind=Job.Kind.PUBLICATION,
        consultation=consultation,
        requested_by=by,
        idempotency_key=key,
        parameters={"publication": made.pk},
        now=now,
    )
    made.save(update_fields=["job"])
    audit.record(
        actor=by,
        action="result.publish",
        subject=f"consultation:{consultation.slug}",
        now=now,
        details={"publication": number},
    )
    return made


def public_one(consultation: Consultation) -> Publication | None:
    """The newest that is finished."""
    return consultation.publications.finished().select_related("consultation").first()


def current_file(*, publication: Publication, format: str) -> PublishedFile | None:  # noqa: A002 - what it is
    """None while words taken back or covered since still stand in it: `refresh` writes it anew."""
    found = publication.files.filter(format=format).first()
    if found is None or found.withheld != publication.places.gone_since().count():
        return None
    return found if found.covers == PersonalFinding.objects.all().covers_of(publication).digest else None


def refresh(*, now: datetime) -> int:
    """A round of the worker: documents with words taken back, hidden or covered since are written anew."""
    written = 0
    for publication in Publication.objects.finished().select_related("consultation"):
        gone = publication.places.gone_since().count()
        covers = PersonalFinding.objects.all().covers_of(publication).digest
        if publication.files.exclude(withheld=gone, covers=covers).exists():
            work.write_files(publication)
            audit.record(
                actor=None,
                action="result.refresh",
                subject=f"consultation:{publication.consultation.slug}",
                now=timezone.now(),
                details={"publication": publication.number, "gone": gone},
            )
            written += 1
    return written
