"""Places in a text."""

from typing import NamedTuple


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of a text, in code points."""

    start: int
    end: int
