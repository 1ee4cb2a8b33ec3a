"""The number a person keeps: short, sayable on the telephone, and telling nothing about them."""

import re
import secrets
from datetime import datetime

from django.utils import timezone

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so nothing on paper can be read in two ways."""

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "ー": "-", "−": "-", "–": "-"})
_FORM = re.compile(rf"Y-\d{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")


def issue(*, now: datetime) -> str:
    """A new number like Y-2026-7K3M-9QXA. 40 random bits; the unique column is what guarantees it."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"Y-{timezone.localtime(now).year}-{letters[:4]}-{letters[4:]}"


def normalise(text: str) -> str | None:
    """What was meant by a number typed from paper; None when it cannot be one."""
    typed = text.strip().upper().translate(_MISREAD)
    return typed if _FORM.fullmatch(typed) else None
