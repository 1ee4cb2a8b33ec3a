"""A person who may not write for a while: they read on, and can object."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.moderation import ModerationDecision
from consultations.models.opinion import Opinion


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force_at(self, moment: datetime) -> "SuspensionQuerySet":
        lasting = Q(until__isnull=True) | Q(until__gt=moment)
        return self.filter(lasting, lifted_at__isnull=True)

    def objected(self) -> "SuspensionQuerySet":
        """Those of which the person asked another moderator to look again, and nobody has answered."""
        return self.filter(objected_at__isnull=False, outcome="", lifted_at__isnull=True)

    def with_people(self) -> "SuspensionQuerySet":
        return self.select_related("person", "imposed_by", "judged_by", "opinion")


class Suspension(models.Model):
    """The gate reads `User.suspended_until`, which is written in the same transaction as these rows."""

    class Outcome(models.TextChoices):
        LIFTED = "lifted", _("The suspension was lifted")
        UPHELD = "upheld", _("The suspension stands")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="suspensions")
    opinion = models.ForeignKey(
        Opinion, on_delete=models.SET_NULL, null=True, blank=True, related_name="suspensions"
    )
    """What gave the cause."""
    reason = models.CharField(max_length=20, choices=ModerationDecision.Reason.choices)
    note = models.TextField()
    imposed_at = models.DateTimeField()
    imposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="suspensions_imposed")
    until = models.DateTimeField(null=True, blank=True)
    """Empty: until somebody lifts it."""
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    judged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="suspensions_judged"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-imposed_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("imposed_at")),
                name="a_suspension_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True) | ~Q(judged_by=F("imposed_by")),
                name="nobody_judges_their_own_suspension",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.reason}"

    def is_in_force_at(self, moment: datetime) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > moment)

    @property
    def waits_for_an_answer(self) -> bool:
        return self.objected_at is not None and not self.outcome
