"""One frame in, frames out: what the socket and the plain HTTP way share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from accounts import rate_limits
from chatbot.models import Conversation, Exchange, Message
from chatbot.protocol import (
    NAMED,
    Ask,
    Call,
    Choose,
    ClientFrame,
    End,
    Erase,
    Erased,
    Feedback,
    Hello,
    Leave,
    Refusal,
    ServerFrame,
    Start,
    Typing,
    Welcome,
)
from chatbot.services import conversations, exchanges, frames
from chatbot.services.guides import walking
from chatbot.services.people import handovers, leaving, messages, panels, timeline
from chatbot.services.privacy import erasing
from chatbot.services.refusals import refuse


@dataclass(frozen=True)
class Heard:
    conversation: Conversation | None
    frames: list[ServerFrame]


@dataclass(frozen=True)
class Caller:
    """Who is on the line: its address, the language until a conversation has one, and what it can show."""

    address: str
    locale: str
    markup: bool = False


def hear(*, frame: ClientFrame, conversation: Conversation | None, caller: Caller, now: datetime) -> Heard:
    """Do what one frame asks. Whoever asks before greeting is welcomed first."""
    with translation.override(_locale(frame, conversation, caller.locale)):
        try:
            rate_limits.spend(rate_limits.CHAT_MESSAGES_PER_ADDRESS, caller.address, now=now)
            if isinstance(frame, Erase):
                return _erase(conversation)
            return _hear(frame, conversation, caller, now)
        except Conversation.DoesNotExist:
            return _hear_anew(frame, caller, now)
        except tuple(_REFUSALS) as refused:
            return Heard(conversation, [_refusal(_REFUSALS[type(refused)], frame)])


def look(*, conversation: Conversation, seen: timeline.Seen, caller: Caller, now: datetime) -> timeline.Look:
    """What has been said since, by whomever, in the language of the conversation."""
    with translation.override(conversation.locale):
        return timeline.look(conversation=conversation, seen=seen, markup=caller.markup, now=now)


_REFUSALS: dict[type[Exception], str] = {
    rate_limits.TooManyRequests: "too_many",
    exchanges.UnknownExchange: "unknown_exchange",
    exchanges.UnknownOption: "unknown_option",
    exchanges.NothingToJudge: "not_answered",
    walking.UnknownGuide: "unknown_guide",
    leaving.BadAddress: "bad_address",
}


def _hear(frame: ClientFrame, conversation: Conversation | None, caller: Caller, now: datetime) -> Heard:
    if isinstance(frame, Hello):
        return _greet(frame, now)
    if isinstance(frame, NAMED):
        return _begin(frame, conversation, caller, now)
    if conversation is None:
        raise exchanges.UnknownExchange
    if isinstance(frame, Choose):
        exchange = exchanges.press(
            conversation=conversation, number=frame.exchange, option=frame.option, now=now
        )
        return Heard(conversation, frames.of([exchange], markup=caller.markup)[-1:])
    if isinstance(frame, Typing):
        handovers.visitor_types(conversation=conversation, now=now)
    elif isinstance(frame, Feedback):
        _judge(frame, conversation, now)
    return Heard(conversation, [])


def _hear_anew(frame: ClientFrame, caller: Caller, now: datetime) -> Heard:
    """The conversation was erased, here or elsewhere: what the visitor says begins another one."""
    if isinstance(frame, NAMED):
        return _begin(frame, None, caller, now)
    return Heard(None, [_refusal("unknown_exchange", frame)])


def _erase(conversation: Conversation | None) -> Heard:
    if conversation is not None:
        erasing.erase(conversation=conversation)
    return Heard(None, [Erased()])


def _greet(hello: Hello, now: datetime) -> Heard:
    conversation, missed = conversations.resume(
        token=hello.conversation, cursor=hello.cursor, locale=hello.locale, now=now
    )
    told: list[ServerFrame] = [_welcome(conversation)]
    told += timeline.after(conversation, hello.cursor, markup=hello.markup, exchanges=missed)
    handover = panels.latest(conversation)
    if hello.markup and handover is not None:
        handovers.visitor_is_there(handover=handover, now=now)
        told.append(panels.frame(panels.of(handover, now), markup=True))
    return Heard(conversation, told)


Named = Ask | Start | Call | End | Leave


def _begin(frame: Named, conversation: Conversation | None, caller: Caller, now: datetime) -> Heard:
    """A frame with an id of its own, by which a repeated one is known."""
    welcome: list[ServerFrame] = []
    if conversation is None:
        conversation = conversations.begin(locale=caller.locale, now=now)
        welcome = [_welcome(conversation)]
    if isinstance(frame, Ask):
        told = _ask(frame, conversation, caller, now)
    elif isinstance(frame, Start):
        exchange = exchanges.start(conversation=conversation, client_id=frame.id, guide=frame.guide, now=now)
        told = frames.of([exchange], markup=caller.markup)
    else:
        told = _turn_to_people(frame, conversation, caller, now)
    return Heard(conversation, [*welcome, *told])


def _ask(ask: Ask, conversation: Conversation, caller: Caller, now: datetime) -> list[ServerFrame]:
    """While people have the conversation, what the visitor writes is for them."""
    message = _said_to_people(ask, conversation, now)
    if message is not None:
        return [timeline.frame(message, markup=caller.markup)]
    exchange: Exchange = exchanges.ask(conversation=conversation, client_id=ask.id, text=ask.text, now=now)
    return frames.of([exchange], markup=caller.markup)


def _said_to_people(ask: Ask, conversation: Conversation, now: datetime) -> Message | None:
    handover = panels.latest(conversation)
    if handover is None:
        return None
    if not handover.is_open:
        return messages.find(conversation=conversation, client_id=ask.id)
    try:
        return messages.say(conversation=conversation, client_id=ask.id, text=ask.text, now=now)
    except messages.NobodyThere:
        return None


def _turn_to_people(
    frame: Call | End | Leave, conversation: Conversation, caller: Caller, now: datetime
) -> list[ServerFrame]:
    """What happened, and how it stands now: that frame repeats the id of the one it answers."""
    try:
        message = _ACTS[type(frame)](frame, conversation, now)
        panel = panels.of(panels.latest(conversation), now)
    except handovers.Closed:
        message, panel = None, panels.asked_in_vain(conversation, now)
    told: list[ServerFrame] = [] if message is None else [timeline.frame(message, markup=caller.markup)]
    return [*told, panels.frame(panel, markup=caller.markup, answers=frame.id)]


def _leave(frame: Leave, conversation: Conversation, now: datetime) -> Message:
    _question, message = leaving.leave(
        conversation=conversation, client_id=frame.id, text=frame.text, address=frame.address, now=now
    )
    return message


_ACTS: dict[type, Callable[..., Message | None]] = {
    Call: lambda frame, conversation, now: handovers.call(
        conversation=conversation, client_id=frame.id, now=now
    ),
    End: lambda frame, conversation, now: handovers.give_up(
        conversation=conversation, client_id=frame.id, now=now
    ),
    Leave: _leave,
}


def _judge(frame: Feedback, conversation: Conversation, now: datetime) -> None:
    """An answer, or a talk with people, by the number of the message that told its end."""
    if not handovers.judge(conversation=conversation, number=frame.exchange, helped=frame.helped):
        exchanges.feedback(conversation=conversation, number=frame.exchange, helped=frame.helped, now=now)


def _welcome(conversation: Conversation) -> Welcome:
    return Welcome(conversation=conversation.token, cursor=conversation.exchanges_count)


def _locale(frame: ClientFrame, conversation: Conversation | None, locale: str) -> str:
    if isinstance(frame, Hello):
        return frame.locale
    return conversation.locale if conversation else locale


def _refusal(code: str, frame: ClientFrame) -> Refusal:
    return refuse(code, frame.id if isinstance(frame, NAMED) else None)
