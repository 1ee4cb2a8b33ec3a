"""What the job does. Begun again after a killed worker, it writes the file anew; a half one is never kept."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from consultations.exports import decidim, files, opinions
from consultations.jobs import Progress
from consultations.models import Export, Job, Opinion

WRITING = "export.writing"
_DONE = 95
Writer = Callable[[BinaryIO, Export, Iterator[Opinion]], int]
WRITERS: dict[str, tuple[str, Writer]] = {
    Export.Format.CSV: ("zip", files.write_csv_zip),
    Export.Format.XLSX: ("xlsx", files.write_xlsx),
    Export.Format.JSON: ("json", files.write_json),
    Export.Format.GEOJSON: ("geojson", files.write_geojson),
    Export.Format.DECIDIM: ("zip", decidim.write_zip),
}


def write_export(job: Job, progress: Progress) -> dict[str, object]:
    export = Export.objects.select_related("consultation").get(pk=job.parameters["export"])
    ending, writer = WRITERS[export.format]
    progress.at(WRITING, 0)
    found = opinions.of_export(export)
    with tempfile.TemporaryFile() as file:
        rows = writer(file, export, _watched(found, progress))
        size = file.tell()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        progress.at(WRITING, _DONE)
        _keep(export, File(file, name=f"{export.pk}-{digest[:16]}.{ending}"), digest, size, rows)
    url = reverse("consultations:exports", args=[export.consultation.slug])
    return {"rows": rows, "size": size, "url": url}


def _keep(export: Export, file: File[bytes], digest: str, size: int, rows: int) -> None:
    """The file first, then the row that names it: a row without its file would be a broken promise."""
    name = export.file.storage.save(f"exports/{export.created_at:%Y/%m}/{file.name}", file)
    with transaction.atomic():
        Export.objects.filter(pk=export.pk).update(
            file=name, sha256=digest, size=size, rows=rows, ready_at=timezone.now()
        )


def _watched(found: QuerySet[Opinion], progress: Progress) -> Iterator[Opinion]:
    """The opinions in pieces, from the last number on: constant memory, and no cursor held open."""
    total = max(found.count(), 1)
    done = 0
    for piece in opinions.pieces(found):
        yield from piece
        done += len(piece)
        progress.at(WRITING, min(_DONE * done // total, _DONE))
