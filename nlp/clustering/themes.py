"""Themes of many opinions, from their texts to a described map. The stages may also be called one by one."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

import numpy as np

from nlp.clustering.centres import nearness
from nlp.clustering.description import Describer
from nlp.clustering.found import (
    OUTSIDE,
    FoundFamily,
    FoundTheme,
    Labels,
    Quotation,
    SideTheme,
    Step,
    ThemeResult,
)
from nlp.clustering.grouping import group, steps
from nlp.clustering.placement import place
from nlp.clustering.reading import Reading, read
from nlp.clustering.representation import Space, learn_space, place_on, with_encoder
from nlp.clustering.side_themes import side_themes

__all__ = [
    "OUTSIDE",
    "Describer",
    "FoundFamily",
    "FoundTheme",
    "Labels",
    "Quotation",
    "Reading",
    "SideTheme",
    "Space",
    "Step",
    "ThemeResult",
    "find_themes",
    "group",
    "learn_space",
    "nearness",
    "place",
    "place_on",
    "read",
    "side_themes",
    "steps",
    "with_encoder",
]


def find_themes(
    texts: Sequence[str],
    *,
    groups: int | None,
    seed: int = 0,
    previous: Sequence[int | None] | None = None,
    names: Mapping[int, str] = MappingProxyType({}),
    progress: Callable[[str, float], None] | None = None,
) -> ThemeResult:
    """Group `texts` by what they are about and describe each group.

    `groups`: how many (every text is put in one), or None to let the texts decide (some stay outside).
    `previous`: each text's theme number of an earlier run, None for a new text; see `group`.
    `names`: what those numbers were called; a theme keeps its name while its texts say it.
    `progress` is told the stage's name and how much of it is done (0 to 1).
    The same texts, version and seed give the same bytes. Raises ValueError for `groups` below 1 and for a
    `previous` of another length than `texts`.
    """
    _check(texts, groups, previous)
    tell = progress or (lambda _stage, _done: None)
    reading = read(texts, progress=partial(tell, "read"))
    tell("represent", 0.0)
    space = learn_space(reading, seed)
    vectors = place_on(space, reading.of_rows())
    labels = group(vectors, groups, seed=seed, previous=previous, progress=partial(tell, "group"))
    describer = Describer(texts, reading, space, vectors)
    themes, families = describer.describe(labels, before=names, seed=seed, progress=partial(tell, "describe"))
    tell("place", 0.0)
    positions = place(vectors, seed)
    tell("place", 1.0)
    return ThemeResult(
        assignments=[None if label == OUTSIDE else int(label) for label in labels],
        scores=np.round(nearness(vectors, labels).astype(float), 6).tolist(),
        themes=themes,
        families=families,
        side_themes=side_themes(reading, space, vectors, labels),
        positions=positions,
    )


def _check(texts: Sequence[str], groups: int | None, previous: Sequence[int | None] | None) -> None:
    if groups is not None and groups < 1:
        message = f"groups must be at least 1, not {groups}"
        raise ValueError(message)
    if previous is not None and len(previous) != len(texts):
        message = f"{len(previous)} earlier assignments for {len(texts)} texts"
        raise ValueError(message)
