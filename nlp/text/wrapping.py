"""Line breaks that a mail program put inside a sentence: a paragraph cut into lines of one width."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

NARROWEST = 40
"""Half-width columns; shorter lines are verses, addresses and lists rather than a wrapped paragraph."""
SLACK = 4
"""Two Japanese characters: punctuation that may not begin or end a line is moved to the next."""

_BREAK = re.compile(r" ?\r?\n ?")
_LINE = re.compile(r"[^\n]*\n?")
_ENDS = re.compile(
    r"(?:[。！？!?｡．.：:…」』）)】］\]〕〉》>＞]|です|ます|でした|ました|ません|ましょう|である|下さい|ください|たい|ない|ほしい|べき|こと)\s*$"
)
_BEGINS = re.compile(
    r"\s|[・･●○◯■□◆◇▲△▼▽★☆※＊*•‣→⇒>＞#＃|｜―—–=＝【［\[〔〈《‐-]"
    r"|[(（]?(?:[0-9０-９]{1,3}|[a-zA-Zａ-ｚＡ-Ｚ]|[アイウエオ一二三四五六七八九十]|[ivxIVX]{1,4})[)）.．、:：]"
    r"|[①-⓿❶-➓]|第[0-9０-９一二三四五六七八九十]+|(?:https?|ftp)://"
)
_PIECE = re.compile(r"[!-~]+|.[、。，．！？」』）】］〕〉》・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*")


class _Line(NamedTuple):
    start: int
    end: int
    width: int
    first: int
    """How wide the piece is that could not have been parted and so begins this line."""


def wrapped_breaks(text: str) -> frozenset[int]:
    """Return the offsets of the line breaks inside sentences that only stand there for the width of lines.

    A paragraph counts as wrapped when at least two of its lines are full, and none but the last ends early
    without ending a sentence. A line is full when what begins the next one would not have fitted. Breaks
    behind the end of a sentence are not among them. Linear in the length of `text`.
    """
    if text.count("\n") < 2:
        return frozenset()
    return frozenset(place for lines in _paragraphs(text) for place in _inside(text, lines))


def unwrapped(text: str) -> str:
    """Return `text` as one line: words of letters keep a space between them, Japanese goes on at once."""
    if "\n" not in text:
        return text
    return _BREAK.sub("", re.sub(rf"(?<=[!-~]){_BREAK.pattern}(?=[!-~])", " ", text))


def _paragraphs(text: str) -> Iterator[list[_Line]]:
    """Lines that follow each other without an empty one, an indent or a list's mark between them."""
    lines: list[_Line] = []
    for found in _LINE.finditer(text):
        line = found[0].rstrip()
        if not line or _BEGINS.match(line):
            yield lines
            lines = []
        if line:
            piece = _PIECE.match(line)
            first = _width(piece[0]) if piece else 0
            lines.append(_Line(found.start(), found.start() + len(line), _width(line), first))
    yield lines


def _inside(text: str, lines: Sequence[_Line]) -> Iterator[int]:
    if len(lines) < 3:
        return
    widest = max(line.width for line in lines)
    pairs = list(pairwise(lines))
    full = [line.width + after.first > widest - SLACK for line, after in pairs]
    open_ended = [_ENDS.search(text, line.start, line.end) is None for line, _after in pairs]
    early = any(is_open and not is_full for is_open, is_full in zip(open_ended, full, strict=True))
    if widest < NARROWEST or sum(full) < 2 or early:
        return
    for (line, _after), is_open in zip(pairs, open_ended, strict=True):
        if is_open:
            yield text.index("\n", line.end)


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)
