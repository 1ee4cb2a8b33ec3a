"""A consultation that asks questions: the questions, and what each person answered."""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.consultation import Consultation
from consultations.models.opinion import Opinion, RevisionsAreKeptError, counted

FEWEST_STEPS, MOST_STEPS = 3, 10


class Question(models.Model):
    class Kind(models.TextChoices):
        TEXT = "text", _("Answer in one's own words")
        SINGLE = "single", _("Choose one")
        MULTIPLE = "multiple", _("Choose any number")
        SCALE = "scale", _("A point on a scale")
        ORDER = "order", _("Put into an order")

    WITH_OPTIONS = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.ORDER})

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    wording = models.CharField(max_length=200)
    explanation = models.CharField(max_length=300, blank=True)
    is_required = models.BooleanField(default=False)
    longest = models.PositiveSmallIntegerField(default=1000)
    """Of an answer in words: how many characters."""
    steps = models.PositiveSmallIntegerField(default=5)
    low_label = models.CharField(max_length=40, blank=True)
    high_label = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(steps__gte=FEWEST_STEPS, steps__lte=MOST_STEPS),
                name="a_scale_has_3_to_10_steps",
            )
        ]

    def __str__(self) -> str:
        return self.wording

    def get_absolute_url(self) -> str:
        return reverse("consultations:survey_texts", args=[self.consultation.slug, self.pk])

    @property
    def has_options(self) -> bool:
        return self.kind in self.WITH_OPTIONS

    @property
    def field_name(self) -> str:
        kind = "words" if self.kind == self.Kind.TEXT else "choice"
        return f"{kind}_{self.pk}"


class Option(models.Model):
    """What can be chosen, or put into an order."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=100)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class AnswerSheet(models.Model):
    """One person's answers to one consultation. What is not handed in yet is the person's alone."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="answer_sheets")
    person = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="answer_sheets"
    )
    receipt = models.CharField(max_length=20, unique=True)
    draft = models.JSONField(default=dict, blank=True)
    """Answers filled in but not handed in: field names of the form to values."""
    current = models.OneToOneField(
        "consultations.SheetRevision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="current_of",
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "person"], name="one_person_one_answer_sheet")
        ]

    def __str__(self) -> str:
        return self.receipt


class SheetRevision(models.Model):
    """The answers as they were handed in at one moment; rows are only ever added."""

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_revision_numbers_are_unique")
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RevisionsAreKeptError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RevisionsAreKeptError


class AnswerQuerySet(models.QuerySet["Answer"]):
    def standing(self) -> "AnswerQuerySet":
        """Of the revisions that are current now: what results count."""
        return self.filter(revision__current_of=F("revision__sheet"))


class Answer(models.Model):
    """One choice, rank or point of one revision: what is counted. Words are opinions, see `TextAnswer`."""

    revision = models.ForeignKey(SheetRevision, on_delete=models.CASCADE, related_name="choices")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    option = models.ForeignKey(
        Option, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    """The rank given to the option, or the point on the scale."""

    objects = AnswerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["question", "option", "value"], name="answers_to_count")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["revision", "question", "option"], name="an_option_is_chosen_once"
            ),
            models.CheckConstraint(
                condition=Q(option__isnull=False) | Q(value__isnull=False), name="an_answer_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.option_id} {self.value}"


class TextAnswerQuerySet(models.QuerySet["TextAnswer"]):
    def listed(self) -> "TextAnswerQuerySet":
        """Those whose words everybody reads, newest first."""
        found = self.filter(counted("opinion__")).select_related("opinion__current", "opinion__author")
        found = found.prefetch_related("opinion__current__personal_findings")
        return found.order_by("-opinion__published_at", "-pk")


class TextAnswer(models.Model):
    """An answer in words is an opinion: analysis, search and moderation treat it like any other."""

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="texts")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="texts")
    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="text_answer")

    objects = TextAnswerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return str(self.opinion)
