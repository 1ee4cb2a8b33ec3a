"""What a consultation asks about the people who write. Voluntary, and never shown beside their words."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from consultations.models.consultation import Consultation


class AttributeQuestion(models.Model):
    """The answer is kept in `Opinion.attributes` under the label, as an import keeps its columns."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="attribute_questions"
    )
    label = models.CharField(max_length=40)
    choices = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    """Why the city asks; people read it at the field."""
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "label"], name="an_attribute_is_asked_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_attribute_is_asked_for_a_reason"),
        ]

    def __str__(self) -> str:
        return self.label
