"""One question or draft put to the public, and the dated phases that say what may be done when."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policy import Action, may
from consultations.models.taxonomy import Area, PolicyField


class Stage(StrEnum):
    """Where a consultation stands at a moment; worked out from the phases, never stored."""

    FORTHCOMING = "forthcoming"
    OPEN = "open"
    CLOSED = "closed"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: object) -> "ConsultationQuerySet":
        if may(user, Action.ENTER_STAFF):
            return self
        return self.filter(published_at__isnull=False)

    def open_at(self, moment: datetime) -> "ConsultationQuerySet":
        return self.filter(Exists(_collects().filter(starts_at__lte=moment, ends_at__gt=moment)))

    def forthcoming_at(self, moment: datetime) -> "ConsultationQuerySet":
        return self.exclude(pk__in=self.open_at(moment).values("pk")).exclude(
            pk__in=self.closed_at(moment).values("pk")
        )

    def closed_at(self, moment: datetime) -> "ConsultationQuerySet":
        return self.exclude(Exists(_collects().filter(ends_at__gt=moment))).filter(
            Exists(_collects().filter(ends_at__lte=moment))
        )


class Consultation(models.Model):
    class Kind(models.TextChoices):
        PUBLIC_COMMENT = "public_comment", _("Public comment on a draft")
        IDEA_COLLECTION = "idea_collection", _("Collection of ideas")
        QUESTION = "question", _("Questions")
        ONE_BY_ONE = "one_by_one", _("One by one")

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    question = models.CharField(max_length=200)
    summary = models.TextField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    department = models.CharField(max_length=80)
    contact = models.CharField(max_length=120, blank=True)
    background = models.TextField(blank=True)
    deciding = models.TextField(blank=True)
    """What is being decided, and by whom."""
    what_happens_next = models.TextField(blank=True)
    answers_by = models.DateField(null=True, blank=True)
    """The day by which the city says what it made of the answers."""
    areas = models.ManyToManyField(Area, blank=True, related_name="consultations")
    policy_fields = models.ManyToManyField(PolicyField, blank=True, related_name="consultations")
    supports_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    """How many proposals one person may support here; empty: as many as they like."""
    edit_minutes = models.PositiveIntegerField(null=True, blank=True)
    """How long after publication words may be rewritten; empty: until the close."""
    held_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    """Pre-moderation: how long at most an opinion waits for a moderator; empty: it is published at once."""
    second_entry_percent = models.PositiveSmallIntegerField(default=100)
    """How many of a hundred sheets of paper, drawn at random, are typed by two people."""
    results_during = models.BooleanField(default=False)
    """Whether everybody reads the results of questions and votes while they are still coming in."""
    is_fictional = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ConsultationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:detail", args=[self.slug])

    def phase_at(self, moment: datetime) -> "Phase | None":
        return next((p for p in self.phases.all() if p.starts_at <= moment < p.ends_at), None)

    def stage_at(self, moment: datetime) -> Stage:
        collects = [p for p in self.phases.all() if p.kind == Phase.Kind.COLLECT]
        if any(p.starts_at <= moment < p.ends_at for p in collects):
            return Stage.OPEN
        if any(p.starts_at > moment for p in collects) or not collects:
            return Stage.FORTHCOMING
        return Stage.CLOSED

    def closes_at(self) -> datetime | None:
        """The end of the last phase in which opinions are collected."""
        return max((p.ends_at for p in self.phases.all() if p.kind == Phase.Kind.COLLECT), default=None)

    def opens_at(self) -> datetime | None:
        return min((p.starts_at for p in self.phases.all() if p.kind == Phase.Kind.COLLECT), default=None)

    @property
    def takes_proposals(self) -> bool:
        return self.kind == self.Kind.IDEA_COLLECTION

    @property
    def asks_questions(self) -> bool:
        return self.kind == self.Kind.QUESTION

    @property
    def takes_votes(self) -> bool:
        return self.kind == self.Kind.ONE_BY_ONE

    def shows_results_at(self, moment: datetime) -> bool:
        """Whether everybody may read what was answered; those who plan may at any time."""
        return self.results_during or self.stage_at(moment) == Stage.CLOSED


class Phase(models.Model):
    """A dated part of a consultation. The dates decide; there is no switch to forget."""

    class Kind(models.TextChoices):
        COLLECT = "collect", _("Collecting opinions")
        REVIEW = "review", _("Considering")
        RESULT = "result", _("Result")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    allows_comments = models.BooleanField(default=False)
    allows_proposals = models.BooleanField(default=False)
    allows_supports = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_phase_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["consultation", "starts_at"], name="phases_do_not_start_together"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """A phase that was given more time: from when to when, why, and by whom. Everybody reads it."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="extensions")
    ended_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    extended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    extended_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-extended_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("ended_at")), name="an_extension_gives_more_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.ends_at}"


def _collects() -> models.QuerySet[Phase]:
    return Phase.objects.filter(consultation=OuterRef("pk"), kind=Phase.Kind.COLLECT)
