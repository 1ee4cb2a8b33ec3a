"""The published FAQ, held in this process, and what it says to a question.

Nothing here needs a cache, a queue or a channel layer: the index comes out of the database once, and whether
another publication answers is looked up at most once a second. Safe to call from many threads.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from chatbot.models import Exchange, Publication
from nlp.retrieval.faq_index import Decision, FaqIndex

RECHECK = timedelta(seconds=1)
MOST_CANDIDATES = 3


@dataclass(frozen=True)
class Loaded:
    publication: int
    index: FaqIndex
    revisions: dict[str, int]
    """{entry key: id of the revision that answers}"""


@dataclass(frozen=True)
class Finding:
    outcome: Exchange.Outcome
    revisions: list[int]
    """One for an answer, up to three for candidates, none when it is not known."""
    confidence: float
    publication: int | None


class _Shelf:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None
        self._checked_at: datetime | None = None

    def forget(self) -> None:
        """Look again at the next question."""
        self._checked_at = None

    def clear(self) -> None:
        self._loaded = self._checked_at = None

    def at(self, now: datetime) -> Loaded | None:
        if self._is_fresh(now):
            return self._loaded
        # While one thread loads a new publication the others go on answering from the old one.
        if not self._lock.acquire(blocking=self._loaded is None):
            return self._loaded
        try:
            if not self._is_fresh(now):
                self._loaded = self._look_up()
                self._checked_at = now
            return self._loaded
        finally:
            self._lock.release()

    def _is_fresh(self, now: datetime) -> bool:
        return self._checked_at is not None and abs(now - self._checked_at) < RECHECK

    def _look_up(self) -> Loaded | None:
        active = Publication.objects.active().values_list("pk", flat=True).first()
        if active is None:
            return None
        if self._loaded is not None and self._loaded.publication == active:
            return self._loaded
        return _load(active)


def _load(publication: int) -> Loaded:
    held = Publication.objects.get(pk=publication)
    return Loaded(
        publication=publication,
        index=FaqIndex.from_bytes(bytes(held.index)),
        revisions=dict(held.revisions.values_list("entry__key", "pk")),
    )


_shelf = _Shelf()


def forget() -> None:
    """Called when another publication was activated: this process notices at once, others within a second."""
    _shelf.forget()


def clear() -> None:
    """Drop what is held, for tests that begin with an empty database."""
    _shelf.clear()


def warm(*, now: datetime) -> None:
    """Load the index and the dictionary before somebody waits for the first answer."""
    loaded = _shelf.at(now)
    if loaded is not None:
        loaded.index.decide("")


def find(question: str, *, now: datetime) -> Finding:
    loaded = _shelf.at(now)
    if loaded is None:
        return Finding(Exchange.Outcome.UNKNOWN, [], 0.0, None)
    decision = loaded.index.decide(question)
    revisions = [loaded.revisions[key] for key in shown(decision)]
    outcome = Exchange.Outcome(decision.kind)
    return Finding(outcome, revisions, round(decision.confidence, 4), loaded.publication)


def shown(decision: Decision) -> list[str]:
    """The keys a visitor is shown: the answer, or the readings that have anything to be said for them."""
    if decision.kind == "answer":
        return [decision.ranked[0].key]
    if decision.kind == "unknown":
        return []
    return [found.key for found in decision.ranked[:MOST_CANDIDATES] if found.confidence > 0]
