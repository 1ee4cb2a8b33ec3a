"""Turn what the editors wrote into what answers visitors. For workers: it loads what learning needs."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chatbot.models import ChatSettings, Publication, TestQuestion
from chatbot.services import publications, quality
from chatbot.services.desk import furigana, issuing
from chatbot.services.desk.issuing import Issued
from chatbot.services.publications import Then
from chatbot.services.queue import labelled, regression, thresholds
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
NUMBERS_TRIED = 5


def publish(*, job: Job, report: Report, now: datetime) -> Publication:
    """Build the index outside the web process, test it, and let it answer from one moment to the next.

    What follows on the building stands in the job: `publications.Then`. A job that says nothing activates.
    """
    built = Publication.objects.filter(job=job).first()
    if built is None:
        built = _build(job, report, now)
    report(SAVING, 95)
    then = Then(job.parameters.get("then", Then.ACTIVATE))
    if then == Then.ACTIVATE:
        publications.activate(publication=built, actor=job.requested_by, now=now)
    elif then == Then.ACTIVATE_IF_NOT_WORSE:
        _activate_if_not_worse(built, job, now)
    return built


def _activate_if_not_worse(built: Publication, job: Job, now: datetime) -> None:
    """Than what answers now; if that changes in this very moment, somebody has to look."""
    active = Publication.objects.active().defer("index").first()
    compared = regression.comparison(built, active)
    if compared is not None and compared.worse:
        return
    with suppress(publications.Overtaken):
        seen = active.number if active else 0
        publications.activate(publication=built, actor=job.requested_by, now=now, seen=seen)


def _build(job: Job, report: Report, now: datetime) -> Publication:
    report(COLLECTING, 5)
    entries = issuing.issued(on=timezone.localdate(now))
    if not entries:
        raise JobError(_("There is no FAQ entry to publish. Write or import some first."))
    report(BUILDING, 15)
    index = faq_building.build(
        [_for_index(entry) for entry in entries],
        labelled=labelled.confirmed(),
        outside=labelled.outside(),
        synonyms=issuing.synonyms(),
    )
    report(TESTING, 70)
    made = _tested(index, job, now)
    _save(made, [issued.revision.pk for issued in entries])
    return made


def _tested(index: FaqIndex, job: Job, now: datetime) -> Publication:
    questions = list(TestQuestion.objects.all())
    wrong = ChatSettings.now().wrong_per_hundred
    cases = quality.ask(index.with_wrong_per_hundred(wrong), questions)
    return Publication(
        job=job,
        index=index.to_bytes(),
        quality=quality.summary(cases) | {"wrong_per_hundred": wrong},
        cases=cases,
        before=_before(questions, wrong),
        curve=thresholds.consequences(index, questions),
        created_at=now,
    )


def _before(questions: Sequence[TestQuestion], wrong: int) -> dict[str, Any]:
    """The same questions, asked of what answers visitors now."""
    active = Publication.objects.active().first()
    if active is None:
        return {}
    index = FaqIndex.from_bytes(bytes(active.index)).with_wrong_per_hundred(wrong)
    return {"number": active.number, "cases": quality.ask(index, questions)}


def _for_index(issued: Issued) -> Entry:
    revision = issued.revision
    return Entry(
        key=issued.entry.key,
        question=furigana.without(revision.question),
        answer=furigana.without(revision.answer),
        utterances=issued.ways,
        question_en=revision.question_en,
        answer_en=revision.answer_en,
    )


def _save(made: Publication, revisions: list[int]) -> None:
    """Under the next number; two publications made at once get two numbers."""
    for attempt in range(NUMBERS_TRIED):
        last = Publication.objects.aggregate(last=Max("number"))["last"] or 0
        made.number = last + 1
        try:
            with transaction.atomic():
                made.save(force_insert=True)
                made.revisions.add(*revisions)
        except IntegrityError:
            if attempt == NUMBERS_TRIED - 1 or Publication.objects.filter(job=made.job).exists():
                raise
        else:
            return
