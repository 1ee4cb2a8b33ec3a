"""What is said between a visitor and people of the city: written down once, under the next number.

The table is the truth. Whoever shows a conversation reads on from the last number they have.
"""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts import audit
from accounts.models import User
from chatbot.models import Conversation, Exchange, Handover, Message
from chatbot.services import conversations
from nlp.text.personal_data import mask


class NobodyThere(Exception):
    """No handover is open: what was written is a question to the automatic answers."""


class NotYours(Exception):
    """Another person has this conversation, or nobody, or it is over."""


def find(*, conversation: Conversation, client_id: str) -> Message | None:
    return Message.objects.filter(conversation=conversation, client_id=client_id).first()


@transaction.atomic
def say(*, conversation: Conversation, client_id: str, text: str, now: datetime) -> Message:
    """The visitor's words to people. The same client id gives the same message, however often it arrives."""
    hold(conversation)
    told = find(conversation=conversation, client_id=client_id)
    if told is not None:
        return told
    if Exchange.objects.filter(conversation=conversation, client_id=client_id).exists():
        raise NobodyThere  # asked and answered before the handover; the answer is told again
    handover = conversation.handovers.open().first()
    if handover is None:
        raise NobodyThere
    Handover.objects.filter(pk=handover.pk).update(visitor_typed_at=None, visitor_seen_at=now)
    return append(
        handover=handover, client_id=client_id, author=Message.Author.VISITOR, text=mask(text), now=now
    )


@transaction.atomic
def reply(*, handover: Handover, actor: User, client_id: str, text: str, now: datetime) -> Message:
    """Words of the person who has the conversation."""
    hold(handover.conversation)
    own_id = f"staff-{client_id}"
    told = find(conversation=handover.conversation, client_id=own_id)
    if told is not None:
        return told
    if not Handover.objects.open().filter(pk=handover.pk, taken_by=actor).exists():
        raise NotYours
    Handover.objects.filter(pk=handover.pk).update(staff_typed_at=None)
    audit.record(actor=actor, action="chat.reply", subject=str(handover), now=now)
    return append(
        handover=handover,
        client_id=own_id,
        author=Message.Author.STAFF,
        writer=actor,
        text=text,
        now=now,
    )


def tell(
    *, handover: Handover, event: Message.Event, now: datetime, client_id: str = "", text: str = ""
) -> Message:
    """What happened, in the transaction in which it happens."""
    return append(
        handover=handover,
        client_id=client_id or f"event-{uuid4().hex}",
        author=Message.Author.EVENT,
        event=event,
        text=text,
        now=now,
    )


def append(
    *,
    handover: Handover,
    client_id: str,
    author: Message.Author,
    now: datetime,
    text: str = "",
    event: str = "",
    writer: User | None = None,
) -> Message:
    return Message.objects.create(
        conversation=handover.conversation,
        handover=handover,
        number=conversations.next_number(conversation=handover.conversation, now=now),
        client_id=client_id,
        author=author,
        writer=writer,
        event=event,
        text=text,
        created_at=now,
    )


def hold(conversation: Conversation) -> None:
    """Nobody else changes this conversation until the transaction ends.

    SQLite's IMMEDIATE transactions already queue; elsewhere the row is locked.
    """
    Conversation.objects.select_for_update().get(pk=conversation.pk)
