"""Weights of the ranking."""

import numpy as np
import pytest

from nlp.retrieval.learning import Example, fit
from nlp.retrieval.weights import FEATURES, WEIGHTS


def _example(feature: str, right: int = 0) -> Example:
    """Three entries, of which the first alone has the feature."""
    features = np.zeros((3, len(FEATURES)))
    features[0, FEATURES.index(feature)] = 1.0
    return Example(features, np.arange(3) == right)


def test_what_speaks_for_the_right_entry_gains_weight() -> None:
    weights = fit([_example("letters")] * 50)
    assert weights[FEATURES.index("letters")] > WEIGHTS[FEATURES.index("letters")] + 0.1


def test_a_likeness_never_counts_against_an_entry_but_length_may() -> None:
    assert fit([_example("letters", right=1)] * 500)[FEATURES.index("letters")] == 0.0
    assert (
        fit([_example("length", right=1)] * 500)[FEATURES.index("length")] < WEIGHTS[FEATURES.index("length")]
    )


def test_twenty_wrong_labels_hardly_move_the_weights() -> None:
    weights = fit([_example("letters", right=1)] * 20)
    assert weights == pytest.approx(WEIGHTS, abs=0.3)


def test_without_questions_the_shipped_weights_stay() -> None:
    nothing = Example(np.zeros((2, len(FEATURES))), np.array([False, False]))
    assert fit([]) == fit([nothing]) == WEIGHTS


def test_there_is_a_weight_for_each_feature() -> None:
    assert len(WEIGHTS) == len(FEATURES)
