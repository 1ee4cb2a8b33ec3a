"""Seconds and megabytes against the number of opinions, both axes logarithmic, as SVG."""

from collections.abc import Sequence
from math import log10
from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 360, 70, 50, 30, 80
_LETTERS = 'font-family="sans-serif" font-size="12"'
_INK, _SECOND = "#0017c1", "#197a4b"


def draw(path: Path, points: Sequence[tuple[int, float, float]]) -> None:
    """`points`: (opinions, seconds, peak MB), ascending."""
    sizes, seconds, memory = zip(*points, strict=True)
    across = _scale(sizes, LEFT, WIDTH - RIGHT)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {_LETTERS}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#767676"/>',
    ]
    parts += [
        f'<text x="{across(size):.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size:,}</text>'
        for size in sizes
    ]
    for values, colour, unit, lift in ((seconds, _INK, "s", -10), (memory, _SECOND, "MB", 18)):
        up = _scale(values, HEIGHT - BOTTOM - 20, TOP + 20)
        places = [(across(size), up(value)) for size, value in zip(sizes, values, strict=True)]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (x, y), value in zip(places, values, strict=True):
            parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{colour}"/>')
            parts.append(f'<text x="{x:.0f}" y="{y + lift:.0f}" fill="{colour}">{value:,.0f} {unit}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">opinions</text></svg>')
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


class _Scale:
    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low, self._high = log10(min(values)), log10(max(values))
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (log10(value) - self._low) / ((self._high - self._low) or 1)
        return self._start + share * (self._end - self._start)


def _scale(values: Sequence[float], start: float, end: float) -> _Scale:
    return _Scale([max(value, 0.01) for value in values], start, end)
