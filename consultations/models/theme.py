"""What people decide about the themes: a stable identity, a name, and who belongs to it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from consultations.models.consultation import Consultation
from consultations.models.opinion import Opinion


class ThemeQuerySet(models.QuerySet["Theme"]):
    def holding(self) -> "ThemeQuerySet":
        """Without those that a person made and of which nothing is left, as when the split was undone."""
        found, put_in = Q(clusters__isnull=False), Q(assignments__isnull=False)
        return self.filter(Q(made_by=None) | found | put_in).distinct()


class Theme(models.Model):
    """Found by analysis, named and owned by staff. Each run that finds it again has one cluster of it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="themes")
    stable_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    found_label = models.CharField(max_length=200, blank=True)
    """What the newest run calls it."""
    staff_label = models.CharField(max_length=120, blank=True)
    labelled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    created_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """Who split it off by hand; empty for one that an analysis found."""
    pinned_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_reason = models.CharField(max_length=400, blank=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(pinned_at__isnull=True) | Q(merged_into__isnull=True),
                name="a_pinned_theme_stands_by_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_held(self) -> bool:
        """A person decided about the theme itself, so a new run does not drop it lightly."""
        return bool(self.staff_label or self.made_by_id or self.pinned_at or self.set_aside_at)

    @property
    def label(self) -> str:
        return self.staff_label or self.found_label


class ThemeAssignment(models.Model):
    """A person's decision where an opinion belongs; it stands before whatever a run suggests.

    `theme` empty means: in no theme.
    """

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="assignment")
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="theme_assignments")
    assigned_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-assigned_at"]

    def __str__(self) -> str:
        return f"{self.opinion_id} → {self.theme_id}"
