"""Opinions read once: where their units stand, and the content words of each wording."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from nlp.processes import in_parts
from nlp.text.stop_words import JAPANESE
from nlp.text.tokens import tokenizer_for_this_thread
from nlp.text.units import split_units
from nlp.text.wrapping import unwrapped

Whole = npt.NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """`rows` opinions as units. Equal units share a wording, which is tokenised once.

    `unit_rows` (u) says whose unit it is, `unit_spans` (u, 2) where it stands, `unit_wordings` (u) which row
    of `words` (wordings, vocabulary) counts its words. A unit whose span is empty is a title: it counts for
    its opinion but cannot be quoted.
    """

    rows: int
    unit_rows: Whole = field(repr=False)
    unit_spans: Whole = field(repr=False)
    unit_wordings: Whole = field(repr=False)
    words: csr_matrix = field(repr=False)
    vocabulary: list[str] = field(repr=False)

    def of_rows(self) -> csr_matrix:
        """Return how often each opinion holds each word, shape (rows, vocabulary)."""
        return csr_matrix(
            _incidence(self.unit_rows, self.unit_wordings, self.rows, self.words.shape[0]) @ self.words
        )

    def units_of(self, rows: Sequence[int]) -> Whole:
        """Return the numbers of the units of `rows` that can be quoted, ascending."""
        start, end = self.unit_spans.T
        return np.flatnonzero(np.isin(self.unit_rows, rows) & (end > start)).astype(np.int32)

    def of_units(self, units: Whole) -> csr_matrix:
        """Return how often each of `units` holds each word."""
        return self.words[self.unit_wordings[units]]


def read(
    texts: Sequence[str],
    titles: Sequence[str] = (),
    *,
    progress: Callable[[float], None] = lambda _: None,
) -> Reading:
    """Read `texts`; `titles`, when given, has one for each ("" for none).

    Long material is tokenised in two processes; the result does not depend on it.
    """
    rows, spans, wordings = array("i"), array("i"), array("i")
    known: dict[str, int] = {}
    for row, text in enumerate(texts):
        for start, end, wording in _units(text, titles[row] if titles else ""):
            rows.append(row)
            spans.extend((start, end))
            wordings.append(known.setdefault(wording, len(known)))
    words, vocabulary = _counted(_tokenised(list(known), progress))
    return Reading(
        rows=len(texts),
        unit_rows=np.array(rows, dtype=np.int32),
        unit_spans=np.array(spans, dtype=np.int32).reshape(-1, 2),
        unit_wordings=np.array(wordings, dtype=np.int32),
        words=words,
        vocabulary=vocabulary,
    )


def content_words(texts: Iterable[str]) -> list[list[str]]:
    """Return the content words of each text in Sudachi's normalised forms, without light words."""
    tokenizer = tokenizer_for_this_thread()
    return [[word for word in tokenizer.content_words(text) if word not in JAPANESE] for text in texts]


def _units(text: str, title: str) -> list[tuple[int, int, str]]:
    named = [(0, 0, title)] if title.strip() else []
    return named + [
        (span.start, span.end, unwrapped(text[span.start : span.end])) for span in split_units(text)
    ]


def _tokenised(wordings: list[str], progress: Callable[[float], None]) -> list[list[str]]:
    found: list[list[str]] = []
    for part in in_parts(content_words, wordings):
        found += part
        progress(len(found) / len(wordings))
    return found


def _counted(tokens: list[list[str]]) -> tuple[csr_matrix, list[str]]:
    numbers: dict[str, int] = {}
    indices = array("i")
    ends = array("q", [0])
    for words in tokens:
        indices.extend(numbers.setdefault(word, len(numbers)) for word in words)
        ends.append(len(indices))
    ones = np.ones(len(indices), dtype=np.float32)
    shape = (len(tokens), len(numbers))
    counted = csr_matrix(
        (ones, np.array(indices, dtype=np.int32), np.array(ends, dtype=np.int64)), shape=shape
    )
    counted.sum_duplicates()
    return counted, list(numbers)


def _incidence(rows: Whole, columns: Whole, height: int, width: int) -> csr_matrix:
    return csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(height, width))
