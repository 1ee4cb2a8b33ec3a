"""Finds groups of words, given as they are written, in the content words of a text."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from nlp.retrieval.everyday_words import MATTERS, ONE_SPELLING
from nlp.text.tokens import tokenizer_for_this_thread


class Found(NamedTuple):
    """A phrase of `group` stands at words `start` to `end` (exclusive)."""

    start: int
    end: int
    group: int


class Phrases:
    """Groups of phrases; a phrase is compared by the normal forms of its content words."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self.size = len(groups)
        self._groups: dict[tuple[str, ...], list[int]] = {}
        tokenizer = tokenizer_for_this_thread()
        for number, group in enumerate(groups):
            for words in dict.fromkeys(
                tuple(map(one_spelling, tokenizer.content_words(phrase))) for phrase in group
            ):
                if words:
                    self._groups.setdefault(words, []).append(number)
        self._longest = max(map(len, self._groups), default=0)

    def groups_of(self, word: str) -> list[int]:
        """The groups `word` alone is a phrase of."""
        return self._groups.get((word,), [])

    def single_words(self) -> dict[str, list[int]]:
        """The phrases of one word, each with its groups."""
        return {words[0]: groups for words, groups in self._groups.items() if len(words) == 1}

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Every place of every phrase, by its first word, the longer one first."""
        for start in range(len(words) if self._groups else 0):
            for end in range(min(start + self._longest, len(words)), start, -1):
                for group in self._groups.get(tuple(words[start:end]), ()):
                    yield Found(start, end, group)


def one_spelling(normal: str) -> str:
    """Return the form that stands for a normal form and its other spellings."""
    return ONE_SPELLING.get(normal, normal)


@cache
def matters() -> Phrases:
    """The matters of `everyday_words`, cut into words at the first call (about 0.1 s)."""
    return Phrases(MATTERS)
