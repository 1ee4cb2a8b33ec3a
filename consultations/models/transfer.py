"""What came from another platform, and the files that go out."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.consultation import Consultation
from consultations.models.job import Job
from consultations.models.opinion import Opinion


def new_name_key() -> str:
    return secrets.token_hex(32)


class Archive(models.Model):
    """A Decidim open-data ZIP: uploaded, looked through, then taken into one consultation by a job."""

    file = models.FileField(upload_to="archives/%Y/%m/")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    findings = models.JSONField(default=dict)
    """What was found when it was looked through; the preview shows it."""
    name_key = models.CharField(max_length=64, default=new_name_key, editable=False)
    """From it and the author's number the shown name is derived; it is never shown itself."""
    space = models.CharField(max_length=200, blank=True)
    """The participatory space that is taken; empty: all of them."""
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, null=True, blank=True, related_name="archives"
    )
    counts = models.JSONField(default=dict)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="archives")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="archives")
    uploaded_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("consultations:archive", args=[self.pk])


class Origin(models.Model):
    """Where an opinion stood before, and what of it has no place here."""

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="origin")
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="origins")
    archive = models.ForeignKey(Archive, on_delete=models.PROTECT, related_name="origins")
    source_key = models.CharField(max_length=160)
    """The host, the kind and the number there: what makes a second import add nothing."""
    details = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation", "source_key"], name="what_came_from_elsewhere_came_once"
            )
        ]

    def __str__(self) -> str:
        return self.source_key


class ExportQuerySet(models.QuerySet["Export"]):
    def kept(self) -> "ExportQuerySet":
        return self.filter(removed_at__isnull=True)

    def fetchable_by(self, user: User, *, now: Any) -> "ExportQuerySet":
        """Ready, not expired, and this person's own: nobody fetches what another asked for."""
        return self.kept().filter(requested_by=user, ready_at__isnull=False, expires_at__gt=now)


class Export(models.Model):
    """A file made of a consultation. The private one carries attributes: for one person, for seven days."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("Public export")
        PRIVATE = "private", _("Export for staff, with attributes")

    class Format(models.TextChoices):
        CSV = "csv", _("CSV (for Excel)")
        XLSX = "xlsx", _("Excel (.xlsx)")
        JSON = "json", _("JSON")
        GEOJSON = "geojson", _("GeoJSON (places)")
        DECIDIM = "decidim", _("With Decidim's headers")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="exports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    format = models.CharField(max_length=10, choices=Format.choices)
    reason = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to="exports/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="exports")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exports")
    created_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="public") | ~Q(reason=""), name="a_private_export_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.format} {self.pk}"
