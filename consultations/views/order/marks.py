"""The words of an opinion with what the machine noticed marked in them."""

from collections.abc import Iterable
from dataclasses import dataclass

from consultations.models import Flag, Opinion
from consultations.services.order.flags import read_through

AROUND = 70


@dataclass(frozen=True)
class Piece:
    text: str
    is_marked: bool


def whole(opinion: Opinion, flags: Iterable[Flag]) -> list[Piece]:
    return _pieces(_shown(opinion), _places(opinion, flags))


def beginning(opinion: Opinion, flags: Iterable[Flag]) -> list[Piece]:
    """For lists: the surroundings of the first mark, or the beginning."""
    text, places = _shown(opinion), _places(opinion, flags)
    start = max(0, places[0][0] - AROUND) if places else 0
    end = min(len(text), start + 2 * AROUND + 20)
    shown = [(left - start, min(right, end) - start) for left, right in places if start <= left < end]
    pieces = _pieces(text[start:end], shown)
    before = [Piece("…", is_marked=False)] if start else []
    after = [Piece("…", is_marked=False)] if end < len(text) else []
    return [*before, *pieces, *after]


def _shown(opinion: Opinion) -> str:
    return read_through(opinion.words)[_shift(opinion) :]


def _shift(opinion: Opinion) -> int:
    """Without a title the line break in front of the text is not shown."""
    return 0 if opinion.words.title else 1


def _places(opinion: Opinion, flags: Iterable[Flag]) -> list[tuple[int, int]]:
    """Of the revision that stands now, joined where they overlap."""
    shift = _shift(opinion)
    found = sorted(
        (start - shift, end - shift)
        for flag in flags
        if flag.revision_id == opinion.current_id
        for start, end in flag.places
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _pieces(text: str, places: list[tuple[int, int]]) -> list[Piece]:
    pieces, done = [], 0
    for start, end in places:
        pieces += [Piece(text[done:start], is_marked=False), Piece(text[start:end], is_marked=True)]
        done = end
    pieces.append(Piece(text[done:], is_marked=False))
    return [piece for piece in pieces if piece.text]
