"""Questions with known answers, asked of an index that has not seen them: what fitting learns from."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from nlp.retrieval import belonging_learning
from nlp.retrieval.assessing import assess, shares
from nlp.retrieval.belonging import Belonging
from nlp.retrieval.confidence import Signs
from nlp.retrieval.faq_index import MOST_CANDIDATES, rivals
from nlp.retrieval.learning import Example, fit
from nlp.retrieval.matching import EntryWords, Look, Matcher
from nlp.retrieval.off_topic import OFF_TOPIC
from nlp.retrieval.reading import Reader, Words

FOLDS = 5
MOST_ASKED = 3_000

Outcome = Literal["right", "wrong", "missing", "off topic"]


class Trial(NamedTuple):
    """What spoke for the best entry, whether it was right, and whether no other entry came near.

    `odds`: see `Belonging`. `others`: what spoke for those behind it that would be offered with it.
    `is_there`: the right one is among them or the best.
    """

    signs: Signs
    odds: float
    outcome: Outcome
    clear: bool
    others: tuple[Signs, ...] = ()
    is_there: bool = False


class _Asked(NamedTuple):
    words: Words
    row: int | None
    """The right entry; None for a question about something else."""

    look: Look
    matcher: Matcher
    odds: float


class _Fold(NamedTuple):
    asked: list[_Asked]

    def examples(self) -> list[Example]:
        known = [one for one in self.asked if one.row is not None]
        return [Example(one.look.features, np.array(one.look.rows) == one.row) for one in known]


class Found(NamedTuple):
    """The trials, and the weights of the ranking fitted to all of them."""

    trials: list[Trial]
    weights: tuple[float, ...]


def run(
    entries: Sequence[EntryWords], labelled: Sequence[tuple[Words, int]], outside: Sequence[Words]
) -> Found:
    """Ask every utterance of an index without it, and `labelled` and `outside` questions too.

    The ranking of a fold uses weights fitted to the other folds. Questions with a known answer are asked
    twice: with the entry in place, and with it taken away, when any answer is wrong.
    """
    folds = list(_folds(entries, labelled, outside))
    of_folds = [fold.examples() for fold in folds]
    weights = fit([one for held in of_folds for one in held])
    trials: list[Trial] = []
    for number, fold in enumerate(folds):
        rest = [one for other, held in enumerate(of_folds) for one in held if other != number]
        of_others = fit(rest) if rest else fit([])
        trials += [trial for one in fold.asked for trial in _trials(one, of_others)]
    return Found(trials, weights)


def examples(entries: Sequence[EntryWords]) -> list[Example]:
    """Every utterance asked of an index without it, for fitting the ranking."""
    return [one for fold in _folds(entries, [], []) for one in fold.examples()]


def _folds(
    entries: Sequence[EntryWords], labelled: Sequence[tuple[Words, int]], outside: Sequence[Words]
) -> Iterator[_Fold]:
    elsewhere = [*about_else(), *outside]
    left = MOST_ASKED
    for fold in range(FOLDS):
        kept, held_out = _without(entries, fold)
        known = [*held_out, *labelled[fold::FOLDS]][:left]
        if not known:
            continue
        matcher = Matcher.of(kept)
        not_here = [words for number, words in enumerate(elsewhere) if number % FOLDS != fold]
        here = [words for number, (words, _) in enumerate(labelled) if number % FOLDS != fold]
        here += [way for one in kept for way in one.ways]
        belonging = belonging_learning.fit(here, not_here, matcher)
        pairs = [*known, *((words, None) for words in elsewhere[fold::FOLDS])]
        left -= len(known)
        yield _Fold([_asked(words, row, matcher, belonging) for words, row in pairs])


def _asked(words: Words, row: int | None, matcher: Matcher, belonging: Belonging) -> _Asked:
    odds = belonging.odds(words, matcher.idf(words.telling))
    return _Asked(words, row, matcher.look(words), matcher, odds)


def about_else() -> list[Words]:
    """The shipped questions that no city hall answers."""
    reader = Reader()
    return [reader.read(question) for question in OFF_TOPIC]


def _without(entries: Sequence[EntryWords], fold: int) -> tuple[list[EntryWords], list[tuple[Words, int]]]:
    """The entries without the utterances of the fold, and these."""
    kept: list[EntryWords] = []
    held_out: list[tuple[Words, int]] = []
    for row, entry in enumerate(entries):
        question, *utterances = entry.ways
        held_out += [(way, row) for way in utterances[fold::FOLDS]]
        rest = [way for number, way in enumerate(utterances) if number % FOLDS != fold]
        kept.append(EntryWords([question, *rest], entry.answer))
    return kept, held_out


def _trials(asked: _Asked, weights: Sequence[float]) -> Iterator[Trial]:
    if asked.row is None:
        yield from _trial(asked, weights, None)
        return
    yield from _trial(asked, weights, None)
    if asked.row in asked.look.rows:
        yield from _trial(asked, weights, asked.row)


def _trial(asked: _Asked, weights: Sequence[float], without: int | None) -> Iterator[Trial]:
    ranking = shares(asked.look, weights, without)
    found = assess(asked.matcher, asked.words, asked.look, ranking, MOST_CANDIDATES)
    if not found:
        return
    clear = not any(rivals(found[0], other) for other in found[1:])
    outcome: Outcome = "off topic" if asked.row is None else "missing" if without is not None else "wrong"
    if outcome == "wrong" and found[0].row == asked.row:
        outcome = "right"
    is_there = without is None and any(one.row == asked.row for one in found)
    yield Trial(found[0].signs, asked.odds, outcome, clear, tuple(one.signs for one in found[1:]), is_there)
