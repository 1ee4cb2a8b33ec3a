"""Participants and statements in two dimensions, fair to those who voted on few statements."""

from typing import NamedTuple

import numpy as np

from nlp.opinion_groups.votes import Matrix

DECIMALS = 9
"""Of coordinates, which are of the order of 1."""


class Plane(NamedTuple):
    """The two main axes of disagreement: the mean vote a statement and two unit vectors (2, statements)."""

    centre: Matrix
    axes: Matrix


def fit_plane(votes: Matrix) -> Plane:
    """Return the first two principal components of `votes`, unseen ones filled with the statement's mean.

    Exact, from the covariance of the statements; the sign of an axis is such that its largest entry is
    positive, so that a result does not flip from run to run. Missing axes are zero.
    """
    seen = ~np.isnan(votes)
    centre = np.where(seen, votes, 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    centred = np.where(seen, votes - centre, 0)
    axes = np.zeros((2, votes.shape[1]))
    if votes.size:
        _, vectors = np.linalg.eigh(centred.T @ centred)
        main = vectors[:, ::-1][:, :2].T
        largest = np.abs(main).round(DECIMALS).argmax(axis=1)
        axes[: len(main)] = main * np.where(main[np.arange(len(main)), largest] < 0, -1, 1)[:, None]
    return Plane(centre, axes)


def project_participants(votes: Matrix, plane: Plane) -> Matrix:
    """Return positions (participants, 2), stretched by √(statements / votes cast).

    Rounded, so that people who voted alike stand in one place: the last bits, which differ from processor to
    processor, would make clusters of their own.
    """
    seen = ~np.isnan(votes)
    flat = np.where(seen, votes - plane.centre, 0) @ plane.axes.T
    stretch = np.sqrt(votes.shape[1] / np.maximum(seen.sum(axis=1), 1))
    return np.asarray((flat * stretch[:, None]).round(DECIMALS) + 0.0)


def project_statements(plane: Plane) -> Matrix:
    """Return positions (statements, 2): where somebody stands who only agrees with that statement."""
    return np.asarray((np.sqrt(len(plane.centre)) * (1 - plane.centre) * plane.axes).T)


def extremity(plane: Plane) -> Matrix:
    """Return how far out each statement stands."""
    return np.asarray(np.linalg.norm(project_statements(plane), axis=1))
