"""What each group of opinions is about: a name, telling words, quotations."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

import numpy as np

from nlp.clustering.found import OUTSIDE, FoundTheme, Labels, Quotation, Vectors
from nlp.clustering.grouping import centres, nearness
from nlp.clustering.labels import Wording, name
from nlp.clustering.threads import on_one_thread
from nlp.summarising.class_terms import class_weights
from nlp.summarising.quotations import best_sentences
from nlp.text.tokens import Tokenizer, tokenizer_for_this_thread

TERMS = 8
QUOTATIONS = 5
FAMILY = 0.6
"""Themes whose centres are at least this alike (cosine) belong under the largest of them."""
_ROWS_QUOTED_FROM = 20
_READING = 0.8
"""The share of the work that is reading all texts; the rest is naming and quoting theme by theme."""


@on_one_thread
def describe(
    texts: Sequence[str],
    tokens: Sequence[Sequence[str]],
    vectors: Vectors,
    labels: Labels,
    *,
    progress: Callable[[float], None] = lambda _: None,
) -> list[FoundTheme]:
    """Return the themes of `labels` (as `group` gives them), by number; rows outside take no part.

    `progress` is told how much is done (0 to 1) while texts are read and after each theme.
    """
    numbers = [int(number) for number in np.unique(labels[labels != OUTSIDE])]
    if not numbers:
        return []
    tokenizer = tokenizer_for_this_thread()
    members = {number: np.flatnonzero(labels == number).tolist() for number in numbers}
    weights = class_weights({n: [tokens[row] for row in rows] for n, rows in members.items()})
    near = nearness(vectors, labels)
    wording = Wording(texts, tokenizer, progress=lambda read: progress(_READING * read))
    parents = _parents(vectors, labels, members)
    themes: list[FoundTheme] = []
    for number, rows in members.items():
        label = name(rows, wording, weights[number], {theme.label for theme in themes})
        themes.append(
            FoundTheme(
                number=number,
                label=label or _beginning(texts[rows[0]]),
                terms=_terms(weights[number], wording),
                members=rows,
                evidence=_evidence(texts, rows, near, weights[number], tokenizer),
                parent=parents[number],
            )
        )
        progress(_READING + (1 - _READING) * len(themes) / len(members))
    return themes


def _evidence(
    texts: Sequence[str], rows: list[int], near: Vectors, weights: Mapping[str, float], tokenizer: Tokenizer
) -> list[Quotation]:
    closest = sorted(rows, key=lambda row: (-near[row], row))[:_ROWS_QUOTED_FROM]
    sentences = best_sentences(
        texts, [(row, near[row]) for row in closest], weights, tokenizer=tokenizer, count=QUOTATIONS
    )
    return [Quotation(row, span.start, span.end) for row, span, *_ in sentences]


def _terms(weights: Mapping[str, float], wording: Wording) -> list[str]:
    ranked = sorted(weights, key=lambda word: (-weights[word], word))
    written = (wording.spelling(word) for word in ranked)
    telling = (word for word in written if word and len(word) > 1 and not _is_number(word))
    return list(islice(dict.fromkeys(telling), TERMS))


def _is_number(word: str) -> bool:
    return all(sign.isnumeric() or sign in ".,．，" for sign in word)


def _beginning(text: str) -> str:
    return text.strip()[:12].strip()


def _parents(vectors: Vectors, labels: Labels, members: Mapping[int, list[int]]) -> dict[int, int | None]:
    """Put each theme under the nearest larger theme that stands alone and is alike enough."""
    by_size = sorted(members, key=lambda number: (-len(members[number]), number))
    middles = centres(vectors, labels, np.array(by_size))
    alike = middles @ middles.T
    heads: list[int] = []
    parents: dict[int, int | None] = {}
    for place, number in enumerate(by_size):
        nearest = max(heads, key=lambda head: float(alike[place, head]), default=None)
        if nearest is None or alike[place, nearest] < FAMILY:
            heads.append(place)
            parents[number] = None
        else:
            parents[number] = by_size[nearest]
    return parents
