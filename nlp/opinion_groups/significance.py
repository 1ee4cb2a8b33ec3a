"""How sure a share, or a difference of two shares, is."""

import numpy as np

from nlp.opinion_groups.votes import Matrix

SIGNIFICANT = 1.2816
"""Critical value of the normal distribution, 90 %, one-sided."""


def z_of_share(successes: Matrix, trials: Matrix) -> Matrix:
    """Return how surely more than half of the trials succeed, in standard deviations."""
    return np.asarray(2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5))


def z_of_difference(
    successes: Matrix, trials: Matrix, other_successes: Matrix, other_trials: Matrix
) -> Matrix:
    """Return how surely the first share exceeds the other one, in standard deviations."""
    s1, s2, n1, n2 = (part + 1 for part in (successes, other_successes, trials, other_trials))
    share = (s1 + s2) / (n1 + n2)
    spread = np.sqrt(np.clip(share * (1 - share), 0, None) * (1 / n1 + 1 / n2))
    return np.asarray(np.where(share == 1, 0, (s1 / n1 - s2 / n2) / np.where(spread == 0, 1, spread)))
