"""What a city decides about its chat, on screen."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

ONLY = 1


class ChatSettings(models.Model):
    """One row, made when somebody first changes something; until then the defaults hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    wrong_per_hundred = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    """Of a hundred answers given, how many may be wrong: the threshold follows from it."""
    needs_review = models.BooleanField(default=False)
    """A second person must have read an answer before it is published."""
    keep_days = models.PositiveSmallIntegerField(
        default=90, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    """Conversations are erased so many days after their last word."""
    hands_over = models.BooleanField(default=True)
    """People of the city take conversations over in office hours."""
    wait_minutes = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    """How long a visitor waits for a person before leaving the question is offered."""
    address_days = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(0), MaxValueValidator(90)]
    )
    """The address for an answer is erased so many days after it."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=ONLY), name="chat_settings_stand_once")
        ]

    def __str__(self) -> str:
        return "chat settings"

    @classmethod
    def now(cls) -> "ChatSettings":
        return cls.objects.filter(pk=ONLY).first() or cls()
