"""Reads English texts as the index compares them: words by their stems, and pieces of their spelling.

There are few English ways of asking, mostly one an entry, so forms of a word and parts of it count for much.
"""

import re
from functools import lru_cache

from nlp.retrieval.reading import Reader, Words, runs
from nlp.text.cleaning import clean
from nlp.text.stop_words import ENGLISH

_WORD = re.compile(r"[a-z0-9]+")
_JAPANESE_BESIDE = re.compile(r"[(（][^()（）]*[\u3041-\u30ff\u4e00-\u9fff][^()（）]*[)）]")
"""English texts name the Japanese word in brackets to be recognised on a form, not to be asked by."""

_POLITE = "please tell want wish need like get ask hello hi thank thanks know s t ve re ll m d"
_LIGHT = frozenset(_POLITE.split()) | ENGLISH
_ENDINGS = ("ations", "ation", "ions", "ion", "ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y")
_LEAST_OF_STEM = 3
_MOST_OF_STEM = 6
_PIECES = (2, 3)


class EnglishReader(Reader):
    """Reads English: no matters, which are Japanese, and pieces of words for letters and sounds."""

    def read(self, text: str) -> Words:
        """Cut `text` into stems and spelling. Never raises, whatever the text."""
        written = _JAPANESE_BESIDE.sub(" ", clean(text)).lower().replace("’", "'")
        content = [stem(word) for word in _WORD.findall(written) if word not in _LIGHT]
        pieces = [run for length in _PIECES for word in content for run in runs(f" {word} ", length)]
        return Words(
            content=content,
            matters=[],
            pairs=runs("".join(sign for sign in written if sign.isalnum()), 2),
            letters=[piece for piece in pieces if len(piece) == max(_PIECES)],
            sounds=pieces,
            plain=True,
        )


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """The beginning that forms of a word share: its ending taken off, of the rest at most six letters."""
    ending = next(
        (one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= _LEAST_OF_STEM), ""
    )
    kept = word[: len(word) - len(ending)]
    if len(kept) > _LEAST_OF_STEM and kept[-1] == kept[-2]:
        kept = kept[:-1]
    return kept[:_MOST_OF_STEM]
