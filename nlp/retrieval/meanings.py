"""Vectors of words in which what points to the same municipal matter lies close together.

Word vectors know that 転出 and 廃車 stand in like sentences, not that who moves house asks for 転出. Each
word of `everyday_words` is drawn to the middle of its matters (one step of retrofitting, Faruqui
et al. 2015).
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from nlp.retrieval.phrases import matters
from nlp.retrieval.word_vectors import SIZE, Vectors, word_vectors


def vectors_of(words: Sequence[str]) -> Vectors:
    """Return an array (words, 100) of unit vectors; zeros for a word that nothing is known of."""
    found = word_vectors().of(words)
    middles = _middles()
    for place, word in enumerate(words):
        groups = matters().groups_of(word)
        if groups:
            found[place] = unit(found[place] + middles[groups].mean(axis=0))
    return found


def unit(vector: Vectors) -> Vectors:
    """Return `vector` with length 1, or as it is when it is all zeros."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)


@cache
def _middles() -> Vectors:
    single = matters().single_words()
    vectors = word_vectors().of(list(single))
    sums = np.zeros((matters().size, SIZE), dtype=np.float32)
    for vector, groups in zip(vectors, single.values(), strict=True):
        sums[groups] += vector
    return np.array([unit(row) for row in sums])
