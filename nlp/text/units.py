"""What an opinion is made of: its sentences, and the claims of a sentence that turns."""

import re
from collections.abc import Iterator

from nlp.text.sentences import split_sentences
from nlp.text.spans import Span

_SHORTEST_CLAIM = 12
_TURN = re.compile(r"(?<=[だすいるたん])が、|(?:けれども?|けど|ものの|一方で?|反面)、|; |, but ")


def split_units(text: str) -> list[Span]:
    """Return the units of `text` as offsets into it, in order.

    A unit is a sentence (`split_sentences`), or a claim: a part of a sentence before or behind a turn
    (〜だが、 〜ものの、 …) when both parts have at least 12 characters. Every character that is not white
    space lies in exactly one unit, so nothing is lost; a text of white space has none.
    """
    return [claim for sentence in split_sentences(text) for claim in _claims(text, sentence)]


def _claims(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    for turn in _TURN.finditer(text, sentence.start, sentence.end):
        behind = turn.end()
        if behind - start >= _SHORTEST_CLAIM and sentence.end - behind >= _SHORTEST_CLAIM:
            claim = text[start:behind]
            yield Span(start, start + len(claim.rstrip()))
            start = behind
    rest = text[start : sentence.end]
    yield Span(sentence.end - len(rest.lstrip()), sentence.end)
