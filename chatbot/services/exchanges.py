"""Ask, press a button, say whether it helped. Each can be repeated without doing anything twice."""

from dataclasses import replace
from datetime import datetime
from time import monotonic

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from chatbot.models import Conversation, Exchange
from chatbot.services import conversations
from chatbot.services.guides import walking
from chatbot.services.responding import Asked, Response, UnknownButton, respond
from chatbot.services.walkers import RESPONDERS, WALKERS
from nlp.text.languages import language_of
from nlp.text.personal_data import mask

PRESSED = "press-"
"""Client ids of exchanges that a button led to; the browser's own ids are hexadecimal."""


class UnknownExchange(Exception):
    """The conversation has no exchange of that number."""


class UnknownOption(Exception):
    """The option was not among those offered."""


class NothingToJudge(Exception):
    """The exchange has no answer yet."""


def ask(*, conversation: Conversation, client_id: str, text: str, now: datetime) -> Exchange:
    """Answer a question. The same client id gives the same exchange, however often it arrives."""
    began, before = monotonic(), _last(conversation)
    if before is not None and before.client_id == client_id:
        return before
    # What was told earlier is found when it cannot be kept twice: that is rare, and each look takes time.
    asked = Asked(conversation=conversation, text=text, before=before, now=now)
    response = respond(asked, RESPONDERS)
    if response.outcome == Exchange.Outcome.UNKNOWN:
        response = walking.not_known(asked) or response
    response = _beside_a_guide(response, before)
    return _keep(conversation, client_id, mask(text), response, now, began)


def start(*, conversation: Conversation, client_id: str, guide: str, now: datetime) -> Exchange:
    """Begin a guide. Raises `walking.UnknownGuide`."""
    told = _exchanges(conversation).filter(client_id=client_id).first()
    if told is not None:
        return told
    began = monotonic()
    said, response = walking.begin(conversation=conversation, key=guide, now=now)
    return _keep(conversation, client_id, said, response, now, began)


def press(*, conversation: Conversation, number: int, option: int, now: datetime) -> Exchange:
    """A button: of the readings offered, or of a guide or look-up, where it leads to a new exchange."""
    exchange = _get(conversation, number)
    walker = WALKERS.get(exchange.outcome)
    if walker is None:
        return _choose(exchange, option)
    client_id = f"{PRESSED}{number}-{option}"
    told = _exchanges(conversation).filter(client_id=client_id).first()
    if told is not None:
        return told
    began = monotonic()
    try:
        said, response = walker.press(exchange, option, now)
        response = _beside_a_guide(response, exchange)
    except UnknownButton:
        raise UnknownOption from None
    return _keep(conversation, client_id, said, response, now, began)


def pressed_in(exchange: Exchange) -> int:
    """The number of the exchange whose button led to this one; 0 when it was asked in words."""
    if not exchange.client_id.startswith(PRESSED):
        return 0
    return int(exchange.client_id.removeprefix(PRESSED).partition("-")[0])


def pressed_option(exchange: Exchange) -> int:
    """The button that led to it; 0 when it was asked in words."""
    return int(exchange.client_id.rpartition("-")[2]) if pressed_in(exchange) else 0


def _beside_a_guide(response: Response, before: Exchange | None) -> Response:
    """What is about something else remembers the guide that is under way."""
    if response.outcome == Exchange.Outcome.GUIDE:
        return response
    return replace(response, state=response.state | walking.waiting(before))


def _choose(exchange: Exchange, option: int) -> Exchange:
    """Take one of the readings offered; option 0 says that none fits. The last choice counts."""
    if not exchange.candidates or option > len(exchange.candidates):
        raise UnknownOption
    chosen = exchange.candidates[option - 1] if option else None
    if chosen != exchange.answer_id:
        exchange.helped = None
    exchange.none_fits = option == 0
    exchange.answer_id = chosen
    exchange.save(update_fields=["none_fits", "answer", "helped"])
    return exchange


def feedback(*, conversation: Conversation, number: int, helped: bool, now: datetime) -> Exchange:
    exchange = _get(conversation, number)
    if exchange.answer_id is None and exchange.outcome not in WALKERS:
        raise NothingToJudge
    exchange.helped = helped
    exchange.save(update_fields=["helped"])
    return exchange


def _keep(
    conversation: Conversation, client_id: str, question: str, response: Response, now: datetime, began: float
) -> Exchange:
    is_answer = response.outcome == Exchange.Outcome.ANSWER
    kept = Exchange(
        conversation=conversation,
        client_id=client_id,
        question=question,
        outcome=response.outcome,
        confidence=response.confidence,
        candidates=[] if is_answer else response.revisions,
        answer_id=response.revisions[0] if is_answer else None,
        publication_id=response.publication,
        state=response.state,
        language=_language(question),
        asked_at=now,
        took_ms=round(1000 * (monotonic() - began)),
    )
    try:
        _number(kept, now)
    except IntegrityError:
        return _exchanges(conversation).get(client_id=client_id)
    return kept


def _language(question: str) -> str:
    """Japanese in Latin letters is Japanese."""
    return "en" if language_of(question) == "en" else "ja"


@transaction.atomic
def _number(exchange: Exchange, now: datetime) -> None:
    """Save it under the next number of its conversation."""
    exchange.number = conversations.next_number(conversation=exchange.conversation, now=now)
    exchange.save(force_insert=True)


def _last(conversation: Conversation) -> Exchange | None:
    return conversation.exchanges.order_by("-number").first()


def _exchanges(conversation: Conversation) -> QuerySet[Exchange]:
    # By way of the conversation, so that each exchange knows it without another query.
    return conversation.exchanges.select_related("answer")


def _get(conversation: Conversation, number: int) -> Exchange:
    try:
        return _exchanges(conversation).get(number=number)
    except Exchange.DoesNotExist:
        raise UnknownExchange from None
