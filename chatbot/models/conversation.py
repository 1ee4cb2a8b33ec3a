"""What visitors asked and what became of it."""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chatbot.models.faq import FaqRevision
from chatbot.models.publication import Publication


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Conversation(models.Model):
    """One visitor's talk. The token is the only way back to it; no account, no address is kept."""

    token = models.CharField(max_length=64, unique=True, default=new_token)
    locale = models.CharField(max_length=5, default="ja")
    exchanges_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def left_open(self) -> "ExchangeQuerySet":
        """Not known, no reading fitted, or an answer that did not help: for the editors to read."""
        not_known = Q(outcome="unknown") | Q(none_fits=True) | Q(helped=False)
        return self.filter(not_known).select_related("answer__entry").order_by("-asked_at", "-pk")


class Exchange(models.Model):
    """One question and what became of it. The client's id makes a repeated question one exchange."""

    class Outcome(models.TextChoices):
        ANSWER = "answer", _("Answered")
        CANDIDATES = "candidates", _("Readings offered")
        UNKNOWN = "unknown", _("Not known")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="exchanges")
    number = models.PositiveIntegerField()
    client_id = models.CharField(max_length=64)
    question = models.TextField()
    """Personal data masked before it is kept."""
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    confidence = models.FloatField(default=0)
    candidates = models.JSONField(default=list)
    """Revision ids of the readings offered, in the order shown."""
    none_fits = models.BooleanField(default=False)
    """The visitor said that no reading offered is what they meant."""
    answer = models.ForeignKey(
        FaqRevision, on_delete=models.PROTECT, null=True, blank=True, related_name="exchanges"
    )
    helped = models.BooleanField(null=True, blank=True)
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="exchanges"
    )
    asked_at = models.DateTimeField()

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conversation", "number"], name="exchange_numbers_are_unique"),
            models.UniqueConstraint(
                fields=["conversation", "client_id"], name="a_repeated_ask_is_one_exchange"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.number}"
