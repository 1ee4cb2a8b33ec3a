"""Which sentences are quoted for a theme: whole ones, that say what sets the theme apart."""

import re
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from nlp.clustering.found import Quotation, Vectors
from nlp.clustering.fronts import behind_front
from nlp.clustering.reading import Reading, Whole
from nlp.clustering.representation import Space
from nlp.clustering.standing_alone import leans
from nlp.summarising.coverage import choose_quotations, spoken_for
from nlp.text.sentences import split_sentences
from nlp.text.spans import Span

_WEIGHED = 2_000
"""Quotations are weighed against this many opinions of a theme; whom they speak for is told for all."""
_TELLING = 20
"""A quotation holds one of so many words that tell its theme from others, when any sentence does."""
_LEANING = 0.5
"""What a sentence counts that needs another one to be understood."""
_TOLD, _MUCH = 0.3, 3
"""This share of what a sentence counts depends on telling words; so many of the strongest tell all."""
_COURTESY = re.compile(
    r"(?:よろしく|宜しく)(?:お願|御願|おねが)|お世話に|失礼(?:いた|致)?し|ありがとうござ|有難うござ|以上です"
)
_COURTESY_ONLY = 25
"""A sentence of no more characters with a courtesy in it says nothing else."""


class Quoter:
    """Chooses quotations from `texts`, as `reading` cut them and `space` placed them."""

    def __init__(self, texts: Sequence[str], reading: Reading, space: Space) -> None:
        self._texts = texts
        self._reading = reading
        self._space = space
        self._sentences: dict[int, list[Span]] = {}

    def quote(
        self, rows: list[int], near_middle: Sequence[int], weights: csr_matrix
    ) -> tuple[list[Quotation], list[int | None]]:
        """Return the quotations for `rows` from `near_middle`, and for each row the place of its own.

        `weights` (1, vocabulary): how telling each word is.
        """
        candidates = self._telling(self._reading.units_of(near_middle), weights)
        if not len(candidates):
            return [], [None] * len(rows)
        weighed = rows[:: len(rows) // _WEIGHED + 1]
        quotations = [self._whole_sentence(int(unit)) for unit in candidates]
        lengths = np.array([one.end - one.start for one in quotations])
        placed = self._space.place(self._reading.of_units(candidates))
        owners = self._reading.unit_rows[candidates]
        units, unit_rows = self._placed(weighed)
        clarity = self._clarity(candidates, quotations, weights)
        chosen = choose_quotations(placed, owners, lengths, units, unit_rows, weighed, clarity=clarity)
        if len(weighed) < len(rows):
            units, unit_rows = self._placed(rows)
        return [quotations[place] for place in chosen], spoken_for(placed[chosen], units, unit_rows, rows)

    def _telling(self, units: Whole, weights: csr_matrix) -> Whole:
        strongest = np.argsort(-weights.data, kind="stable")[:_TELLING]
        words = np.sort(weights.indices[strongest])
        tells = np.asarray(self._reading.of_units(units)[:, words].sum(axis=1)).ravel() > 0
        says = np.array([not self._is_courtesy(int(unit)) for unit in units], dtype=bool)
        for better in (tells & says, says, tells):
            if better.any():
                return units[better]
        return units

    def _clarity(self, units: Whole, quotations: Sequence[Quotation], weights: csr_matrix) -> Vectors:
        """Less for sentences that lean on others, a little less for those with few telling words."""
        texts = (self._texts[one.row][one.start : one.end] for one in quotations)
        alone = np.array([_LEANING if leans(text) else 1.0 for text in texts])
        much = max(np.sort(weights.data)[-_MUCH:].sum(), 1e-9)
        told = np.asarray((self._reading.of_units(units) > 0) @ weights.T.toarray()).ravel()
        return np.asarray(alone * (1 - _TOLD + _TOLD * np.minimum(1, told / much)))

    def _is_courtesy(self, unit: int) -> bool:
        start, end = self._reading.unit_spans[unit]
        text = self._texts[self._reading.unit_rows[unit]][start:end]
        return len(text) <= _COURTESY_ONLY and _COURTESY.search(text) is not None

    def _whole_sentence(self, unit: int) -> Quotation:
        """A unit may be one claim of a sentence; what is quoted is all of it, without list marks."""
        row = int(self._reading.unit_rows[unit])
        start, end = map(int, self._reading.unit_spans[unit])
        if row not in self._sentences:
            self._sentences[row] = split_sentences(self._texts[row])
        sentence = next(one for one in self._sentences[row] if one.start <= start and end <= one.end)
        return Quotation(row, behind_front(self._texts[row], sentence.start, sentence.end), sentence.end)

    def _placed(self, rows: list[int]) -> tuple[Vectors, Whole]:
        units = self._reading.units_of(rows)
        return self._space.place(self._reading.of_units(units)), self._reading.unit_rows[units]
