"""What a sender wrote beyond a text that many sent: the letters that no stretch of the shared text covers."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from nlp.text.cleaning import without_breaking_characters
from nlp.text.spans import Span

_STRETCH = 5
"""Letters in a row that tell shared text from words that merely occur in both."""
_CHANCE = 8
"""Shorter stretches with something new on both sides are taken for new themselves."""


class Letters(NamedTuple):
    """The letters of a text as they are compared, and where each stands in the text itself."""

    text: str
    places: list[Span]


def letters(text: str) -> Letters:
    """Return the letters and digits of `text` in one width and case, white space and punctuation left out."""
    safe = without_breaking_characters(text)
    starts = [place for place, sign in enumerate(safe) if not (place and _is_mark(sign))]
    folded: list[str] = []
    places: list[Span] = []
    for start, end in pairwise([*starts, len(safe)]):
        for letter in _folded(safe[start:end]):
            folded.append(letter)
            places.append(Span(start, end))
    return Letters("".join(folded), places)


def shared_stretches(texts: Sequence[str]) -> frozenset[str]:
    """Return the stretches that at least half of the different texts (two at the least) have in common.

    `texts` are as `Letters.text` has them.
    """
    different = sorted(set(texts))
    counted = Counter(stretch for text in different for stretch in set(_stretches(text)))
    enough = max(min(2, len(different)), (len(different) + 1) // 2)
    return frozenset(stretch for stretch, count in counted.items() if count >= enough)


def added(text: Letters, shared: Collection[str]) -> list[Span]:
    """Return what stands in `text` beyond the `shared` stretches, as places of the text itself, in order."""
    return _spans(text, _covered(text.text, shared), wanted=False)


def covered(text: Letters, shared: Collection[str]) -> list[Span]:
    """Return the places of `text` that the `shared` stretches cover, in order."""
    return _spans(text, _covered(text.text, shared), wanted=True)


def _stretches(text: str) -> list[str]:
    if len(text) <= _STRETCH:
        return [text] if text else []
    return [text[start : start + _STRETCH] for start in range(len(text) - _STRETCH + 1)]


def _covered(text: str, shared: Collection[str]) -> list[bool]:
    marks = [False] * len(text)
    for start, stretch in enumerate(_stretches(text)):
        if stretch in shared:
            marks[start : start + len(stretch)] = [True] * len(stretch)
    return _without_chance(marks)


def _without_chance(marks: list[bool]) -> list[bool]:
    runs = [(is_covered, len(list(run))) for is_covered, run in groupby(marks)]
    last = len(runs) - 1
    return [
        is_covered and not (0 < place < last and length < _CHANCE)
        for place, (is_covered, length) in enumerate(runs)
        for _letter in range(length)
    ]


def _spans(text: Letters, marks: Sequence[bool], *, wanted: bool) -> list[Span]:
    found: list[Span] = []
    start = 0
    for is_covered, run in groupby(marks):
        end = start + len(list(run))
        if is_covered is wanted:
            place = Span(text.places[start].start, text.places[end - 1].end)
            if found and place.start < found[-1].end:
                place = Span(found.pop().start, place.end)
            found.append(place)
        start = end
    return found


def _is_mark(sign: str) -> bool:
    return sign in "ﾞﾟ" or unicodedata.combining(sign) != 0


@lru_cache(maxsize=20_000)
def _folded(letter: str) -> str:
    plain = unicodedata.normalize("NFKC", letter).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
