"""The FAQ as it answers visitors."""

from typing import ClassVar

from django.db import models
from django.db.models import Count, Q

from chatbot.models.faq import FaqRevision
from consultations.models import Job


class PublicationQuerySet(models.QuerySet["Publication"]):
    def active(self) -> "PublicationQuerySet":
        return self.filter(is_active=True)

    def listed(self) -> "PublicationQuerySet":
        """The newest first, without what weighs much: the index and the cases."""
        return (
            self.defer("index", "cases", "before")
            .annotate(entries_count=Count("revisions"))
            .order_by("-number")
        )


class Publication(models.Model):
    """The revisions that answer, the index built from them, and how it did on the test questions."""

    number = models.PositiveIntegerField(unique=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="faq_publication")
    revisions = models.ManyToManyField(FaqRevision, related_name="publications")
    index = models.BinaryField()
    quality = models.JSONField(default=dict)
    cases = models.JSONField(default=list)
    """Every test question with what was said to it."""
    before = models.JSONField(default=dict)
    """The same questions asked of the publication that answered then: {"number", "cases"}."""
    curve = models.JSONField(default=list)
    """For every number of wrong ones in a hundred answers, how many questions are answered."""
    is_active = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    """When a worker looked for entries that are taken for each other."""

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_active"], condition=Q(is_active=True), name="one_publication_answers"
            )
        ]

    def __str__(self) -> str:
        return f"FAQ {self.number}"
