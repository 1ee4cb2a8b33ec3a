"""What the office answers, the ways people ask for it, and the files it came from."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from consultations.models import Job

MAX_QUESTION = 300
MAX_ANSWER = 10_000


class FaqEntryQuerySet(models.QuerySet["FaqEntry"]):
    def in_use(self) -> "FaqEntryQuerySet":
        return self.filter(archived_at__isnull=True, current__isnull=False)

    def matching(self, *, text: str = "", field: str = "") -> "FaqEntryQuerySet":
        entries = self.filter(field=field) if field else self
        if not text:
            return entries
        return entries.filter(
            Q(key__icontains=text)
            | Q(current__question__icontains=text)
            | Q(current__answer__icontains=text)
            | Q(pk__in=Utterance.objects.filter(text__icontains=text).values("entry"))
        )

    def waiting_for_review(self) -> "FaqEntryQuerySet":
        """Whose newest words no second person has read."""
        return self.in_use().filter(current__review=FaqRevision.Review.NONE)

    def with_current(self) -> "FaqEntryQuerySet":
        return self.select_related("current").annotate(utterances_count=Count("utterances"))


class FaqEntry(models.Model):
    """A procedure's official answer. The words live in revisions; a publication cites them."""

    key = models.SlugField(max_length=80, unique=True)
    field = models.CharField(_("field"), max_length=60)
    current = models.OneToOneField(
        "chatbot.FaqRevision", on_delete=models.PROTECT, null=True, related_name="current_of"
    )
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = FaqEntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["field", "pk"]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("chatbot:entry", args=[self.key])

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class FaqRevisionQuerySet(models.QuerySet["FaqRevision"]):
    def published(self, on: date | None = None) -> "FaqRevisionQuerySet":
        """What answers visitors now, in the order people read it; `on` leaves out what has ended by then."""
        revisions = self.filter(publications__is_active=True)
        if on is not None:
            revisions = revisions.exclude(valid_until__lt=on)
        return revisions.select_related("entry").order_by("entry__field", "entry__pk")

    def matching(self, *, text: str = "", field: str = "") -> "FaqRevisionQuerySet":
        revisions = self.filter(entry__field=field) if field else self
        if not text:
            return revisions
        columns = ("question", "answer", "question_en", "answer_en", "question_easy", "answer_easy")
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": text})
        return revisions.filter(anywhere)


class FaqRevision(models.Model):
    class Review(models.TextChoices):
        """What a second person made of it."""

        NONE = "", _("Not read by a second person")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Sent back")

    entry = models.ForeignKey(FaqEntry, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    question = models.CharField(_("question"), max_length=MAX_QUESTION)
    answer = models.TextField(_("answer"))
    source_url = models.URLField(_("official page"), max_length=500, blank=True)
    department = models.CharField(_("department"), max_length=80, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    """The last day on which it holds."""
    question_en = models.CharField(max_length=MAX_QUESTION, blank=True)
    answer_en = models.TextField(blank=True)
    question_easy = models.CharField(max_length=MAX_QUESTION, blank=True)
    """やさしい日本語, as an editor wrote it; nothing is made by a machine."""
    answer_easy = models.TextField(blank=True)
    review = models.CharField(max_length=10, choices=Review.choices, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = FaqRevisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "number"], name="faq_revision_numbers_are_unique")
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def url(self) -> str:
        return self.source_url

    def has_ended(self, on: date) -> bool:
        return self.valid_until is not None and self.valid_until < on


class Utterance(models.Model):
    """A way people ask for an entry."""

    entry = models.ForeignKey(FaqEntry, on_delete=models.CASCADE, related_name="utterances")
    text = models.CharField(_("phrasing"), max_length=MAX_QUESTION)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "text"], name="an_utterance_stands_once")
        ]

    def __str__(self) -> str:
        return self.text


class TestQuestion(models.Model):
    """A question whose right answer is known. Every publication is asked all of them."""

    __test__ = False

    class Kind(models.TextChoices):
        """How it is written: a release is looked at kind by kind."""

        PLAIN = "plain", _("Plain")
        HALF_WIDTH = "half_width", _("Half-width kana")
        HIRAGANA = "hiragana", _("Hiragana only")
        NO_KANJI = "no_kanji", _("Without kanji")
        TYPING_ERROR = "typing_error", _("Typing error")
        DIALECT = "dialect", _("Dialect")
        STORY = "story", _("Long story")
        TWO = "two", _("Two questions at once")
        ENGLISH = "english", pgettext_lazy("of a question", "English")
        ROMAJI = "romaji", _("Romaji")
        OUTSIDE = "outside", _("Not the city's business")

    question = models.CharField(max_length=MAX_QUESTION, unique=True)
    expected = models.JSONField(default=list, blank=True)
    """Keys of the entries that would be right; empty when the city should say that it does not know."""
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.PLAIN)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.question


class FaqUpload(models.Model):
    """A file of entries, utterances or test questions: uploaded, previewed, then imported by a job."""

    class Kind(models.TextChoices):
        ENTRIES = "entries", _("FAQ entries")
        UTTERANCES = "utterances", _("Phrasings")
        QUESTIONS = "questions", _("Test questions")
        RASA = "rasa", _("Rasa training data (YAML)")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    default_field = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, related_name="faq_upload")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="faq_uploads")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
