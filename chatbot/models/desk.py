"""What helps the editors: words that count as the same, entries taken for each other, reminders."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chatbot.models.faq import FaqEntry


class SynonymGroup(models.Model):
    """Words that count as the same word in questions and answers from the next publication on."""

    words = models.JSONField(default=list)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return "、".join(self.words)


class EntryPairQuerySet(models.QuerySet["EntryPair"]):
    def of(self, entry: FaqEntry) -> "EntryPairQuerySet":
        return self.filter(Q(first=entry) | Q(second=entry)).with_entries()

    def with_entries(self) -> "EntryPairQuerySet":
        return self.select_related("first__current", "second__current")


class EntryPair(models.Model):
    """Two entries of the active publication that are alike, or that the chat takes for each other.

    Confused are those with a phrasing that gets the wrong answer at once, or with two and more that go
    astray; seldom is the rest, where one phrasing is offered readings in another order.
    """

    class Kind(models.TextChoices):
        CONFUSED = "confused", _("Taken for each other")
        SELDOM = "seldom", _("Seldom taken for each other")
        ALIKE = "alike", _("Asked almost alike")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    first = models.ForeignKey(FaqEntry, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(FaqEntry, on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField()
    """How alike, 0 to 1, or how many phrasings are taken for the other entry."""
    phrasings = models.JSONField(default=list)
    """[{"text", "of": key of the entry it belongs to, "becomes": what the chat makes of it}]"""

    objects = EntryPairQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "-weight", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "first", "second"], name="a_pair_stands_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_has_an_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id}/{self.second_id}"

    @property
    def number(self) -> int:
        """Of the phrasings that are taken for the other entry, also of those not kept here."""
        return int(self.weight)


class ReminderMail(models.Model):
    """An editor who wants a mail each week while answers wait to be checked."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="faq_reminder")
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reminders for {self.user_id}"
