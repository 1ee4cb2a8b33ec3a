"""Begin a conversation, or take one up where the line dropped."""

from datetime import datetime

from django.db.models import F

from chatbot.models import Conversation, Exchange


def begin(*, locale: str, now: datetime) -> Conversation:
    return Conversation.objects.create(locale=locale, created_at=now, last_at=now)


def find(*, token: str) -> Conversation | None:
    return Conversation.objects.filter(token=token).first() if token else None


def resume(
    *, token: str | None, cursor: int, locale: str, now: datetime
) -> tuple[Conversation, list[Exchange]]:
    """The conversation of a token and what was said in it after the cursor.

    A token that nobody knows (any more) begins a new conversation, which the visitor sees by its new token.
    """
    conversation = find(token=token or "")
    if conversation is None:
        return begin(locale=locale, now=now), []
    if conversation.locale != locale:
        conversation.locale = locale
        conversation.save(update_fields=["locale"])
    return conversation, list(conversation.exchanges.filter(number__gt=cursor))


def read_easily(*, conversation: Conversation, wanted: bool) -> None:
    """Give answers in やさしい日本語 from now on, where an editor wrote it, or no longer."""
    if conversation.is_easy != wanted:
        conversation.is_easy = wanted
        conversation.save(update_fields=["is_easy"])


def next_number(*, conversation: Conversation, now: datetime) -> int:
    """The number of what is said next, inside a transaction.

    The update takes the row's lock, so two sockets of one conversation never take the same number.
    """
    held = Conversation.objects.filter(pk=conversation.pk)
    held.update(exchanges_count=F("exchanges_count") + 1, last_at=now)
    conversation.exchanges_count, conversation.last_at = held.values_list("exchanges_count", "last_at").get()
    return conversation.exchanges_count
