"""Entries the active publication would answer with when asked for this one; quick enough for a page."""

from dataclasses import dataclass
from datetime import datetime

from chatbot.models import FaqEntry
from chatbot.models.faq import MAX_QUESTION
from chatbot.services import answering
from chatbot.services.desk import furigana

LIKE_FROM = 0.5
"""Below this confidence the chat would hardly take the one for the other."""
MOST = 3
FEWEST = 4
"""So few signs say nothing yet."""


@dataclass(frozen=True)
class Near:
    entry: FaqEntry
    confidence: float


def near(entry: FaqEntry, *, now: datetime) -> list[Near]:
    """Others that the question of this entry would lead to, the likeliest first."""
    return near_words(entry.current.question, besides=entry.key, now=now) if entry.current else []


def near_words(question: str, *, besides: str, now: datetime) -> list[Near]:
    """The same for words that are only being written; one query. `benchmarks.likeness` measures it."""
    text = furigana.without(question).strip()[:MAX_QUESTION]
    if len(text) < FEWEST:
        return []
    found = answering.nearest(text, top=MOST + 1, now=now)
    likely = {key: sure for key, sure in found.items() if key != besides and sure >= LIKE_FROM}
    if not likely:
        return []
    entries = FaqEntry.objects.in_use().select_related("current").filter(key__in=likely)
    return sorted((Near(one, likely[one.key]) for one in entries), key=lambda one: -one.confidence)[:MOST]
