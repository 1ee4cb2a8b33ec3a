"""A text with places marked in it, which may lie over each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

Place = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    text: str
    kinds: tuple[str, ...]
    """What is marked here; empty: nothing."""


def marked(text: str, places: Mapping[str, Iterable[Place]]) -> list[Piece]:
    """The whole text in pieces, by what covers each; places outside the text are cut to it."""
    spans = [
        (max(0, start), min(end, len(text)), kind) for kind, found in places.items() for start, end in found
    ]
    spans = [span for span in spans if span[0] < span[1]]
    edges = sorted({0, len(text), *(edge for start, end, _kind in spans for edge in (start, end))})
    return [
        Piece(text[start:end], tuple(dict.fromkeys(kind for a, b, kind in spans if a <= start and end <= b)))
        for start, end in pairwise(edges)
    ]
