"""What the job does. Killed in the middle, it is done again: what is there is skipped."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from consultations.importers.decidim import material
from consultations.importers.decidim.material import Material
from consultations.importers.decidim.storing import Store
from consultations.importers.decidim.trees import Placed, Trees
from consultations.importers.limits import UnreadableFileError
from consultations.jobs import JobError, Progress
from consultations.models import Archive, Job

READING = "archive.reading"
PROPOSALS = "archive.proposals"
COMMENTS = "archive.comments"
COUNTING = "archive.counting"
CHUNK = 500
_READ, _COUNTED = 10, 97
Piece = TypeVar("Piece")


def take_in(job: Job, progress: Progress) -> dict[str, object]:
    archive = Archive.objects.select_related("consultation").get(pk=job.parameters["archive"])
    progress.at(READING, 0)
    found = read(archive)
    if archive.consultation is None:
        raise Archive.DoesNotExist
    store = Store(archive, archive.consultation, found.host, now=timezone.now())
    titled, replies = found.of_space(archive.space)
    added = _add(store, progress, titled, replies)
    progress.at(COUNTING, _COUNTED)
    store.recount()
    return _conclude(archive, found, added)


def read(archive: Archive) -> Material:
    """The kept file again; a job that finds it gone or broken ends in words."""
    try:
        with archive.file.open("rb") as file:
            return material.read(file)
    except (UnreadableFileError, FileNotFoundError, ValueError) as error:
        raise JobError(str(error)) from error


def _add(
    store: Store, progress: Progress, titled: Sequence[object], replies: dict[str, Trees]
) -> dict[str, int]:
    whole = max(len(titled) + sum(len(found.placed) for found in replies.values()), 1)
    done = 0
    added = {"proposals": 0, "comments": 0}
    work: list[tuple[str, str, Callable[..., int], Sequence[object]]] = [
        (PROPOSALS, "proposals", store.add_titled, piece) for piece in _pieces(titled)
    ]
    for found in replies.values():
        work += [(COMMENTS, "comments", store.add_replies, piece) for piece in _levels(found.placed)]
    for stage, name, write, piece in work:
        done += len(piece)
        with transaction.atomic():
            added[name] += write(piece)
            # Inside the transaction: a worker that has lost its lease leaves nothing behind.
            progress.at(stage, _READ + (_COUNTED - _READ) * done // whole)
    return added


def _levels(placed: Sequence[Placed]) -> Iterator[Sequence[Placed]]:
    """Pieces within one depth: the comments above are written before those below."""
    for _depth, level in groupby(placed, key=lambda one: one.depth):
        yield from _pieces(list(level))


def _pieces(whole: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    for start in range(0, len(whole), CHUNK):
        yield whole[start : start + CHUNK]


def _conclude(archive: Archive, found: Material, added: dict[str, int]) -> dict[str, object]:
    brought = {
        "proposals": archive.origins.filter(opinion__kind="proposal").count(),
        "comments": archive.origins.filter(opinion__kind="comment").count(),
    }
    counts = brought | {"wrong": len(found.problems)}
    Archive.objects.filter(pk=archive.pk).update(counts=counts, imported_at=timezone.now())
    return counts | {
        "added_last": sum(added.values()),
        "url": reverse("consultations:archive", args=[archive.pk]),
    }
