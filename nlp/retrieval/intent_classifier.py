"""Learns which of many known intents a short text has, how sure that is, and when it has none of them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nlp.retrieval.intents import judging
from nlp.retrieval.intents.features import read
from nlp.retrieval.intents.judge import UNFITTED, IntentJudge
from nlp.retrieval.intents.judging import Unseen
from nlp.retrieval.intents.learning import learn
from nlp.retrieval.intents.model import Guess, IntentModel, Learned, Margins

_HELD_OUT = 5
_LEFT_OUT = 10
_FEWEST_HELD = 10


class Example(NamedTuple):
    """A text and its intent; None marks a text outside all intents."""

    text: str
    intent: str | None


class IntentClassifier:
    """Support vectors and a small network over words, runs of characters and word vectors (see `intents/`).

    `model` is what a web process needs to guess; this class is for a worker.
    """

    model: IntentModel

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed

    @property
    def threshold(self) -> float:
        """Below this confidence a text is taken to be outside all intents."""
        return self.model.judge.offers_from

    def fit(
        self,
        texts: Sequence[str],
        intents: Sequence[str | None],
        validation: Sequence[Example] = (),
        kept: float | None = None,
    ) -> "IntentClassifier":
        """Learn from examples; texts whose intent is None only set how sure is sure enough.

        How sure a guess is comes from `validation` when given. Otherwise a fifth of every intent is held
        out, and without outside examples a tenth of the intents, taken for what is outside; then all is
        learnt again.
        `kept`: see `judging.fit`. Raises ValueError with fewer than two intents.
        """
        examples = [Example(text, intent) for text, intent in zip(texts, intents, strict=True)]
        if len({intent for intent in intents if intent is not None}) < 2:
            message = "examples of at least two intents are needed"
            raise ValueError(message)
        judge = None if validation else self._judge_held_out(examples, kept)
        learned = self._learned(examples)
        if judge is None:
            judge = _judge(learned, [*validation, *_outside(examples)], kept, real=True)
        self.model = IntentModel(learned, judge)
        return self

    def guess(self, texts: Sequence[str], top: int = 10) -> list[Guess]:
        """Return a guess a text; `ranking` holds at most `top` intents."""
        return self.model.guess(texts, top)

    def margins(self, texts: Sequence[str]) -> Margins:
        """Return (texts, intents), columns in the order of `model.intents`."""
        return self.model.margins(texts)

    def _learned(self, examples: Sequence[Example]) -> Learned:
        known = [(text, intent) for text, intent in examples if intent is not None]
        return learn([text for text, _ in known], [intent for _, intent in known], self._seed)

    def _judge_held_out(self, examples: Sequence[Example], kept: float | None) -> IntentJudge:
        chance = np.random.default_rng(self._seed)
        real = bool(_outside(examples))
        left_out = frozenset[str]() if real else _some_intents(examples, chance)
        learnt, held = _split(examples, left_out, chance)
        if len({intent for _, intent in learnt}) < 2 or len(held) < _FEWEST_HELD:
            return UNFITTED
        return _judge(self._learned(learnt), [*held, *_outside(examples)], kept, real=real)


def _outside(examples: Sequence[Example]) -> list[Example]:
    return [example for example in examples if example.intent is None]


def _some_intents(examples: Sequence[Example], chance: np.random.Generator) -> frozenset[str]:
    intents = sorted({intent for _, intent in examples if intent is not None})
    places = chance.permutation(len(intents))[: len(intents) // _LEFT_OUT]
    return frozenset(intents[place] for place in places)


def _split(
    examples: Sequence[Example], left_out: frozenset[str], chance: np.random.Generator
) -> tuple[list[Example], list[Example]]:
    """Return what to learn from and what to hold out: a fifth of an intent, all of one left out."""
    learnt: list[Example] = []
    held: list[Example] = []
    seen: dict[str, int] = {}
    for place in chance.permutation(len(examples)):
        text, intent = examples[place]
        if intent is None:
            continue
        seen[intent] = seen.get(intent, 0) + 1
        if intent in left_out:
            held.append(Example(text, None))
        else:
            (held if seen[intent] % _HELD_OUT == 0 else learnt).append(Example(text, intent))
    return learnt, held


def _judge(learned: Learned, unseen: Sequence[Example], kept: float | None, *, real: bool) -> IntentJudge:
    place = {intent: number for number, intent in enumerate(learned.intents)}
    inside = [(text, place[intent]) for text, intent in unseen if intent in place]
    outside = [read(text) for text, intent in unseen if intent is None]
    if len(inside) < _FEWEST_HELD:
        return UNFITTED
    return judging.fit(
        Unseen(
            learned.assess([read(text) for text, _ in inside]),
            np.array([number for _, number in inside]),
            learned.assess(outside) if outside else None,
            real,
        ),
        kept,
    )
