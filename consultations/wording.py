"""What changed between two wordings, word by word."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"[ぁ-ゖ]+|[ァ-ヺー]+|[一-龠々〆]+|[A-Za-z]+|[0-9]+|[0-9]+|\s+|.", re.DOTALL)
PATIENCE = 500_000
"""How many pairs of equal words are compared before the whole passage counts as replaced."""


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    kind: Kind
    text: str


def changes(before: str, after: str) -> list[Change]:
    """The pieces in reading order. All but the added make `before`, all but the removed make `after`."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    middle = _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    pieces = [
        Change(Kind.SAME, "".join(old[:head])),
        *middle,
        Change(Kind.SAME, "".join(old[len(old) - tail :])),
    ]
    return [piece for piece in pieces if piece.text]


def _shared(first: list[str], second: list[str]) -> int:
    """How many words the two have in common at their start."""
    shorter = min(len(first), len(second))
    return next((place for place in range(shorter) if first[place] != second[place]), shorter)


def _middle(old: list[str], new: list[str]) -> list[Change]:
    if _pairs(old, new) > PATIENCE:
        return [Change(Kind.REMOVED, "".join(old)), Change(Kind.ADDED, "".join(new))]
    found: list[Change] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Change(Kind.SAME, "".join(old[start:end])))
            continue
        found.append(Change(Kind.REMOVED, "".join(old[start:end])))
        found.append(Change(Kind.ADDED, "".join(new[new_start:new_end])))
    return found


def _pairs(old: list[str], new: list[str]) -> int:
    times = Counter(new)
    return sum(times[word] for word in old)
