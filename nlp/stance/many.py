"""The sides that very many opinions take."""

from collections.abc import Callable, Sequence
from functools import partial

from nlp.processes import in_parts
from nlp.stance.reading import Reader, Reading


def read_all(
    texts: Sequence[str], reader: Reader, *, progress: Callable[[float], None] = lambda _: None
) -> list[Reading]:
    """Return `reader.read` of each text; equal texts are read once, long material in two processes."""
    distinct = list(dict.fromkeys(texts))
    found: list[Reading] = []
    for part in in_parts(partial(_read, reader), distinct):
        found += part
        progress(len(found) / len(distinct))
    known = dict(zip(distinct, found, strict=True))
    return [known[text] for text in texts]


def _read(reader: Reader, texts: Sequence[str]) -> list[Reading]:
    return [reader.read(text) for text in texts]
