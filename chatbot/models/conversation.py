"""What visitors asked and what became of it."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chatbot.models.faq import FaqRevision
from chatbot.models.publication import Publication

TIME_TO_CHOOSE = timedelta(minutes=10)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Conversation(models.Model):
    """One visitor's talk. The token is the only way back to it; no account, no address is kept."""

    token = models.CharField(max_length=64, unique=True, default=new_token)
    locale = models.CharField(max_length=5, default="ja")
    is_easy = models.BooleanField(default=False)
    """The visitor reads やさしい日本語 where an editor wrote it."""
    slots = models.JSONField(default=dict)
    """What the visitor said once and need not say again, such as the district: {slot: value}."""
    exchanges_count = models.PositiveIntegerField(default=0)
    """The last number given: exchanges and messages of one conversation are numbered together."""
    created_at = models.DateTimeField()
    last_at = models.DateTimeField(db_default=Now(), db_index=True)
    """When something was last said."""

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def left_open(self, now: datetime) -> "ExchangeQuerySet":
        """Not known, no reading fitted or was taken, or an answer that did not help: for the editors to read.

        Somebody may still choose among readings that were offered a moment ago.
        """
        none_taken = Q(outcome="candidates", answer__isnull=True, asked_at__lt=now - TIME_TO_CHOOSE)
        not_known = Q(outcome="unknown") | Q(none_fits=True) | Q(helped=False) | none_taken
        of_answers = self.filter(outcome__in=("answer", "candidates", "unknown"))
        return of_answers.filter(not_known).select_related("answer__entry").order_by("-asked_at", "-pk")


class Exchange(models.Model):
    """One question and what became of it. The client's id makes a repeated question one exchange."""

    class Outcome(models.TextChoices):
        ANSWER = "answer", _("Answered")
        CANDIDATES = "candidates", _("Readings offered")
        UNKNOWN = "unknown", _("Not known")
        GUIDE = "guide", _("Guide")
        LOOKUP = "lookup", _("Looked up")
        COURTESY = "courtesy", _("Greeting or thanks")

    class Triage(models.TextChoices):
        """What an editor made of a question that stayed open."""

        PHRASING = "phrasing", _("Added as a phrasing")
        ENTRY = "entry", _("A new entry was written")
        OUTSIDE = "outside", _("Not the city's business")
        IGNORED = "ignored", _("Put aside")

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
    state = models.JSONField(default=dict)
    """Where a guide or a look-up stands in this exchange; what it holds is the affair of its service."""
    language = models.CharField(max_length=5, default="ja")
    """The language the question was written in."""
    took_ms = models.PositiveIntegerField(default=0)
    screened_at = models.DateTimeField(null=True, blank=True)
    """When a worker looked for names. Before that no member of staff sees the question."""
    triage = models.CharField(max_length=12, choices=Triage.choices, blank=True)
    triaged_at = models.DateTimeField(null=True, blank=True)
    triaged_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
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
