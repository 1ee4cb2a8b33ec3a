"""Reads the side an opinion takes from its words: rules first, moved by what people corrected."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp

from nlp.stance.cues import AGREE, CONDITIONAL, NONE, OPPOSE, STANCES
from nlp.stance.sentences import Hit, Side, hits, qualifies, sides, turns
from nlp.text.sentences import split_sentences
from nlp.text.spans import Span

_LAST, _FIRST = 1.12, 1.04
"""How much more the last sentence says, where letters come to their point, and the first."""
_NOTHING = 1.1
_AGAIN = 0.15
_TAKEN_BACK = 3.5
_STEEPNESS = 2.2
"""Makes the softmax about as sure as it is right: set by hand, `benchmarks.stance` tells how well (ECE)."""
_HEAD, _TAIL = 2_000, 4_000
"""Characters read of a very long text, from its beginning and its end."""
_NARROW = {
    code: unicodedata.normalize("NFKC", chr(code)).lower()
    for code in (*range(0x21, 0x7F), *range(0xFF01, 0xFF9E))
    if len(unicodedata.normalize("NFKC", chr(code)).lower()) == 1
}

Weights = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Reading:
    """`stance` is one of `STANCES`, empty for none; `confidence` from 0 to 1; `spans` lie in the text."""

    stance: str
    confidence: float
    spans: list[Span]


@dataclass(frozen=True)
class Seen:
    """What the rules see: a score a stance, the words behind it, and the names of the cues."""

    scores: dict[str, float]
    words: dict[str, list[Span]]
    cues: frozenset[str]


@dataclass(frozen=True)
class Reader:
    """`weights`: what corrections add to each stance (in the order of `STANCES`) for a feature."""

    weights: Weights = field(default_factory=dict)

    def read(self, text: str) -> Reading:
        """Return the side `text` (any text) takes. Deterministic; 0.1 ms for 100 characters."""
        seen = look(text)
        shares = self.shares(text, seen)
        stance = max(STANCES, key=lambda one: shares[one])
        return Reading(stance, shares[stance], seen.words.get(stance, []))

    def shares(self, text: str, seen: Seen) -> dict[str, float]:
        """Return how likely each stance is; they add up to 1."""
        values = [_STEEPNESS * seen.scores[stance] for stance in STANCES]
        if self.weights:
            for feature in features(text, seen):
                for place, weight in enumerate(self.weights.get(feature, ())):
                    values[place] += weight
        most = max(values)
        parts = [exp(value - most) for value in values]
        return {stance: part / sum(parts) for stance, part in zip(STANCES, parts, strict=True)}


_RULES = Reader()


def read(text: str) -> Reading:
    """Read `text` by the rules alone: see `Reader.read`."""
    return _RULES.read(text)


def folded(text: str) -> str:
    """Return `text` in narrow lower-case letters, every offset kept."""
    return text.translate(_NARROW)


def look(text: str) -> Seen:
    """Return what the rules see in `text`."""
    sentences = [(span, folded(text[span.start : span.end])) for span in _read_sentences(text)]
    scores = dict.fromkeys(STANCES, 0.0) | {NONE: _NOTHING}
    words: dict[str, list[Span]] = {}
    cues: set[str] = set()
    before: tuple[Span, list[Side]] | None = None
    for number, (span, sentence) in enumerate(sentences):
        found, told = _heard(sentence)
        cues.update(hit.cue.name for hit in found)
        factor = _LAST if number == len(sentences) - 1 else _FIRST if number == 0 else 1.0
        for side in told:
            _add(scores, words, side.stance, side.weight * factor, _moved(side.words, span))
        if before and turns(sentence):
            _take_back(scores, words, before, (span, found))
        before = (span, told) if told else before
    return Seen(scores, words, frozenset(cues))


@lru_cache(maxsize=32_768)
def _heard(sentence: str) -> tuple[list[Hit], list[Side]]:
    """Campaigns repeat their sentences."""
    found = hits(sentence)
    return found, sides(found)


def features(text: str, seen: Seen) -> list[str]:
    """Return what learning may weigh: cues, what the rules would say, pairs and triples of letters."""
    best = max(STANCES, key=lambda one: seen.scores[one])
    plain = folded("".join(text[:100] + text[100:][-200:]).replace(" ", ""))
    letters = {plain[start : start + size] for size in (2, 3) for start in range(len(plain) - size + 1)}
    return [f"rules:{best}", *sorted(f"cue:{name}" for name in seen.cues), *sorted(letters)]


def _read_sentences(text: str) -> list[Span]:
    if len(text) <= _HEAD + _TAIL:
        return split_sentences(text)
    start = len(text) - _TAIL
    tail = [Span(start + one.start, start + one.end) for one in split_sentences(text[start:])]
    return [*split_sentences(text[:_HEAD]), *tail]


def _add(
    scores: dict[str, float], words: dict[str, list[Span]], stance: str, weight: float, spans: list[Span]
) -> None:
    """The strongest sentence decides, the others add a little; the words are those of the strongest."""
    if weight >= scores[stance]:
        scores[stance] = weight + _AGAIN * (scores[stance] > 0)
        words[stance] = sorted(set(spans))
    else:
        scores[stance] += _AGAIN * weight / 3


def _take_back(
    scores: dict[str, float],
    words: dict[str, list[Span]],
    before: tuple[Span, list[Side]],
    now: tuple[Span, list[Hit]],
) -> None:
    favour = [side for side in before[1] if side.stance in {AGREE, OPPOSE}]
    if favour and qualifies(now[1]):
        strongest = max(favour, key=lambda side: side.weight)
        limit = [Span(now[0].start + hit.start, now[0].start + hit.end) for hit in now[1][-1:]]
        spans = [*_moved(strongest.words, before[0]), *limit]
        _add(scores, words, CONDITIONAL, _TAKEN_BACK, spans)


def _moved(words: Sequence[Span], sentence: Span) -> list[Span]:
    return [Span(sentence.start + word.start, sentence.start + word.end) for word in words]
