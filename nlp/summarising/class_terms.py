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
    summed = csr_matrix(
        vstack([csr_matrix(counts[list(rows)].sum(axis=0)) for rows in groups]), dtype=np.float64
    )
    lengths = np.asarray(summed.sum(axis=1)).ravel()
    overall = np.asarray(summed.sum(axis=0)).ravel()
    rarity = np.log(1 + lengths.mean() / np.where(overall == 0, 1, overall))
    return csr_matrix(diags(1 / np.where(lengths == 0, 1, lengths)) @ summed @ diags(rarity))
