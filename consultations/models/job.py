"""Long work: what people see of it (stage, percentage, cancel) and what lets it survive a killed worker."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.consultation import Consultation


class JobQuerySet(models.QuerySet["Job"]):
    def active(self) -> "JobQuerySet":
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def waited_for_by(self, user: User | AnonymousUser) -> "JobQuerySet":
        """What this person asked for and is not finished."""
        return self.active().filter(requested_by=user.pk)

    def abandoned_at(self, moment: datetime) -> "JobQuerySet":
        """Running by the row, but nobody has renewed the lease: its worker is gone."""
        return self.filter(state=Job.State.RUNNING, lease_until__lt=moment)

    def forgotten_at(self, moment: datetime) -> "JobQuerySet":
        """Waiting for so long that the queue may have lost them (it was down when they were handed over)."""
        return self.filter(state=Job.State.QUEUED).exclude(enqueued_at__gt=moment - Job.PATIENCE)


class Job(models.Model):
    class Kind(models.TextChoices):
        IMPORT = "import", _("Import of opinions")
        ANALYSIS = "analysis", _("Analysis")
        ARCHIVE = "archive", _("Import from Decidim")
        EXPORT = "export", _("Export")
        RECHECK = "recheck", _("Check of an analysis")
        GROUPS = "groups", _("Search for opinion groups")
        PUBLICATION = "publication", _("Publication of a result")
        DECISION = "decision", _("Decision about many opinions")
        FAQ_IMPORT = "faq_import", _("Import of FAQ entries")
        FAQ_PUBLICATION = "faq_publication", _("Publication of the FAQ")
        FAQ_PAIRS = "faq_pairs", _("Search for FAQ entries taken for each other")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    LEASE = timedelta(seconds=30)
    PATIENCE = timedelta(minutes=2)
    MAX_ATTEMPTS = 5

    kind = models.CharField(max_length=20, choices=Kind.choices)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(max_length=40, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    idempotency_key = models.CharField(max_length=120, unique=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="jobs")
    created_at = models.DateTimeField()
    enqueued_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    checkpoint_stage = models.CharField(max_length=40, blank=True)
    checkpoint = models.BinaryField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="a_job_is_at_most_whole"),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(kind="analysis", state__in=["queued", "running"]),
                name="one_analysis_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(kind="groups", state__in=["queued", "running"]),
                name="one_search_for_groups_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(kind="publication", state__in=["queued", "running"]),
                name="one_publication_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("consultations:job", args=[self.pk])

    @property
    def seconds(self) -> int:
        """How long the last attempt took; 0 while nobody knows."""
        if not (self.started_at and self.finished_at):
            return 0
        return round((self.finished_at - self.started_at).total_seconds())

    @property
    def is_active(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)


class WorkerPulse(models.Model):
    """One row per worker process: when it last said that it lives."""

    name = models.CharField(max_length=80, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
