"""A visitor goes through a guide, one question at a time.

Where they stand is in the state of each exchange: the edition and the answers given. So going back is a new
exchange with fewer answers, and an old exchange can be gone on from at any time.
"""

from datetime import datetime
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chatbot.models import Conversation, Exchange, Guide, GuideEdition
from chatbot.services.desk import furigana
from chatbot.services.guides import editions, telling
from chatbot.services.guides.phrases import Command, command_in
from chatbot.services.guides.tree import Item, NoSuchPath, Step, Tree, Walk
from chatbot.services.guides.understanding import asks, is_long, meaning
from chatbot.services.responding import Asked, Button, Link, Response, UnknownButton, View

WAITS = "guide_waits"
"""In the state of an exchange about something else: the number of the guide's exchange to go on from."""
_signer = signing.Signer(salt="guide-checklist", sep=".")


class UnknownGuide(Exception):
    """There is no such guide, or it is not published."""


class UnknownChecklist(Exception):
    """No guide was walked to its end there."""


def begin(*, conversation: Conversation, key: str, now: datetime) -> tuple[str, Response]:
    """What the visitor said by starting it, and the first question. Raises `UnknownGuide`."""
    guide = Guide.objects.published().filter(key=key).first()
    if guide is None or guide.current is None:
        raise UnknownGuide
    title = editions.tree_of(guide.current, telling.language(is_easy=conversation.is_easy)).title
    said = _("Go through “%(title)s” one by one") % {"title": furigana.without(title)}
    return said, _response(_state(guide.current, []))


def go_on(asked: Asked) -> Response | None:
    """Take free text as one of the answers to the question that stands open, if it is one."""
    if asked.before is None:
        return None
    if asked.before.outcome != Exchange.Outcome.GUIDE:
        return _taken_up(asked)
    command = command_in(asked.text)
    if command is not None and (is_open(asked.before) or command != Command.LEAVE):
        return _obey(asked.before, command)
    step = _walk(asked.before).step
    if step is None or asked.before.state["left"]:
        return None
    meant = meaning(asked.text, step.choices)
    if meant.is_unsure:
        return _asked_again(asked.before)
    chosen = meant.choice
    return _response(_with(asked.before, [*asked.before.state["path"], chosen.id])) if chosen else None


def not_known(asked: Asked) -> Response | None:
    """Few words that were neither an answer nor anything else that is known: the buttons are named."""
    before = open_guide(asked.before)
    if before is None:
        return None
    return None if asks(asked.text) or is_long(asked.text) else _asked_again(before)


def waiting(before: Exchange | None) -> dict[str, int]:
    """What the state of an exchange about something else keeps of a guide that is under way."""
    if before is None:
        return {}
    if before.outcome == Exchange.Outcome.GUIDE:
        return {WAITS: before.number} if is_open(before) else {}
    return {WAITS: before.state[WAITS]} if WAITS in before.state else {}


def open_guide(before: Exchange | None) -> Exchange | None:
    """What was said last, if it is a question of a guide that waits for its answer."""
    if before is None or before.outcome != Exchange.Outcome.GUIDE:
        return None
    return before if is_open(before) else None


def is_open(exchange: Exchange) -> bool:
    """A question of the guide waits for its answer."""
    return not exchange.state["left"] and _walk(exchange).step is not None


def press(exchange: Exchange, option: int, now: datetime) -> tuple[str, Response]:
    if option in set(Command):
        return _pressed(exchange, Command(option))
    step = _walk(exchange).step
    if exchange.state["left"] or step is None or not 1 <= option <= len(step.choices):
        raise UnknownButton
    choice = step.choices[option - 1]
    return furigana.without(choice.label), _response(_with(exchange, [*exchange.state["path"], choice.id]))


def view(exchange: Exchange) -> View:
    tree, walk = _tree(exchange), _walk(exchange)
    if exchange.state["left"]:
        text = _("You left the guide. Your answers are kept in this conversation.")
        return View(tree.title, text, buttons=(_button(Command.GO_ON), _button(Command.AGAIN)))
    if walk.step is None:
        return _end(exchange, tree, walk)
    return _question(tree, walk, walk.step, is_unsure=exchange.state.get("unsure", False))


def checklist_of(token: str) -> tuple[Tree, Walk]:
    """What the printed page shows. Nobody can guess the token. Raises `UnknownChecklist`."""
    try:
        exchange = Exchange.objects.select_related("conversation").get(
            pk=_signer.unsign(token), outcome=Exchange.Outcome.GUIDE
        )
    except (signing.BadSignature, Exchange.DoesNotExist):
        raise UnknownChecklist from None
    return _tree(exchange), _walk(exchange)


