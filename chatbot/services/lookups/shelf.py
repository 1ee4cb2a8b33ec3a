"""The active sets, held in this process. Whether others answer is looked up at most once a second."""

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from chatbot.models import LookupSet
from chatbot.services.lookups.facilities import FacilityIndex
from chatbot.services.lookups.garbage_index import GarbageIndex

RECHECK = timedelta(seconds=1)


@dataclass(frozen=True)
class Origin:
    """Where a list comes from, as visitors are told."""

    source: str
    url: str
    as_of: date


@dataclass(frozen=True)
class Shelf:
    garbage: GarbageIndex | None = None
    facilities: FacilityIndex | None = None
    origins: tuple[tuple[int, Origin], ...] = ()

    def origin(self, held: int) -> Origin:
        return dict(self.origins)[held]


class _Holder:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shelf = Shelf()
        self._keys: frozenset[int] | None = None
        self._checked_at: datetime | None = None

    def forget(self) -> None:
        self._checked_at = None

    def clear(self) -> None:
        self._shelf, self._keys, self._checked_at = Shelf(), None, None

    def at(self, now: datetime) -> Shelf:
        if self._is_fresh(now):
            return self._shelf
        # While one thread builds a new index the others go on with the old one.
        if not self._lock.acquire(blocking=self._keys is None):
            return self._shelf
        try:
            if not self._is_fresh(now):
                self._look_up()
                self._checked_at = now
            return self._shelf
        finally:
            self._lock.release()

    def _is_fresh(self, now: datetime) -> bool:
        return self._checked_at is not None and abs(now - self._checked_at) < RECHECK

    def _look_up(self) -> None:
        keys = frozenset(LookupSet.objects.active(settings.CITY_NAME).values_list("pk", flat=True))
        if keys != self._keys:
            self._shelf = load(list(LookupSet.objects.filter(pk__in=keys).defer("problems")))
            self._keys = keys


def load(sets: list[LookupSet]) -> Shelf:
    held = {each.kind: each for each in sets}
    garbage, facilities = held.get(LookupSet.Kind.GARBAGE), held.get(LookupSet.Kind.FACILITIES)
    return Shelf(
        garbage=GarbageIndex(garbage) if garbage else None,
        facilities=FacilityIndex(facilities) if facilities else None,
        origins=tuple((each.pk, Origin(each.source, each.source_url, each.as_of)) for each in sets),
    )


_holder = _Holder()


def at(now: datetime) -> Shelf:
    return _holder.at(now)


def forget() -> None:
    """Another set answers: this process notices at once, others within a second."""
    _holder.forget()


def clear() -> None:
    """Drop what is held, for tests that begin with an empty database."""
    _holder.clear()
