"""What goes when a question or an answer is removed, to be said before it is done."""

from dataclasses import dataclass, replace

from chatbot.models import Guide, GuideChoice, GuideItem, GuideStep
from chatbot.services.guides import drafting, editions
from chatbot.services.guides.drafting import Change, Part
from chatbot.services.guides.tree import Choice, Step, Tree


@dataclass(frozen=True)
class Loss:
    answers: int
    things: int
    """On the checklist."""
    endings: int
    opened: list[tuple[Step, Choice]]
    """Answers to other questions that led to it and will lead nowhere."""
    below: list[Step]
    """Questions that no answer leads to afterwards."""
    endings_below: int


def loss(guide: Guide, part: GuideStep | GuideChoice) -> Loss:
    tree = editions.tree_of_draft(guide)
    step_id = part.pk if isinstance(part, GuideStep) else 0
    choice_id = part.pk if isinstance(part, GuideChoice) else 0
    choices = [(step, choice) for step in tree.steps for choice in step.choices]
    gone = [choice for step, choice in choices if step.id == step_id or choice.id == choice_id]
    stranded = tree.reached() - _without(tree, step_id, choice_id).reached() - {step_id}
    below = [step for step in tree.ordered() if step.id in stranded]
    return Loss(
        answers=len(gone),
        things=sum(len(choice.items) for choice in gone),
        endings=_endings(gone),
        opened=[(step, choice) for step, choice in choices if choice.next == step_id and step.id != step_id]
        if step_id
        else [],
        below=below,
        endings_below=_endings([choice for step in below for choice in step.choices]),
    )


def with_below(*, change: Change, part: Part) -> Guide:
    """Remove it, and the questions that nothing leads to afterwards."""
    if isinstance(part, GuideItem):
        return drafting.remove(change=change, part=part)
    below = [step.id for step in loss(drafting.guide_of(part), part).below]
    return drafting.remove(change=change, part=part, below=below)


def _without(tree: Tree, step_id: int, choice_id: int) -> Tree:
    steps = (step for step in tree.steps if step.id != step_id)
    kept = (
        replace(step, choices=tuple(choice for choice in step.choices if choice.id != choice_id))
        for step in steps
    )
    return replace(tree, steps=tuple(kept))


def _endings(choices: list[Choice]) -> int:
    return sum(choice.ends for choice in choices)
