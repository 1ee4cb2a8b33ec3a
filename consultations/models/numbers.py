"""What the city wants to reach: its own figures, each with the year and the paper it stands in."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Target(models.Model):
    class Measure(models.TextChoices):
        REGISTRANTS = "registrants", _("People registered")
        OPINIONS = "opinions", _("Opinions posted")
        CONSULTATIONS = "consultations", _("Consultations held")

    measure = models.CharField(max_length=20, choices=Measure.choices)
    year = models.PositiveSmallIntegerField()
    """The fiscal year (April to March) by whose end it is to be reached."""
    goal = models.PositiveIntegerField()
    start = models.PositiveIntegerField(default=0)
    """Where the city stood when it set the target."""
    source = models.CharField(max_length=200)
    set_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["year", "measure"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["measure", "year"], name="one_target_per_measure_and_year"),
            models.CheckConstraint(condition=Q(goal__gt=F("start")), name="a_target_lies_ahead"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.year}: {self.goal}"
