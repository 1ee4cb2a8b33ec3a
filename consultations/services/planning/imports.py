"""Take in a file of submissions: upload, say which column is what, check, start."""

import hashlib
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from accounts import audit
from accounts.models import User
from consultations.exports.sheets import to_csv
from consultations.importers import checking
from consultations.importers.limits import UnreadableFileError
from consultations.importers.mapping import Mapping
from consultations.importers.rows import PROBLEMS
from consultations.importers.tables import Table, read_table
from consultations.models import Consultation, ImportBatch, Job
from consultations.services import jobs

__all__ = ["AlreadyStartedError", "NothingToImportError", "UnreadableFileError"]


class AlreadyStartedError(Exception):
    """The rows of this batch are being imported or were; its columns can no longer be changed."""


class NothingToImportError(Exception):
    """No row of the file can be imported as it is."""


def upload(
    *, consultation: Consultation, name: str, content: bytes, uploaded_by: User, now: datetime
) -> ImportBatch:
    """Keep the file and read its columns. Raises `UnreadableFileError`."""
    table = read_table(name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            consultation=consultation,
            file=ContentFile(content, name=f"{sha256[:32]}{PurePath(name).suffix.lower()}"),
            file_name=_shown_name(name),
            sha256=sha256,
            encoding=table.encoding,
            columns=list(table.columns),
            rows_total=len(table.rows),
            uploaded_by=uploaded_by,
            uploaded_at=now,
        )
        audit.record(
            actor=uploaded_by,
            action="import.upload",
            subject=f"import:{batch.pk}",
            now=now,
            details={"consultation": consultation.slug, "sha256": sha256},
        )
    return batch


def map_columns(*, batch: ImportBatch, mapping: Mapping, now: datetime) -> checking.Findings:
    """Keep which column is what, and read every row accordingly."""
    if batch.job_id is not None:
        raise AlreadyStartedError
    batch.mapping = mapping.to_json()
    findings = checking.examine(batch, checking.table_of(batch), now=now)
    batch.row_errors = [problem.to_json() for problem in findings.problems]
    batch.rows_already_there = findings.already_there
    batch.rows_total = findings.total
    batch.save(update_fields=["mapping", "row_errors", "rows_already_there", "rows_total"])
    return findings


def start(*, batch: ImportBatch, requested_by: User, now: datetime) -> Job:
    """Import the rows without a problem. Started twice, it is the same job."""
    if not batch.mapping or batch.rows_good == 0:
        raise NothingToImportError
    with transaction.atomic():
        job = jobs.start(
            kind=Job.Kind.IMPORT,
            consultation=batch.consultation,
            requested_by=requested_by,
            idempotency_key=f"import:{batch.pk}",
            parameters={"batch": batch.pk},
            now=now,
        )
        if ImportBatch.objects.filter(pk=batch.pk, job=None).update(job=job):
            audit.record(
                actor=requested_by,
                action="import.start",
                subject=f"import:{batch.pk}",
                now=now,
                details={"job": job.pk, "rows": batch.rows_good},
            )
    return job


def preview(batch: ImportBatch) -> Table:
    return checking.table_of(batch)


def refused_rows(batch: ImportBatch) -> bytes:
    """The rows that were not taken, as they stood in the file, with what is wrong, to be mended."""
    table = checking.table_of(batch)
    reasons: dict[int, list[str]] = {}
    for error in batch.row_errors:
        where = f"{error['column']}: " if error["column"] else ""
        reasons.setdefault(error["row"], []).append(f"{where}{PROBLEMS[error['code']]}")
    width = len(table.columns)
    rows = [
        (*row.cells[:width], *[""] * (width - len(row.cells)), row.number, " / ".join(reasons[row.number]))
        for row in table.rows
        if row.number in reasons
    ]
    return to_csv((*table.columns, "row", "problem"), rows)


def _shown_name(name: str) -> str:
    return "".join(sign for sign in PurePath(name).name if sign.isprintable())[-200:]
