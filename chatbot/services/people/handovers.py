"""Hand a conversation over to people: ask, take, pass on, end. Each happens once, whoever comes second."""

from datetime import datetime, timedelta
from statistics import median

from django.db import transaction
from django.db.models import F

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from chatbot.models import Conversation, Desk, Handover, Message
from chatbot.services.people import hours, messages
from chatbot.services.people.messages import NotYours

SEEN_EVERY = timedelta(seconds=15)
LOOKED_BACK = timedelta(days=14)
ENOUGH = 5
"""Of fewer waits nothing is said about how long it takes."""
_FREE: dict[str, None] = {"taken_by": None, "taken_at": None, "staff_typed_at": None}
"""What a talk in the queue has not."""


class Closed(Exception):
    """Outside the office hours."""


class AlreadyTaken(Exception):
    """Somebody else was faster."""


class CannotAnswer(Exception):
    """The colleague it is passed to may not answer in the chat."""


@transaction.atomic
def call(*, conversation: Conversation, client_id: str, now: datetime) -> Message | None:
    """Ask for a person; what happened as a message, or None where a person is asked for already."""
    messages.hold(conversation)
    told = messages.find(conversation=conversation, client_id=client_id)
    if told is not None or conversation.handovers.open().exists():
        return told
    if not hours.read(now).is_open(now):
        raise Closed
    handover = Handover.objects.create(
        conversation=conversation,
        asked_at=now,
        queued_at=now,
        expected_minutes=_expected_minutes(now),
        visitor_seen_at=now,
    )
    return messages.tell(handover=handover, event=Message.Event.ASKED, client_id=client_id, now=now)


@transaction.atomic
def give_up(*, conversation: Conversation, client_id: str, now: datetime) -> Message | None:
    """The visitor goes back to the automatic answers."""
    messages.hold(conversation)
    told = messages.find(conversation=conversation, client_id=client_id)
    handover = conversation.handovers.open().first()
    if told is not None or handover is None:
        return told
    return end(
        handover=handover,
        outcome=Handover.Outcome.ENDED,
        event=Message.Event.RETURNED,
        client_id=client_id,
        now=now,
    )


def judge(*, conversation: Conversation, number: int, helped: bool) -> bool:
    """Whether a talk that ended under this number is now judged."""
    return bool(conversation.handovers.filter(ended_number=number).update(helped=helped))


@transaction.atomic
def take(*, handover: Handover, actor: User, now: datetime) -> None:
    """Exactly one of several who press at once gets it."""
    messages.hold(handover.conversation)
    free = Handover.objects.waiting().filter(pk=handover.pk)
    if not free.update(taken_by=actor, taken_at=now, wanted=None, staff_typed_at=None):
        if Handover.objects.open().filter(pk=handover.pk, taken_by=actor).exists():
            return
        raise AlreadyTaken
    messages.tell(handover=handover, event=Message.Event.TAKEN, now=now)
    audit.record(actor=actor, action="chat.take", subject=str(handover), now=now)


@transaction.atomic
def pass_on(
    *, handover: Handover, actor: User, note: str, now: datetime, desk: Desk | None, person: User | None
) -> None:
    """Back to the queue, for a department, a colleague or anybody; its place is by when they asked."""
    messages.hold(handover.conversation)
    if person is not None and not may_answer(person):
        raise CannotAnswer
    taken = Handover.objects.taken().filter(pk=handover.pk)
    if not taken.update(**_FREE, queued_at=now, desk=desk, wanted=person, note=note):
        raise NotYours
    messages.tell(
        handover=handover, event=Message.Event.PASSED, text=desk.name if desk is not None else "", now=now
    )
    audit.record(actor=actor, action="chat.pass_on", subject=str(handover), now=now)


@transaction.atomic
def put_back(*, handover: Handover, now: datetime) -> bool:
    """Whoever has it may no longer answer: nobody would read what the visitor writes. Its note stays."""
    messages.hold(handover.conversation)
    taken = Handover.objects.taken().filter(pk=handover.pk).select_related("taken_by").first()
    if taken is None or may_answer(taken.taken_by):
        return False
    Handover.objects.filter(pk=handover.pk).update(**_FREE, queued_at=now)
    messages.tell(handover=handover, event=Message.Event.PASSED, now=now)
    audit.record(actor=None, action="chat.put_back", subject=str(handover), now=now)
    return True


def may_answer(person: User | None) -> bool:
    return policy.may(person, Action.ANSWER_CHAT) and not policy.is_suspended(person)


@transaction.atomic
def close(*, handover: Handover, actor: User, outcome: Handover.Outcome, now: datetime) -> None:
    messages.hold(handover.conversation)
    held = Handover.objects.filter(pk=handover.pk, taken_by=actor).first()
    if held is None:
        raise NotYours
    if not held.is_open:
        return
    end(handover=held, outcome=outcome, event=Message.Event.ENDED, now=now)
    audit.record(
        actor=actor, action="chat.close", subject=str(handover), details={"outcome": str(outcome)}, now=now
    )


def end(
    *,
    handover: Handover,
    outcome: Handover.Outcome,
    event: Message.Event,
    now: datetime,
    client_id: str = "",
    text: str = "",
) -> Message:
    """Inside a transaction that holds the conversation, of a handover that is open."""
    told = messages.tell(handover=handover, event=event, client_id=client_id, text=text, now=now)
    handover.ended_at, handover.ended_number, handover.outcome = now, told.number, outcome
    handover.save(update_fields=["ended_at", "ended_number", "outcome"])
    return told


def visitor_types(*, conversation: Conversation, now: datetime) -> None:
    conversation.handovers.open().update(visitor_typed_at=now, visitor_seen_at=now)


def staff_types(*, handover: Handover, actor: User, now: datetime) -> None:
    Handover.objects.open().filter(pk=handover.pk, taken_by=actor).update(staff_typed_at=now)


def visitor_is_there(*, handover: Handover, now: datetime) -> None:
    """Kept now and then only: each visitor's line looks every second."""
    seen = handover.visitor_seen_at
    if handover.is_open and (seen is None or now - seen >= SEEN_EVERY):
        Handover.objects.filter(pk=handover.pk).update(visitor_seen_at=now)


def _expected_minutes(now: datetime) -> int | None:
    """What half of those who were taken lately did not have to wait longer than."""
    at_once = Handover.objects.filter(queued_at=F("asked_at"), taken_at__isnull=False)
    waits = at_once.filter(asked_at__gte=now - LOOKED_BACK)
    pairs = waits.values_list("asked_at", "taken_at")
    seconds = [(taken - asked).total_seconds() for asked, taken in pairs if taken is not None]
    return max(1, round(median(seconds) / 60)) if len(seconds) >= ENOUGH else None
