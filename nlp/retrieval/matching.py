"""How well each FAQ entry matches a question."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nlp.retrieval.bm25 import Bm25Index, Scores
from nlp.text.cleaning import clean
from nlp.text.stop_words import ENGLISH, JAPANESE
from nlp.text.tokens import tokenizer_for_this_thread

_ASKING = frozenset(
    [
        "教える",
        "知る",
        "聞く",
        "尋ねる",
        "質問",
        "何処",
        "何時",
        "どの",
        "どんな",
        "どちら",
        "誰",
        "彼",
        "今日",
        "明日",
    ]
)
_WHOLE_K1 = 2.0
_WAY_WEIGHT = 0.5
_PAIR_WEIGHT = 0.3
_ANSWER_SHARE = 0.6
"""A word that only the answer has counts this much as covered."""


class Words(NamedTuple):
    """A text as the index sees it: its content words and its pairs of neighbouring characters."""

    content: list[str]
    pairs: list[str]

    @property
    def telling(self) -> list[str]:
        """The different content words that say what the text is about."""
        return [word for word in dict.fromkeys(self.content) if word not in _ASKING | JAPANESE | ENGLISH]


class EntryWords(NamedTuple):
    """An entry's ways of being asked (its question first, then utterances) and its answer."""

    ways: list[Words]
    answer: Words


class Signs(NamedTuple):
    """What speaks for an entry: each 0 to 1.

    `coverage`: share of the question's idf weight found in the entry's ways (words found in the answer
    only count 0.6). `likeness`: the most alike way, idf-weighted Dice. `lead`: how far the entry's score
    is above the best other entry's, as a share of it, times the coverage.
    """

    coverage: float
    likeness: float
    lead: float


def read(text: str) -> Words:
    """Cut `text` into the words and character pairs that are compared."""
    letters = "".join(sign for sign in clean(text).casefold() if sign.isalnum())
    pairs = [letters[at : at + 2] for at in range(len(letters) - 1)]
    return Words(tokenizer_for_this_thread().content_words(text), pairs)


class Matcher:
    """Compares questions with entries; safe to read from many threads."""

    def __init__(self, entries: Sequence[EntryWords]) -> None:
        self.entries = entries
        self._whole = Bm25Index([_all_content(entry) for entry in entries], k1=_WHOLE_K1)
        self._pairs = Bm25Index([_all_pairs(entry) for entry in entries], k1=_WHOLE_K1)
        self._ways = Bm25Index([way.content for entry in entries for way in entry.ways])
        self._first_way = np.cumsum([0, *(len(entry.ways) for entry in entries)])[:-1]

    def scores(self, question: Words) -> Scores:
        """Return each entry's score: BM25 of all its words + ½ of its best way + 0.3 of character pairs."""
        if not self.entries:
            return np.zeros(0)
        best_way = np.maximum.reduceat(self._ways.scores(question.content), self._first_way)
        whole, pairs = self._whole.scores(question.content), self._pairs.scores(question.pairs)
        return np.asarray(whole + _WAY_WEIGHT * best_way + _PAIR_WEIGHT * pairs)

    def signs(self, question: Words, row: int, scores: Scores) -> Signs:
        """Return what speaks for the entry `row`, given the `scores` of all entries."""
        entry, telling = self.entries[row], question.telling
        ways = [way.telling for way in entry.ways]
        others = np.delete(scores, row)
        rival = float(others.max()) if len(others) else 0.0
        margin = float(np.clip(1 - rival / scores[row], 0, 1)) if scores[row] > 0 else 0.0
        coverage = self._coverage(telling, frozenset().union(*ways), frozenset(entry.answer.content))
        likeness = max(self._likeness(telling, way) for way in ways)
        return Signs(coverage, likeness, coverage * margin)

    def _coverage(self, telling: Sequence[str], asked: frozenset[str], answered: frozenset[str]) -> float:
        total = self._weight(telling)
        covered = self._weight([word for word in telling if word in asked])
        partly = self._weight([word for word in telling if word not in asked and word in answered])
        return (covered + _ANSWER_SHARE * partly) / total if total else 0.0

    def _likeness(self, telling: Sequence[str], way: Sequence[str]) -> float:
        total = self._weight(telling) + self._weight(way)
        shared = set(telling) & set(way)
        return 2 * self._weight([word for word in telling if word in shared]) / total if total else 0.0

    def _weight(self, words: Sequence[str]) -> float:
        return sum(self._whole.weight(word) for word in words)


def _all_content(entry: EntryWords) -> list[str]:
    return [*(word for way in entry.ways for word in way.content), *entry.answer.content]


def _all_pairs(entry: EntryWords) -> list[str]:
    return [*(pair for way in entry.ways for pair in way.pairs), *entry.answer.pairs]
