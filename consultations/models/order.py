"""What residents say about the order of a discussion (reports, appeals), and the end of a discussion."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.moderation import ModerationDecision
from consultations.models.opinion import Opinion
from consultations.models.participation import Thread


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> "ReportQuerySet":
        return self.filter(closed_at__isnull=True)


class Report(models.Model):
    """A resident asks a moderator to look at an opinion."""

    class Outcome(models.TextChoices):
        HIDDEN = "hidden", _("The opinion was hidden")
        DISMISSED = "dismissed", _("The opinion stays")
        WITHDRAWN = "withdrawn", _("The author withdrew it")

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


class EndedDiscussion(models.Model):
    """Why a moderator ended a discussion. The gate reads `Thread.locked_at`, written with these rows."""

    class Reason(models.TextChoices):
        GOES_ROUND = "goes_round", _("The same is said again and again")
        ABUSE = "abuse", _("Abuse or discrimination")
        PERSONAL_DATA = "personal_data", _("Personal data of somebody")
        OFF_TOPIC = "off_topic", _("Nothing to do with the consultation")
        ADVERTISEMENT = "advertisement", _("Advertisement")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="endings")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    note = models.TextField()
    """Everybody reads this where the discussion stands."""
    ended_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-ended_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(reopened_at__isnull=True),
                name="a_discussion_is_ended_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.reason}"
