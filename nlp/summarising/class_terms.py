"""Words that set a group of texts apart: class-based TF-IDF."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags, vstack


def class_weights(counts: csr_matrix, groups: Sequence[Sequence[int]]) -> csr_matrix:
    """Return the weight of each word in each group, shape (groups, vocabulary).

    tf / words in the group · ln(1 + A / f), with A the average number of words a group and f how often the
    word occurs in all groups (Grootendorst 2022, BERTopic). `counts` (rows, vocabulary) says how often each
    row holds each word, `groups` which rows are whose.
    """
    if not groups:
        return csr_matrix((0, counts.shape[1]))
    summed = _summed(counts, groups)
    lengths = np.asarray(summed.sum(axis=1)).ravel()
    overall = np.asarray(summed.sum(axis=0)).ravel()
    rarity = np.log(1 + lengths.mean() / np.where(overall == 0, 1, overall))
    return csr_matrix(diags(1 / np.where(lengths == 0, 1, lengths)) @ summed @ diags(rarity))


def class_lifts(counts: csr_matrix, groups: Sequence[Sequence[int]]) -> csr_matrix:
    """Return how much each word tells a group from all others, shape (groups, vocabulary).

    p · ln(p / q), what the word adds to the Kullback-Leibler divergence between the words of the group (p)
    and those of all groups (q); words not more frequent in the group than elsewhere are left out.
    """
    if not groups:
        return csr_matrix((0, counts.shape[1]))
    summed = _summed(counts, groups)
    overall = np.asarray(summed.sum(axis=0)).ravel()
    lengths = np.asarray(summed.sum(axis=1)).ravel()
    here = summed.data / np.repeat(np.where(lengths == 0, 1, lengths), np.diff(summed.indptr))
    there = overall[summed.indices] / max(overall.sum(), 1)
    summed.data = np.maximum(here * np.log(np.maximum(here, 1e-12) / np.maximum(there, 1e-12)), 0)
    summed.eliminate_zeros()
    return summed


def _summed(counts: csr_matrix, groups: Sequence[Sequence[int]]) -> csr_matrix:
    return csr_matrix(
        vstack([csr_matrix(counts[list(rows)].sum(axis=0)) for rows in groups]), dtype=np.float64
    )
