"""The picture of the paper: judged by its content, made anew without what a scanner or a stranger put in."""

import hashlib
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations import uploads
from consultations.models import Sheet
from consultations.uploads import Made, Refused

TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
LONGEST_SIDE = 4_096
"""Pixels: a sheet of A4 at 300 dots an inch stays as sharp as it was scanned."""
_BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpg"}


def made_anew(content: bytes) -> Made:
    """What can be kept of it; `Refused` says why not. What the name of the file said counts for nothing."""
    ending = next((kind for start, kind in _BEGINNINGS.items() if content.startswith(start)), "")
    if not ending:
        raise Refused(_("This is no PDF, PNG or JPEG that can be opened."))
    return uploads.remake(content, f"scan.{ending}", longest_side=LONGEST_SIDE)


def attach(*, sheet: Sheet, scan: Made, clerk: User, now: datetime) -> None:
    """Keep the scan beside the sheet, away from every public address. A later one takes its place."""
    policy.require(clerk, Action.TRANSCRIBE)
    sha256 = hashlib.sha256(scan.content).hexdigest()
    earlier, storage = str(sheet.scan.name or ""), sheet.scan.storage
    with transaction.atomic():
        sheet.scan = ContentFile(scan.content, name=f"{sha256[:32]}.{scan.ending}")
        sheet.scan_sha256 = sha256
        sheet.save(update_fields=["scan", "scan_sha256"])
        audit.record(
            actor=clerk,
            action="intake.attach_scan",
            subject=f"sheet:{sheet.pk}",
            now=now,
            details={"sha256": sha256, "bytes": len(scan.content)},
        )
        if earlier:
            transaction.on_commit(lambda: storage.delete(earlier))


def fetch(*, sheet: Sheet, clerk: User, now: datetime) -> IO[bytes]:
    """Open the scan. Whoever does is recorded."""
    policy.require(clerk, Action.TRANSCRIBE)
    file: IO[bytes] = sheet.scan.open("rb")
    audit.record(actor=clerk, action="intake.read_scan", subject=f"sheet:{sheet.pk}", now=now)
    return file
