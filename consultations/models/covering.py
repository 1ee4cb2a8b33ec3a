"""Words with what people hid of them covered: what the public reads, quotes and searches."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Hidden(NamedTuple):
    """A place nobody but its author and the staff reads, and what stands there instead."""

    start: int
    end: int
    cover: str


def apart(places: Iterable[Hidden]) -> list[Hidden]:
    """In the order of the text, each beginning where the one before has ended at the earliest."""
    found: list[Hidden] = []
    done = 0
    for one in sorted(places):
        if one.end > done:
            found.append(one._replace(start=max(one.start, done)))
            done = one.end
    return found


def covered(words: str, places: Iterable[Hidden], start: int = 0) -> str:
    """`words` stand in their text from `start` on; a place that reaches into them is covered, too."""
    pieces, done, end = [], start, start + len(words)
    for one in apart(places):
        if one.start < end and one.end > done:
            pieces += [words[done - start : max(one.start, done) - start], one.cover]
            done = one.end
    return "".join([*pieces, words[done - start :] if done < end else ""])


@dataclass(frozen=True)
class Shown:
    """The words of one revision as the public reads them."""

    title: str
    text: str
    written: str
    """The text word for word."""
    places: list[Hidden]
    """Of the text, apart from each other."""

    def piece(self, start: int, end: int) -> str:
        return covered(self.written[start:end], self.places, start)

    def place_of(self, words: str) -> tuple[int, int] | None:
        """Where words taken from the covered text stand in what was written: covers count as a whole.

        What is covered is not found by its own words, so nobody can try out what it may be.
        """
        start = self.text.find(words)
        if start < 0:
            return None
        return self._written(start, is_end=False), self._written(start + len(words), is_end=True)

    def _written(self, at: int, *, is_end: bool) -> int:
        longer = 0
        for one in self.places:
            first = one.start - longer
            last = first + len(one.cover)
            if at < first or (is_end and at == first):
                break
            if at < last or (is_end and at == last):
                return one.end if is_end else one.start
            longer += one.end - one.start - len(one.cover)
        return at + longer
