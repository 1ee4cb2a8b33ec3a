"""Noun phrases that could name something: whole as somebody wrote them, no part of a longer word."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from nlp.text.links import find as find_links
from nlp.text.spans import Span
from nlp.text.stop_words import JAPANESE
from nlp.text.tokens import Morpheme

_NOUN_PARTS = frozenset({"名詞", "接頭辞", "接尾辞", "形状詞"})
_MARKS = "①-⑳⑴-⑽㈠-㈩ⅰ-ⅹⅠ-Ⅹ"
_FRONT = re.compile(rf"(?:[0-9０-９]{{9,}}|[{_MARKS}])+\s?")
"""Numbers of submissions and of lists stand before a word without belonging to it."""
_LONG_NUMBER = re.compile(r"[0-9０-９]{5}")
_CUT_BEHIND = re.compile(r"[A-Za-z0-9]|[/'’@_=&+\-.][A-Za-z0-9]")
_CUT_BEFORE = re.compile(r"(?:[A-Za-z0-9]|[A-Za-z0-9][/'’@_=&+\-.]|[/@_=&])$")
_OF = re.compile(r"[ 　]?の[ 　]?")
_CUT_SHORT = ("っ", "ッ")
_TURNING = frozenset({"的", "風", "的な", "っぽい"})
"""Behind a noun these make an adjective of it."""
_ADDRESSED = frozenset(
    [
        "挨拶",
        "意見",
        "回答",
        "確認",
        "協力",
        "教示",
        "苦労",
        "検討",
        "高配",
        "査収",
        "指摘",
        "支援",
        "承知",
        "世話",
        "清聴",
        "対応",
        "多忙",
        "尽力",
        "配慮",
        "返答",
        "理解",
    ]
)
"""With 御 in front these speak to the office: ご検討, ご配慮. They are about nothing."""


class Phrase(NamedTuple):
    """A phrase as written in a text, with the normalised content words it is made of."""

    written: str
    words: tuple[str, ...]


def phrases(text: str, morphemes: Sequence[Morpheme]) -> Iterator[Phrase]:
    """Yield the phrases of `text`: runs of nouns, and pairs of such runs joined by の.

    A run may cross the space that some put between Japanese and Latin letters (生成 AI). What is part of an
    address or of a longer word, ends half-way (著作権法第) or only addresses the reader is left out.
    """
    runs = list(_runs(text, morphemes))
    joined = ([*a, *b] for a, b in pairwise(runs) if _OF.fullmatch(text, a[-1].span.end, b[0].span.start))
    for run in [*runs, *joined]:
        words = _without_numbers(text, run)
        telling = tuple(word.normal for word in words if _tells(word))
        if telling and not _is_cut(text, run) and not _addresses(words):
            written = text[words[0].span.start : words[-1].span.end]
            if len(written) > 1 and not _LONG_NUMBER.search(written):
                yield Phrase(written, telling)


def outside_links(text: str, morphemes: Sequence[Morpheme]) -> list[Morpheme]:
    """Return the words that are not part of a web address."""
    links = find_links(text)
    return [word for word in morphemes if not any(_overlap(word.span, one.start, one.end) for one in links)]


def begins_with_number(phrase: str) -> bool:
    return phrase[:1].isnumeric()


def _overlap(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end


def _runs(text: str, morphemes: Sequence[Morpheme]) -> Iterator[list[Morpheme]]:
    run: list[Morpheme] = []
    for word in morphemes:
        if word.kind in _NOUN_PARTS and (not run or _continues(text, run[-1], word)):
            run.append(word)
        elif word.kind != "空白":
            if run:
                yield run
            run = [word] if word.kind in _NOUN_PARTS else []
    if run:
        yield run


def _continues(text: str, last: Morpheme, word: Morpheme) -> bool:
    """Whether nothing, or one space at a border of scripts, stands between two words."""
    between = text[last.span.end : word.span.start]
    if between in (" ", "　"):
        return text[last.span.end - 1].isascii() != text[word.span.start].isascii()
    return not between


def _without_numbers(text: str, run: Sequence[Morpheme]) -> list[Morpheme]:
    front = _FRONT.match(text, run[0].span.start, run[-1].span.end)
    return [word for word in run if front is None or word.span.start >= front.end()]


def _is_cut(text: str, run: Sequence[Morpheme]) -> bool:
    start, end = run[0].span.start, run[-1].span.end
    return bool(
        run[0].kind == "接尾辞"
        or run[-1].kind in ("接頭辞", "形状詞")
        or (run[-1].kind == "接尾辞" and run[-1].normal in _TURNING)
        or text.endswith(_CUT_SHORT, start, end)
        or _CUT_BEHIND.match(text, end)
        or _CUT_BEFORE.search(text[max(start - 2, 0) : start])
    )


def _tells(word: Morpheme) -> bool:
    return word.normal not in JAPANESE and word.kind != "助詞" and not word.normal.isnumeric()


def _addresses(words: Sequence[Morpheme]) -> bool:
    return words[0].normal == "御" and all(word.normal in _ADDRESSED for word in words[1:])
