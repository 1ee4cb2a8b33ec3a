"""Questions that are left when nobody is there: kept with a reference, answered later, the address erased."""

import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from chatbot.models import ChatSettings, Conversation, Handover, LeftQuestion, Message
from chatbot.services import conversations
from chatbot.services.people import handovers, hours, messages, office
from consultations.receipts import ALPHABET
from nlp.text.personal_data import mask

GONE_FOR = timedelta(minutes=5)
AFTER_CLOSING = timedelta(minutes=30)
SILENT_FOR = timedelta(hours=2)
ERASED_AT_A_TIME = 500


class BadAddress(Exception):
    """What was written is no e-mail address."""


class AnsweredAlready(Exception):
    """A colleague has answered this question."""


@transaction.atomic
def leave(
    *, conversation: Conversation, client_id: str, text: str, address: str, now: datetime
) -> tuple[LeftQuestion, Message]:
    """Keep a question for later. It ends the waiting for a person; the same client id leaves one question."""
    _check(address)
    messages.hold(conversation)
    told = messages.find(conversation=conversation, client_id=client_id)
    if told is not None:
        return LeftQuestion.objects.get(reference=told.text), told
    handover = conversation.handovers.waiting().first()
    question = _keep(conversation, mask(text), address, now)
    return question, _tell(conversation, handover, question, client_id, now)


@transaction.atomic
def answer(*, question: LeftQuestion, actor: User, text: str, now: datetime) -> None:
    """Once: it appears in the conversation, and goes out by mail where an address was given."""
    messages.hold(question.conversation)
    changed = (
        LeftQuestion.objects.unanswered()
        .filter(pk=question.pk)
        .update(
            answer=text,
            answered_at=now,
            answered_by=actor,
            mail_due_at=now if question.address else None,
        )
    )
    if not changed:
        raise AnsweredAlready
    Message.objects.create(
        conversation=question.conversation,
        number=conversations.next_number(conversation=question.conversation, now=now),
        client_id=f"answer-{question.reference}",
        author=Message.Author.STAFF,
        writer=actor,
        text=text,
        created_at=now,
    )
    audit.record(actor=actor, action="chat.answer_left", subject=question.reference, now=now)


def lapse(*, now: datetime) -> int:
    """The round: who waited and went away loses no question, and nobody writes to a person who went home."""
    ended = 0
    opening = hours.read(now)
    may_answer = set(office.who_may_answer(now=now))
    for handover in Handover.objects.open().select_related("conversation"):
        if handover.is_taken:
            ended += _end_if_silent(handover, now)
            if handover.taken_by_id not in may_answer:
                handovers.put_back(handover=handover, now=now)
        elif _is_in_vain(handover, opening, now):
            ended += _leave_for_them(handover, now)
    return ended


def erase_addresses(*, now: datetime) -> int:
    """The round: an address was given for one answer, and that one has been given."""
    kept_for = timedelta(days=ChatSettings.now().address_days)
    done = LeftQuestion.objects.filter(answered_at__lte=now - kept_for).exclude(address="")
    return LeftQuestion.objects.filter(
        pk__in=list(done.values_list("pk", flat=True)[:ERASED_AT_A_TIME])
    ).update(address="")


def _is_in_vain(handover: Handover, opening: hours.Hours, now: datetime) -> bool:
    is_gone = not handover.visitor_is_there(now) and now - (handover.visitor_seen_at or now) > GONE_FOR
    is_late = now - handover.queued_at >= opening.wait
    has_closed = not opening.is_open(now) and not opening.is_open(now - AFTER_CLOSING)
    return has_closed or (is_gone and is_late)


@transaction.atomic
def _leave_for_them(handover: Handover, now: datetime) -> int:
    messages.hold(handover.conversation)
    held = Handover.objects.waiting().filter(pk=handover.pk).select_related("conversation").first()
    if held is None:
        return 0
    question = _keep(held.conversation, _what_was_asked(held), "", now)
    _tell(held.conversation, held, question, f"lapsed-{uuid4().hex}", now)
    return 1


@transaction.atomic
def _end_if_silent(handover: Handover, now: datetime) -> int:
    messages.hold(handover.conversation)
    held = Handover.objects.taken().filter(pk=handover.pk).select_related("conversation").first()
    if held is None or now - held.conversation.last_at < SILENT_FOR:
        return 0
    handovers.end(handover=held, outcome=Handover.Outcome.SILENT, event=Message.Event.ENDED, now=now)
    return 1


def _what_was_asked(handover: Handover) -> str:
    """What they wrote while waiting, or else the question that led there."""
    said = handover.messages.filter(author=Message.Author.VISITOR).values_list("text", flat=True)
    before = handover.conversation.exchanges.order_by("-number").values_list("question", flat=True)[:1]
    return "\n\n".join(said or before)


def _keep(conversation: Conversation, text: str, address: str, now: datetime) -> LeftQuestion:
    return LeftQuestion.objects.create(
        reference=_reference(now),
        conversation=conversation,
        text=text,
        address=address,
        wants_mail=bool(address),
        created_at=now,
    )


def _tell(
    conversation: Conversation,
    handover: Handover | None,
    question: LeftQuestion,
    client_id: str,
    now: datetime,
) -> Message:
    if handover is not None:
        return handovers.end(
            handover=handover,
            outcome=Handover.Outcome.LEFT,
            event=Message.Event.LEFT,
            client_id=client_id,
            text=question.reference,
            now=now,
        )
    return Message.objects.create(
        conversation=conversation,
        number=conversations.next_number(conversation=conversation, now=now),
        client_id=client_id,
        author=Message.Author.EVENT,
        event=Message.Event.LEFT,
        text=question.reference,
        created_at=now,
    )


def _check(address: str) -> None:
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise BadAddress from None


def _reference(now: datetime) -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"Q-{timezone.localtime(now).year}-{letters[:4]}-{letters[4:]}"
