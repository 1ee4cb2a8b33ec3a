"""What each group of opinions is about: a name, telling words, quotations and whom they speak for."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

import numpy as np
from scipy.sparse import csr_matrix

from nlp.clustering.centres import nearness
from nlp.clustering.families import families
from nlp.clustering.found import OUTSIDE, FoundFamily, FoundTheme, Labels, Quotation, Step, Vectors
from nlp.clustering.grouping import FLOOR, Cut, least_members
from nlp.clustering.labels import Taken, Wording, name, still
from nlp.clustering.phrases import Phrase
from nlp.clustering.quotations import Quoter
from nlp.clustering.reading import Reading
from nlp.clustering.representation import Space
from nlp.clustering.stability import fragility
from nlp.summarising.class_terms import class_lifts, class_weights
from nlp.text.tokens import tokenizer_for_this_thread
from nlp.threads import on_one_thread

TERMS = 8
_NAMED_AFTER = 40
"""A theme's name is looked for in this many of its opinions, those nearest to its middle."""
_SHOWN, _AT_A_GLANCE = 15, 12
"""A cut on offer shows so many themes, each named after so many opinions."""
_QUOTED_FROM = 60
_TRYING, _NAMED = 0.2, 0.5
"""How much of the work is done when themes were tried on other samples, and when they have names."""


class Describer:
    """Describes groups of one reading; `texts` are the texts that its spans are offsets into."""

    def __init__(self, texts: Sequence[str], reading: Reading, space: Space, vectors: Vectors) -> None:
        self._texts = texts
        self._reading = reading
        self._quoter = Quoter(texts, reading, space)
        self._vectors = vectors
        self._counts = reading.of_rows()
        self._wording = Wording(texts, tokenizer_for_this_thread())

    @on_one_thread
    def describe(
        self,
        labels: Labels,
        *,
        before: Mapping[int, str] = MappingProxyType({}),
        seed: int = 0,
        progress: Callable[[float], None] = lambda _: None,
    ) -> tuple[list[FoundTheme], list[FoundFamily]]:
        """Return the themes of `labels` (as `group` gives them) by number, and their families.

        `before`: names that numbers had in an earlier run. A theme keeps its name while its opinions say it.
        """
        members = members_of(labels)
        if not members:
            return [], []
        progress(0.0)
        fragile = fragility(self._vectors, labels, floor=FLOOR, seed=seed)
        progress(_TRYING)
        near, taken = nearness(self._vectors, labels), Taken()
        terms, names = self._named(members, near, taken, before, _part(progress, _TRYING, _NAMED))
        quoted = self._quoted(members, near, _part(progress, _NAMED, 1.0))
        above = families(self._vectors, labels)
        parents = {theme: family for family, themes in above.items() for theme in themes}
        found = [
            FoundTheme(
                number=number,
                label=names[place],
                terms=terms[place],
                members=rows,
                evidence=quoted[place][0],
                spoken_for=quoted[place][1],
                parent=parents.get(number),
                fragility=fragile.get(number),
                is_distinct=len(rows) < least_members(len(labels)),
            )
            for place, (number, rows) in enumerate(members.items())
        ]
        return found, self._families(above, members, near, taken)

    @on_one_thread
    def step(self, cut: Cut) -> Step:
        """Return sizes and names of the 15 largest themes of one of the cuts that `steps` offers."""
        found = members_of(cut.labels)
        members = dict(islice(found.items(), _SHOWN))
        near, taken = nearness(self._vectors, cut.labels), Taken()
        lifts = class_lifts(self._counts, list(members.values()))
        names = [
            self._name(nearest(rows, near, _AT_A_GLANCE), self._weights(lifts, place), taken)
            for place, rows in enumerate(members.values())
        ]
        outside = int((cut.labels == OUTSIDE).sum())
        sizes = [len(rows) for rows in members.values()]
        return Step(cut.cut, len(found), sizes, names, outside, round(cut.worth, 6), cut.is_best)

    def _named(
        self,
        members: Mapping[int, list[int]],
        near: Vectors,
        taken: Taken,
        before: Mapping[int, str] = MappingProxyType({}),
        progress: Callable[[float], None] = lambda _: None,
    ) -> tuple[list[list[str]], list[str]]:
        """The telling words and the name of each group; no two names alike and none of `taken`."""
        weights, lifts = (of(self._counts, list(members.values())) for of in (class_weights, class_lifts))
        kept = self._kept(before, members, near, taken)
        terms: list[list[str]] = []
        names: list[str] = []
        for place, (number, rows) in enumerate(members.items()):
            named_by = self._weights(lifts, place)
            names.append(kept.get(number) or self._name(nearest(rows, near, _NAMED_AFTER), named_by, taken))
            terms.append(self._terms(self._weights(weights, place)))
            progress((place + 1) / len(members))
        return terms, names

    def _quoted(
        self, members: Mapping[int, list[int]], near: Vectors, progress: Callable[[float], None]
    ) -> list[tuple[list[Quotation], list[int | None]]]:
        lifts = class_lifts(self._counts, list(members.values()))
        found = []
        for place, rows in enumerate(members.values()):
            found.append(self._quoter.quote(rows, nearest(rows, near, _QUOTED_FROM), lifts[place]))
            progress(len(found) / len(members))
        return found

    def _kept(
        self, before: Mapping[int, str], members: Mapping[int, list[int]], near: Vectors, taken: Taken
    ) -> dict[int, str]:
        found = {}
        for number, written in before.items():
            rows = nearest(members.get(number, []), near, _NAMED_AFTER)
            phrase = still(written, rows, self._wording, taken)
            if phrase is not None:
                taken.add(phrase)
                found[number] = phrase.written
        return found

    def _name(self, rows: Sequence[int], telling: Mapping[str, float], taken: Taken) -> str:
        """A phrase; where there is none, how the first text begins whose beginning is no name yet."""
        phrase = name(rows, self._wording, telling, taken)
        if phrase is None:
            beginnings = (Phrase(self._wording.beginning(row), ()) for row in rows)
            unused = (one for one in beginnings if one.written and one not in taken)
            phrase = next(unused, Phrase(_first_signs(self._texts[rows[0]]), ()))
        taken.add(phrase)
        return phrase.written

    def _families(
        self, above: Mapping[int, list[int]], members: Mapping[int, list[int]], near: Vectors, taken: Taken
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
        found: dict[str, None] = {}
        for word in written:
            if len(found) == TERMS:
                break
            if word and len(word) > 1 and not _is_number(word):
                found[word] = None
        return list(found)


def members_of(labels: Labels) -> dict[int, list[int]]:
    """Return the rows of each theme, ascending, by the theme's number."""
    members: dict[int, list[int]] = {int(number): [] for number in np.unique(labels) if number != OUTSIDE}
    for row in np.flatnonzero(labels != OUTSIDE):
        members[int(labels[row])].append(int(row))
    return members


def _part(progress: Callable[[float], None], begin: float, end: float) -> Callable[[float], None]:
    return lambda done: progress(begin + (end - begin) * done)


def nearest(rows: Sequence[int], near: Vectors, count: int) -> list[int]:
    """Return the `count` rows nearest to the middle of their theme, ascending."""
    return sorted(sorted(rows, key=lambda row: (-near[row], row))[:count])


def _is_number(word: str) -> bool:
    return all(sign.isnumeric() or sign in ".,．，" for sign in word)


def _first_signs(text: str) -> str:
    return text.strip()[:12].strip()
