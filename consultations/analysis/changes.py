"""What became of the themes of the run before: what is new, grown, split, merged, and who moved."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

CLEARLY = 0.2
"""A theme has grown or shrunk when it changed by at least this share."""
PART = 0.2
"""A theme split into those that each hold at least this share of it."""
MOST = 0.5
"""Two themes merged when one holds at least this share of each."""
LISTED_MOVES = 500

Themes = Mapping[int, set[int]]


def compare(before: Themes, after: Themes) -> dict[str, Any]:
    """Return what changed between two runs; both map a theme's key to its opinions.

    Only opinions that both have read tell of splits, merges and moves; sizes count all.
    """
    was = {opinion: theme for theme, opinions in before.items() for opinion in opinions}
    now = {opinion: theme for theme, opinions in after.items() for opinion in opinions}
    flows = Counter((theme, now[opinion]) for opinion, theme in was.items() if opinion in now)
    moves = sorted(
        (opinion, theme, now[opinion]) for opinion, theme in was.items() if now.get(opinion, theme) != theme
    )
    return {
        "new": sorted(set(after) - set(before)),
        "gone": sorted(set(before) - set(after)),
        "grown": _resized(before, after, sign=1),
        "shrunk": _resized(before, after, sign=-1),
        "split": _split(before, flows),
        "merged": _merged(before, flows),
        "moved": len(moves),
        "moves": [list(move) for move in moves[:LISTED_MOVES]],
        "left": sum(1 for opinion in was if opinion not in now),
        "joined": sum(1 for opinion in now if opinion not in was),
    }


def _resized(before: Themes, after: Themes, *, sign: int) -> list[list[int]]:
    both = sorted(set(before) & set(after))
    sizes = [[theme, len(before[theme]), len(after[theme])] for theme in both]
    return [size for size in sizes if (size[2] - size[1]) * sign >= max(1, CLEARLY * size[1])]


def _split(before: Themes, flows: Counter[tuple[int, int]]) -> list[list[Any]]:
    parts = {
        theme: sorted(
            to for (start, to), count in flows.items() if start == theme and count >= PART * len(opinions)
        )
        for theme, opinions in before.items()
    }
    return [[theme, into] for theme, into in sorted(parts.items()) if len(into) > 1]


def _merged(before: Themes, flows: Counter[tuple[int, int]]) -> list[list[Any]]:
    sources: dict[int, list[int]] = {}
    for (start, to), count in sorted(flows.items()):
        if count >= MOST * len(before[start]):
            sources.setdefault(to, []).append(start)
    return [[theme, start] for theme, start in sorted(sources.items()) if len(start) > 1]
