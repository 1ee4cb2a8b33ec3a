"""Opinions that say the same in the same words: exact, normalised and near copies, and what each adds."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal, NamedTuple

from nlp.clustering import added
from nlp.clustering.likeness import chains
from nlp.text.cleaning import without_breaking_characters
from nlp.text.spans import Span
from nlp.threads import on_one_thread

STRICT = 0.8
"""Texts this alike differ by a few words: safe to fold. 0.25 to 0.30 gathers paraphrases, with mistakes."""
_NOT_TEXT = re.compile(r"[\W_]+")

Kind = Literal["exact", "normalised", "near"]


class CopySet(NamedTuple):
    """Rows that are copies of each other, ascending; the first stands for all.

    `kinds`: how each row repeats the first one (the first: exact). `shared`: the places of the first text
    that most of them have in common. `added`: for each row, the places of what its sender wrote beyond that.
    """

    rows: list[int]
    kinds: list[Kind]
    shared: list[Span]
    added: list[list[Span]]

    @property
    def kind(self) -> Kind:
        """Of the copy that is least alike."""
        return max(self.kinds, key=_KINDS.index)


_KINDS: tuple[Kind, ...] = ("exact", "normalised", "near")


@on_one_thread
def find_copies(texts: Sequence[str], *, threshold: float = STRICT) -> list[CopySet]:
    """Return the sets of copies among `texts`, by first row; texts without any letter are never copies.

    Exact: the same text. Normalised: equal after NFKC, letter case, white space and punctuation. Near:
    joined by a chain of pairs whose cosine of character 2- and 3-gram TF-IDF is at least `threshold`
    (0 to 1). Raises ValueError for another `threshold`. Memory grows with the text, not with the pairs.
    """
    if not 0 < threshold <= 1:
        message = f"threshold must be above 0 and at most 1, not {threshold}"
        raise ValueError(message)
    folded = [fold(text) for text in texts]
    return [_described(rows, texts, folded) for rows in _sets(folded, threshold) if len(rows) > 1]


def fold(text: str) -> str:
    """Return `text` without what copying changes by accident: width, case, white space, punctuation."""
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", without_breaking_characters(text)).casefold())


def _sets(folded: Sequence[str], threshold: float) -> list[list[int]]:
    first_rows: dict[str, int] = {}
    for row, text in enumerate(folded):
        if text:
            first_rows.setdefault(text, row)
    distinct = sorted(first_rows.values())
    labels = chains([folded[row] for row in distinct], threshold)
    chain_of = dict(zip(distinct, labels.tolist(), strict=True))
    sets: dict[int, list[int]] = {}
    for row, text in enumerate(folded):
        if text:
            sets.setdefault(chain_of[first_rows[text]], []).append(row)
    return list(sets.values())


def _described(rows: list[int], texts: Sequence[str], folded: Sequence[str]) -> CopySet:
    first = rows[0]
    kinds = [_kind(texts[row] == texts[first], folded[row] == folded[first]) for row in rows]
    if len({folded[row] for row in rows}) == 1:
        return CopySet(rows, kinds, [Span(0, len(texts[first]))], [[] for _row in rows])
    letters = {text: added.letters(text) for text in dict.fromkeys(texts[row] for row in rows)}
    shared = added.shared_stretches([one.text for one in letters.values()])
    extra = {text: added.added(one, shared) for text, one in letters.items()}
    common = added.covered(letters[texts[first]], shared)
    return CopySet(rows, kinds, common, [extra[texts[row]] for row in rows])


def _kind(is_same: bool, is_equal: bool) -> Kind:  # noqa: FBT001 - two answers to one question
    return "exact" if is_same else "normalised" if is_equal else "near"
