"""Which entries the chat takes for each other, and by which phrasings. For workers: it builds indexes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from chatbot.services import answering
from nlp.retrieval import faq_building
from nlp.retrieval.archive import Contents
from nlp.retrieval.faq_building import Entry
from nlp.retrieval.faq_index import Decision, FaqIndex
from nlp.retrieval.matching import Matcher
from nlp.retrieval.reading import Reader, Words
from nlp.text.bigrams import tokens
from nlp.text.folding import fold

FOLDS = 3
MOST_ASKED = 3_000
"""From larger collections so many are drawn, evenly over all entries."""
EVERY = 50
ALIKE_FROM = 0.7
RARE, FEWEST_SHARED = 50, 3
"""A pair of characters that more questions have tells nothing; fewer than three shared ones neither."""

Becomes = Literal["answered", "offered", "below"]
Report = Callable[[float], None]


@dataclass(frozen=True)
class Phrasing:
    text: str
    of: str
    becomes: Becomes
    """Answered with the other entry; offered readings without the right one; or with it, but not first."""


Pairs = dict[tuple[str, str], list[Phrasing]]


@dataclass(frozen=True)
class Found:
    pairs: Pairs
    phrasings: int
    asked: int


class _Remembering(Reader):
    """Reads each text once, though three indexes are made of them."""

    def __init__(self, synonyms: Sequence[Sequence[str]] = ()) -> None:
        super().__init__(synonyms)
        self._read: dict[str, Words] = {}

    def read(self, text: str) -> Words:
        if text not in self._read:
            self._read[text] = super().read(text)
        return self._read[text]


def confused_in(contents: Contents, entries: Sequence[Entry], report: Report = lambda share: None) -> Found:
    """Each phrasing asked of the index without it: where another entry comes first, the two pair.

    What the index has learnt stays: only its words are made anew, which takes a tenth of learning again.
    """
    reader, asked, owners = _Remembering(contents.synonyms), _asked(entries), _owners(entries)
    pairs: Pairs = defaultdict(list)
    done, wanted = 0, sum(map(len, asked))
    for part, phrasings in enumerate(asked):
        if not phrasings:
            continue
        words = [faq_building.read_entry(reader, _without(entry, part)) for entry in entries]
        keys = [entry.key for entry in entries]
        index = FaqIndex(contents._replace(keys=keys, matcher=Matcher.of(words)))
        for key, text in phrasings:
            if done % EVERY == 0:
                report(done / wanted)
            done += 1
            decision = index.decide(text)
            becomes = _becomes(decision, key, owners[text])
            if becomes:
                pairs[_ordered(key, decision.ranked[0].key)].append(Phrasing(text, key, becomes))
    return Found(dict(pairs), sum(len(entry.utterances) for entry in entries), done)


def alike_in(entries: Sequence[Entry]) -> dict[tuple[str, str], float]:
    """Questions that share most of their pairs of characters (Dice); tried where they share rare ones."""
    letters = [frozenset(tokens(fold(entry.question))) for entry in entries]
    found = {}
    for one, other in _worth_comparing(letters):
        share = 2 * len(letters[one] & letters[other]) / (len(letters[one]) + len(letters[other]))
        if share >= ALIKE_FROM:
            found[_ordered(entries[one].key, entries[other].key)] = round(share, 3)
    return found


def _asked(entries: Sequence[Entry]) -> list[list[tuple[str, str]]]:
    """What each index is asked, with the entry that it belongs to."""
    asked = [
        [(entry.key, text) for entry in entries for text in entry.utterances[part::FOLDS]]
        for part in range(FOLDS)
    ]
    return [list(_spread(phrasings, MOST_ASKED // FOLDS)) for phrasings in asked]


def _spread(phrasings: Sequence[tuple[str, str]], most: int) -> Iterator[tuple[str, str]]:
    number = min(most, len(phrasings))
    return (phrasings[at * len(phrasings) // number] for at in range(number))


def _owners(entries: Sequence[Entry]) -> dict[str, set[str]]:
    """A phrasing that stands under several entries is meant to offer them all: none of them is astray."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for text in entry.utterances:
            owners[text].add(entry.key)
    return owners


def _becomes(decision: Decision, key: str, owners: set[str]) -> Becomes | None:
    shown = answering.shown(decision)
    if not shown or shown[0] in owners:
        return None
    if decision.kind == "answer":
        return "answered"
    return "below" if key in shown else "offered"


def _worth_comparing(letters: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for row, pairs in enumerate(letters):
        for pair in pairs:
            places[pair].append(row)
    shared = Counter(
        together for rows in places.values() if len(rows) <= RARE for together in combinations(rows, 2)
    )
    return [together for together, count in shared.items() if count >= FEWEST_SHARED]


def _without(entry: Entry, part: int) -> Entry:
    kept = [text for number, text in enumerate(entry.utterances) if number % FOLDS != part]
    return entry._replace(utterances=tuple(kept))


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
