"""Themes of many opinions, from their texts to a described map. The stages may also be called one by one."""

from collections.abc import Callable, Sequence

from nlp.clustering.description import describe
from nlp.clustering.found import OUTSIDE, FoundTheme, Quotation, ThemeResult
from nlp.clustering.grouping import group, nearness
from nlp.clustering.placement import place
from nlp.clustering.representation import represent, tokenise

__all__ = [
    "OUTSIDE",
    "FoundTheme",
    "Quotation",
    "ThemeResult",
    "describe",
    "find_themes",
    "group",
    "nearness",
    "place",
    "represent",
    "tokenise",
]


def find_themes(
    texts: Sequence[str],
    *,
    groups: int | None,
    seed: int = 0,
    previous: Sequence[int | None] | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> ThemeResult:
    """Group `texts` by what they are about and describe each group.

    `groups`: how many (every text is put in one), or None to let the texts decide (some stay outside).
    `previous`: each text's theme number of an earlier run, None for a new text; see `group`.
    `progress` is told the stage's name and how much of it is done (0 to 1).
    The same texts, version and seed give the same bytes. Raises ValueError for `groups` below 1 and for a
    `previous` of another length than `texts`.
    """
    _check(texts, groups, previous)
    report = progress or (lambda _stage, _done: None)
    report("tokenise", 0.0)
    tokens = tokenise(texts)
    report("represent", 0.0)
    vectors = represent(tokens, seed)
    labels = group(vectors, groups, seed=seed, previous=previous, progress=lambda done: report("group", done))
    report("describe", 0.0)
    themes = describe(texts, tokens, vectors, labels, progress=lambda done: report("describe", done))
    report("place", 0.0)
    positions = place(vectors, seed)
    report("place", 1.0)
    return ThemeResult(
        assignments=[None if label == OUTSIDE else int(label) for label in labels],
        scores=[float(score) for score in nearness(vectors, labels)],
        themes=themes,
        positions=positions,
    )


def _check(texts: Sequence[str], groups: int | None, previous: Sequence[int | None] | None) -> None:
    if groups is not None and groups < 1:
        message = f"groups must be at least 1, not {groups}"
        raise ValueError(message)
    if previous is not None and len(previous) != len(texts):
        message = f"{len(previous)} earlier assignments for {len(texts)} texts"
        raise ValueError(message)
