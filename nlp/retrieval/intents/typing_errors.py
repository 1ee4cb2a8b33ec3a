"""Typing errors as people make them, to learn from texts that have one."""

from collections.abc import Sequence
from random import Random


def with_typing_errors(texts: Sequence[str], seed: int) -> list[str]:
    """Return each text with one error: a sign left out, doubled, swapped with the next or another instead."""
    signs = sorted({sign for text in texts for sign in text if not sign.isspace()})
    chance = Random(seed)  # noqa: S311
    return [_with_error(text, signs, chance) for text in texts]


def _with_error(text: str, signs: Sequence[str], chance: Random) -> str:
    if len(text) < 2:
        return text
    at = chance.randrange(len(text) - 1)
    before, sign, after = text[:at], text[at], text[at + 1 :]
    ways = (after, sign + sign + after, after[0] + sign + after[1:], chance.choice(signs) + after)
    return before + chance.choice(ways)
