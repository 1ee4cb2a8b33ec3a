"""The index a chatbot answers from: kept as bytes, asked by many threads. `faq_building` makes one."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from nlp.retrieval import archive
from nlp.retrieval.archive import Contents, CurvePoint, OfferPoint
from nlp.retrieval.assessing import Assessed, assess, shares
from nlp.retrieval.confidence import chance_of_any
from nlp.retrieval.english import EnglishReader
from nlp.retrieval.matching import Matcher
from nlp.retrieval.reading import Reader, Words, asking_sentences
from nlp.retrieval.weights import WEIGHTS
from nlp.text.languages import language_of

MOST_CANDIDATES = 3
_CLOSE = 0.6
_CLOSE_WHEN_AS_FITTING = 0.4
"""From this share of the best score another entry may be meant, the lower one if it knows as many words."""

_ALIKE = 0.6
_SAME = 0.9
"""From this likeness on a question is a way of asking itself. Where entries share it none is sure, but
they are offered."""

_MOST_QUESTIONS = 3

_WORDS_OF_A_WORD = 2
_NEAR_A_WORD = 10
"""So many entries are looked at when somebody writes a word instead of a question."""


class Ranked(NamedTuple):
    """An entry's place in an answer: its share of the ranking and its confidence, both 0 to 1."""

    key: str
    score: float
    confidence: float


class Decision(NamedTuple):
    """What to do with a question: answer with the first of `ranked`, offer up to three, or neither."""

    kind: Literal["answer", "candidates", "unknown"]
    ranked: list[Ranked]
    confidence: float


class _Found(NamedTuple):
    matcher: Matcher
    words: Words
    assessed: list[Assessed]
    ranked: list[Ranked]


