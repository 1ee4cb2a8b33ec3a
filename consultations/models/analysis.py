"""What the machine suggests: a run, its clusters, and where each opinion revision fell."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.models.consultation import Consultation
from consultations.models.job import Job
from consultations.models.opinion import Revision
from consultations.models.standing import EvidenceQuerySet, MembershipQuerySet


class AnalysisRun(models.Model):
    """One reproducible run: the same input hash, versions, seed and parameters give the same bytes."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="runs")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="run")
    number = models.PositiveIntegerField()
    input_hash = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)
    dictionary_version = models.CharField(max_length=40)
    seed = models.PositiveIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    result_hash = models.CharField(max_length=64, blank=True)
    """Over all that was found: equal hashes, equal results."""
    finished_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "number"], name="run_numbers_are_unique"),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(published_at__isnull=False),
                name="one_published_run_per_consultation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} #{self.number}"


class Cluster(models.Model):
    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="clusters")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    theme = models.ForeignKey(
        "consultations.Theme", on_delete=models.SET_NULL, null=True, blank=True, related_name="clusters"
    )
    label = models.CharField(max_length=200)
    terms = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "number"], name="cluster_numbers_are_unique"),
            models.UniqueConstraint(fields=["run", "theme"], name="one_cluster_per_run_and_theme"),
        ]

    def __str__(self) -> str:
        return self.label


class Membership(models.Model):
    """Where one revision stands in one run: every revision of the input has exactly one row.

    A copy carries the cluster of the opinion it repeats. What people decided since comes on top:
    `MembershipQuerySet.with_standing`.
    """

    class State(models.TextChoices):
        IN_THEME = "in_theme", _("In a theme")
        COPY = "copy", _("Copy of another")
        NO_THEME = "no_theme", _("In no theme")
        WITHHELD = "withheld", _("Withheld")

    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="memberships")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(max_length=10, choices=State.choices)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    copy_of = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    score = models.FloatField(default=0)
    x = models.FloatField(default=0)
    y = models.FloatField(default=0)
    # Only on rows that come from `with_standing` or `listed`:
    standing: str
    standing_theme: int | None
    beginning: str

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "revision"], name="one_state_per_revision_and_run"),
            models.CheckConstraint(
                condition=Q(state="in_theme", cluster__isnull=False, copy_of__isnull=True)
                | Q(state="copy", copy_of__isnull=False)
                | Q(state__in=["no_theme", "withheld"], cluster__isnull=True, copy_of__isnull=True),
                name="a_membership_fits_its_state",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "state"], name="members_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.state}"


class Evidence(models.Model):
    """A quotation: offsets into the text of one revision."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="evidence")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="evidence")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    # Only on rows that come from `EvidenceQuerySet.standing`:
    quoted: str
    standing_theme: int

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="a_quotation_is_not_empty"),
            models.UniqueConstraint(fields=["cluster", "position"], name="quotations_have_an_order"),
        ]

    def __str__(self) -> str:
        return self.quotation

    @property
    def quotation(self) -> str:
        return self.revision.text[self.start : self.end]
