"""What must not be wrong with a guide when it is published, what better were not, and where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import east_asian_width

from chatbot.services.desk import furigana
from chatbot.services.guides.tree import Choice, Item, Step, Tree
from nlp.text.folding import fold


class Fault(StrEnum):
    NO_STEP = "no_step"
    NO_CHOICES = "no_choices"
    NO_NEXT = "no_next"
    UNREACHED = "unreached"
    NO_END = "no_end"
    SAME_WORDS = "same_words"
    NOTHING_TO_DO = "nothing_to_do"


class Caution(StrEnum):
    """Does not keep a guide from being published."""

    NOTHING_AT_THE_END = "nothing_at_the_end"
    MANY_CHOICES = "many_choices"
    LONG_QUESTION = "long_question"
    LONG_HELP = "long_help"
    LONG_CHOICE = "long_choice"
    LONG_ITEM = "long_item"


MANY_CHOICES = 7
LONGEST_QUESTION = 120
"""In half-width characters, as are all of these; a Japanese one takes the place of two."""
LONGEST_HELP = 300
LONGEST_CHOICE = 64
LONGEST_TODO = 120
LONGEST_FACT = 200


@dataclass(frozen=True)
class Problem:
    fault: Fault | Caution
    step: Step | None = None
    choice: Choice | None = None


def problems(tree: Tree) -> list[Problem]:
    if not tree.steps:
        return [Problem(Fault.NO_STEP)]
    reached, can_end = tree.reached(), tree.can_end()
    found = [problem for step in tree.steps for problem in _of_step(step)]
    found += [Problem(Fault.UNREACHED, step) for step in tree.steps if step.id not in reached]
    found += [
        Problem(Fault.NO_END, step) for step in tree.steps if step.id in reached and step.id not in can_end
    ]
    if not tree.everyone and not any(choice.items for step in tree.steps for choice in step.choices):
        found.append(Problem(Fault.NOTHING_TO_DO))
    return found


def cautions(trees: Iterable[Tree]) -> list[Problem]:
    """Of one guide in each of its languages, Japanese first; what holds in several stands once."""
    found: dict[tuple[int, int, str], Problem] = {}
    for tree in trees:
        for problem in _cautions(tree):
            step_id = problem.step.id if problem.step else 0
            choice_id = problem.choice.id if problem.choice else 0
            found.setdefault((step_id, choice_id, problem.fault), problem)
    return list(found.values())


def _cautions(tree: Tree) -> Iterator[Problem]:
    if _has_long(tree.everyone):
        yield Problem(Caution.LONG_ITEM)
    empty = _ends_with_nothing(tree)
    for step in tree.steps:
        yield from (Problem(caution, step) for caution in _about_question(step))
        for choice in step.choices:
            yield from (Problem(caution, step, choice) for caution in _about_choice(choice, empty))


def _about_question(step: Step) -> Iterator[Caution]:
    if len(step.choices) > MANY_CHOICES:
        yield Caution.MANY_CHOICES
    if _width(step.question) > LONGEST_QUESTION:
        yield Caution.LONG_QUESTION
    if _width(step.help) > LONGEST_HELP:
        yield Caution.LONG_HELP


def _about_choice(choice: Choice, empty: set[int]) -> Iterator[Caution]:
    if choice.id in empty:
        yield Caution.NOTHING_AT_THE_END
    if _width(choice.label) > LONGEST_CHOICE:
        yield Caution.LONG_CHOICE
    if _has_long(choice.items):
        yield Caution.LONG_ITEM


def _ends_with_nothing(tree: Tree) -> set[int]:
    """Ids of the last answers to which some way leads that puts nothing on the checklist."""
    if tree.everyone or not tree.steps:
        return set()
    seen, waiting, found = {tree.steps[0].id}, [tree.steps[0]], set()
    while waiting:
        for choice in (choice for choice in waiting.pop().choices if not choice.items):
            below = tree.step_of.get(choice.next or 0)
            if choice.ends:
                found.add(choice.id)
            elif below and below.id not in seen:
                seen.add(below.id)
                waiting.append(below)
    return found


def _has_long(items: Iterable[Item]) -> bool:
    return any(
        _width(item.todo) > LONGEST_TODO
        or any(_width(text) > LONGEST_FACT for text in (item.where, item.until, *item.bring))
        for item in items
    )


def _width(text: str) -> int:
    """In half-width characters, without reading aids."""
    return sum(1 + (east_asian_width(letter) in "WFA") for letter in furigana.without(text))


def _of_step(step: Step) -> Iterator[Problem]:
    if not step.choices:
        yield Problem(Fault.NO_CHOICES, step)
    said: dict[str, Choice] = {}
    for choice in step.choices:
        if choice.next is None and not choice.ends:
            yield Problem(Fault.NO_NEXT, step, choice)
        words = {fold(way) for way in choice.ways}
        if words & said.keys():
            yield Problem(Fault.SAME_WORDS, step, choice)
        said |= dict.fromkeys(words, choice)
