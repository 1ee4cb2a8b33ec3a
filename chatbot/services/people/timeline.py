"""Everything said in a conversation in one order: questions, answers, messages of people, and what happened.

A line that is open reads on from its cursor; nothing is pushed, so nothing can be lost on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from chatbot import protocol
from chatbot.models import Conversation, Exchange, Message
from chatbot.protocol import Candidates, Reply, ServerFrame, Step, Unknown
from chatbot.services import frames
from chatbot.services.frames import Turn
from chatbot.services.people import handovers, hours, panels
from chatbot.services.people.hours import Hours
from chatbot.services.people.panels import Panel


@dataclass(frozen=True)
class Line:
    """One number of the conversation: a turn or a message."""

    number: int
    turn: Turn | None = None
    message: Message | None = None


@dataclass(frozen=True)
class Seen:
    """What somebody's line has shown already."""

    cursor: int = 0
    panel: Panel | None = None
    office: Hours | None = None
    """The office hours as this line read them last."""


@dataclass(frozen=True)
class Look:
    frames: list[ServerFrame]
    seen: Seen
    goes_on: bool
    """Something may happen any moment: look again soon."""


def lines(conversation: Conversation | None) -> list[Line]:
    """The whole conversation, in a fixed number of queries."""
    if conversation is None:
        return []
    turns = frames.turns(list(conversation.exchanges.select_related("answer")))
    said = [Line(turn.exchange.number, turn=turn) for turn in turns]
    said += [Line(message.number, message=message) for message in _messages(conversation)]
    return sorted(said, key=lambda line: line.number)


def after(
    conversation: Conversation, cursor: int, *, markup: bool, exchanges: Sequence[Exchange] | None = None
) -> list[ServerFrame]:
    """All that was said after this number, in order."""
    if exchanges is None:
        exchanges = list(conversation.exchanges.filter(number__gt=cursor).select_related("answer"))
    told = frames.of(exchanges, markup=markup) if exchanges else []
    told += [frame(message, markup=markup) for message in _messages(conversation, cursor)]
    return sorted(told, key=number_of)


def look(*, conversation: Conversation, seen: Seen, markup: bool, now: datetime) -> Look:
    """What a line that has shown `seen` does not show yet."""
    handover = panels.latest(conversation)
    count = handover.conversation.exchanges_count if handover else _count(conversation)
    told = after(conversation, seen.cursor, markup=markup) if count > seen.cursor else []
    cursor = max([seen.cursor, count, *map(number_of, told)])
    if handover is None:
        return Look(told, Seen(cursor, seen.panel, seen.office), goes_on=False)
    handovers.visitor_is_there(handover=handover, now=now)
    office = hours.lately(seen.office, now)
    panel = panels.of(handover, now, office)
    if panel != seen.panel:
        told.append(panels.frame(panel, markup=markup))
    return Look(told, Seen(cursor, panel, office), goes_on=handover.is_open)


def frame(message: Message, *, markup: bool) -> protocol.Message:
    return protocol.Message(
        number=message.number,
        id=message.client_id,
        author=message.author,
        event=message.event,
        text=message.text,
        at=timezone.localtime(message.created_at).isoformat(timespec="seconds"),
        said=said(message) if markup else "",
    )


def said(message: Message) -> str:
    context = {"message": message, "contact": frames.contact(), "csrf_token": "NOTPROVIDED"}
    return render_to_string("chatbot/people/message.html", context).strip()


def number_of(told: ServerFrame) -> int:
    """Where it stands in the conversation; 0 for what stands in none."""
    if isinstance(told, protocol.Message):
        return told.number
    return told.exchange if isinstance(told, Candidates | Reply | Step | Unknown) else 0


def _count(conversation: Conversation) -> int:
    """The last number given; 0 when the conversation was erased meanwhile."""
    counts = Conversation.objects.filter(pk=conversation.pk).values_list("exchanges_count", flat=True)
    return counts.first() or 0


def _messages(conversation: Conversation, cursor: int = 0) -> list[Message]:
    return list(conversation.messages.filter(number__gt=cursor).select_related("handover"))