class FaqIndex:
    """Ranks FAQ entries for a question and says how sure it is. Reading is safe from many threads."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._keys = contents.keys
        self._matcher: Matcher = contents.matcher
        self._reader = Reader(contents.synonyms)
        self._english_reader = EnglishReader()
        self.judge = contents.judge

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def curve(self) -> list[CurvePoint]:
        """What other thresholds would do, the lowest first; empty for an FAQ with too few utterances."""
        return list(self._contents.curve)

    @property
    def offers(self) -> list[OfferPoint]:
        """What other thresholds for declining would do, the lowest first; empty as `curve` is."""
        return list(self._contents.offers)

    def with_wrong_per_hundred(self, wrong: int) -> "FaqIndex":
        """This index, answering as soon as no more than `wrong` of 100 answers are expected to be wrong.

        What is declined stays the same: see `with_let_through_per_hundred`. The same index when it has no
        curve; one that answers only when surest when no threshold is enough.
        """
        if not self._contents.curve:
            return self
        enough = [point for point in self._contents.curve if point.wrong_per_hundred <= wrong]
        answers_from = min(enough).answers_from if enough else self._contents.curve[-1].answers_from
        judge = self.judge._replace(answers_from=answers_from)
        return FaqIndex(self._contents._replace(judge=judge))

    def with_let_through_per_hundred(self, let_through: int) -> "FaqIndex":
        """This index, declining so that of 100 questions about something else at most `let_through` are
        expected to be answered or offered readings. Of what is not declined, as much is answered as before.
        The same index when it has no such points.
        """
        if not self._contents.offers:
            return self
        few = [point for point in self.offers if point.let_through_per_hundred <= let_through]
        offers_from = (min(few) if few else self.offers[-1]).offers_from
        judge = self.judge._replace(offers_from=offers_from)
        return FaqIndex(self._contents._replace(judge=judge))

    def rank(self, question: str, top: int) -> list[Ranked]:
        """Return the `top` best of the entries looked at, best first, none that shares nothing.

        Confidence is the logistic of what speaks for the entry, see `confidence.Signs`.
        """
        return self._found(question, top).ranked

    def decide(self, question: str) -> Decision:
        """Answer when the best entry is sure enough and no other may be meant; else offer when one of the
        first three is likely to be right, or when a single word was written that entries are asked with;
        else admit it.

        `confidence` is the best entry's; `ranked` holds the entry to answer with, up to three to offer, or
        for an unknown question the nearest three, which are not to be shown as answers. Who asks two things
        at once that have different answers is offered both.
        """
        several = self._several(question)
        if several:
            return Decision("candidates", several, several[0].confidence)
        _matcher, words, assessed, ranked = self._found(question, MOST_CANDIDATES)
        sureness = ranked[0].confidence if ranked else 0.0
        is_way_of_asking = bool(assessed) and assessed[0].signs.likeness >= _SAME
        if not is_way_of_asking and _offered(ranked) < self.judge.offers_from:
            named = self._named(question) if _is_a_word(words) else []
            return Decision("candidates" if named else "unknown", named or ranked, sureness)
        unclear = any(rivals(assessed[0], other) for other in assessed[1:])
        kind: Literal["answer", "candidates"] = (
            "candidates" if unclear or sureness < self.judge.answers_from else "answer"
        )
        return Decision(kind, ranked, sureness)

    def _several(self, question: str) -> list[Ranked]:
        """The answers to the questions in `question`, when each is sure and there is more than one."""
        sentences = asking_sentences(question)
        if not 1 < len(sentences) <= _MOST_QUESTIONS:
            return []
        found: dict[str, Ranked] = {}
        for sentence in sentences:
            for one in self.rank(sentence, 1):
                if one.confidence >= self.judge.answers_from:
                    found.setdefault(one.key, one)
        return list(found.values()) if len(found) > 1 else []

    def _named(self, word: str) -> list[Ranked]:
        """Up to three entries that are asked with `word`, those first where more ways of asking have it: it
        may belong to so many that none is likely, and yet the question is one of theirs."""
        found = self._found(word, _NEAR_A_WORD)
        asked = [found.matcher.share_of_ways(one.row, found.words.telling[0]) for one in found.assessed]
        places = sorted(range(len(asked)), key=lambda place: -asked[place])
        return [found.ranked[place] for place in places[:MOST_CANDIDATES] if asked[place]]

    def _found(self, question: str, top: int) -> _Found:
        """A question in English is laid beside English words, any other beside Japanese ones; what no English
        words answer may still name something in Latin letters. The surer of both counts then."""
        english = self._in_english(question, top)
        if english and _offered(english.ranked) >= self.judge.offers_from:
            return english
        japanese = self._in_japanese(question, top)
        return english if english and _offered(english.ranked) > _offered(japanese.ranked) else japanese

    def _in_japanese(self, question: str, top: int) -> _Found:
        words = self._reader.read_question(question)
        odds = self._contents.belonging.odds(words, self._matcher.idf(words.telling))
        found = self._beside(self._matcher, words, self._contents.weights, top)
        return _Found(self._matcher, words, found, self._ranked(self._keys, found, odds))

    def _in_english(self, question: str, top: int) -> _Found | None:
        """Ranked by the shipped weights: with one English way an entry there is nothing to fit others to."""
        english = self._contents.english
        if english is None or language_of(question) != "en":
            return None
        words = self._english_reader.read_question(question)
        found = self._beside(english.matcher, words, WEIGHTS, top)
        return _Found(english.matcher, words, found, self._ranked(english.keys, found, 0.0))

    @staticmethod
    def _beside(matcher: Matcher, words: Words, weights: Sequence[float], top: int) -> list[Assessed]:
        look = matcher.look(words)
        return assess(matcher, words, look, shares(look, weights), top)

    def _ranked(self, keys: Sequence[str], found: Sequence[Assessed], odds: float) -> list[Ranked]:
        return [Ranked(keys[one.row], one.share, self.judge.confidence(one.signs, odds)) for one in found]

    def to_bytes(self) -> bytes:
        """Return the index as a zip of JSON and arrays: no code in it, safe to load from a database."""
        return archive.pack(self._contents)

    @classmethod
    def from_bytes(cls, data: bytes) -> "FaqIndex":
        """Load what `to_bytes` returned. Raises `archive.BadIndex` for anything else."""
        return cls(archive.unpack(data))


def _offered(ranked: Sequence[Ranked]) -> float:
    return chance_of_any(one.confidence for one in ranked[:MOST_CANDIDATES])


def _is_a_word(words: Words) -> bool:
    """Whether somebody wrote one word that tells, and hardly anything beside it."""
    return len(words.telling) == 1 and len(words.content) <= _WORDS_OF_A_WORD


def rivals(first: Assessed, other: Assessed) -> bool:
    """Whether `other` may be meant where `first` stands highest: it has a share near the first's, or a way of
    being asked that is as like the question as the first's best."""
    if other.signs.likeness >= max(first.signs.likeness, _ALIKE):
        return True
    as_fitting = other.signs.coverage >= first.signs.coverage
    return other.share > (_CLOSE_WHEN_AS_FITTING if as_fitting else _CLOSE) * first.share
