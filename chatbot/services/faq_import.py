"""Bring entries, phrasings and test questions in from a file. The same file twice changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from chatbot.models import FaqEntry, FaqRevision, FaqUpload, TestQuestion, Utterance
from chatbot.services.faq import Words, words_of
from chatbot.services.files import rows
from chatbot.services.files.rows import EntryRow, QuestionRow, Row, UtteranceRow
from consultations.models import Job
from consultations.services import jobs

CHUNK = 200


@dataclass
class Counts:
    added: int = 0
    revised: int = 0
    unchanged: int = 0
    refused: int = 0


def upload(
    *, actor: User, kind: str, file_name: str, content: bytes, default_field: str, now: datetime
) -> FaqUpload:
    """Keep the file until somebody has looked at its preview. Raises `UnreadableFileError`."""
    kept_name = file_name[-200:]  # with its ending, which says how the file is read
    rows.check(kind=kind, name=kept_name, content=content, default_field=default_field)
    return FaqUpload.objects.create(
        kind=kind,
        default_field=default_field,
        file_name=kept_name,
        content=content,
        uploaded_by=actor,
        uploaded_at=now,
    )


def preview(*, upload: FaqUpload) -> rows.Checked:
    return rows.check(
        kind=upload.kind,
        name=upload.file_name,
        content=bytes(upload.content),
        default_field=upload.default_field,
    )


@transaction.atomic
def start(*, upload: FaqUpload, actor: User, now: datetime) -> Job:
    """Queue the import; pressed twice it is one job."""
    job = jobs.start(
        kind=Job.Kind.FAQ_IMPORT,
        requested_by=actor,
        idempotency_key=f"faq-import:{upload.pk}",
        parameters={"upload": upload.pk},
        now=now,
    )
    FaqUpload.objects.filter(pk=upload.pk).update(job=job)
    return job


def run(*, upload: FaqUpload, now: datetime, progress: Callable[[int], None]) -> Counts:
    """Write the good rows, some at a time. A run that was cut short can simply be run again."""
    checked = preview(upload=upload)
    counts = write(rows=checked.good, actor=upload.uploaded_by, now=now, progress=progress)
    counts.refused = len(checked.errors)
    audit.record(
        actor=upload.uploaded_by,
        action="faq.import",
        subject=f"faq-upload:{upload.pk}",
        now=now,
        details={"file": upload.file_name, "kind": upload.kind, **asdict(counts)},
    )
    return counts


def write(
    *, rows: Sequence[Row], actor: User | None, now: datetime, progress: Callable[[int], None]
) -> Counts:
    counts = Counts()
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        with transaction.atomic():
            _write_entries([row for row in chunk if isinstance(row, EntryRow)], actor, now, counts)
            _write_utterances([row for row in chunk if isinstance(row, UtteranceRow)], counts)
            _write_questions([row for row in chunk if isinstance(row, QuestionRow)], counts)
        progress(100 * min(start + CHUNK, len(rows)) // len(rows))
    return counts


def _write_entries(rows: list[EntryRow], actor: User | None, now: datetime, counts: Counts) -> None:
    known = FaqEntry.objects.filter(key__in=[row.key for row in rows]).select_related("current")
    held = {entry.key: entry for entry in known}
    new = [FaqEntry(key=row.key, field=row.field, created_at=now) for row in rows if row.key not in held]
    FaqEntry.objects.bulk_create(new)
    held |= {entry.key: entry for entry in new}
    reworded = [row for row in rows if _is_reworded(held[row.key], row)]
    moved = [row for row in rows if row.names_field and held[row.key].field != row.field]
    revisions = FaqRevision.objects.bulk_create(_revision(held[row.key], row, actor, now) for row in reworded)
    for row, revision in zip(reworded, revisions, strict=True):
        held[row.key].current = revision
    for row in moved:
        held[row.key].field = row.field
    changed = {row.key for row in [*reworded, *moved]}
    FaqEntry.objects.bulk_update([held[key] for key in sorted(changed)], ["current", "field"])
    counts.added += len(new)
    counts.revised += len(changed) - len(new)
    counts.unchanged += len(rows) - len(changed)


def _is_reworded(entry: FaqEntry, row: EntryRow) -> bool:
    return entry.current is None or words_of(entry.current) != _words(entry, row)


def _words(entry: FaqEntry, row: EntryRow) -> Words:
    """What the file has no column for stays as it is."""
    if entry.current is None:
        return row.words
    return replace(words_of(entry.current), **{name: getattr(row.words, name) for name in row.given})


def _revision(entry: FaqEntry, row: EntryRow, actor: User | None, now: datetime) -> FaqRevision:
    number = entry.current.number + 1 if entry.current else 1
    words = asdict(_words(entry, row))
    return FaqRevision(entry=entry, number=number, created_by=actor, created_at=now, **words)


def _write_utterances(rows: list[UtteranceRow], counts: Counts) -> None:
    ids = dict(FaqEntry.objects.filter(key__in={row.key for row in rows}).values_list("key", "pk"))
    held = set(Utterance.objects.filter(entry__in=ids.values()).values_list("entry_id", "text"))
    wanted = dict.fromkeys((ids[row.key], row.text) for row in rows if row.key in ids)
    new = [pair for pair in wanted if pair not in held]
    Utterance.objects.bulk_create(
        [Utterance(entry_id=entry, text=text) for entry, text in new], ignore_conflicts=True
    )
    counts.added += len(new)
    counts.unchanged += len(rows) - len(new)


def _write_questions(rows: list[QuestionRow], counts: Counts) -> None:
    held = {
        known.question: known
        for known in TestQuestion.objects.filter(question__in=[row.question for row in rows])
    }
    new = [row for row in rows if row.question not in held]
    changed = [
        row
        for row in rows
        if row.question in held
        and (held[row.question].expected, held[row.question].kind) != (list(row.expected), row.kind)
    ]
    TestQuestion.objects.bulk_create(
        TestQuestion(question=row.question, expected=list(row.expected), kind=row.kind) for row in new
    )
    for row in changed:
        held[row.question].expected, held[row.question].kind = list(row.expected), row.kind
    TestQuestion.objects.bulk_update([held[row.question] for row in changed], ["expected", "kind"])
    counts.added += len(new)
    counts.revised += len(changed)
    counts.unchanged += len(rows) - len(new) - len(changed)
