"""What planners decide over what a machine suggested, each decision kept and each one undoable."""

from typing import ClassVar

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.analysis import Membership
from consultations.models.consultation import Consultation
from consultations.models.opinion import Opinion
from consultations.models.theme import Theme


class StanceDecision(models.Model):
    """A person's reading of an opinion's stance; it stands before the machine's."""

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="stance_decision")
    stance = models.CharField(max_length=11, choices=Membership.Stance.choices, blank=True)
    """Empty: the wording takes none."""
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.opinion_id}: {self.stance}"


class CopyDecision(models.Model):
    """A person says that an opinion repeats another one, or (`copy_of` empty) that it repeats none."""

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="copy_decision")
    copy_of = models.ForeignKey(
        Opinion, on_delete=models.CASCADE, null=True, blank=True, related_name="marked_copies"
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.opinion_id} = {self.copy_of_id}"


class PlannerDecisionQuerySet(models.QuerySet["PlannerDecision"]):
    def newest_number(self) -> int:
        """Of the decisions in hand; 0 when there is none."""
        return self.aggregate(newest=Max("number"))["newest"] or 0

    def by_others_since(self, number: int, person: object) -> "PlannerDecisionQuerySet":
        others = self.exclude(decided_by=person) if isinstance(person, User) else self
        return others.filter(number__gt=number).select_related("decided_by", "undoes")


class PlannerDecision(models.Model):
    """One act of a planner, in order. What it changed is in its `changes`."""

    class Kind(models.TextChoices):
        RENAME = "rename", _("Renamed")
        MERGE = "merge", _("Merged")
        TAKE_APART = "take_apart", _("Taken apart again")
        SPLIT = "split", _("Split off")
        MOVE = "move", _("Moved")
        PIN = "pin", _("Pinned")
        UNPIN = "unpin", _("No longer pinned")
        SET_ASIDE = "set_aside", _("Set aside")
        BRING_BACK = "bring_back", _("Brought back")
        COPY = "copy", _("Marked as a copy")
        STANCE = "stance", _("Stance corrected")
        UNDO = "undo", _("Undone")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    details = models.JSONField(default=dict)
    """How themes and opinions were called then, for the sentence that tells of it."""
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )

    objects = PlannerDecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "number"], name="decision_numbers_are_unique"),
            models.CheckConstraint(
                condition=Q(kind="undo", undoes__isnull=False) | (~Q(kind="undo") & Q(undoes=None)),
                name="only_an_undo_undoes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} #{self.number} {self.kind}"


class DecisionChange(models.Model):
    """One thing that a decision changed about one theme or one opinion: what stood before and after.

    `before` and `after` are a label, a key, `null` for none, or "found" for what the machine suggests.
    """

    class Aspect(models.TextChoices):
        LABEL = "label", _("Name")
        MERGED_INTO = "merged_into", _("Merged into")
        PINNED = "pinned", _("Pinned")
        ASIDE = "aside", _("Set aside")
        PLACE = "place", _("Theme")
        COPY = "copy", _("Copy of another")
        STANCE = "stance", _("Stance")

    decision = models.ForeignKey(PlannerDecision, on_delete=models.CASCADE, related_name="changes")
    aspect = models.CharField(max_length=11, choices=Aspect.choices)
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="decided_changes"
    )
    opinion = models.ForeignKey(
        Opinion, on_delete=models.CASCADE, null=True, blank=True, related_name="decided_changes"
    )
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(theme__isnull=True, opinion__isnull=False)
                | Q(theme__isnull=False, opinion__isnull=True),
                name="a_change_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.aspect}"
