"""What the machine suggests: a run, its clusters, and where each opinion revision fell."""

from typing import ClassVar

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from consultations.models.consultation import Consultation
from consultations.models.job import Job
from consultations.models.opinion import Revision
from consultations.models.standing import EvidenceQuerySet, MembershipQuerySet


class AnalysisRunQuerySet(models.QuerySet["AnalysisRun"]):
    def for_history(self, consultation: Consultation) -> "AnalysisRunQuerySet":
        """Newest first, with `opinions` and `themes` counted."""
        memberships = Membership.objects.filter(run=OuterRef("pk")).order_by().values("run")
        themes = (
            Cluster.objects.filter(run=OuterRef("pk"), level=Cluster.Level.THEME).order_by().values("run")
        )
        return (
            self.filter(consultation=consultation)
            .select_related("job__requested_by")
            .defer("job__checkpoint", "cuts", "changes")
            .annotate(
                opinions=Subquery(memberships.annotate(number=Count("pk")).values("number")),
                themes=Subquery(themes.annotate(number=Count("pk")).values("number")),
            )
        )


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
    cuts = models.JSONField(default=list)
    """How the opinions would fall into fewer or more themes: what the slider shows at once."""
    changes = models.JSONField(default=dict)
    """What became of the themes of the run before: new, grown, split, merged, moved."""
    finished_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = AnalysisRunQuerySet.as_manager()

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
    """A theme of one run, or a family that some of its themes stand under (`parent`)."""

    class Level(models.IntegerChoices):
        FAMILY = 1, _("Group of themes")
        THEME = 2, _("Theme")

    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="clusters")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    theme = models.ForeignKey(
        "consultations.Theme", on_delete=models.SET_NULL, null=True, blank=True, related_name="clusters"
    )
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.THEME)
    label = models.CharField(max_length=200)
    terms = models.JSONField(default=list)
    fragility = models.FloatField(null=True, blank=True)
    """Share (0 to 1) of runs over part of the opinions that did not find it again; empty: not tried."""
    is_distinct = models.BooleanField(default=False)
    """Few opinions, but unlike all others."""

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

    class Stance(models.TextChoices):
        """As the wording is read; an author's own choice is `Opinion.Stance`."""

        AGREE = "agree", _("In favour")
        OPPOSE = "oppose", _("Against")
        CONDITIONAL = "conditional", _("With a condition")
        REQUEST = "request", _("Request")
        QUESTION = "question", _("Question")

    class CopyKind(models.TextChoices):
        EXACT = "exact", _("The same text")
        NORMALISED = "normalised", _("The same but for spaces, width and punctuation")
        NEAR = "near", _("Nearly the same")

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
    copy_kind = models.CharField(max_length=10, choices=CopyKind.choices, blank=True)
    added = models.JSONField(default=list)
    """Of a copy: [start, end] of what its sender wrote beyond the shared text."""
    stance = models.CharField(max_length=11, choices=Stance.choices, blank=True)
    stance_confidence = models.FloatField(default=0)
    stance_words = models.JSONField(default=list)
    """[start, end] of the words of the text that decided."""
    spoken_for_by = models.PositiveSmallIntegerField(null=True, blank=True)
    """`Evidence.position` of the quotation of its cluster that it resembles; empty: none."""
    # Only on rows that come from `with_standing` or `listed`:
    standing: str
    standing_theme: int | None
    standing_stance: str
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


class ThemeMention(models.Model):
    """A sentence that speaks of another theme than the one its opinion is counted in."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="theme_mentions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="theme_mentions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    score = models.FloatField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-score", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="a_mention_is_not_empty"),
            models.UniqueConstraint(fields=["cluster", "revision"], name="one_mention_per_theme_and_opinion"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} → {self.cluster_id}"


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
