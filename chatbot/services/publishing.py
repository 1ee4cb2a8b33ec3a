"""Turn what the editors wrote into what answers visitors. For workers: it loads what learning needs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chatbot.models import FaqEntry, Publication, TestQuestion
from chatbot.services import publications, quality
from consultations.jobs import JobError
from consultations.models import Job
from nlp.retrieval import faq_building
from nlp.retrieval.faq_building import Entry
from nlp.retrieval.faq_index import FaqIndex

Report = Callable[[str, int], None]

COLLECTING = gettext_noop("Collecting the entries")
BUILDING = gettext_noop("Building the index")
TESTING = gettext_noop("Asking the test questions")
SAVING = gettext_noop("Putting it into service")


def publish(*, job: Job, report: Report, now: datetime) -> Publication:
    """Build the index outside the web process, test it, and let it answer from one moment to the next."""
    built = Publication.objects.filter(job=job).first()
    if built is None:
        built = _build(job, report, now)
    report(SAVING, 95)
    publications.activate(publication=built, actor=job.requested_by, now=now)
    return built


def _build(job: Job, report: Report, now: datetime) -> Publication:
    report(COLLECTING, 5)
    entries = list(FaqEntry.objects.in_use().select_related("current").prefetch_related("utterances"))
    if not entries:
        raise JobError(_("There is no FAQ entry to publish. Write or import some first."))
    report(BUILDING, 15)
    index = faq_building.build([_for_index(entry) for entry in entries])
    report(TESTING, 70)
    found = quality.report(index, TestQuestion.objects.all())
    return _save(job, [entry.current_id or 0 for entry in entries], index, found, now)


def _for_index(entry: FaqEntry) -> Entry:
    current = entry.current
    return Entry(
        key=entry.key,
        question=current.question if current else "",
        answer=current.answer if current else "",
        utterances=tuple(utterance.text for utterance in entry.utterances.all()),
    )


@transaction.atomic
def _save(
    job: Job, revisions: list[int], index: FaqIndex, found: dict[str, Any], now: datetime
) -> Publication:
    last = Publication.objects.aggregate(last=Max("number"))["last"] or 0
    publication = Publication.objects.create(
        number=last + 1, job=job, index=index.to_bytes(), quality=found, created_at=now
    )
    publication.revisions.add(*revisions)
    return publication
