"""Where each revision of a run stands: in a theme, in none, a copy of another, or withheld."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from consultations.analysis.findings import Place
from consultations.analysis.material import Choice, Words
from consultations.analysis.notebook import Array
from consultations.models import Membership
from nlp.clustering.copies import CopySet
from nlp.clustering.found import OUTSIDE


class Copy(NamedTuple):
    """Which row a copy repeats, how, and what its sender added: offsets into its body."""

    original: int
    kind: str
    added: list[tuple[int, int]]


class Voice(NamedTuple):
    """How the wording of one opinion is read; `words` are offsets into its body."""

    stance: str
    confidence: float
    words: list[tuple[int, int]]


@dataclass(frozen=True)
class Placed:
    """`rows` are the distinct ones; the other lists run in their order."""

    rows: list[int]
    labels: Array = field(repr=False)
    scores: Array = field(repr=False)
    positions: Array = field(repr=False)


def copies_of(sets: Iterable[CopySet], words: Words) -> list[tuple[int, Copy]]:
    """Return each copy with what it repeats; places in the title are left out."""
    found = []
    for one in sets:
        for row, kind, added in list(zip(one.rows, one.kinds, one.added, strict=True))[1:]:
            title = len(words.with_titles[row]) - len(words.bodies[row])
            inside = [(max(start - title, 0), end - title) for start, end in added if end > title]
            found.append((row, Copy(one.rows[0], kind, inside)))
    return sorted(found)


def places(
    choice: Choice,
    placed: Placed,
    copies: Mapping[int, Copy],
    voices: list[Voice],
    spoken_for: list[int | None],
) -> list[Place]:
    standing = {
        row: _place(choice, placed, number, voices[row], spoken_for[number])
        for number, row in enumerate(placed.rows)
    }
    repeated = [
        _copy(choice, row, copy, standing[copy.original], voices[row]) for row, copy in sorted(copies.items())
    ]
    withheld = [Place(revision=pk, state=Membership.State.WITHHELD.value) for pk in choice.withheld]
    return [*standing.values(), *repeated, *withheld]


def _place(choice: Choice, placed: Placed, number: int, voice: Voice, spoken_for: int | None) -> Place:
    label = int(placed.labels[number])
    inside = label != OUTSIDE
    return Place(
        revision=choice.readable[placed.rows[number]],
        state=(Membership.State.IN_THEME if inside else Membership.State.NO_THEME).value,
        cluster=label if inside else None,
        score=round(float(placed.scores[number]), 6),
        x=float(placed.positions[number][0]),
        y=float(placed.positions[number][1]),
        stance=voice.stance,
        stance_confidence=voice.confidence,
        stance_words=voice.words,
        spoken_for_by=spoken_for if inside else None,
    )


def _copy(choice: Choice, row: int, copy: Copy, original: Place, voice: Voice) -> Place:
    return Place(
        revision=choice.readable[row],
        state=Membership.State.COPY.value,
        cluster=original.cluster,
        copy_of=original.revision,
        copy_kind=copy.kind,
        added=copy.added,
        score=original.score,
        x=original.x,
        y=original.y,
        stance=voice.stance,
        stance_confidence=voice.confidence,
        stance_words=voice.words,
        spoken_for_by=original.spoken_for_by,
    )
