"""The index a chatbot answers from: kept as bytes, asked by many threads. `faq_building` makes one."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from nlp.retrieval import archive
from nlp.retrieval.bm25 import best
from nlp.retrieval.confidence import Judge
from nlp.retrieval.matching import EntryWords, Matcher, Signs, read

MOST_CANDIDATES = 3
_CLOSE = 0.9
_CLOSE_WHEN_AS_FITTING = 0.7
"""From this share of the best score another entry may be meant, the lower one if it knows as many words."""


class Ranked(NamedTuple):
    """An entry's place in an answer: BM25-based score (0 or more) and confidence (0 to 1)."""

    key: str
    score: float
    confidence: float


class Decision(NamedTuple):
    """What to do with a question: answer with the first of `ranked`, offer up to three, or neither."""

    kind: Literal["answer", "candidates", "unknown"]
    ranked: list[Ranked]
    confidence: float


class FaqIndex:
    """Ranks FAQ entries for a question and says how sure it is. Reading is safe from many threads."""

    def __init__(self, keys: Sequence[str], entries: Sequence[EntryWords], judge: Judge) -> None:
        self._keys = list(keys)
        self._matcher = Matcher(entries)
        self.judge = judge

    def __len__(self) -> int:
        return len(self._keys)

    def rank(self, question: str, top: int) -> list[Ranked]:
        """Return the `top` best entries, best first, without those that share nothing with the question.

        Confidence is the logistic of the share of the question's idf weight the entry covers, its most
        alike way of asking and its lead over the others, 0 below a quarter covered; see `confidence`.
        """
        return [ranked for ranked, _ in self._assessed(question, top)]

    def decide(self, question: str) -> Decision:
        """Answer when the best entry is sure enough and no other may be meant, else offer, else admit it.

        `confidence` is the best entry's; `ranked` holds the entry to answer with, up to three to offer, or
        for an unknown question the nearest three, which are not to be shown as answers.
        """
        assessed = self._assessed(question, MOST_CANDIDATES)
        ranked = [one for one, _ in assessed]
        sureness = ranked[0].confidence if ranked else 0.0
        if not ranked or sureness < self.judge.offers_from:
            return Decision("unknown", ranked, sureness)
        if sureness < self.judge.answers_from or any(_rivals(assessed[0], other) for other in assessed[1:]):
            return Decision("candidates", ranked, sureness)
        return Decision("answer", ranked, sureness)

    def _assessed(self, question: str, top: int) -> list[tuple[Ranked, Signs]]:
        words = read(question)
        scores = self._matcher.scores(words)
        rows = [row for row in best(scores, top) if scores[row] > 0]
        signs = [self._matcher.signs(words, row, scores) for row in rows]
        return [
            (Ranked(self._keys[row], float(scores[row]), self.judge.confidence(sign)), sign)
            for row, sign in zip(rows, signs, strict=True)
        ]

    def to_bytes(self) -> bytes:
        """Return the index as a zip of JSON: no code in it, safe to load from a database."""
        return archive.pack(self._keys, self._matcher.entries, self.judge)

    @classmethod
    def from_bytes(cls, data: bytes) -> "FaqIndex":
        """Load what `to_bytes` returned. Raises `archive.BadIndex` for anything else."""
        return cls(*archive.unpack(data))


def _rivals(first: tuple[Ranked, Signs], other: tuple[Ranked, Signs]) -> bool:
    as_fitting = other[1].coverage >= first[1].coverage
    return other[0].score > (_CLOSE_WHEN_AS_FITTING if as_fitting else _CLOSE) * first[0].score
