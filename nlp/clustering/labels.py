"""Names for themes, taken from the opinions' own words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import log
from typing import NamedTuple

from nlp.text.spans import Span
from nlp.text.stop_words import JAPANESE
from nlp.text.tokens import Morpheme, Tokenizer, noun_phrases

_LONGEST = 20
_NOUNS = frozenset({"名詞", "形状詞"})
_READ_CHARACTERS = 1_000
_CUT_SHORT = ("っ", "ッ")


class Phrase(NamedTuple):
    """A phrase as written in a text, with the normalised content words it is made of."""

    written: str
    words: tuple[str, ...]


class Wording:
    """How texts word things: their noun phrases, and how they usually write each noun."""

    def __init__(self, texts: Sequence[str], tokenizer: Tokenizer) -> None:
        self._texts = texts
        self._tokenizer = tokenizer
        self._phrases: dict[int, frozenset[Phrase]] = {}
        self._spellings: dict[str, Counter[str]] = {}

    def phrases(self, row: int) -> frozenset[Phrase]:
        """Return the noun phrases of the first 1,000 characters of the text at `row`."""
        if row not in self._phrases:
            self._phrases[row] = self._read(self._texts[row][:_READ_CHARACTERS])
        return self._phrases[row]

    def spelling(self, normal: str) -> str | None:
        """Return the most frequent spelling of a noun in what was read, None for a word not used as one."""
        spellings = self._spellings.get(normal)
        return min(spellings, key=lambda written: (-spellings[written], written)) if spellings else None

    def _read(self, text: str) -> frozenset[Phrase]:
        words = self._tokenizer.morphemes(text)
        for word in words:
            if word.kind in _NOUNS and word.normal not in JAPANESE:
                spellings = self._spellings.setdefault(word.normal, Counter())
                spellings[text[word.span.start : word.span.end]] += 1
        return frozenset(_phrases(text, words, noun_phrases(text, words)))


def name(rows: Iterable[int], wording: Wording, weights: Mapping[str, float], taken: set[str]) -> str:
    """Return the phrase that names the texts at `rows` best, none of `taken`; "" when they have none.

    A phrase is worth the class weight of its words, more the more of the texts use it, more when it has
    several words, little when only one text says it.
    """
    used = Counter(phrase for row in rows for phrase in wording.phrases(row))
    worths = {
        phrase: _weight(phrase, weights) * (log(count) + 0.3) * _shape(phrase)
        for phrase, count in used.items()
        if phrase.written not in taken
    }
    best = max(worths, key=lambda phrase: (worths[phrase], phrase.written), default=None)
    return best.written if best is not None else ""


def _weight(phrase: Phrase, weights: Mapping[str, float]) -> float:
    return sum(weights.get(word, 0.0) for word in dict.fromkeys(phrase.words))


def _shape(phrase: Phrase) -> float:
    if len(phrase.written) > _LONGEST:
        return 0.1
    return 1.0 if len(set(phrase.words)) > 1 else 0.5


def _phrases(text: str, words: Sequence[Morpheme], spans: Iterable[Span]) -> Iterator[Phrase]:
    starts = {word.span.start: number for number, word in enumerate(words)}
    for span in spans:
        inside = _inside(words, starts[span.start], span.end)
        telling = tuple(word.normal for word in inside if word.normal not in JAPANESE and word.kind != "助詞")
        written = text[span.start : span.end]
        if telling and len(written) > 1 and not written.isnumeric() and not written.endswith(_CUT_SHORT):
            yield Phrase(written, telling)


def _inside(words: Sequence[Morpheme], first: int, end: int) -> Iterator[Morpheme]:
    for word in islice(words, first, None):
        if word.span.start >= end:
            return
        yield word
