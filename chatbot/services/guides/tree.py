"""A guide as it is walked: read from an edition or a draft in one language, never changed.

Where a text is not written in that language the Japanese stands, and the tree counts it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chatbot.services.desk import furigana


class NoSuchPath(Exception):
    """The answers do not lead through this guide."""


@dataclass(frozen=True)
class Item:
    todo: str
    bring: tuple[str, ...] = ()
    where: str = ""
    until: str = ""
    entry: str = ""
    """Key of the answer that tells more."""


@dataclass(frozen=True)
class Choice:
    id: int
    label: str
    ways: tuple[str, ...]
    """All words for it, the labels of every language among them."""
    next: int | None
    """The step it leads to; None where the guide ends."""
    ends: bool
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Step:
    id: int
    question: str
    help: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Answer:
    step: Step
    choice: Choice


@dataclass(frozen=True)
class Walk:
    """Where a visitor stands after some answers: before a question, or at the end."""

    answers: tuple[Answer, ...]
    step: Step | None


@dataclass(frozen=True)
class Tree:
    title: str
    intro: str
    department: str
    url: str
    everyone: tuple[Item, ...]
    steps: tuple[Step, ...]
    language: str = ""
    """The one it is told in where somebody wrote it: "" for Japanese, `en`, or `easy`."""
    texts: int = 0
    lacks: int = 0
    """How many of the texts are not written in that language."""

    @cached_property
    def step_of(self) -> dict[int, Step]:
        return {step.id: step for step in self.steps}

    def walk(self, path: Sequence[int]) -> Walk:
        """Follow the choices with these ids from the first question. Raises `NoSuchPath`."""
        step = self.steps[0] if self.steps else None
        answers = []
        for chosen in path:
            choice = next((choice for choice in step.choices if choice.id == chosen), None) if step else None
            if step is None or choice is None:
                raise NoSuchPath
            answers.append(Answer(step, choice))
            step = self.step_of.get(choice.next) if choice.next else None
        return Walk(tuple(answers), step)

    def checklist(self, walk: Walk) -> list[Item]:
        """What follows from the answers, then what everyone does; the same thing stands once."""
        items = [*(item for answer in walk.answers for item in answer.choice.items), *self.everyone]
        return list(dict.fromkeys(items))

    def entries(self) -> set[str]:
        choices = (choice for step in self.steps for choice in step.choices)
        items = (*self.everyone, *(item for choice in choices for item in choice.items))
        return {item.entry for item in items if item.entry}

    def most_left(self, step: Step) -> int | None:
        """How many questions may still come, this one included; None when a loop leaves it open."""
        return self._longest(step.id, {})

    def _longest(self, step_id: int, known: dict[int, int | None]) -> int | None:
        if step_id not in known:
            known[step_id] = None  # what it stays for a step that leads back to itself
            below = [self._longest(end, known) for start, end in self._arrows() if start == step_id]
            lengths = [length for length in below if length is not None]
            if len(lengths) == len(below):
                known[step_id] = 1 + max(lengths, default=0)
        return known[step_id]

    def ordered(self) -> list[Step]:
        """As people read them: a question before those it leads to, at the end what nothing leads to."""
        seen: dict[int, Step] = {}
        waiting = list(reversed(self.steps))
        while waiting:
            step = waiting.pop()
            if step.id in seen:
                continue
            seen[step.id] = step
            following = [self.step_of.get(choice.next or 0) for choice in step.choices]
            waiting += [after for after in reversed(following) if after]
        return list(seen.values())

    @cached_property
    def number_of(self) -> dict[int, int]:
        return {step.id: number for number, step in enumerate(self.ordered(), start=1)}

    def reached(self) -> set[int]:
        """Ids of the steps a visitor can come to."""
        return _spread({self.steps[0].id} if self.steps else set(), self._arrows())

    def can_end(self) -> set[int]:
        """Ids of the steps from which some end, or a gap in the draft, can be reached."""
        open_ended = {step.id for step in self.steps if not step.choices or _has_way_out(step)}
        return _spread(open_ended, ((end, start) for start, end in self._arrows()))

    def _arrows(self) -> list[tuple[int, int]]:
        return [
            (step.id, choice.next)
            for step in self.steps
            for choice in step.choices
            if choice.next in self.step_of and choice.next
        ]


def _has_way_out(step: Step) -> bool:
    return any(choice.next is None for choice in step.choices)


def _spread(start: set[int], arrows: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> set[int]:
    leads: dict[int, set[int]] = {}
    for begin, end in arrows:
        leads.setdefault(begin, set()).add(end)
    reached, waiting = set(start), list(start)
    while waiting:
        for following in leads.get(waiting.pop(), set()) - reached:
            reached.add(following)
            waiting.append(following)
    return reached


LANGUAGES = ("en", "easy")
"""Besides Japanese."""


def read(content: dict[str, Any], language: str = "") -> Tree:
    """From the JSON of an edition."""
    words = _Words(language)
    return Tree(
        title=words.of(content, "title"),
        intro=words.of(content, "intro"),
        department=content["department"],
        url=content["url"],
        everyone=_items(content["everyone"], words),
        steps=tuple(_step(step, words) for step in content["steps"]),
        language=language,
        texts=words.texts,
        lacks=words.lacks,
    )


def is_lacking(plain: str | list[str], told: str | list[str] | None) -> bool:
    """Lines are told line for line: a thing to bring that only the Japanese names is lacking."""
    if isinstance(plain, list):
        return bool(plain) and len(told or []) != len(plain)
    return bool(plain) and not told


class _Words:
    """Picks the texts in one language, and counts those it does not find."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts = 0
        self.lacks = 0

    def of(self, part: dict[str, Any], name: str) -> Any:
        plain = part[name]
        if not self.language:
            return plain
        told = part.get("others", {}).get(self.language, {}).get(name)
        missing = is_lacking(plain, told)
        self.texts += bool(plain)
        self.lacks += missing
        return plain if missing or not plain else told


def _step(content: dict[str, Any], words: _Words) -> Step:
    return Step(
        id=content["id"],
        question=words.of(content, "question"),
        help=words.of(content, "help"),
        choices=tuple(_choice(choice, words) for choice in content["choices"]),
    )


def _choice(content: dict[str, Any], words: _Words) -> Choice:
    return Choice(
        id=content["id"],
        label=words.of(content, "label"),
        ways=tuple(_ways(content)),
        next=content["next"],
        ends=content["ends"],
        items=_items(content["items"], words),
    )


def _ways(choice: dict[str, Any]) -> Iterator[str]:
    """In every language at once, since visitors mix them, without reading aids."""
    for told in (choice, *choice.get("others", {}).values()):
        for way in (told.get("label", ""), *told.get("ways", ())):
            if way:
                yield furigana.without(way)


def _items(contents: list[dict[str, Any]], words: _Words) -> tuple[Item, ...]:
    return tuple(
        Item(
            todo=words.of(content, "todo"),
            bring=tuple(words.of(content, "bring")),
            where=words.of(content, "where"),
            until=words.of(content, "until"),
            entry=content["entry"],
        )
        for content in contents
    )
