"""Opinions that say the same in the same words: exact copies and near copies."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from nlp.clustering.found import Labels
from nlp.text.cleaning import without_breaking_characters

STRICT = 0.8
"""Texts this alike differ by a few words: safe to fold. 0.25 to 0.30 gathers paraphrases, with mistakes."""
_BLOCK = 512
_FEATURES = 2**18
_NOT_TEXT = re.compile(r"[\W_]+")


class CopySet(NamedTuple):
    """Rows that are copies of each other, ascending; the first stands for all."""

    kind: Literal["exact", "near"]
    rows: list[int]


def find_copies(texts: Sequence[str], *, threshold: float = STRICT) -> list[CopySet]:
    """Return the sets of copies among `texts`, by first row; texts without any letter are never copies.

    Exact: equal after NFKC, letter case, white space and punctuation. Near: joined by a chain of pairs
    whose cosine of character 2- and 3-gram TF-IDF is at least `threshold` (0 to 1).
    Raises ValueError for another `threshold`. Memory grows with the text, not with the pairs.
    """
    if not 0 < threshold <= 1:
        message = f"threshold must be above 0 and at most 1, not {threshold}"
        raise ValueError(message)
    folded = [fold(text) for text in texts]
    first_rows = _first_rows(folded)
    distinct = sorted(set(first_rows.values()))
    chains = _chains([folded[row] for row in distinct], threshold) if len(distinct) > 1 else np.zeros(1)
    chain_of = dict(zip(distinct, chains, strict=False))
    sets: dict[int, list[int]] = {}
    for row, text in enumerate(folded):
        if text:
            sets.setdefault(int(chain_of[first_rows[text]]), []).append(row)
    return [_copy_set(rows, folded) for rows in sets.values() if len(rows) > 1]


def fold(text: str) -> str:
    """Return `text` without what copying changes by accident: width, case, white space, punctuation."""
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", without_breaking_characters(text)).casefold())


def _first_rows(folded: Sequence[str]) -> dict[str, int]:
    first: dict[str, int] = {}
    for row, text in enumerate(folded):
        if text:
            first.setdefault(text, row)
    return first


def _copy_set(rows: list[int], folded: Sequence[str]) -> CopySet:
    return CopySet("exact" if len({folded[row] for row in rows}) == 1 else "near", rows)


def _chains(texts: Sequence[str], threshold: float) -> Labels:
    """Number the connected components of the graph of alike texts."""
    hashed = HashingVectorizer(
        analyzer="char",
        ngram_range=(2, 3),
        n_features=_FEATURES,
        alternate_sign=False,
        norm=None,
        dtype=np.float32,
    ).transform(_at_least_a_bigram(texts))
    weights = csr_matrix(TfidfTransformer(sublinear_tf=True).fit_transform(hashed))
    links = np.concatenate([np.empty((0, 2), dtype=np.int64), *_alike_pairs(weights, threshold)])
    graph = coo_matrix((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(texts), len(texts)))
    return np.asarray(connected_components(graph, directed=False)[1])


def _at_least_a_bigram(texts: Iterable[str]) -> list[str]:
    return [text if len(text) > 1 else text * 2 for text in texts]


def _alike_pairs(weights: csr_matrix, threshold: float) -> Iterator[Labels]:
    transposed = weights.T.tocsr()
    for start in range(0, weights.shape[0], _BLOCK):
        alike = (weights[start : start + _BLOCK] @ transposed).tocoo()
        kept = (alike.data >= threshold) & (alike.col > alike.row + start)
        yield np.stack([alike.row[kept] + start, alike.col[kept]], axis=1).astype(np.int64)
