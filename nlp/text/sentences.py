"""Sentences of a text, by the offsets they stand at."""

import re
from collections.abc import Iterable

from nlp.text.spans import Span
from nlp.text.wrapping import wrapped_breaks

_OPENING = "「『（(【［[〔〈《"
_CLOSING = "」』）)】］]〕〉》"
_PARTNER = dict(zip(_CLOSING, _OPENING, strict=True))
_END = re.compile(r"[。！？!?｡]+|(?<![0-9０-９])[．.](?=\s|$)|\n")
_MARK = re.compile(f"[{re.escape(_OPENING + _CLOSING)}]|{_END.pattern}", re.MULTILINE)


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of `text` as offsets into it, in order, without surrounding white space.

    A sentence ends at 。！？ or an English full stop, or with its line, unless the line was only broken for
    its width (`wrapped_breaks`). An end inside a closed pair of brackets does not count (「はい。」と言う is
    one sentence). Every character that is not white space lies in exactly one sentence. Linear in the
    length of `text`.
    """
    found: list[Span] = []
    start = 0
    for end in [*_ends(text), len(text)]:
        span = _trimmed(text, start, end)
        if span.start < span.end:
            found.append(span)
        start = end
    return found


def _ends(text: str) -> list[int]:
    marks = _marks(text)
    bracketed = _bracketed_pairs(marks)
    ends: list[int] = []
    closes_at = 0
    for mark in marks:
        if mark.start() in bracketed:
            closes_at = max(closes_at, bracketed[mark.start()])
        elif mark.end() > closes_at and not _is_bracket(mark[0]):
            ends.append(mark.end())
    return ends


def _marks(text: str) -> list[re.Match[str]]:
    wrapped = wrapped_breaks(text)
    return [mark for mark in _MARK.finditer(text) if mark.start() not in wrapped]


def _bracketed_pairs(marks: Iterable[re.Match[str]]) -> dict[int, int]:
    """Where each bracket that is closed on its own line opens, and the offset behind its partner."""
    pairs: dict[int, int] = {}
    waiting: list[tuple[str, int]] = []
    for mark in marks:
        sign = mark[0]
        if sign == "\n":
            waiting.clear()
        elif sign in _PARTNER and waiting and waiting[-1][0] == _PARTNER[sign]:
            pairs[waiting.pop()[1]] = mark.end()
        elif sign in _PARTNER.values():
            waiting.append((sign, mark.start()))
    return pairs


def _is_bracket(sign: str) -> bool:
    return sign in _PARTNER or sign in _PARTNER.values()


def _trimmed(text: str, start: int, end: int) -> Span:
    sentence = text[start:end]
    leading = len(sentence) - len(sentence.lstrip())
    return Span(min(start + leading, end), max(start + leading, start + len(sentence.rstrip())))
