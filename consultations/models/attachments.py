"""Photos and PDF files that a resident put beside a proposal, made anew before they were kept."""

import secrets
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.models.opinion import Opinion


def new_token() -> str:
    return secrets.token_urlsafe(16)


class Attachment(models.Model):
    class Kind(models.TextChoices):
        PICTURE = "picture", _("Picture")
        PDF = "pdf", _("PDF")

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="attachments")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    """The address; nobody can count through the files of others."""
    kind = models.CharField(max_length=10, choices=Kind.choices)
    file = models.FileField(upload_to="attachments/%Y/%m/")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=200, blank=True)
    """What a picture shows, for those who do not see it."""
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    """Of what was uploaded: the same file sent twice is kept once."""
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["opinion", "sha256"], name="a_file_is_attached_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("consultations:attachment", args=[self.token])
