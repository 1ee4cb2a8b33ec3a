"""What a visitor said once in a conversation; read each time, since a second tab may have said it."""

from typing import Any

from django.db import transaction

from chatbot.models import Conversation

DISTRICT = "district"


def value(conversation: Conversation, slot: str) -> str:
    held = Conversation.objects.filter(pk=conversation.pk).values_list("slots", flat=True).first() or {}
    return str(held.get(slot, ""))


@transaction.atomic
def remember(*, conversation: Conversation, slot: str, text: str) -> None:
    """Only this slot is written; what another tab remembered meanwhile stays."""
    row = Conversation.objects.select_for_update().only("slots").get(pk=conversation.pk)
    slots: dict[str, Any] = dict(row.slots)
    if slots.get(slot) != text:
        Conversation.objects.filter(pk=conversation.pk).update(slots=slots | {slot: text})
