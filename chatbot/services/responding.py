"""Who answers: the first responder that takes what a visitor wrote has said what there is to say.

A guide or a look-up that waits for a word goes first, then what is asked of the city's own lists, then the
published answers, which always have something to say, if only that it is not known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from chatbot.models import Conversation, Exchange
from chatbot.services import answering


@dataclass(frozen=True)
class Asked:
    conversation: Conversation
    text: str
    before: Exchange | None
    """What was said last in this conversation."""
    now: datetime


@dataclass(frozen=True)
class Response:
    outcome: Exchange.Outcome
    revisions: list[int] = field(default_factory=list)
    """One for an answer, up to three for candidates."""
    confidence: float = 0.0
    publication: int | None = None
    state: dict[str, Any] = field(default_factory=dict)
    """Where a guide or a look-up stands now."""


Responder = Callable[[Asked], Response | None]


@dataclass(frozen=True)
class Button:
    option: int
    label: str
    is_plain: bool = False
    """Leads back or away; the others are answers."""


@dataclass(frozen=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True)
class Find:
    label: str
    client_id: str
    """Of the question that it sends, so that a double click asks once."""


@dataclass(frozen=True)
class View:
    """What a step looks like: Markdown, buttons, links below."""

    title: str
    text: str
    buttons: Sequence[Button] = ()
    links: Sequence[Link] = ()
    find: Find | None = None
    """Where there are too many buttons to read: a box to look for one of them."""
    department: str = ""
    url: str = ""
    """The official page."""
    checked_on: date | None = None
    lang: str = ""
    """Of its words, where it is not the page's."""
    is_end: bool = False
    """Nothing more to choose: the visitor is asked whether it helped."""


class UnknownButton(Exception):
    """The step offers no such button."""


class Walker(Protocol):
    """A service whose exchanges carry a state: it shows a state and goes on from it by a button."""

    def view(self, exchange: Exchange) -> View: ...

    def press(self, exchange: Exchange, option: int, now: datetime) -> tuple[str, Response]:
        """What the visitor said by the button, and what follows. Raises `UnknownButton`."""


def published_answers(asked: Asked) -> Response:
    finding = answering.find(asked.text, now=asked.now)
    return Response(finding.outcome, finding.revisions, finding.confidence, finding.publication)


def respond(asked: Asked, responders: Sequence[Responder]) -> Response:
    for responder in responders:
        response = responder(asked)
        if response is not None:
            return response
    return published_answers(asked)
