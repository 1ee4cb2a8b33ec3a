"""Finds the words of a list in a text however they are spelt: in other widths or kana, with signs between."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlp.text.folding import fold, fold_with_offsets

_BORDERS = frozenset("。！？!?、,.\n「」『』")


@dataclass(frozen=True, order=True)
class Hit:
    start: int
    end: int
    word: str
    """The word of the list, as the list has it."""


def folded(word: str) -> str:
    """The form in which a word of the list is compared."""
    return "".join(sign for sign in fold(word) if _counts(sign))


class WordList:
    """`words` are looked for; a word inside one of the `friends` is not meant."""

    def __init__(self, words: Iterable[str], friends: Iterable[str] = ()) -> None:
        self._words = {key: word for word in words if (key := folded(word))}
        self._friends = {key for friend in friends if (key := folded(friend))}

    def find(self, text: str) -> list[Hit]:
        """Every place of every word, in order; of two that overlap the earlier one, then the longer."""
        letters, offsets = _letters(text)
        innocent = [span for friend in self._friends for span in _places(letters, friend)]
        hits = []
        for key, word in self._words.items():
            for start, end in _places(letters, key):
                if not any(left <= start and end <= right for left, right in innocent):
                    hits.append(Hit(offsets[start], offsets[end - 1] + 1, word))
        kept: list[Hit] = []
        for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return kept


def _letters(text: str) -> tuple[str, list[int]]:
    """The folded text without the signs people put into a word to hide it; borders of sentences stay."""
    whole = fold_with_offsets(text)
    kept = [
        (sign, place)
        for sign, place in zip(whole.text, whole.offsets, strict=False)
        if _counts(sign) or sign in _BORDERS
    ]
    return "".join(sign for sign, _place in kept), [place for _sign, place in kept]


def _counts(sign: str) -> bool:
    """A space left by folding stands between Latin words."""
    return sign.isalnum() or sign in "ー "


def _places(letters: str, key: str) -> Iterator[tuple[int, int]]:
    """Latin words only whole: "ass" is no part of "class"."""
    start = letters.find(key)
    while start >= 0:
        end = start + len(key)
        if not key.isascii() or not (
            _is_latin(letters[start - 1 : start]) or _is_latin(letters[end : end + 1])
        ):
            yield start, end
        start = letters.find(key, start + 1)


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
