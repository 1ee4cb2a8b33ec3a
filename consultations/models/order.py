"""What residents say about the order of a discussion: reports, and appeals against decisions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.moderation import ModerationDecision
from consultations.models.opinion import Opinion


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> "ReportQuerySet":
        return self.filter(closed_at__isnull=True)


class Report(models.Model):
    """A resident asks a moderator to look at an opinion."""

    class Outcome(models.TextChoices):
        HIDDEN = "hidden", _("The opinion was hidden")
        DISMISSED = "dismissed", _("The opinion stays")

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="reports")
    reason = models.CharField(max_length=20, choices=ModerationDecision.Reason.choices)
    words = models.TextField(blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["opinion", "reporter"],
                condition=Q(closed_at__isnull=True),
                name="one_open_report_per_person_and_opinion",
            )
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}: {self.reason}"


class Appeal(models.Model):
    """The author of a hidden opinion asks another moderator to look again. Once for each decision."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("The decision stands")
        OVERTURNED = "overturned", _("The decision was overturned")

    decision = models.OneToOneField(ModerationDecision, on_delete=models.CASCADE, related_name="appeal")
    words = models.TextField()
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.outcome}"
