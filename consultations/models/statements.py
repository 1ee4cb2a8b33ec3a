"""A consultation that is answered one by one: statements, and how each person votes on them."""

from typing import ClassVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policy import State
from consultations.models.consultation import Consultation
from consultations.models.job import Job
from consultations.models.opinion import Opinion, counted

UNSEEN_PRIORITY = 5.0625
"""What the formula of `nlp.opinion_groups.priority` gives a statement that nobody has voted on."""
LONGEST_STATEMENT = 140
_SEED = Q(opinion__isnull=True, removed_at__isnull=True)


class StatementQuerySet(models.QuerySet["Statement"]):
    def standing(self) -> "StatementQuerySet":
        """Those to be voted on and shown: neither taken back by the planner nor hidden nor withdrawn."""
        return self.filter(_SEED | counted("opinion__"))

    def with_words(self) -> "StatementQuerySet":
        found = self.select_related("consultation", "opinion__current", "opinion__author")
        return found.prefetch_related("opinion__current__personal_findings")

    def not_voted_by(self, person: User) -> "StatementQuerySet":
        return self.exclude(Exists(Vote.objects.filter(statement=OuterRef("pk"), person=person)))

    def with_counts(self) -> "StatementQuerySet":
        """A count of its own for each row that is fetched: joined, a page would cost all votes ever given."""
        return self.annotate(
            agrees=_votes(Vote.Value.AGREE),
            disagrees=_votes(Vote.Value.DISAGREE),
            passes=_votes(Vote.Value.PASS),
        )


def _votes(value: int) -> Coalesce:
    alike = Vote.objects.filter(statement=OuterRef("pk"), value=value).order_by()
    return Coalesce(Subquery(alike.values("statement").annotate(n=Count("pk")).values("n")), 0)


class Statement(models.Model):
    """One sentence to agree or disagree with: the planner's (`text`) or a resident's (an opinion)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    """From 0 within the consultation; published data name the statement by it."""
    text = models.CharField(max_length=8 * LONGEST_STATEMENT, blank=True)
    opinion = models.OneToOneField(
        Opinion, on_delete=models.CASCADE, null=True, blank=True, related_name="statement"
    )
    priority = models.FloatField(default=UNSEEN_PRIORITY)
    """The weight with which it is drawn as the next one; refreshed by the search for groups."""
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "number"], name="statement_numbers_are_unique"),
            models.CheckConstraint(
                condition=(Q(text="") & Q(opinion__isnull=False)) | (~Q(text="") & Q(opinion__isnull=True)),
                name="a_statement_is_a_seed_or_an_opinion",
            ),
            models.CheckConstraint(condition=Q(priority__gt=0), name="every_statement_can_be_drawn"),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("consultations:statement", args=[self.consultation.slug, self.pk])

    @property
    def words(self) -> str:
        """As everybody reads it; what nobody may vote on is shown to nobody either."""
        return self.opinion.shown.text if self.opinion else self.text

    @property
    def is_seed(self) -> bool:
        return self.opinion_id is None

    @property
    def state(self) -> State:
        if self.opinion:
            return self.opinion.state
        return State.WITHDRAWN if self.removed_at else State.PUBLIC


class Vote(models.Model):
    """What one person says to one statement now."""

    class Value(models.IntegerChoices):
        AGREE = 1, _("I agree")
        DISAGREE = -1, _("I disagree")
        PASS = 0, _("Pass")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="votes")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="votes")
    value = models.SmallIntegerField(choices=Value.choices)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "statement"], name="one_person_one_vote"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="a_vote_is_one_of_three"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["statement", "value", "person"], name="votes_of_a_statement"),
            models.Index(fields=["-changed_at"], name="newest_votes"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.value}"


class GroupSearch(models.Model):
    """What a search for opinion groups found. The latest one of a consultation is what pages show."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="group_searches")
    job = models.OneToOneField(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="group_search"
    )
    input_hash = models.CharField(max_length=64)
    seed = models.PositiveIntegerField(default=0)
    voters = models.PositiveIntegerField()
    votes = models.PositiveIntegerField()
    taking_part = models.PositiveIntegerField()
    """How many voted often enough to be placed in a group. Where they are few, others are placed too."""
    found = models.JSONField(default=dict)
    """Groups with their representative statements, consensus; statements by their number."""
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.voters}"


class GroupPlace(models.Model):
    """Where one voter stands; `group` is empty for those who voted too little."""

    search = models.ForeignKey(GroupSearch, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    group = models.PositiveSmallIntegerField(null=True, blank=True)
    x = models.FloatField()
    y = models.FloatField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["search", "person"], name="a_voter_stands_in_one_place")
        ]

    def __str__(self) -> str:
        return f"{self.search_id}: {self.group}"
