"""More opinions than are compared pair by pair."""

import numpy as np
import pytest

from nlp.clustering import linking, placement
from nlp.clustering.found import OUTSIDE, Vectors
from nlp.clustering.grouping import group
from nlp.clustering.placement import place


@pytest.fixture
def three_directions() -> Vectors:
    generator = np.random.default_rng(1)
    vectors = np.eye(3)[np.arange(120) % 3] + generator.normal(scale=0.05, size=(120, 3))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_rows_outside_the_sample_join_the_nearest_group(
    monkeypatch: pytest.MonkeyPatch, three_directions: Vectors
) -> None:
    monkeypatch.setattr(linking, "MOST_LINKED_ROWS", 40)
    labels = group(three_directions, 3)
    assert OUTSIDE not in labels
    assert [len(set(labels[start::3])) for start in range(3)] == [1, 1, 1]
    assert len(set(labels)) == 3


def test_rows_outside_the_sample_stand_near_their_like(
    monkeypatch: pytest.MonkeyPatch, three_directions: Vectors
) -> None:
    monkeypatch.setattr(placement, "MOST_PLACED_ROWS", 60)
    positions = place(three_directions)
    centres = np.stack([positions[start::3].mean(axis=0) for start in range(3)])
    nearest = ((positions[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == np.arange(120) % 3).mean() > 0.9
