"""What planners prepare before residents see it, and what they leave behind for them to read."""

import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from consultations.models.consultation import Consultation
from consultations.models.document import DocumentVersion, Section
from consultations.models.opinion import Opinion
from consultations.models.theme import Theme


def new_key() -> str:
    return secrets.token_urlsafe(16)


class Blueprint(models.Model):
    """A consultation kept as a template: its words, and its dates as days from the first one."""

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Consultation.Kind.choices)
    content = models.JSONField(default=dict)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def working_at(self, moment: datetime) -> "PreviewLinkQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=moment)


class PreviewLink(models.Model):
    """Lets people without an account read a consultation before it is published."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="preview_links")
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"preview {self.pk}"


class PlanDraft(models.Model):
    """A version of the plan that was read in and looked at, and that nobody outside can see yet."""

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="plan_draft")
    title = models.CharField(max_length=120)
    label = models.CharField(max_length=40, blank=True)
    sections = models.JSONField(default=list)
    """Number, title and body of each section, in order."""
    left_out = models.JSONField(default=list)
    source_name = models.CharField(max_length=200, blank=True)
    is_accepted = models.BooleanField(default=False)
    """A planner has read the sections and found them right."""
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Correction(models.Model):
    """What was changed in a consultation after it was published, in words that everybody reads."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="corrections")
    note = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.note


class ChangeCauseQuerySet(models.QuerySet["ChangeCause"]):
    def published(self) -> "ChangeCauseQuerySet":
        return self.filter(version__isnull=False).select_related("consultation")

    def of_draft(self, consultation: Consultation) -> "ChangeCauseQuerySet":
        return self.filter(consultation=consultation, version__isnull=True)

    def with_names(self) -> "ChangeCauseQuerySet":
        found = self.select_related("opinion__current", "theme", "section", "consultation")
        return found.prefetch_related("opinion__current__personal_findings")


class ChangeCause(models.Model):
    """An opinion or a theme that led to a change in a section of the plan, and how."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="change_causes")
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="causes"
    )
    """Empty until the version is published; until then nobody outside reads it."""
    number = models.CharField(max_length=20)
    """Of the section in the new version; of one taken out, in the version before."""
    section = models.ForeignKey(
        Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="causes"
    )
    opinion = models.ForeignKey(
        Opinion, on_delete=models.CASCADE, null=True, blank=True, related_name="led_to"
    )
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="led_to")
    reason = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = ChangeCauseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(opinion__isnull=False, theme__isnull=True)
                | Q(opinion__isnull=True, theme__isnull=False),
                name="a_change_is_caused_by_an_opinion_or_a_theme",
            ),
            models.UniqueConstraint(
                fields=["consultation", "version", "number", "opinion"],
                name="an_opinion_leads_once_to_a_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}"

    def named(self) -> dict[str, Any]:
        """For the record of what staff did."""
        cause = {"opinion": self.opinion.receipt} if self.opinion else {"theme": str(self.theme)}
        return {"section": self.number, **cause}
