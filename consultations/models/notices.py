"""Notices of the city to those residents who agreed to get them, by what they said about themselves."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.taxonomy import Area, PolicyField


class AgeBand(models.TextChoices):
    UNDER_20 = "under_20", _("Under 20")
    FROM_20 = "20s", _("20 to 29")
    FROM_30 = "30s", _("30 to 39")
    FROM_40 = "40s", _("40 to 49")
    FROM_50 = "50s", _("50 to 59")
    FROM_60 = "60s", _("60 to 69")
    FROM_70 = "70_up", _("70 or older")


class AudienceProfile(models.Model):
    """What a resident said for the choice of notices, and for nothing else. Taking back deletes the row."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="audience_profile")
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    age_band = models.CharField(max_length=10, choices=AgeBand.choices, blank=True)
    interests = models.ManyToManyField(PolicyField, blank=True, related_name="+")
    agreed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"profile {self.pk}"


class Notice(models.Model):
    """Written by staff, for those whom the choice fits when it is sent. Empty choices mean everybody."""

    title = models.CharField(max_length=100)
    body = models.TextField()
    areas = models.ManyToManyField(Area, blank=True, related_name="+")
    age_bands = models.JSONField(default=list, blank=True)
    interests = models.ManyToManyField(PolicyField, blank=True, related_name="+")
    form_key = models.CharField(max_length=64, unique=True)
    """The form that it was sent with: sent twice, it is one notice."""
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def age_labels(self) -> list[str]:
        return [str(AgeBand(band).label) for band in self.age_bands]
