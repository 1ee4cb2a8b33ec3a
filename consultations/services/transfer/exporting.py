"""Files of a consultation for other programs: asked for, made by a job, fetched by one person, removed."""

from datetime import datetime, timedelta

from django.core.files import File
from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, Export, Job
from consultations.services import jobs

KEPT = timedelta(days=7)


class ReasonMissingError(Exception):
    """Private attributes go out only with a reason."""


def start(
    *,
    consultation: Consultation,
    kind: str,
    format: str,  # noqa: A002 - what it is
    reason: str,
    requested_by: User,
    form_key: str,
    now: datetime,
) -> Export:
    """Ask for a file. The same form sent again asks for the same one."""
    is_private = kind == Export.Kind.PRIVATE
    policy.require(requested_by, Action.EXPORT_PRIVATE if is_private else Action.EXPORT_PUBLIC)
    if is_private and not reason.strip():
        raise ReasonMissingError
    key = f"export:{requested_by.pk}:{form_key}"
    before = Export.objects.filter(job__idempotency_key=key).first()
    if before:
        return before
    with transaction.atomic():
        export = Export.objects.create(
            consultation=consultation,
            kind=kind,
            format=format,
            reason=reason.strip() if is_private else "",
            requested_by=requested_by,
            created_at=now,
            expires_at=now + KEPT,
        )
        export.job = jobs.start(
            kind=Job.Kind.EXPORT,
            consultation=consultation,
            requested_by=requested_by,
            idempotency_key=key,
            parameters={"export": export.pk},
            now=now,
        )
        export.save(update_fields=["job"])
        _record("export.create", export, requested_by, now)
    return export


def fetch(*, export: Export, by: User, now: datetime) -> File[bytes]:
    """The file, for the person who asked for it. Each time is recorded. Raises `Export.DoesNotExist`."""
    found = Export.objects.fetchable_by(by, now=now).get(pk=export.pk)
    is_private = found.kind == Export.Kind.PRIVATE
    policy.require(by, Action.EXPORT_PRIVATE if is_private else Action.EXPORT_PUBLIC)
    file = found.file.open("rb")
    _record("export.download", found, by, now)
    return file


def clear_expired(*, now: datetime) -> int:
    """Delete the files whose time is over; the row stays, so that the record can be read."""
    expired = list(Export.objects.kept().filter(expires_at__lte=now))
    for export in expired:
        if export.file:
            export.file.delete(save=False)
        Export.objects.filter(pk=export.pk).update(file="", removed_at=now)
    return len(expired)


def _record(action: str, export: Export, actor: User, now: datetime) -> None:
    details = {
        "consultation": export.consultation.slug,
        "kind": export.kind,
        "format": export.format,
        "reason": export.reason,
    }
    audit.record(actor=actor, action=action, subject=f"export:{export.pk}", now=now, details=details)
