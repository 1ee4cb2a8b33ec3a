"""Photos and PDF files beside a proposal: put there in the draft, taken away at any time."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from accounts import policy
from accounts.models import User
from accounts.policy import Action, State
from consultations import uploads
from consultations.models import Attachment, Opinion

MOST_FILES = 3


class TooManyFiles(Exception):
    """As many files as may be are there already."""


class NoLongerDraft(Exception):
    """What is public keeps the files it was published with."""


def attach(
    *, opinion: Opinion, author: User, data: bytes, file_name: str, description: str, now: datetime
) -> Attachment:
    """Keep the file, made anew. The same file sent again is the one that is there."""
    policy.require(author, Action.EDIT_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    if opinion.state != State.DRAFT:
        raise NoLongerDraft
    sha256 = hashlib.sha256(data).hexdigest()
    before = Attachment.objects.filter(opinion=opinion, sha256=sha256).first()
    if before:
        return before
    made = uploads.remake(data, file_name)
    try:
        with transaction.atomic():
            return _keep(opinion, made, sha256, file_name, description, now)
    except IntegrityError:
        return Attachment.objects.get(opinion=opinion, sha256=sha256)


def detach(*, attachment: Attachment, author: User) -> None:
    """The file is deleted, not only no longer shown."""
    opinion = attachment.opinion
    policy.require(author, Action.WITHDRAW_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    delete(attachments=[attachment])


def delete(*, attachments: list[Attachment]) -> None:
    """Rows first; the files when the rows are gone for good."""
    files = [attachment.file for attachment in attachments]
    Attachment.objects.filter(pk__in=[attachment.pk for attachment in attachments]).delete()
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(file.name))  # type: ignore[misc]


def _keep(
    opinion: Opinion, made: uploads.Made, sha256: str, file_name: str, description: str, now: datetime
) -> Attachment:
    Opinion.objects.select_for_update().get(pk=opinion.pk)
    if opinion.attachments.count() >= MOST_FILES:
        raise TooManyFiles
    attachment = Attachment(
        opinion=opinion,
        kind=made.kind,
        name=uploads.shown_name(file_name, made),
        description=description,
        size=len(made.content),
        width=made.width,
        height=made.height,
        pages=made.pages,
        sha256=sha256,
        created_at=now,
    )
    attachment.file.save(f"{attachment.token}.{made.ending}", ContentFile(made.content), save=False)
    try:
        attachment.save()
    except IntegrityError:
        attachment.file.storage.delete(attachment.file.name or "")
        raise
    return attachment
