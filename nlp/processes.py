"""Long reading shared by two processes; what comes out does not depend on how many there were."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor

T = TypeVar("T")

AT_ONCE = 400
_WORTH_A_SECOND_PROCESS = 1_000_000
"""Characters: less than this is read sooner than another process has started."""
_MOST = 2


def in_parts(read: Callable[[Sequence[str]], list[T]], texts: Sequence[str]) -> Iterator[list[T]]:
    """Yield what `read` makes of `texts`, 400 at a time, in order. `read` can be pickled."""
    parts = [texts[at : at + AT_ONCE] for at in range(0, len(texts), AT_ONCE)]
    processes = min(_MOST, os.cpu_count() or 1)
    if processes == 1 or sum(map(len, texts)) <= _WORTH_A_SECOND_PROCESS:
        yield from map(read, parts)
        return
    yield from Parallel(n_jobs=processes, return_as="generator")(delayed(read)(part) for part in parts)
    # Left alone they would hold their memory for five minutes.
    get_reusable_executor().shutdown(wait=True)
