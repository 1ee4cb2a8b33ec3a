"""A draft plan. Its sections keep their identity from version to version, and with it their comments."""

import uuid
from typing import ClassVar

from django.db import models
from django.urls import reverse

from consultations.models.consultation import Consultation


class Document(models.Model):
    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="document")
    title = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=40)
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document", "number"], name="version_numbers_are_unique")
        ]

    def __str__(self) -> str:
        return self.label


class Section(models.Model):
    """The thing a comment can be about. `number` is the one it has in the newest version."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="sections")
    stable_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20)
    position = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document", "number"], name="section_numbers_are_unique")
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return self.address(self.document.consultation.slug)

    def address(self, slug: str) -> str:
        return reverse("consultations:section", args=[slug, self.number])


class SectionText(models.Model):
    """What a section says in one version. Markdown; never changed once published."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="texts")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="texts")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    body = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "section"], name="one_text_per_section_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
