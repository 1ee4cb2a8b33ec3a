"""Groups that stay steady as votes arrive, and how typical each participant is."""

from dataclasses import replace

import numpy as np
import pytest

from nlp.opinion_groups.participants import standings
from nlp.opinion_groups.updating import PATIENCE, Update, update
from nlp.opinion_groups.votes import Matrix


def camps(*places: tuple[float, float], each: int = 8) -> Matrix:
    """Each camp's own places in turn, so that the first rows are of different camps."""
    spread = np.array([[0.01 * number, 0.01 * (number % 3)] for number in range(each)])
    return np.stack([np.array(place) + spread for place in places], axis=1).reshape(-1, 2)


TWO = camps((0, 0), (9, 0), each=12)
THREE = camps((0, 0), (9, 0), (0, 9))


def test_the_first_update_takes_the_best_number_of_groups_at_once() -> None:
    assert update(TWO, np.ones(24)).k == 2
    assert update(THREE, np.ones(24)).k == 3


def test_a_new_number_of_groups_must_win_four_times_in_a_row() -> None:
    found = update(TWO, np.ones(24))
    chosen = []
    for _ in range(PATIENCE):
        found = update(THREE, np.ones(24), found)
        chosen.append(found.k)
    assert chosen == [2, 2, 2, 3]


def test_a_win_of_another_number_starts_the_count_anew() -> None:
    found = update(TWO, np.ones(24))
    for points in (THREE, THREE, THREE, TWO, THREE, THREE, THREE):
        found = update(points, np.ones(24), replace(found, centres={}))
    assert found.k == 2


def test_no_more_groups_than_can_be_made() -> None:
    before = Update(k=4, groups=np.zeros(3, dtype=np.int64), best_k=4, wins=9, centres={})
    found = update(np.array([[0.0, 0], [5, 0], [5, 1]]), np.ones(3), before)
    assert found.k == 2


def test_groups_keep_their_numbers_from_where_they_stood() -> None:
    before = update(TWO, np.ones(24))
    after = update(TWO[::-1], np.ones(24), before)
    assert after.groups.tolist() == before.groups[::-1].tolist()


def test_one_place_is_no_groups() -> None:
    with pytest.raises(ValueError, match="two different base clusters"):
        update(np.zeros((5, 2)), np.ones(5))


def test_standings_by_hand() -> None:
    positions = np.array([[0.0, 0], [2, 0], [10, 0], [12, 0], [99, 99]])
    first, second, _third, _fourth, outside = standings(positions, [0, 0, 1, 1, None])
    assert first == pytest.approx((1 - 6, 1 - 1, 1))
    assert second == pytest.approx((1 - 4, 1 - 1, -1))
    assert outside is None
    assert standings(positions, [None] * 5) == [None] * 5
