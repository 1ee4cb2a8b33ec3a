"""Writes entries as opinions, a chunk in each transaction. A row that is there already is left alone."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from consultations import indexing, receipts
from consultations.importers.rows import Entry
from consultations.models import ImportBatch, Opinion, Revision, Submission

CHUNK = 500


def add_missing(batch: ImportBatch, entries: Sequence[Entry], *, now: datetime) -> int:
    """Add those of `entries` that the consultation does not have yet; return how many."""
    keys = [entry.source_key for entry in entries]
    present = set(
        Submission.objects.filter(consultation=batch.consultation_id, source_key__in=keys).values_list(
            "source_key", flat=True
        )
    )
    missing = [entry for entry in entries if entry.source_key not in present]
    if missing:
        with transaction.atomic():
            _add(batch, missing, now)
    return len(missing)


def _add(batch: ImportBatch, entries: Sequence[Entry], now: datetime) -> None:
    opinions = Opinion.objects.bulk_create([_opinion(batch, entry, now) for entry in entries])
    pairs = list(zip(opinions, entries, strict=True))
    Revision.objects.bulk_create([_revision(opinion, entry) for opinion, entry in pairs])
    Submission.objects.bulk_create(
        [
            Submission(
                opinion=opinion,
                consultation_id=batch.consultation_id,
                batch=batch,
                row_number=entry.row,
                source_key=entry.source_key,
            )
            for opinion, entry in pairs
        ]
    )
    first = Revision.objects.filter(opinion=OuterRef("pk"), number=1).values("pk")
    keys = [opinion.pk for opinion in opinions]
    Opinion.objects.filter(pk__in=keys).update(current=Subquery(first))
    indexing.new_opinions(keys)


def _opinion(batch: ImportBatch, entry: Entry, now: datetime) -> Opinion:
    at = entry.submitted_at or now
    identity = f"import:{batch.consultation_id}:{entry.source_key}"
    return Opinion(
        consultation_id=batch.consultation_id,
        kind=Opinion.Kind.SUBMISSION,
        channel=entry.channel,
        stance=entry.stance,
        receipt=receipts.issue(now=now),
        submission_key=hashlib.sha256(identity.encode()).hexdigest(),
        attributes=entry.attributes,
        created_at=at,
        published_at=at,
    )


def _revision(opinion: Opinion, entry: Entry) -> Revision:
    return Revision(
        opinion=opinion,
        number=1,
        title=entry.title,
        text=entry.text,
        stance=entry.stance,
        sha256=entry.sha256,
        created_at=opinion.created_at,
    )
