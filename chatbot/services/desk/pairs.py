"""Keeps the entries that are taken for each other: a job looks for them after each publication."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from chatbot.models import EntryPair, FaqEntry, Publication
from chatbot.services.desk import furigana, mixing
from chatbot.services.desk.mixing import Pairs, Phrasing
from consultations.models import Job
from consultations.services import jobs
from nlp.retrieval import archive
from nlp.retrieval.faq_building import Entry

Report = Callable[[str, int], None]
ASKING = gettext_noop("Asking every phrasing as if it were new")
COMPARING = gettext_noop("Comparing the questions")
MOST_KEPT = 8
"""Phrasings kept of one pair; the page says how many there are."""
MOST_ALIKE = 500
"""More than that nobody reads: those that are most alike."""
WORST_FIRST = ("answered", "offered", "below")
FEW = 2
"""From so many phrasings on a pair is worth an editor's time, whatever becomes of them."""


def look(*, now: datetime) -> bool:
    """Have a worker look through the active publication once. For the workers' round."""
    active = Publication.objects.active().defer("index").filter(compared_at=None).first()
    if active is None or job_of(active) is not None:
        return False
    jobs.start(
        kind=Job.Kind.FAQ_PAIRS,
        requested_by=None,
        idempotency_key=_key(active),
        parameters={"publication": active.pk},
        now=now,
    )
    return True


def job_of(publication: Publication) -> Job | None:
    return Job.objects.filter(idempotency_key=_key(publication)).first()


def find(*, publication: int, report: Report, now: datetime) -> dict[str, int]:
    """Look through a publication and keep what is found, unless another one answers meanwhile."""
    held = Publication.objects.get(pk=publication)
    entries = _entries(held)
    found = mixing.confused_in(
        archive.unpack(bytes(held.index)), entries, lambda share: report(ASKING, round(90 * share))
    )
    report(COMPARING, 90)
    _keep(held, found.pairs, mixing.alike_in(entries), now)
    astray = sum(map(len, found.pairs.values()))
    return {"phrasings": found.phrasings, "asked": found.asked, "astray": astray}


def _key(publication: Publication) -> str:
    """Of one activation: an earlier publication that answers again is looked through again."""
    moment = publication.activated_at
    return f"faq-pairs:{publication.pk}:{moment.timestamp() if moment else 0:.6f}"


def _entries(publication: Publication) -> list[Entry]:
    revisions = publication.revisions.select_related("entry").prefetch_related("entry__utterances")
    return [
        Entry(
            key=revision.entry.key,
            question=furigana.without(revision.question),
            answer=furigana.without(revision.answer),
            utterances=tuple(one.text for one in revision.entry.utterances.all()),
        )
        for revision in revisions.order_by("pk")
    ]


@transaction.atomic
def _keep(
    publication: Publication, confused: Pairs, alike: dict[tuple[str, str], float], now: datetime
) -> None:
    """All at once: nobody sees half of the old and half of the new."""
    if not Publication.objects.active().filter(pk=publication.pk, compared_at=None).update(compared_at=now):
        return
    Publication.objects.exclude(pk=publication.pk).update(compared_at=None)
    ids = dict(FaqEntry.objects.values_list("key", "pk"))
    EntryPair.objects.all().delete()
    EntryPair.objects.bulk_create([*_confused_rows(confused, ids), *_alike_rows(alike, ids)])


def _confused_rows(confused: Pairs, ids: dict[str, int]) -> Iterator[EntryPair]:
    for pair, phrasings in confused.items():
        first, second = sorted(ids[key] for key in pair)
        worst_first = sorted(phrasings, key=lambda one: WORST_FIRST.index(one.becomes))
        yield EntryPair(
            kind=_kind(phrasings),
            first_id=first,
            second_id=second,
            weight=len(phrasings),
            phrasings=[vars(phrasing) for phrasing in worst_first[:MOST_KEPT]],
        )


def _kind(phrasings: Sequence[Phrasing]) -> EntryPair.Kind:
    costs_answers = any(one.becomes == "answered" for one in phrasings)
    return EntryPair.Kind.CONFUSED if costs_answers or len(phrasings) >= FEW else EntryPair.Kind.SELDOM


def _alike_rows(alike: dict[tuple[str, str], float], ids: dict[str, int]) -> Iterator[EntryPair]:
    most_alike = sorted(alike.items(), key=lambda one: (-one[1], one[0]))[:MOST_ALIKE]
    for pair, share in most_alike:
        first, second = sorted(ids[key] for key in pair)
        yield EntryPair(kind=EntryPair.Kind.ALIKE, first_id=first, second_id=second, weight=share)