def _question(tree: Tree, walk: Walk, step: Step, *, is_unsure: bool) -> View:
    buttons = [Button(option, choice.label) for option, choice in enumerate(step.choices, start=1)]
    if walk.answers:
        buttons += [_button(Command.BACK), _button(Command.AGAIN)]
    buttons.append(_button(Command.LEAVE))
    first = [] if walk.answers else [tree.intro, telling.missing(tree)]
    parts = [*(_unsure(step) if is_unsure else first), f"**{step.question}**", step.help]
    return View(_heading(tree, walk, step), "\n\n".join(part for part in parts if part), buttons)


def _heading(tree: Tree, walk: Walk, step: Step) -> str:
    number, left = len(walk.answers) + 1, tree.most_left(step)
    if left is None:
        return _("%(title)s: question %(number)s") % {"title": tree.title, "number": number}
    return _("%(title)s: question %(number)s of at most %(most)s") % {
        "title": tree.title,
        "number": number,
        "most": number + left - 1,
    }


def _unsure(step: Step) -> list[str]:
    """Which buttons there are, for those who write or hear the page read."""
    labels = "\n".join(f"{option}. {choice.label}" for option, choice in enumerate(step.choices, start=1))
    return [_("I could not tell which answer that is. Please press one, or write its number:"), labels]


def _end(exchange: Exchange, tree: Tree, walk: Walk) -> View:
    items = tree.checklist(walk)
    lead = _("By your answers, this is what there is to do.") if items else _("There is nothing to do.")
    token = _signer.sign(str(exchange.pk))
    printed = Link(
        reverse("chatbot:guide_checklist", args=[token]), _("Open the checklist as a page to print or keep")
    )
    return View(
        title=_("%(title)s: your checklist") % {"title": tree.title},
        text="\n\n".join([lead, *(_as_text(place, item) for place, item in enumerate(items, start=1))]),
        buttons=(_button(Command.BACK), _button(Command.AGAIN)),
        links=(printed,) if items else (),
        department=tree.department,
        url=tree.url,
        is_end=True,
    )


def _as_text(place: int, item: Item) -> str:
    told = [
        (pgettext("checklist", "Bring"), _comma().join(item.bring)),
        (pgettext("checklist", "Where"), item.where),
        (pgettext("checklist", "Until"), item.until),
    ]
    lines = [f"   - {name}: {value}" for name, value in told if value]
    return "\n".join([f"{place}. **{item.todo}**", *lines])


def _comma() -> str:
    return pgettext("between the things of a list", ", ")


def _button(command: Command) -> Button:
    labels = {
        Command.BACK: _("Back to the question before"),
        Command.AGAIN: _("Answer from the beginning"),
        Command.LEAVE: _("Leave the guide"),
        Command.GO_ON: _("Go on with the guide"),
    }
    return Button(command, labels[command], is_plain=command != Command.GO_ON)


def _pressed(exchange: Exchange, command: Command) -> tuple[str, Response]:
    response = _obey(exchange, command)
    if response is None:
        raise UnknownButton
    return _button(command).label, response


def _obey(exchange: Exchange, command: Command) -> Response | None:
    path = exchange.state["path"]
    if command == Command.AGAIN:
        return _response(_with(exchange, []))
    if command == Command.GO_ON:
        return _response(_with(exchange, path))
    if exchange.state["left"]:
        return None
    if command == Command.BACK:
        return _response(_with(exchange, path[:-1])) if path else None
    return _response(_with(exchange, path) | {"left": True})


def _taken_up(asked: Asked) -> Response | None:
    """Words like "go on" after something else was asked in between."""
    number = asked.before.state.get(WAITS) if asked.before else None
    if number is None or command_in(asked.text) != Command.GO_ON:
        return None
    held = asked.conversation.exchanges.filter(number=number, outcome=Exchange.Outcome.GUIDE).first()
    return _response(_with(held, held.state["path"])) if held else None


def _tree(exchange: Exchange) -> Tree:
    language = telling.language(is_easy=exchange.conversation.is_easy)
    return editions.load(exchange.state["edition"], exchange.state["digest"], language)


def _walk(exchange: Exchange) -> Walk:
    tree = _tree(exchange)
    try:
        return tree.walk(exchange.state["path"])
    except NoSuchPath:
        return tree.walk([])


def _state(edition: GuideEdition, path: list[int]) -> dict[str, Any]:
    return {"edition": edition.pk, "digest": edition.digest, "path": path, "left": False}


def _with(exchange: Exchange, path: list[int]) -> dict[str, Any]:
    kept = {name: exchange.state[name] for name in ("edition", "digest")}
    return {**kept, "path": path, "left": False}


def _asked_again(exchange: Exchange) -> Response:
    return _response(_with(exchange, exchange.state["path"]) | {"unsure": True})


def _response(state: dict[str, Any]) -> Response:
    return Response(Exchange.Outcome.GUIDE, confidence=1.0, state=state)
