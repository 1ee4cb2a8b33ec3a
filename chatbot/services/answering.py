"""The published FAQ, held in this process, and what it says to a question.

Nothing here needs a cache, a queue or a channel layer: the index comes out of the database once, and whether
another publication answers is looked up at most once a second. Safe to call from many threads.
"""

import threading
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from chatbot.models import ChatSettings, Exchange, Publication
from nlp.retrieval.faq_index import Decision, FaqIndex

RECHECK = timedelta(seconds=1)
MOST_CANDIDATES = 3


@dataclass(frozen=True)
class Loaded:
    publication: int
    index: FaqIndex
    revisions: dict[str, int]
    """{entry key: id of the revision that answers}"""
    ends: dict[str, date]
    """{entry key: the last day on which it holds}"""
    wrong_per_hundred: int
    """What the city chose when the index was loaded."""


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
        wrong = ChatSettings.now().wrong_per_hundred
        if self._loaded is None or self._loaded.publication != active:
            return _load(active, wrong)
        return _careful(self._loaded, wrong)


def _load(publication: int, wrong: int) -> Loaded:
    held = Publication.objects.get(pk=publication)
    ends = held.revisions.values_list("entry__key", "valid_until")
    return Loaded(
        publication=publication,
        index=FaqIndex.from_bytes(bytes(held.index)).with_wrong_per_hundred(wrong),
        revisions=dict(held.revisions.values_list("entry__key", "pk")),
        ends={key: last for key, last in ends if last is not None},
        wrong_per_hundred=wrong,
    )


def _careful(loaded: Loaded, wrong: int) -> Loaded:
    """The same, answering as carefully as the city chose meanwhile."""
    if loaded.wrong_per_hundred == wrong:
        return loaded
    return replace(loaded, index=loaded.index.with_wrong_per_hundred(wrong), wrong_per_hundred=wrong)


_shelf = _Shelf()
_warming = threading.Lock()
_of_thread = threading.local()
_ANY_QUESTION = "市役所の手続き"
"""With a word that tells, so that its vector is looked up."""


def forget() -> None:
    """Called when another publication was activated: this process notices at once, others within a second."""
    _shelf.forget()


def clear() -> None:
    """Drop what is held, for tests that begin with an empty database."""
    _shelf.clear()


def warm(*, now: datetime) -> None:
    """Load the index, the dictionary and the word vectors before somebody waits for the first answer.

    One thread loads what all share; a thread that has looked before has nothing to do.
    """
    loaded = _shelf.at(now)
    if loaded is None or getattr(_of_thread, "publication", None) == loaded.publication:
        return
    with _warming:
        loaded.index.decide(_ANY_QUESTION)
    _of_thread.publication = loaded.publication


def find(question: str, *, now: datetime) -> Finding:
    loaded = _shelf.at(now)
    if loaded is None:
        return Finding(Exchange.Outcome.UNKNOWN, [], 0.0, None)
    decision = loaded.index.decide(question)
    over = _over(loaded, timezone.localdate(now))
    revisions = [loaded.revisions[key] for key in shown(decision) if key not in over]
    outcome = Exchange.Outcome(decision.kind) if revisions else Exchange.Outcome.UNKNOWN
    return Finding(outcome, revisions, round(decision.confidence, 4), loaded.publication)


def nearest(text: str, *, top: int, now: datetime) -> dict[str, float]:
    """{entry key: how surely the active publication would take the text for it}, the surest first."""
    loaded = _shelf.at(now)
    return {found.key: found.confidence for found in loaded.index.rank(text, top)} if loaded else {}


def _over(loaded: Loaded, today: date) -> set[str]:
    """What has ended since the publication was made is not said any more."""
    return {key for key, last in loaded.ends.items() if last < today}


def shown(decision: Decision) -> list[str]:
    """The keys a visitor is shown: the answer, or the readings that have anything to be said for them."""
    if decision.kind == "answer":
        return [decision.ranked[0].key]
    if decision.kind == "unknown":
        return []
    return [found.key for found in decision.ranked[:MOST_CANDIDATES] if found.confidence > 0]
