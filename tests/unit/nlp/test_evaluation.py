"""Measures of rankings and groupings."""

import pytest

from nlp.evaluation.groupings import adjusted_mutual_information, adjusted_rand, pair_quality
from nlp.evaluation.ranking import hit_at, mean_reciprocal_rank

RANKINGS = {"a": ["1", "2", "3"], "b": ["3", "1", "2"], "c": ["2", "3"], "unjudged": ["1"]}
RELEVANT = {"a": {"1"}, "b": {"2"}, "c": {"9"}}


def test_hits_are_counted_among_the_first_k_of_judged_questions() -> None:
    assert hit_at(1, RANKINGS, RELEVANT) == pytest.approx(1 / 3)
    assert hit_at(3, RANKINGS, RELEVANT) == pytest.approx(2 / 3)


def test_reciprocal_ranks_are_averaged() -> None:
    assert mean_reciprocal_rank(RANKINGS, RELEVANT) == pytest.approx((1 + 1 / 3 + 0) / 3)


def test_nothing_asked_scores_nothing() -> None:
    assert hit_at(1, {}, {}) == mean_reciprocal_rank({}, {}) == 0.0


def test_the_same_groups_under_other_names_are_perfect() -> None:
    assert adjusted_rand(["x", "x", None, None], [2, 2, 1, 1]) == 1.0
    assert adjusted_mutual_information(["x", "x", None, None], [2, 2, 1, 1]) == pytest.approx(1.0)


def test_one_big_group_says_nothing() -> None:
    assert adjusted_rand(["x", "x", "y", "y"], [1, 1, 1, 1]) == 0.0


def test_pairs_are_counted_over_all_sets() -> None:
    quality = pair_quality(["x", "x", "x", "y"], [[0, 1, 3]])
    assert list(quality) == pytest.approx([1 / 3, 1 / 3, 3])
    assert tuple(pair_quality(["x", "y"], [])) == (1.0, 1.0, 0)
