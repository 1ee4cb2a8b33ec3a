"""What each group of opinions is about: a name, telling words, quotations and whom they speak for."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

import numpy as np
from scipy.sparse import csr_matrix

from nlp.clustering.centres import nearness
from nlp.clustering.families import families
from nlp.clustering.found import OUTSIDE, FoundFamily, FoundTheme, Labels, Quotation, Step, Vectors
from nlp.clustering.grouping import FLOOR, Cut, least_members
from nlp.clustering.labels import Wording, name
from nlp.clustering.reading import Reading, Whole
from nlp.clustering.representation import Space
from nlp.clustering.stability import fragility
from nlp.summarising.class_terms import class_weights
from nlp.summarising.coverage import choose_quotations, spoken_for
from nlp.text.tokens import tokenizer_for_this_thread
from nlp.threads import on_one_thread

TERMS = 8
_NAMED_AFTER = 40
"""A theme's name is looked for in this many of its opinions, those nearest to its middle."""
_SHOWN, _AT_A_GLANCE = 15, 12
"""A cut on offer shows so many themes, each named after so many opinions."""
_QUOTED_FROM = 60
_WEIGHED = 2_000
"""Quotations are weighed against this many opinions of a theme; whom they speak for is told for all."""
_NAMING, _TRYING = 0.3, 0.2
"""Shares of the work that are looking for names, and trying themes on other samples."""


class Describer:
    """Describes groups of one reading; `texts` are the texts that its spans are offsets into."""

    def __init__(self, texts: Sequence[str], reading: Reading, space: Space, vectors: Vectors) -> None:
        self._texts = texts
        self._reading = reading
        self._space = space
        self._vectors = vectors
        self._counts = reading.of_rows()
        self._wording = Wording(texts, tokenizer_for_this_thread())

    @on_one_thread
    def describe(
        self, labels: Labels, *, seed: int = 0, progress: Callable[[float], None] = lambda _: None
    ) -> tuple[list[FoundTheme], list[FoundFamily]]:
        """Return the themes of `labels` (as `group` gives them) by number, and their families."""
        members = members_of(labels)
        if not members:
            return [], []
        fragile = fragility(self._vectors, labels, floor=FLOOR, seed=seed)
        progress(_TRYING)
        near = nearness(self._vectors, labels)
        terms, names = self._named(members, near, set(), lambda done: progress(_TRYING + _NAMING * done))
        above = families(self._vectors, labels)
        parents = {theme: family for family, themes in above.items() for theme in themes}
        found = []
        for (number, rows), label, words in zip(members.items(), names, terms, strict=True):
            evidence, spoken = self._quotations(rows, near)
            theme = FoundTheme(
                number=number,
                label=label,
                terms=words,
                members=rows,
                evidence=evidence,
                spoken_for=spoken,
                parent=parents.get(number),
                fragility=fragile.get(number),
                is_distinct=len(rows) < least_members(len(labels)),
            )
            found.append(theme)
            progress(_TRYING + _NAMING + (1 - _TRYING - _NAMING) * len(found) / len(members))
        return found, self._families(above, members, near, set(names))

    @on_one_thread
    def step(self, cut: Cut) -> Step:
        """Return sizes and names of the 15 largest themes of one of the cuts that `steps` offers."""
        found = members_of(cut.labels)
        members = dict(islice(found.items(), _SHOWN))
        _terms, names = self._named(
            members, nearness(self._vectors, cut.labels), set(), named_after=_AT_A_GLANCE
        )
        outside = int((cut.labels == OUTSIDE).sum())
        sizes = [len(rows) for rows in members.values()]
        return Step(cut.cut, len(found), sizes, names, outside, round(cut.worth, 6), cut.is_best)

    def _named(
        self,
        members: Mapping[int, list[int]],
        near: Vectors,
        taken: set[str],
        progress: Callable[[float], None] = lambda _: None,
        named_after: int = _NAMED_AFTER,
    ) -> tuple[list[list[str]], list[str]]:
        """The telling words and the name of each group; no two names alike and none of `taken`."""
        weights = class_weights(self._counts, list(members.values()))
        terms: list[list[str]] = []
        names: list[str] = []
        for place, rows in enumerate(members.values()):
            telling = self._weights(weights, place)
            label = name(nearest(rows, near, named_after), self._wording, telling, taken | set(names))
            names.append(label or _beginning(self._texts[rows[0]]))
            terms.append(self._terms(telling))
            progress((place + 1) / len(members))
        return terms, names

    def _families(
        self, above: Mapping[int, list[int]], members: Mapping[int, list[int]], near: Vectors, taken: set[str]
    ) -> list[FoundFamily]:
        together = {
            family: sorted(row for theme in of for row in members[theme]) for family, of in above.items()
        }
        terms, names = self._named(together, near, taken)
        rows = zip(above.items(), names, terms, strict=True)
        return [FoundFamily(number=n, label=label, terms=words, themes=of) for (n, of), label, words in rows]

    def _weights(self, weights: csr_matrix, place: int) -> dict[str, float]:
        start, end = weights.indptr[place], weights.indptr[place + 1]
        words = (self._reading.vocabulary[word] for word in weights.indices[start:end])
        return dict(zip(words, weights.data[start:end].tolist(), strict=True))

    def _terms(self, weights: Mapping[str, float]) -> list[str]:
        ranked = sorted(weights, key=lambda word: (-weights[word], word))
        written = (self._wording.spelling(word) for word in ranked)
        telling = (word for word in written if word and len(word) > 1 and not _is_number(word))
        return list(islice(dict.fromkeys(telling), TERMS))

    def _quotations(self, rows: list[int], near: Vectors) -> tuple[list[Quotation], list[int | None]]:
        reading = self._reading
        candidates = reading.units_of(nearest(rows, near, _QUOTED_FROM))
        if not len(candidates):
            return [], [None] * len(rows)
        weighed = rows[:: len(rows) // _WEIGHED + 1]
        start, end = reading.unit_spans[candidates].T
        placed = self._space.place(reading.of_units(candidates))
        units, unit_rows = self._placed_units(weighed)
        chosen = choose_quotations(
            placed, reading.unit_rows[candidates], end - start, units, unit_rows, weighed
        )
        if len(weighed) < len(rows):
            units, unit_rows = self._placed_units(rows)
        quoted = [
            Quotation(int(reading.unit_rows[unit]), *map(int, reading.unit_spans[unit]))
            for unit in candidates[chosen]
        ]
        return quoted, spoken_for(placed[chosen], units, unit_rows, rows)

    def _placed_units(self, rows: list[int]) -> tuple[Vectors, Whole]:
        units = self._reading.units_of(rows)
        return self._space.place(self._reading.of_units(units)), self._reading.unit_rows[units]


def members_of(labels: Labels) -> dict[int, list[int]]:
    """Return the rows of each theme, ascending, by the theme's number."""
    members: dict[int, list[int]] = {int(number): [] for number in np.unique(labels) if number != OUTSIDE}
    for row in np.flatnonzero(labels != OUTSIDE):
        members[int(labels[row])].append(int(row))
    return members


def nearest(rows: Sequence[int], near: Vectors, count: int) -> list[int]:
    """Return the `count` rows nearest to the middle of their theme, ascending."""
    return sorted(sorted(rows, key=lambda row: (-near[row], row))[:count])


def _is_number(word: str) -> bool:
    return all(sign.isnumeric() or sign in ".,．，" for sign in word)


def _beginning(text: str) -> str:
    return text.strip()[:12].strip()
