"""Builds the index a chatbot answers from; for a worker, because fitting loads scipy."""

from collections.abc import Sequence

from nlp.retrieval import belonging_learning, calibration
from nlp.retrieval.archive import Contents, InEnglish
from nlp.retrieval.english import EnglishReader
from nlp.retrieval.entries import Entry
from nlp.retrieval.faq_index import FaqIndex
from nlp.retrieval.matching import EntryWords, Matcher
from nlp.retrieval.reading import Reader, without_contact
from nlp.retrieval.trials import about_else
from nlp.text.languages import language_of
from nlp.threads import on_one_thread

_WORDS_OF_A_NAME = 2
"""Names in Latin letters (Wi-Fi, AED) are asked for in both languages."""


@on_one_thread
def build(
    entries: Sequence[Entry],
    labelled: Sequence[tuple[str, str]] = (),
    outside: Sequence[str] = (),
    synonyms: Sequence[Sequence[str]] = (),
) -> FaqIndex:
    """Index `entries`, and fit the ranking and the thresholds to their utterances (see `calibration.fit`).

    `labelled` are questions with the key of the entry that answers them, `outside` questions the city has
    marked as not its own; both are learnt from, not indexed. `synonyms` are groups of words that count as one
    word. About 3 ms an entry and utterance. Raises ValueError when two entries have the same key.
    """
    keys = [entry.key for entry in entries]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        message = f"two entries have the key {twice!r}"
        raise ValueError(message)
    reader = Reader(synonyms)
    words = [read_entry(reader, entry) for entry in entries]
    rows = {key: row for row, key in enumerate(keys)}
    known = [(reader.read_question(question), rows[key]) for question, key in labelled if key in rows]
    not_here = [reader.read_question(question) for question in outside]
    matcher, fitted = Matcher.of(words), calibration.fit(words, known, not_here)
    here = [*(question for question, _ in known), *(way for entry in words for way in entry.ways)]
    belonging = belonging_learning.fit(here, [*about_else(), *not_here], matcher)
    return FaqIndex(
        Contents(
            *(keys, reader.synonyms, fitted.weights, fitted.judge, fitted.curve, matcher, belonging),
            english=_in_english(entries),
            offers=fitted.offers,
        )
    )


def read_entry(reader: Reader, entry: Entry) -> EntryWords:
    """Cut an entry into what is compared with questions in Japanese."""
    asked = [way for way in entry.utterances if not _english(way) or len(way.split()) <= _WORDS_OF_A_NAME]
    ways = [reader.read(way) for way in (entry.question, *asked)]
    return EntryWords(ways, reader.read(without_contact(entry.answer)))


def _in_english(entries: Sequence[Entry]) -> InEnglish | None:
    reader = EnglishReader()
    keys: list[str] = []
    words: list[EntryWords] = []
    for entry in entries:
        ways = list(filter(None, [entry.question_en, *filter(_english, (entry.question, *entry.utterances))]))
        if ways:
            answer = entry.answer_en or (entry.answer if _english(entry.answer) else "")
            keys.append(entry.key)
            words.append(EntryWords(list(map(reader.read, ways)), reader.read(answer)))
    return InEnglish(keys, Matcher.of(words)) if words else None


def _english(text: str) -> bool:
    return language_of(text) == "en"


__all__ = ["Entry", "build", "read_entry"]
