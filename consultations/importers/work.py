"""What the import job does. Killed in the middle, it is done again: rows that are there are skipped."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.importers import checking, storing
from consultations.importers.limits import UnreadableFileError
from consultations.importers.rows import Entry
from consultations.jobs import JobError, Progress
from consultations.models import ImportBatch, Job, Submission

READING = "import.reading"
WRITING = "import.writing"
_READ_PERCENT = 10


def import_submissions(job: Job, progress: Progress) -> dict[str, int]:
    batch = ImportBatch.objects.select_related("consultation").get(pk=job.parameters["batch"])
    progress.at(READING, 0)
    # The moment of the check, so that a resumed job refuses the same rows as the person was shown.
    checked_at = job.created_at
    try:
        findings = checking.examine(batch, checking.table_of(batch), now=checked_at)
    except UnreadableFileError as error:
        raise JobError(str(error)) from error
    progress.at(WRITING, _READ_PERCENT)
    done = 0
    for start in range(0, len(findings.entries), storing.CHUNK):
        chunk = findings.entries[start : start + storing.CHUNK]
        done += len(chunk)
        percent = _READ_PERCENT + (99 - _READ_PERCENT) * done // len(findings.entries)
        try:
            _write(batch, chunk, progress, percent)
        except IntegrityError:  # another import of the same rows was quicker; now they are there
            _write(batch, chunk, progress, percent)
    return _conclude(batch, findings)


def _write(batch: ImportBatch, chunk: list[Entry], progress: Progress, percent: int) -> None:
    with transaction.atomic():
        storing.add_missing(batch, chunk, now=timezone.now())
        # Inside the transaction: a worker that has lost its lease leaves nothing behind.
        progress.at(WRITING, percent)


def _conclude(batch: ImportBatch, findings: checking.Findings) -> dict[str, int]:
    added = Submission.objects.filter(batch=batch).count()
    counts = {
        "rows_total": findings.total,
        "rows_added": added,
        "rows_already_there": len(findings.entries) - added,
    }
    ImportBatch.objects.filter(pk=batch.pk).update(
        **counts,
        imported_at=timezone.now(),
        row_errors=[problem.to_json() for problem in findings.problems],
    )
    return counts
