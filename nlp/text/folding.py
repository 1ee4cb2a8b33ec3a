"""Spelling variants that mean the same word to somebody who searches, brought to one form.

Width and compatibility forms by Unicode NFKC (UAX #15), katakana to hiragana, old to new kanji by the table
in `kanji_variants`, letters to lower case, white space between Japanese characters dropped.
"""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import regex

from nlp.text.kanji_variants import NEWER

_KATAKANA = range(0x30A1, 0x30F7)
_TO_HIRAGANA = 0x60
_PLAIN = str.maketrans(
    {chr(code): chr(code - _TO_HIRAGANA) for code in _KATAKANA}
    | {"ヵ": "か", "ヶ": "け", "ゕ": "か", "ゖ": "け"}
    | dict.fromkeys("‐‑‒–—―−", "ー")
    | NEWER
)
_SPACES = regex.compile(r"\s+")
_NEEDLESS = regex.compile(r"^ | $|(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")


@dataclass(frozen=True)
class Folded:
    """`text` as it is compared; `offsets[i]` is where its character i came from in the original.

    `offsets` has one entry more than `text`: the length of the original.
    """

    text: str
    offsets: tuple[int, ...]


def fold(text: str) -> str:
    """The form in which two spellings of one word are equal; a text of any length, 0.1 µs a character."""
    return str(_NEEDLESS.sub("", _SPACES.sub(" ", _plain(text))))


def fold_with_offsets(text: str) -> Folded:
    """Fold `text` letter by letter (a letter is what Unicode NFKC composes) and remember where each stood."""
    characters: list[str] = []
    offsets: list[int] = []
    for start, end in _letters(text):
        for character in _SPACES.sub(
            " ", unicodedata.normalize("NFKC", text[start:end]).translate(_PLAIN).lower()
        ):
            if character != " " or (characters and characters[-1] != " "):
                characters.append(character)
                offsets.append(start)
    kept = [place for place in range(len(characters)) if not _is_needless(characters, place)]
    return Folded(
        "".join(characters[place] for place in kept), (*(offsets[place] for place in kept), len(text))
    )


def _plain(text: str) -> str:
    """Lower case can come apart into letter and mark (İ), hence composed once more."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    return unicodedata.normalize("NFKC", lowered).translate(_PLAIN)


def _letters(text: str) -> list[tuple[int, int]]:
    """A character with the marks that follow it, half-width voicing marks among them."""
    starts = [place for place, character in enumerate(text) if not (place and _is_mark(character))]
    return list(pairwise([*starts, len(text)]))


def _is_mark(character: str) -> bool:
    return character in "ﾞﾟ" or unicodedata.combining(character) != 0


def _is_needless(characters: list[str], place: int) -> bool:
    """A line break inside a Japanese word is no border; a space between two Latin words is one."""
    if characters[place] != " ":
        return False
    around = characters[max(place - 1, 0) : place] + characters[place + 1 : place + 2]
    return len(around) < 2 or not all(neighbour.isascii() for neighbour in around)
