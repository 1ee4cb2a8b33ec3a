"""Take over what a city has on Decidim: upload the ZIP, look through it, choose where it goes, start."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.importers.decidim import material
from consultations.importers.limits import UnreadableFileError
from consultations.models import Archive, Consultation, Job, Origin, Phase
from consultations.services import consultations, jobs
from consultations.services.consultations import PhaseDates

__all__ = ["AlreadyStartedError", "NothingToTakeError", "UnreadableFileError"]

_PIECE = 1024 * 1024


class AlreadyStartedError(Exception):
    """This archive is on its way into a consultation already, or there."""


class NothingToTakeError(Exception):
    """There is no proposal and no comment in it that can be read."""


@dataclass(frozen=True)
class NewConsultation:
    slug: str
    title: str
    question: str
    department: str
    is_published: bool


def upload(*, name: str, file: BinaryIO, uploaded_by: User, now: datetime) -> Archive:
    """Look through the ZIP and keep it. Raises `UnreadableFileError`; then nothing is kept."""
    policy.require(uploaded_by, Action.MOVE_IN)
    found = material.read(file)
    file.seek(0)
    sha256 = _sha256(file)
    file.seek(0)
    with transaction.atomic():
        archive = Archive.objects.create(
            file=File(file, name=f"{sha256[:32]}.zip"),
            file_name="".join(sign for sign in PurePath(name).name if sign.isprintable())[-200:],
            sha256=sha256,
            findings=found.findings(),
            uploaded_by=uploaded_by,
            uploaded_at=now,
        )
        audit.record(
            actor=uploaded_by,
            action="archive.upload",
            subject=f"archive:{archive.pk}",
            now=now,
            details={"sha256": sha256},
        )
    return archive


def start(
    *,
    archive: Archive,
    space: str,
    target: Consultation | NewConsultation,
    requested_by: User,
    now: datetime,
) -> Job:
    """Begin to take it in. Started twice, it is the same job."""
    policy.require(requested_by, Action.MOVE_IN)
    if not any(table["taken"] for table in archive.findings["tables"]):
        raise NothingToTakeError
    with transaction.atomic():
        if not Archive.objects.filter(pk=archive.pk, consultation=None).update(space=space):
            raise AlreadyStartedError
        into = target if isinstance(target, Consultation) else _create(target, archive, now)
        job = jobs.start(
            kind=Job.Kind.ARCHIVE,
            consultation=into,
            requested_by=requested_by,
            idempotency_key=f"archive:{archive.pk}",
            parameters={"archive": archive.pk},
            now=now,
        )
        Archive.objects.filter(pk=archive.pk).update(
            consultation=into, job=job, name_key=_name_key(archive, into)
        )
        audit.record(
            actor=requested_by,
            action="archive.start",
            subject=f"archive:{archive.pk}",
            now=now,
            details={"consultation": into.slug, "space": space, "job": job.pk},
        )
    return job


def known_elsewhere(archive: Archive) -> list[Consultation]:
    """The consultations into which something of the same host was taken before."""
    host = archive.findings.get("host", "")
    keys = Origin.objects.filter(source_key__startswith=f"decidim:{host}:")
    return list(Consultation.objects.filter(pk__in=keys.values("consultation")))


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _name_key(archive: Archive, into: Consultation) -> str:
    """People keep their derived names when more of the same platform is taken into a consultation."""
    earlier = into.archives.exclude(pk=archive.pk).order_by("pk").first()
    return earlier.name_key if earlier else archive.name_key


def _create(wanted: NewConsultation, archive: Archive, now: datetime) -> Consultation:
    """Closed from the start: its dates are those of what was said."""
    first, last = (_moment(archive, name, now) for name in ("first", "last"))
    last = min(max(last, first) + timedelta(seconds=1), now)
    first = min(first, last - timedelta(seconds=1))
    fields: dict[str, object] = {
        "slug": wanted.slug,
        "title": wanted.title,
        "question": wanted.question,
        "summary": _("Taken over from %(host)s.") % {"host": archive.findings["host"] or "Decidim"},
        "kind": Consultation.Kind.IDEA_COLLECTION,
        "department": wanted.department,
        "published_at": now if wanted.is_published else None,
    }
    phases = [PhaseDates(Phase.Kind.COLLECT, _("Collected elsewhere"), first, last)]
    return consultations.create(fields=fields, phases=phases, now=now)


def _moment(archive: Archive, name: str, now: datetime) -> datetime:
    written = archive.findings[name]
    return datetime.fromisoformat(written) if written else now
