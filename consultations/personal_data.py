"""Looks for personal data in what the newest analysis of each consultation read. For workers only."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from consultations.models import AnalysisRun, PersonalFinding, PersonalReading, Revision
from consultations.models.opinion import counted
from nlp.text import identifying

PIECE = 200
LONGEST = 4_000
"""Characters that are looked through at once."""


def unread() -> QuerySet[Revision]:
    """What can be read by the public, or will be, and no machine has looked through."""
    newest = AnalysisRun.objects.order_by().values("consultation").annotate(last=Max("pk")).values("last")
    return Revision.objects.filter(
        counted("opinion__"), memberships__run__in=newest, personal_reading=None
    ).order_by("pk")


def read(waiting: QuerySet[Revision], *, now: datetime) -> int:
    """Look through them a piece at a time; return how many they were. Twice at once does no harm."""
    done = 0
    while piece := list(waiting[:PIECE]):
        found = [one for revision in piece for one in _findings(revision)]
        with transaction.atomic():
            PersonalFinding.objects.bulk_create(found, ignore_conflicts=True)
            PersonalReading.objects.bulk_create(
                (PersonalReading(revision=revision, read_at=now) for revision in piece), ignore_conflicts=True
            )
        done += len(piece)
    return done


def _findings(revision: Revision) -> Iterator[PersonalFinding]:
    for in_title, words in ((True, revision.title), (False, revision.text)):
        for first, piece in _pieces(words):
            for one in identifying.find(piece):
                yield PersonalFinding(
                    revision=revision,
                    in_title=in_title,
                    start=first + one.start,
                    end=first + one.end,
                    kind=one.kind.value,
                )


def _pieces(words: str) -> Iterator[tuple[int, str]]:
    """Very long texts in pieces that end with a sentence: the finder's time grows faster than the text."""
    start = 0
    while len(words) - start > LONGEST:
        last = max(words.rfind(sign, start, start + LONGEST) for sign in "\n。") + 1
        end = last if last > start else start + LONGEST
        yield start, words[start:end]
        start = end
    yield start, words[start:]
