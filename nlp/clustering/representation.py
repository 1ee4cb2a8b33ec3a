"""Opinions as unit vectors: TF-IDF of their content words, folded to at most a hundred dimensions."""

from collections.abc import Sequence

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from nlp.clustering.found import Vectors
from nlp.clustering.threads import on_one_thread
from nlp.text.stop_words import JAPANESE
from nlp.text.tokens import tokenizer_for_this_thread

DIMENSIONS = 100
_ROWS_THAT_AFFORD_LOSING_RARE_WORDS = 1_000


def tokenise(texts: Sequence[str]) -> list[list[str]]:
    """Return the content words of each text in Sudachi's normalised forms, without light words."""
    tokenizer = tokenizer_for_this_thread()
    return [[word for word in tokenizer.content_words(text) if word not in JAPANESE] for text in texts]


@on_one_thread
def represent(tokens: Sequence[Sequence[str]], seed: int = 0) -> Vectors:
    """Return one unit vector a row, shape (n, at most 100); a row without words is all zero.

    Latent semantic analysis: TF-IDF, then truncated SVD. One thread of linear algebra, so that the same
    input and seed give the same bytes whatever the machine's number of cores.
    """
    if not any(tokens):
        return np.zeros((len(tokens), 1))
    least_rows = 2 if len(tokens) >= _ROWS_THAT_AFFORD_LOSING_RARE_WORDS else 1
    weights = TfidfVectorizer(analyzer=list, min_df=least_rows).fit_transform(tokens)
    if weights.shape[1] <= DIMENSIONS:
        return np.asarray(weights.toarray())
    return np.asarray(normalize(TruncatedSVD(DIMENSIONS, random_state=seed).fit_transform(weights)))
