"""Which revision of each entry goes into a publication: read by a second person if the city wants that, and
holding on the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from chatbot.models import ChatSettings, FaqEntry, FaqRevision, SynonymGroup
from chatbot.services.desk import furigana


@dataclass(frozen=True)
class Issued:
    entry: FaqEntry
    revision: FaqRevision

    @property
    def ways(self) -> tuple[str, ...]:
        """Other ways of asking for it: the phrasings, and its question in plain Japanese."""
        easy = furigana.without(self.revision.question_easy)
        phrasings = [utterance.text for utterance in self.entry.utterances.all()]
        return tuple(dict.fromkeys(filter(None, [*phrasings, easy])))


def issued(*, on: date) -> list[Issued]:
    """In a fixed number of queries, whatever the number of entries."""
    needs_review = ChatSettings.now().needs_review
    newest_first = FaqRevision.objects.order_by("-number")
    entries = (
        FaqEntry.objects.in_use()
        .order_by("field", "pk")
        .prefetch_related("utterances", Prefetch("revisions", queryset=newest_first))
    )
    found = ((entry, _revision(entry.revisions.all(), needs_review=needs_review, on=on)) for entry in entries)
    return [Issued(entry, revision) for entry, revision in found if revision is not None]


def synonyms() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.words) for group in SynonymGroup.objects.all())


def _revision(newest_first: Iterable[FaqRevision], *, needs_review: bool, on: date) -> FaqRevision | None:
    """The newest that has begun decides: when its time is over, nothing older takes its place."""
    read = (
        revision
        for revision in newest_first
        if not needs_review or revision.review == FaqRevision.Review.APPROVED
    )
    begun = (revision for revision in read if revision.valid_from is None or revision.valid_from <= on)
    newest = next(begun, None)
    return None if newest is None or newest.has_ended(on) else newest
