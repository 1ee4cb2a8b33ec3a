"""What a run reads: the current revision of every opinion that was handed in, in a fixed order."""

import hashlib
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from consultations.jobs import JobError
from consultations.models import Job, Opinion, Revision

NOTHING = gettext_noop("No opinion has been handed in yet, so there is nothing to analyse.")
_ROWS_READ_AT_ONCE = 500


@dataclass(frozen=True)
class Choice:
    """The revisions of a run, fixed at its start: what arrives later belongs to the next run."""

    readable: list[int]
    withheld: list[int]
    input_hash: str


@dataclass(frozen=True)
class Words:
    """The texts of `Choice.readable`, in that order. Quotations count in `bodies`, without the title."""

    bodies: list[str] = field(repr=False)
    with_titles: list[str] = field(repr=False)


def choose(job: Job) -> Choice:
    rows = (
        Opinion.objects.submitted()
        .filter(consultation=job.consultation_id, current__isnull=False)
        .order_by("pk")
        .values_list("current_id", "current__sha256", "hidden_at", "withdrawn_at")
    )
    fingerprint = hashlib.sha256()
    readable: list[int] = []
    withheld: list[int] = []
    for revision, sha256, hidden_at, withdrawn_at in rows:
        gone = bool(hidden_at or withdrawn_at)
        (withheld if gone else readable).append(revision)
        fingerprint.update(f"{revision}:{sha256}:{int(gone)}\n".encode())
    if not readable and not withheld:
        raise JobError(NOTHING)
    return Choice(readable, withheld, fingerprint.hexdigest())


def read(revisions: list[int]) -> Words:
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(revisions), _ROWS_READ_AT_ONCE):
        part = Revision.objects.filter(pk__in=revisions[start : start + _ROWS_READ_AT_ONCE])
        found.update({pk: (title, text) for pk, title, text in part.values_list("pk", "title", "text")})
    bodies = [found[pk][1] for pk in revisions]
    titles = [found[pk][0] for pk in revisions]
    whole = [f"{title}\n{body}" if title else body for title, body in zip(titles, bodies, strict=True)]
    return Words(bodies, whole)
