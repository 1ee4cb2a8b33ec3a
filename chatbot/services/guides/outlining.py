"""The draft of a guide as an outline: each question once, below the answer that first leads to it."""

from dataclasses import dataclass, field

from chatbot.models import Guide, GuideChoice, GuideItem, GuideStep
from chatbot.services.guides import content, editions, tree
from chatbot.services.guides.checks import Problem, cautions, problems
from chatbot.services.guides.tree import LANGUAGES, Step, is_lacking

Part = Guide | GuideStep | GuideChoice | GuideItem


@dataclass(frozen=True)
class Lack:
    """Texts of one part that nobody wrote in one language."""

    part: Part
    texts: int

    @property
    def kind(self) -> str:
        return type(self.part).__name__.removeprefix("Guide").lower()


@dataclass(frozen=True)
class Language:
    """How much of the draft is written in it."""

    code: str
    texts: int
    lacking: int
    parts: list[Lack]

    @property
    def written(self) -> int:
        return self.texts - self.lacking


@dataclass(frozen=True)
class Branch:
    choice: GuideChoice
    items: list[GuideItem]
    below: "Node | None" = None
    """The question it leads to, where that stands here."""
    jump: int = 0
    """Its number, where it stands elsewhere."""


@dataclass(frozen=True)
class Node:
    step: GuideStep
    number: int
    branches: list[Branch] = field(default_factory=list)


@dataclass(frozen=True)
class Outline:
    begins: Node | None
    unreached: list[Node]
    everyone: list[GuideItem]
    numbered: list[tuple[int, GuideStep]]
    """All questions in the order in which people read them."""
    problems: list[Problem]
    cautions: list[Problem] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)
    is_changed: bool = False
    """It says something else than the edition that visitors walk."""

    def number_of(self, step_id: int) -> int:
        return next((number for number, step in self.numbered if step.pk == step_id), 0)


def outline(guide: Guide) -> Outline:
    """In a fixed number of queries."""
    drafted = content.draft(guide)
    told = {language: tree.read(drafted, language) for language in ("", *LANGUAGES)}
    plain = told[""]
    steps = {step.pk: step for step in guide.steps.prefetch_related("choices")}
    items: dict[int | None, list[GuideItem]] = {}
    for item in guide.items.select_related("entry__current"):
        items.setdefault(item.choice_id, []).append(item)
    placed = _Placed(steps, plain.number_of, items)
    nodes = [placed.node(step.id) for step in plain.ordered() if step.id not in placed.done]
    parts: list[Part] = [guide, *items.get(None, [])]
    for step in plain.ordered():
        parts += _parts(step, steps, items)
    return Outline(
        begins=nodes[0] if nodes else None,
        unreached=nodes[1:],
        everyone=items.get(None, []),
        numbered=[(plain.number_of[step.id], steps[step.id]) for step in plain.ordered()],
        problems=problems(plain),
        cautions=cautions(told.values()),
        languages=[
            Language(code, told[code].texts, told[code].lacks, _lacking(parts, code)) for code in LANGUAGES
        ],
        is_changed=editions.is_changed(guide, drafted),
    )


def _parts(step: Step, steps: dict[int, GuideStep], items: dict[int | None, list[GuideItem]]) -> list[Part]:
    """A question with its answers and what they put on the checklist, in the order of the page."""
    held = steps[step.id]
    below: list[Part] = [held]
    for choice in held.choices.all():
        below += [choice, *items.get(choice.pk, [])]
    return below


def _lacking(parts: list[Part], language: str) -> list[Lack]:
    found = []
    for part in parts:
        told = part.others.get(language, {})
        texts = [name for name in part.TEXTS if name != "ways"]
        count = sum(is_lacking(getattr(part, name), told.get(name)) for name in texts)
        if count:
            found.append(Lack(part, count))
    return found


class _Placed:
    def __init__(
        self, steps: dict[int, GuideStep], numbers: dict[int, int], items: dict[int | None, list[GuideItem]]
    ) -> None:
        self.steps = steps
        self.numbers = numbers
        self.items = items
        self.done: set[int] = set()

    def node(self, step_id: int) -> Node:
        self.done.add(step_id)
        step = self.steps[step_id]
        branches = [self._branch(choice) for choice in step.choices.all()]
        return Node(step, self.numbers[step_id], branches)

    def _branch(self, choice: GuideChoice) -> Branch:
        items = self.items.get(choice.pk, [])
        if choice.next_id is None:
            return Branch(choice, items)
        if choice.next_id in self.done:
            return Branch(choice, items, jump=self.numbers[choice.next_id])
        return Branch(choice, items, below=self.node(choice.next_id))
