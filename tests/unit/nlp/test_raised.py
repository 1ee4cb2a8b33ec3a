"""A subject that nobody had raised becomes a theme; one more voice on an old one does not."""

import numpy as np
import numpy.typing as npt

from nlp.clustering.raised import with_raised

Points = npt.NDArray[np.float64]


def around(axis: int, count: int, *, leaning: float = 0.0, seed: int = 0) -> Points:
    """Unit vectors near an axis, each leaning to the first one and with something of its own."""
    own = np.random.default_rng(seed).normal(0, 0.15, (count, 8))
    points = np.eye(8)[axis] + leaning * np.eye(8)[0] + own
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True))


def labelled(new: Points) -> list[int]:
    old = np.concatenate([around(0, 10, seed=1), around(1, 10, seed=2)])
    vectors = np.concatenate([old, new])
    labels = np.array([1] * 10 + [2] * 10 + [1] * len(new))
    found = with_raised(vectors, labels, np.arange(len(vectors)) >= 20, seed=0)
    assert found[:20].tolist() == labels[:20].tolist()
    return [int(label) for label in found[20:]]


def test_new_rows_more_like_each_other_than_like_any_theme_are_a_theme() -> None:
    assert labelled(around(3, 4, leaning=0.6)) == [3, 3, 3, 3]


def test_new_rows_that_fit_a_theme_stay_in_it() -> None:
    assert labelled(around(0, 6, seed=5)) == [1] * 6


def test_two_rows_raise_no_subject() -> None:
    assert labelled(around(3, 2, leaning=0.6)) == [1, 1]


def test_two_new_subjects_are_two_themes_the_larger_first() -> None:
    found = labelled(np.concatenate([around(3, 3, leaning=0.5), around(4, 5, leaning=0.5)]))
    assert found == [4] * 3 + [3] * 5


def test_rows_without_words_raise_nothing() -> None:
    assert labelled(np.zeros((4, 8))) == [1] * 4
