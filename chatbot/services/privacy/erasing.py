"""Conversations go: when the visitor says so, or so many days after their last word. Figures stay."""

from datetime import datetime, timedelta

from django.db import transaction

from chatbot.models import ChatSettings, Conversation, Exchange, Handover, LeftQuestion
from chatbot.services.queue import figures

AT_A_TIME = 200


def erase(*, conversation: Conversation) -> None:
    """Everything that was said in it, and addresses that were left. Doing it twice does nothing more."""
    _erase([conversation.pk])


def expire(*, now: datetime) -> int:
    """The round: erase what is older than the city's setting; returns how many conversations."""
    last = now - timedelta(days=ChatSettings.now().keep_days)
    erased = 0
    while due := list(_due(last)):
        _erase(due)
        erased += len(due)
    return erased


def _due(last: datetime) -> list[int]:
    old = Conversation.objects.filter(last_at__lt=last).order_by("last_at")
    return list(old.values_list("pk", flat=True)[:AT_A_TIME])


@transaction.atomic
def _erase(conversations: list[int]) -> None:
    """Fold and erase in one transaction: nothing is counted twice or not at all."""
    held = Conversation.objects.select_for_update().filter(pk__in=conversations)
    within = {"conversation__in": list(held.values_list("pk", flat=True))}
    figures.fold(
        Exchange.objects.filter(**within),
        Handover.objects.filter(**within),
        LeftQuestion.objects.filter(**within),
    )
    Conversation.objects.filter(pk__in=within["conversation__in"]).delete()
