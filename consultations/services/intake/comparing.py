"""Where two typings of one sheet differ, character by character."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_PIECE = re.compile(r"[^。\n]*[。\n]|[^。\n]+")
_LONGEST = 2_000
"""Longer stretches that differ altogether are shown as a whole: nobody reads a thousand single marks."""


class Piece(NamedTuple):
    text: str
    differs: bool


class Side(NamedTuple):
    first: list[Piece]
    second: list[Piece]


def compare(first: str, second: str) -> Side:
    """Both texts in pieces. Joined together, the pieces of a side are its text."""
    left: list[Piece] = []
    right: list[Piece] = []
    for a, b, differs in _stretches(_PIECE.findall(first), _PIECE.findall(second)):
        if not differs or max(len(a), len(b)) > _LONGEST:
            pairs = [(a, b, differs)]
        else:
            pairs = list(_characters(a, b))
        for one, other, unlike in pairs:
            _add(left, one, differs=unlike)
            _add(right, other, differs=unlike)
    return Side(left, right)


def _stretches(first: list[str], second: list[str]) -> Iterator[tuple[str, str, bool]]:
    for tag, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        yield "".join(first[i:j]), "".join(second[k:m]), tag != "equal"


def _characters(first: str, second: str) -> Iterator[tuple[str, str, bool]]:
    for tag, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        yield first[i:j], second[k:m], tag != "equal"


def _add(side: list[Piece], text: str, *, differs: bool) -> None:
    if not text:
        return
    if side and side[-1].differs == differs:
        side[-1] = Piece(side[-1].text + text, differs)
    else:
        side.append(Piece(text, differs))
