"""Whether two texts are the same in all that copying leaves alone."""

import hashlib

from nlp.text.folding import fold

FEWEST_CHARACTERS = 20
"""Shorter texts are often alike by chance: 「賛成です」 is nobody's copy."""


def fingerprint(text: str) -> str:
    """Equal for texts that differ in width, case, kana, spaces and punctuation; empty for short ones."""
    letters = "".join(sign for sign in fold(text) if sign.isalnum())
    return (
        hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()
        if len(letters) >= FEWEST_CHARACTERS
        else ""
    )
