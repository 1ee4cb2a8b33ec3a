"""Time and memory of everything that reads texts in a run: `python -m benchmarks.themes.cost DATA SIZE`.

Each size in a process of its own. Writing to the database is not in it.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.themes import material
from benchmarks.themes.memory import Memory
from nlp.clustering import themes
from nlp.clustering.copies import find_copies
from nlp.stance.many import read_all
from nlp.stance.reading import Reader

SIZES = (337, 2_622, 10_000, 100_000, 207_850)
T = TypeVar("T")


class Laps:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._started = time.perf_counter()

    def lap(self, name: str, work: Callable[[], T]) -> T:
        begun = time.perf_counter()
        found = work()
        self.seconds[name] = round(time.perf_counter() - begun, 2)
        print(f"{name}: {self.seconds[name]} s", file=sys.stderr, flush=True)
        return found

    @property
    def total(self) -> float:
        return round(time.perf_counter() - self._started, 1)


def texts_of(data: Path, size: int) -> list[str]:
    if size == SIZES[0]:
        return material.kankyou(data)[0]
    comments = material.aipubcom(data)
    return comments if size == len(comments) else material.resampled(comments, size)


def measure(texts: list[str]) -> dict[str, object]:
    laps, memory = Laps(), Memory()
    copies = laps.lap("copies", lambda: find_copies(texts))
    repeated = {row for one in copies for row in one.rows[1:]}
    rows = [text for row, text in enumerate(texts) if row not in repeated]
    reading = laps.lap("words", lambda: themes.read(rows))
    laps.lap("stances", lambda: read_all(texts, Reader()))
    space = laps.lap("space", lambda: themes.learn_space(reading))
    vectors = laps.lap("vectors", lambda: themes.place_on(space, reading.of_rows()))
    labels = laps.lap("groups", lambda: themes.group(vectors, None))
    laps.lap("map", lambda: themes.place(vectors))
    describer = themes.Describer(rows, reading, space, vectors)
    found, _families = laps.lap("names and quotations", lambda: describer.describe(labels))
    laps.lap("side themes", lambda: themes.side_themes(reading, space, vectors, labels))
    laps.lap("slider", lambda: [describer.step(step) for step in themes.steps(vectors)])
    return {
        "opinions": len(texts),
        "copies": len(repeated),
        "themes": len(found),
        "seconds": laps.total,
        "cpu_seconds": round(sum(os.times()[:4]), 1),
        "peak_mb": round(memory.peak),
        "laps": laps.seconds,
    }


if __name__ == "__main__":
    print(json.dumps(measure(texts_of(Path(sys.argv[1]), int(sys.argv[2])))))
