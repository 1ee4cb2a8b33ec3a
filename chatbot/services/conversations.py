"""Begin a conversation, or take one up where the line dropped."""

from datetime import datetime

from chatbot.models import Conversation, Exchange


def begin(*, locale: str, now: datetime) -> Conversation:
    return Conversation.objects.create(locale=locale, created_at=now)


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
