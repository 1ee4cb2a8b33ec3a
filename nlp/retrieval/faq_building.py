"""Builds the index a chatbot answers from; for a worker, because fitting loads scikit-learn."""

from collections.abc import Sequence
from typing import NamedTuple

from nlp.retrieval import calibration
from nlp.retrieval.faq_index import FaqIndex
from nlp.retrieval.matching import EntryWords, read


class Entry(NamedTuple):
    """An FAQ entry: its key, official question and answer, and other ways people ask it."""

    key: str
    question: str
    answer: str
    utterances: tuple[str, ...] = ()


def build(entries: Sequence[Entry]) -> FaqIndex:
    """Index `entries` and fit the thresholds on their utterances (see `calibration.fit`).

    About 3 ms an entry and utterance. Raises ValueError when two entries have the same key.
    """
    keys = [entry.key for entry in entries]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        message = f"two entries have the key {twice!r}"
        raise ValueError(message)
    words = [
        EntryWords([read(way) for way in (entry.question, *entry.utterances)], read(entry.answer))
        for entry in entries
    ]
    return FaqIndex(keys, words, calibration.fit(words))
