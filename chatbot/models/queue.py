"""Questions that stayed open, grouped by likeness, what editors made of them, and the figures of each day."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from chatbot.models.conversation import Exchange
from chatbot.models.faq import MAX_QUESTION, FaqEntry


class QuestionGroupQuerySet(models.QuerySet["QuestionGroup"]):
    def waiting(self) -> "QuestionGroupQuerySet":
        """Not treated yet and still with an example: one whose visitors took it back is not shown."""
        return self.filter(triage="", example__isnull=False)

    def treated(self) -> "QuestionGroupQuerySet":
        return self.exclude(triage="")

    def most_frequent_first(self) -> "QuestionGroupQuerySet":
        return self.select_related("example").order_by("-size", "-last_at", "pk")


class QuestionGroup(models.Model):
    """Questions that say the same. The words stay with the exchanges: erased there, they are gone here."""

    example = models.ForeignKey(Exchange, on_delete=models.SET_NULL, null=True, related_name="+")
    size = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    nearest = models.JSONField(default=list)
    """Ids of the entries nearest to the example, as a worker found them."""
    triage = models.CharField(max_length=12, choices=Exchange.Triage.choices, blank=True)
    triaged_at = models.DateTimeField(null=True, blank=True)
    triaged_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    entry = models.ForeignKey(FaqEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The entry that got the phrasing, or that was written."""
    added = models.JSONField(default=list)
    """Texts that were added as phrasings or kept as out of scope, so that it can be taken back."""

    objects = QuestionGroupQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-size", "-last_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(triage="", triaged_at__isnull=True)
                | (~Q(triage="") & Q(triaged_at__isnull=False)),
                name="a_treated_group_has_a_moment",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["triage", "-size", "-last_at"], name="question_groups_in_order")
        ]

    def __str__(self) -> str:
        return f"group {self.pk}"


class GroupedQuestion(models.Model):
    """An exchange has its place in one group for good, so that groups stay as people saw them."""

    exchange = models.OneToOneField(Exchange, on_delete=models.CASCADE, related_name="grouped")
    group = models.ForeignKey(QuestionGroup, on_delete=models.CASCADE, related_name="questions")

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.exchange_id} in {self.group_id}"


class OutsideQuestion(models.Model):
    """A question that is not the city's business: from it a release learns where to decline."""

    text = models.CharField(max_length=MAX_QUESTION, unique=True)
    marked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-marked_at", "-pk"]

    def __str__(self) -> str:
        return self.text


class ChatDay(models.Model):
    """What is left of a day when its conversations are erased: counts, no words."""

    day = models.DateField(unique=True)
    questions = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    offered = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    other = models.PositiveIntegerField(default=0)
    """Guides and look-ups."""
    helped = models.PositiveIntegerField(default=0)
    not_helped = models.PositiveIntegerField(default=0)
    handed_over = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    """Questions left for people to answer later."""
    times = models.JSONField(default=dict)
    """{upper bound of the time to answer in milliseconds: how many questions}"""
    entries = models.JSONField(default=dict)
    """{id of an entry: how often it was the answer}"""
    groups = models.JSONField(default=dict)
    """{id of a group of open questions: how many}"""

    class Meta:
        ordering: ClassVar[list[str]] = ["day"]

    def __str__(self) -> str:
        return str(self.day)
