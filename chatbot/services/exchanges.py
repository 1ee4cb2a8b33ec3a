"""Ask, choose a reading, say whether it helped. Each can be repeated without doing anything twice."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from chatbot.models import Conversation, Exchange
from chatbot.services import answering
from chatbot.services.answering import Finding
from nlp.text.personal_data import mask


class UnknownExchange(Exception):
    """The conversation has no exchange of that number."""


class UnknownOption(Exception):
    """The option was not among those offered."""


class NothingToJudge(Exception):
    """The exchange has no answer yet."""


def ask(*, conversation: Conversation, client_id: str, text: str, now: datetime) -> Exchange:
    """Answer a question. The same client id gives the same exchange, however often it arrives."""
    told = _exchanges(conversation).filter(client_id=client_id).first()
    if told is not None:
        return told
    finding = answering.find(text, now=now)
    try:
        return _keep(conversation, client_id, mask(text), finding, now)
    except IntegrityError:
        return _exchanges(conversation).get(client_id=client_id)


def choose(*, conversation: Conversation, number: int, option: int, now: datetime) -> Exchange:
    """Take one of the readings offered; option 0 says that none fits. The last choice counts."""
    exchange = _get(conversation, number)
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
    if exchange.answer_id is None:
        raise NothingToJudge
    exchange.helped = helped
    exchange.save(update_fields=["helped"])
    return exchange


def _keep(
    conversation: Conversation, client_id: str, question: str, finding: Finding, now: datetime
) -> Exchange:
    is_answer = finding.outcome == Exchange.Outcome.ANSWER
    with transaction.atomic():
        # The update takes the row's lock, so two sockets of one conversation never take the same number.
        Conversation.objects.filter(pk=conversation.pk).update(exchanges_count=F("exchanges_count") + 1)
        conversation.refresh_from_db(fields=["exchanges_count"])
        exchange = Exchange.objects.create(
            conversation=conversation,
            number=conversation.exchanges_count,
            client_id=client_id,
            question=question,
            outcome=finding.outcome,
            confidence=finding.confidence,
            candidates=[] if is_answer else finding.revisions,
            answer_id=finding.revisions[0] if is_answer else None,
            publication_id=finding.publication,
            asked_at=now,
        )
    return _exchanges(conversation).get(pk=exchange.pk)


def _exchanges(conversation: Conversation) -> QuerySet[Exchange]:
    return Exchange.objects.filter(conversation=conversation).select_related("answer")


def _get(conversation: Conversation, number: int) -> Exchange:
    try:
        return _exchanges(conversation).get(number=number)
    except Exchange.DoesNotExist:
        raise UnknownExchange from None
