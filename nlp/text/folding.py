"""Spelling variants that mean the same word to somebody who searches, brought to one form.

Width and compatibility forms by Unicode NFKC (UAX #15), katakana to hiragana, old to new kanji by the table
in `kanji_variants`, letters to lower case, white space between Japanese characters dropped.
"""

import unicodedata
from dataclasses import dataclass

from nlp.text.kanji_variants import NEWER

_KATAKANA = range(0x30A1, 0x30F7)
_TO_HIRAGANA = 0x60
_VOICING = "\u3099\u309a"
_DASHES = frozenset("‐‑‒–—―−ｰ")
_SMALL = str.maketrans("ゕゖ", "かけ")


@dataclass(frozen=True)
class Folded:
    """`text` as it is compared; `offsets[i]` is where its character i came from in the original.

    `offsets` has one entry more than `text`: the length of the original.
    """

    text: str
    offsets: tuple[int, ...]


def fold(text: str) -> str:
    """The form in which two spellings of one word are equal. See `fold_with_offsets`."""
    return fold_with_offsets(text).text


def fold_with_offsets(text: str) -> Folded:
    """Fold `text`, any length in characters, and remember where each character stood."""
    characters: list[str] = []
    offsets: list[int] = []
    for position, original in enumerate(text):
        for character in unicodedata.normalize("NFKC", original):
            if character in _VOICING and characters:
                characters[-1] = _one(unicodedata.normalize("NFC", characters[-1] + character))
            elif character.isspace():
                if characters and characters[-1] != " ":
                    characters.append(" ")
                    offsets.append(position)
            else:
                for lowered in _plain(character).lower():
                    characters.append(lowered)
                    offsets.append(position)
    return _without_needless_spaces(characters, offsets, len(text))


def _one(composed: str) -> str:
    """A stray voicing mark behind a letter that cannot carry one is dropped."""
    return composed[0]


def _plain(character: str) -> str:
    if ord(character) in _KATAKANA:
        character = chr(ord(character) - _TO_HIRAGANA)
    if character in _DASHES:
        return "ー"
    return NEWER.get(character, character).translate(_SMALL)


def _without_needless_spaces(characters: list[str], offsets: list[int], length: int) -> Folded:
    """A line break inside a Japanese word is no border; a space between two Latin words is one."""
    kept, kept_offsets = [], []
    for index, character in enumerate(characters):
        if character == " ":
            around = characters[index - 1 : index] + characters[index + 1 : index + 2]
            if len(around) < 2 or not all(neighbour.isascii() for neighbour in around):
                continue
        kept.append(character)
        kept_offsets.append(offsets[index])
    return Folded("".join(kept), (*kept_offsets, length))
