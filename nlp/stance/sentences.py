"""The sides that one sentence takes, and how strongly."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from nlp.stance.cues import (
    AGREE,
    CONCESSION,
    CONDITION,
    CONDITIONAL,
    JAPANESE,
    OPPOSE,
    QUESTION,
    REQUEST,
    STANCES,
    Cue,
)
from nlp.stance.english import ENGLISH
from nlp.text.spans import Span
from nlp.text.tokens import tokenizer_for_this_thread

_ON_CONDITION, _BUT = 3.6, 3.5
_QUALIFIED = {CONCESSION, CONDITION}
_TURNS = re.compile(
    r"\s*(?:ただし|但し|ただ[、,]|ただ(?=[一-龠])|しかし|もっとも|とはいえ|でも[、,]?|けど|けれど|だが|but\b|however\b)"
)
_KA = re.compile(r"か[。．!！]?$")
_LATIN = re.compile(r"[a-z]{2}")
_TAIL = 24
"""Characters before a final か that tell whether it asks."""


class Hit(NamedTuple):
    """A cue at a place of the sentence."""

    cue: Cue
    start: int
    end: int


class Side(NamedTuple):
    """One side that a sentence takes: how surely, and the words (places in the sentence) that say so."""

    stance: str
    weight: float
    words: tuple[Span, ...]


def hits(sentence: str) -> list[Hit]:
    """Return the cues of a folded `sentence`, in order, without those that lie inside a longer one."""
    cues = JAPANESE if not sentence.isascii() else ()
    found = [
        Hit(cue, *match.span())
        for cue in (*cues, *(ENGLISH if _LATIN.search(sentence) else ()))
        if not cue.needs or any(letters in sentence for letters in cue.needs)
        for match in cue.pattern.finditer(sentence)
    ]
    kept = [hit for hit in found if not any(_covers(other, hit) for other in found)]
    return sorted((hit for hit in kept if _asks(hit, sentence)), key=lambda hit: (hit.start, hit.end))


def sides(found: Sequence[Hit]) -> list[Side]:
    """Return the sides that the cues of one sentence tell."""
    told = [
        Side(hit.cue.says, hit.cue.weight, (Span(hit.start, hit.end),))
        for hit in found
        if hit.cue.says in STANCES
    ]
    return [*told, *_conditional(found)]


def turns(sentence: str) -> bool:
    """Whether the sentence takes back part of the one before: ただし, しかし, でも."""
    return _TURNS.match(sentence) is not None


def qualifies(found: Iterable[Hit]) -> bool:
    """Whether a sentence that turns says what it takes: a wish, a condition or the other side."""
    return any(hit.cue.says in {REQUEST, OPPOSE, AGREE, CONDITION, CONDITIONAL} for hit in found)


def _covers(other: Hit, hit: Hit) -> bool:
    longer = other.end - other.start > hit.end - hit.start
    if other.start <= hit.start and hit.end <= other.end:
        return longer and not (hit.cue.says in _QUALIFIED and other.cue.says == QUESTION)
    return False


def _asks(hit: Hit, sentence: str) -> bool:
    """A sentence ends in か also with 静か and 豊か; the dictionary tells them from the particle."""
    if hit.cue.name != "whether" or _KA.search(sentence) is None:
        return True
    tail = sentence[max(hit.end - _TAIL, 0) : hit.end]
    words = tokenizer_for_this_thread().morphemes(tail)
    return bool(words) and words[-1].kind == "助詞"


def _conditional(found: Sequence[Hit]) -> Iterator[Side]:
    for place, hit in enumerate(found):
        if hit.cue.says not in {AGREE, OPPOSE}:
            continue
        here = Span(hit.start, hit.end)
        for marker in found[:place]:
            if marker.cue.says == CONDITION and hit.cue.name not in {"liked", "blame", "needless"}:
                yield Side(CONDITIONAL, _ON_CONDITION, (Span(marker.start, marker.end), here))
        if hit.cue.says == AGREE:
            yield from _but(here, found[place + 1 :])


def _but(here: Span, later: Sequence[Hit]) -> Iterator[Side]:
    """In favour, but …, or as long as …"""
    for number, marker in enumerate(later):
        if marker.cue.says == CONCESSION:
            limits = [hit for hit in later[number + 1 :] if hit.cue.says in {REQUEST, OPPOSE, CONDITION}]
            if limits:
                words = (here, Span(marker.start, marker.end), Span(limits[0].start, limits[0].end))
                yield Side(CONDITIONAL, _BUT, words)
        elif marker.cue.name == "en condition":
            yield Side(CONDITIONAL, _ON_CONDITION, (here, Span(marker.start, marker.end)))
