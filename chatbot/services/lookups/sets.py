"""Bring a list in, let it answer, go back to an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from chatbot.models import LookupSet
from chatbot.services.lookups import facility_files, garbage_files, shelf, tables
from chatbot.services.lookups.tables import Reading
from consultations.importers.limits import UnreadableFileError

Files = Sequence[tuple[str, bytes]]
NUMBERS_TRIED = 10
"""Each time one upload at least gets its number, so that ten at once all do."""


class CannotAnswer(Exception):
    """The set has rows that have to be mended first, or is another city's."""


@dataclass(frozen=True)
class About:
    """What a list does not say itself."""

    source: str
    source_url: str
    as_of: date
    until: time | None = None


def upload(*, actor: User | None, kind: str, files: Files, about: About, now: datetime) -> LookupSet:
    """Read the files and keep what they hold until somebody has looked at it.

    Raises `UnreadableFileError`.
    """
    reading = read(kind=kind, files=files, today=timezone.localdate(now))
    made = LookupSet(
        kind=kind,
        city=settings.CITY_NAME,
        source=about.source,
        source_url=about.source_url,
        as_of=about.as_of,
        until=about.until,
        content=reading.content,
        problems=reading.problems_as_json(),
        counts=reading.counts,
        uploaded_by=actor,
        uploaded_at=now,
    )
    return _numbered(made, actor, now)


def _numbered(made: LookupSet, actor: User | None, now: datetime) -> LookupSet:
    """Keep it under the next number of its kind; of two that see the same number one counts on."""
    for attempt in range(1, NUMBERS_TRIED + 1):
        made.pk, made.number = None, LookupSet.objects.next_number(made.kind)
        try:
            _keep(made, actor, now)
        except IntegrityError:
            if attempt == NUMBERS_TRIED:
                raise
        else:
            break
    return made


@transaction.atomic
def _keep(made: LookupSet, actor: User | None, now: datetime) -> None:
    made.save(force_insert=True)
    audit.record(
        actor=actor,
        action="lookup.upload",
        subject=f"lookup-set:{made.pk}",
        now=now,
        details={"kind": made.kind, "number": made.number, "source": made.source},
    )


def read(*, kind: str, files: Files, today: date) -> Reading:
    found = tables.unpack(files)
    if kind == LookupSet.Kind.GARBAGE:
        return garbage_files.read(found, today=today)
    if len(found) != 1:
        raise UnreadableFileError(facility_files.one_file_only())
    [(name, content)] = found.items()
    return facility_files.read(name, content)


def can_answer(held: LookupSet) -> bool:
    return held.city == settings.CITY_NAME and not any(problem["is_fatal"] for problem in held.problems)


def match_kinds(
    *, held: LookupSet, collected_with: dict[str, str], moves: bool, actor: User, now: datetime
) -> None:
    """Say on which days kinds without days of their own are collected, before the set first answers."""
    if held.activated_at is not None:
        return
    known = {kind["name"] for kind in held.content["kinds"]}
    columns = {*held.content["columns"], ""}
    chosen = {kind: column for kind, column in collected_with.items() if kind in known and column in columns}
    held.content["collected_with"] |= chosen
    held.content["moves"] = moves
    held.save(update_fields=["content"])
    audit.record(
        actor=actor,
        action="lookup.match",
        subject=f"lookup-set:{held.pk}",
        now=now,
        details={"kinds": chosen, "moves": moves},
    )


@transaction.atomic
def activate(*, held: LookupSet, actor: User | None, now: datetime) -> None:
    """From now on this set answers, all of it at once. Twice is once. Raises `CannotAnswer`."""
    # One after the other: the rows of a kind are locked, whichever of them is asked for.
    rows = list(LookupSet.objects.select_for_update().filter(kind=held.kind).values_list("pk", "is_active"))
    if not can_answer(held):
        raise CannotAnswer
    if (held.pk, True) in rows:
        return
    LookupSet.objects.filter(kind=held.kind, is_active=True).update(is_active=False)
    LookupSet.objects.filter(pk=held.pk).update(is_active=True, activated_at=now)
    audit.record(
        actor=actor,
        action="lookup.activate",
        subject=f"lookup-set:{held.pk}",
        now=now,
        details={"kind": held.kind, "number": held.number},
    )
    transaction.on_commit(shelf.forget)


@transaction.atomic
def withdraw(*, held: LookupSet, actor: User, now: datetime) -> None:
    """The set stops answering, and no other takes its place."""
    changed = LookupSet.objects.filter(pk=held.pk, is_active=True).update(is_active=False)
    if changed:
        audit.record(
            actor=actor, action="lookup.withdraw", subject=f"lookup-set:{held.pk}", now=now, details={}
        )
        transaction.on_commit(shelf.forget)
