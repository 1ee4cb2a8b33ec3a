"""Who waits for a person, and what they asked, as staff may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from chatbot.models import Exchange, Handover, Message

IN_OWN_WORDS = (Exchange.Outcome.ANSWER, Exchange.Outcome.CANDIDATES, Exchange.Outcome.UNKNOWN)

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Said:
    text: str
    """With personal data masked; nothing until names were looked for, too."""
    at: datetime
    is_question: bool


@dataclass(frozen=True)
class Waiting:
    handover: Handover
    is_there: bool
    said: list[Said]
    """The question that led to people, and what the visitor wrote last while waiting."""
    is_new: bool
    """For less than a minute."""

    @property
    def is_back(self) -> bool:
        """Somebody had it and put it back."""
        return self.handover.queued_at != self.handover.asked_at


def waiting(now: datetime) -> list[Waiting]:
    """Oldest first, in three queries."""
    asked = Exchange.objects.filter(conversation=OuterRef("conversation"), outcome__in=IN_OWN_WORDS)
    written = Message.objects.filter(handover=OuterRef("pk"), author=Message.Author.VISITOR)
    line: QuerySet[Handover] = Handover.objects.waiting().listed()
    handovers = list(line.annotate(asked=_last(asked), written=_last(written)))
    exchanges = Exchange.objects.in_bulk(_keys(handovers, "asked"))
    messages = Message.objects.in_bulk(_keys(handovers, "written"))
    return [
        Waiting(
            handover=one,
            is_there=one.visitor_is_there(now),
            said=_said(exchanges.get(one.asked), messages.get(one.written)),
            is_new=now - one.asked_at < A_MINUTE,
        )
        for one in handovers
    ]


def _last(rows: QuerySet[Exchange] | QuerySet[Message]) -> Subquery:
    return Subquery(rows.order_by("-number").values("pk")[:1])


def _keys(handovers: Sequence[Handover], name: str) -> list[int]:
    return [getattr(one, name) for one in handovers if getattr(one, name)]


def _said(exchange: Exchange | None, message: Message | None) -> list[Said]:
    said = []
    if exchange is not None:
        said.append(
            Said(exchange.question if exchange.screened_at else "", exchange.asked_at, is_question=True)
        )
    if message is not None:
        said.append(Said(message.text if message.screened_at else "", message.created_at, is_question=False))
    return said
