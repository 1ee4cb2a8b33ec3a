"""What becomes of a proposal: who stands behind it, what the city says to it, and how far it has come."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from consultations.models.participation import STATUS_CHIPS, OfficialStatus, Proposal


class CosignerQuerySet(models.QuerySet["Cosigner"]):
    def standing(self) -> "CosignerQuerySet":
        """Those who said yes and have not taken it back."""
        return self.filter(signed_at__isnull=False, ended_at__isnull=True)


class Cosigner(models.Model):
    """A person who puts their name to another's proposal. Nobody is named who has not said yes."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="cosigners")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="cosigned")
    asked_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """Declined, taken back, or removed by the author."""

    objects = CosignerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["signed_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "user"], name="one_person_cosigns_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.proposal_id}"


class OfficialAnswer(models.Model):
    """The city's word on a proposal. Rows are only ever added; the newest one stands."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    status = models.CharField(max_length=10, choices=OfficialStatus.choices)
    text = models.TextField()
    department = models.CharField(max_length=80)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-answered_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.status}"

    @property
    def chip(self) -> str:
        return STATUS_CHIPS.get(self.status, "")


class Milestone(models.Model):
    """A step on the way from the decision to the thing itself."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    due_on = models.DateField()
    reached_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="a_milestone_has_a_title")
        ]

    def __str__(self) -> str:
        return self.title
