"""The job that publishes a result: the snapshot, the documents, and then everything is public at once."""

import hashlib
import tempfile
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from consultations import personal_data
from consultations.exporting.results import snapshot
from consultations.exporting.results.rows import newest_run
from consultations.exports.result_table import content as result_content
from consultations.exports.result_table import excel, pdf, tables, word
from consultations.exports.result_table.content import Content
from consultations.exports.result_table.tables import Step
from consultations.jobs import Progress
from consultations.models import (
    Job,
    News,
    Publication,
    PublishedFile,
    Response,
    ResponseStep,
    ResponseWording,
)

COUNTING = "publication.counting"
WRITING = "publication.writing"
SHOWING = "publication.showing"
_COUNTED = 10
_WRITTEN = 95
Format = PublishedFile.Format
Writer = Callable[[BinaryIO, Content, Step], None]
WRITERS: dict[Format, tuple[str, Writer]] = {
    Format.XLSX: ("xlsx", excel.write),
    Format.DOCX: ("docx", word.write),
    Format.PDF: ("pdf", pdf.write),
    Format.CSV: ("csv", tables.write_table),
    Format.ORIGINALS: ("csv", tables.write_originals),
}


def publish(job: Job, progress: Progress) -> dict[str, object]:
    """Nothing is public before the last step; a killed worker's half is made anew."""
    publication = Publication.objects.select_related("consultation").get(pk=job.parameters["publication"])
    progress.at(COUNTING, 0)
    if publication.published_at is None:
        run = newest_run(publication.consultation)
        personal_data.read(personal_data.unread().filter(memberships__run=run), now=timezone.now())
        snapshot.take(publication)
    write_files(publication, progress)
    progress.at(SHOWING, _WRITTEN)
    show(publication)
    return {
        "opinions": publication.figures["opinions"],
        "url": reverse("consultations:publication", args=[publication.consultation.slug, publication.number]),
    }


def write_files(publication: Publication, progress: Progress | None = None) -> None:
    """All documents, over those that are there."""
    formats = [one for one in WRITERS if one != Format.PDF or pdf.can_write()]
    with override("ja"):
        content = result_content.of(publication)
        for place, chosen in enumerate(formats):
            share = (_WRITTEN - _COUNTED) / len(formats)

            def step(done: int, start: float = _COUNTED + place * share, share: float = share) -> None:
                if progress:
                    progress.at(WRITING, int(start + share * done / max(content.total, 1)))

            step(0)
            _write(publication, content, chosen, step)


def _write(publication: Publication, content: Content, chosen: Format, step: Step) -> None:
    """The file first, then the row that names it: a row without its file would be a broken promise."""
    ending, writer = WRITERS[chosen]
    with tempfile.TemporaryFile() as file:
        writer(file, content, step)
        size = file.tell()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        storage = PublishedFile._meta.get_field("file").storage
        name = storage.save(
            f"results/{publication.started_at:%Y/%m}/{publication.pk}-{digest[:16]}.{ending}", File(file)
        )
    before = publication.files.filter(format=chosen).first()
    PublishedFile.objects.update_or_create(
        publication=publication,
        format=chosen,
        defaults={
            "file": name,
            "size": size,
            "sha256": digest,
            "withheld": content.gone_since,
            "covers": content.covers.digest,
            "made_at": timezone.now(),
        },
    )
    if before and before.file.name and before.file.name != name:
        before.file.storage.delete(before.file.name)


def show(publication: Publication) -> None:
    """Give it out: once, with the news for everybody who wrote."""
    now = timezone.now()
    with transaction.atomic():
        hidden = Publication.objects.filter(pk=publication.pk, published_at=None)
        if not hidden.update(published_at=now):
            return
        for row in publication.rows.filter(wording__isnull=False).select_related("wording"):
            if row.wording:
                _mark_published(row.wording, publication.started_by, now)
        News.objects.create(
            kind=News.Kind.ANSWERS,
            consultation=publication.consultation,
            actor=publication.started_by,
            details={"publication": publication.number},
            at=now,
        )


def _mark_published(wording: ResponseWording, by: User | None, now: datetime) -> None:
    """Unless it was written anew in the meantime: then the newer words wait for the next publication."""
    approved = Response.objects.filter(
        pk=wording.response_id, state=Response.State.APPROVED, version=wording.number
    )
    if approved.update(state=Response.State.PUBLISHED, since=now):
        ResponseStep.objects.create(
            response_id=wording.response_id,
            state=Response.State.PUBLISHED,
            wording_number=wording.number,
            taken_by=by,
            taken_at=now,
        )
