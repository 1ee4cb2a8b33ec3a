"""Sentences that speak for a group of texts, quoted and not rewritten."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from nlp.text.sentences import split_sentences
from nlp.text.spans import Span
from nlp.text.tokens import Tokenizer

_SHORTEST = 12
_COMFORTABLE = 90
_MOST_SENTENCES_A_TEXT = 60


class Quoted(NamedTuple):
    """The sentence `texts[row][span.start:span.end]`, its words and its worth."""

    row: int
    span: Span
    words: frozenset[str]
    worth: float


def best_sentences(
    texts: Sequence[str],
    rows: Iterable[tuple[int, float]],
    weights: Mapping[str, float],
    *,
    tokenizer: Tokenizer,
    count: int,
) -> list[Quoted]:
    """Return up to `count` sentences of the texts at `rows`, at most one a text and no two alike.

    `rows` gives (row, nearness of that text to the group's middle). A sentence's worth is that nearness
    times the weight of its different words, less for very short and for long sentences.
    """
    candidates = [
        quoted for row, near in rows for quoted in _sentences(texts[row], row, near, weights, tokenizer)
    ]
    chosen: list[Quoted] = []
    for candidate in sorted(candidates, key=lambda quoted: (-quoted.worth, quoted.row, quoted.span)):
        if len(chosen) == count:
            break
        if all(candidate.row != other.row and not _alike(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def _sentences(
    text: str, row: int, near: float, weights: Mapping[str, float], tokenizer: Tokenizer
) -> Iterable[Quoted]:
    for span in split_sentences(text)[:_MOST_SENTENCES_A_TEXT]:
        words = frozenset(tokenizer.content_words(text[span.start : span.end]))
        weight = sum(weights.get(word, 0.0) for word in sorted(words))
        yield Quoted(row, span, words, max(near, 0.01) * weight * _comfort(span.end - span.start))


def _comfort(length: int) -> float:
    return min(1.0, length / _SHORTEST) ** 2 * min(1.0, _COMFORTABLE / length)


def _alike(first: Quoted, second: Quoted) -> bool:
    shared = len(first.words & second.words)
    return shared * 2 > len(first.words | second.words)
