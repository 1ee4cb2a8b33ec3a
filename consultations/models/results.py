"""What the city published: a snapshot that later edits, withdrawals and decisions leave as it was."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.analysis import AnalysisRun, Membership
from consultations.models.consultation import Consultation
from consultations.models.job import Job
from consultations.models.opinion import Revision, counted
from consultations.models.responses import ResponseWording
from consultations.models.theme import Theme


class ResultQuerySet(models.QuerySet["Publication"]):
    def finished(self) -> "ResultQuerySet":
        return self.filter(published_at__isnull=False)


class Publication(models.Model):
    """The result of a consultation as it was given out. The one with the highest number is public."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="publications")
    number = models.PositiveIntegerField()
    run = models.ForeignKey(AnalysisRun, on_delete=models.PROTECT, related_name="publications")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, related_name="publication")
    figures = models.JSONField(default=dict)
    """Submitters, opinions, distinct, channels and withheld, as counted for this publication."""
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    """Empty while it is being made; nobody outside sees it before."""

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "number"], name="publication_numbers_are_unique")
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("consultations:result", args=[self.consultation.slug])


class PublishedRow(models.Model):
    """One row of 「意見の概要と市の考え方」."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=600)
    themes = models.ManyToManyField(Theme, related_name="published_rows")
    wording = models.ForeignKey(
        ResponseWording, on_delete=models.PROTECT, null=True, blank=True, related_name="published_rows"
    )
    summary = models.TextField(blank=True)
    """In the city's words; empty: the quotations are the summary."""
    quotations = models.JSONField(default=list)
    """[revision, start, end] of each, in their order."""
    opinions = models.PositiveIntegerField()
    distinct = models.PositiveIntegerField()
    answer = models.TextField()
    category = models.CharField(max_length=40, blank=True)
    changes = models.JSONField(default=list)
    """{"number", "title", "text"} of each section of the plan that is changed."""

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["publication", "number"], name="published_rows_are_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}/{self.number} {self.label}"


class PublishedPlaceQuerySet(models.QuerySet["PublishedPlace"]):
    def gone_since(self) -> "PublishedPlaceQuerySet":
        """Those whose words were hidden or taken back after the publication."""
        return self.exclude(state=Membership.State.WITHHELD).exclude(counted("revision__opinion__"))

    def in_order(self) -> "PublishedPlaceQuerySet":
        return self.select_related("revision__opinion", "row", "copy_of__opinion").order_by("number")


class PublishedPlace(models.Model):
    """Where the publication counts one revision: every opinion handed in has exactly one."""

    class Why(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Withdrawn by its author")
        HELD = "held", _("Waiting for a check by a moderator")
        PERSONAL_DATA = "personal_data", _("Personal data of somebody")
        ABUSE = "abuse", _("Abuse or discrimination")
        ADVERTISEMENT = "advertisement", _("Advertisement")
        OFF_TOPIC = "off_topic", _("Nothing to do with the consultation")
        ILLEGAL = "illegal", _("Against the law or the rights of others")
        HIDDEN = "hidden", _("Hidden by a moderator")

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="places")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="published_places")
    number = models.PositiveIntegerField()
    """In the annex."""
    row = models.ForeignKey(
        PublishedRow, on_delete=models.CASCADE, null=True, blank=True, related_name="places"
    )
    state = models.CharField(max_length=10, choices=Membership.State.choices)
    copy_of = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=20, choices=Why.choices, blank=True)
    """Of one withheld: the reason."""

    objects = PublishedPlaceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["publication", "revision"], name="published_once_per_opinion"),
            models.UniqueConstraint(fields=["publication", "number"], name="annex_numbers_are_unique"),
            models.CheckConstraint(
                condition=(Q(state="withheld", row__isnull=True) & ~Q(why=""))
                | (~Q(state="withheld") & Q(row__isnull=False, why="")),
                name="every_opinion_is_in_a_row_or_withheld_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.revision_id} {self.state}"


class PublishedFile(models.Model):
    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel (.xlsx)")
        DOCX = "docx", _("Word (.docx)")
        PDF = "pdf", _("PDF")
        CSV = "csv", _("CSV: the table")
        ORIGINALS = "originals", _("CSV: every opinion")

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=10, choices=Format.choices)
    file = models.FileField(upload_to="results/%Y/%m/")
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    withheld = models.PositiveIntegerField(default=0)
    """How many originals were left out when it was written; more now: it is written anew first."""
    covers = models.CharField(max_length=64, blank=True)
    """Which personal data were covered when it was written (`Covers.digest`); others now: written anew."""
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["publication", "format"], name="one_file_of_each_kind")
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}.{self.format}"
