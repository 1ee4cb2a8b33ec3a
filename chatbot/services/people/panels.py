"""How it stands with people: what the place between the conversation and the writing field says."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chatbot.models import Conversation, Handover
from chatbot.protocol import People
from chatbot.services.people import hours


@dataclass(frozen=True)
class Panel:
    state: str
    """`closed`, `open`, `waiting` or `taken`."""
    place: int = 0
    expected_minutes: int | None = None
    is_late: bool = False
    """Nobody took it in time, or the office closed: leaving the question is offered."""
    is_typing: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    question: str = ""
    """What is put into the field of the question to leave."""
    is_asked_for: bool = False
    """The visitor just asked for a person: the way to leave a question stands open."""

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "taken")

    @property
    def offers_leaving(self) -> bool:
        return self.state == "closed" or self.is_late


def latest(conversation: Conversation | None) -> Handover | None:
    # Most conversations never had one, and to know that takes a third of the time.
    if conversation is None or not conversation.handovers.exists():
        return None
    return conversation.handovers.select_related("conversation").order_by("-pk").first()


def of(handover: Handover | None, now: datetime, office: hours.Hours | None = None) -> Panel:
    """Of the last handover of a conversation, or of none; the hours are read unless the caller holds them."""
    if handover is not None and handover.is_open and handover.is_taken:
        return Panel("taken", is_typing=handover.staff_types(now))
    office = office or hours.read(now)
    if handover is None or not handover.is_open:
        return _without(office, now)
    closes_at = office.closes_at(now)
    return Panel(
        "waiting",
        place=Handover.objects.before(handover).count() + 1,
        expected_minutes=handover.expected_minutes,
        is_late=closes_at is None or now - handover.queued_at >= office.wait,
        opens_at=None if closes_at else office.next_opening(now),
        closes_at=closes_at,
    )


def asked_in_vain(conversation: Conversation, now: datetime) -> Panel:
    """Somebody asked for a person out of hours: the question can be left and stands in the field."""
    panel = _without(hours.read(now), now)
    return replace(panel, question=last_question(conversation), is_asked_for=True)


def last_question(conversation: Conversation) -> str:
    asked = conversation.exchanges.order_by("-number").values_list("question", flat=True)
    return asked.first() or ""


def said(panel: Panel) -> str:
    """The markup, as the page shows it. Over the line there is no token; the script sends frames."""
    return render_to_string(
        "chatbot/people/panel.html", {"panel": panel, "csrf_token": "NOTPROVIDED"}
    ).strip()


def frame(panel: Panel, *, markup: bool, answers: str | None = None) -> People:
    return People(
        state=panel.state,
        place=panel.place,
        typing=panel.is_typing,
        text=_words(panel),
        id=answers,
        said=said(panel) if markup else "",
    )


def _without(office: hours.Hours, now: datetime) -> Panel:
    closes_at = office.closes_at(now)
    if closes_at is None:
        return Panel("closed", opens_at=office.next_opening(now))
    return Panel("open", closes_at=closes_at)


def _words(panel: Panel) -> str:
    if panel.state == "taken":
        return _("A person of the city has your conversation.")
    if panel.state == "waiting":
        words = ngettext(
            "You are number %(n)s in the queue.", "You are number %(n)s in the queue.", panel.place
        )
        return words % {"n": panel.place}
    if panel.state == "open":
        return _("People of the city are there now.")
    return _("Nobody of the city is there now. You can leave your question.")
