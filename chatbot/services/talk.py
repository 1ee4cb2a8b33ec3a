"""One frame in, frames out: what the socket and the plain HTTP way share."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from accounts import rate_limits
from chatbot.models import Conversation, Exchange
from chatbot.protocol import Ask, Choose, ClientFrame, Hello, Refusal, ServerFrame, Welcome
from chatbot.services import conversations, exchanges, frames
from chatbot.services.refusals import refuse


@dataclass(frozen=True)
class Heard:
    conversation: Conversation | None
    frames: list[ServerFrame]


def hear(
    *, frame: ClientFrame, conversation: Conversation | None, address: str, locale: str, now: datetime
) -> Heard:
    """Do what one frame asks. Whoever asks before greeting is welcomed first."""
    with translation.override(_locale(frame, conversation, locale)):
        try:
            rate_limits.spend(rate_limits.CHAT_MESSAGES_PER_ADDRESS, address, now=now)
            return _hear(frame, conversation, locale, now)
        except rate_limits.TooManyRequests:
            return Heard(conversation, [_refusal("too_many", frame)])
        except exchanges.UnknownExchange:
            return Heard(conversation, [_refusal("unknown_exchange", frame)])
        except exchanges.UnknownOption:
            return Heard(conversation, [_refusal("unknown_option", frame)])
        except exchanges.NothingToJudge:
            return Heard(conversation, [_refusal("not_answered", frame)])


def _hear(frame: ClientFrame, conversation: Conversation | None, locale: str, now: datetime) -> Heard:
    if isinstance(frame, Hello):
        return _greet(frame, now)
    if isinstance(frame, Ask):
        return _ask(frame, conversation, locale, now)
    if conversation is None:
        raise exchanges.UnknownExchange
    if isinstance(frame, Choose):
        exchange = exchanges.choose(
            conversation=conversation, number=frame.exchange, option=frame.option, now=now
        )
        return Heard(conversation, frames.of([exchange])[-1:])
    exchanges.feedback(conversation=conversation, number=frame.exchange, helped=frame.helped, now=now)
    return Heard(conversation, [])


def _greet(hello: Hello, now: datetime) -> Heard:
    conversation, missed = conversations.resume(
        token=hello.conversation, cursor=hello.cursor, locale=hello.locale, now=now
    )
    return Heard(conversation, [_welcome(conversation), *frames.of(missed)])


def _ask(ask: Ask, conversation: Conversation | None, locale: str, now: datetime) -> Heard:
    welcome: list[ServerFrame] = []
    if conversation is None:
        conversation = conversations.begin(locale=locale, now=now)
        welcome = [_welcome(conversation)]
    exchange: Exchange = exchanges.ask(conversation=conversation, client_id=ask.id, text=ask.text, now=now)
    return Heard(conversation, [*welcome, *frames.of([exchange])])


def _welcome(conversation: Conversation) -> Welcome:
    return Welcome(conversation=conversation.token, cursor=conversation.exchanges_count)


def _locale(frame: ClientFrame, conversation: Conversation | None, locale: str) -> str:
    if isinstance(frame, Hello):
        return frame.locale
    return conversation.locale if conversation else locale


def _refusal(code: str, frame: ClientFrame) -> Refusal:
    return refuse(code, frame.id if isinstance(frame, Ask) else None)
