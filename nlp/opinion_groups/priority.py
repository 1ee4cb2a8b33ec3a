"""Which statement a participant should be shown next."""

import numpy as np

from nlp.opinion_groups.votes import Counts, Matrix

_OF_META_STATEMENTS = 49.0


def priorities(counts: Counts, extremity: Matrix, meta: tuple[int, ...] = ()) -> Matrix:
    """Return per statement a weight (above 0) to draw the next unseen statement with.

    Statements that divide (`extremity`) and are agreed on weigh more, passed ones less, new ones much more.
    """
    passing = (counts.passed + 1) / (counts.seen + 2)
    agreeing = (counts.agree + 1) / (counts.seen + 2)
    importance = (1 - passing) * (1 + extremity) * agreeing
    weights = np.asarray((importance * (1 + 8 * 2 ** (-counts.seen / 5))) ** 2)
    weights[list(meta)] = _OF_META_STATEMENTS
    return weights
