"""Guides: procedures as short decision trees. Editors write a draft; visitors walk published editions."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import User
from chatbot.models.faq import FaqEntry

MAX_TITLE = 80
MAX_LINE = 200
MAX_TEXT = 1000


class Told(models.Model):
    """Something with texts in Japanese, which editors may also write in other words."""

    TEXTS: ClassVar[tuple[str, ...]] = ()
    """The fields that other languages repeat."""
    others = models.JSONField(default=dict, blank=True)
    """{language: {field: text}}: `en`, and `easy` for やさしい日本語. Nothing is made by a machine."""

    class Meta:
        abstract = True


class GuideQuerySet(models.QuerySet["Guide"]):
    def published(self) -> "GuideQuerySet":
        return self.filter(archived_at__isnull=True, current__isnull=False).select_related("current")

    def listed(self) -> "GuideQuerySet":
        """For the editors, with how much each draft holds."""
        return self.select_related("current").annotate(steps_count=Count("steps"))


class Guide(Told):
    """One procedure, or one event of life with several. What stands here is the draft."""

    TEXTS = ("title", "intro")

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=MAX_TITLE)
    intro = models.TextField(blank=True)
    department = models.CharField(max_length=80, blank=True)
    url = models.URLField(max_length=500, blank=True)
    """The official page."""
    entries = models.ManyToManyField(FaqEntry, related_name="+")
    """The answers with which it is offered, from the next edition on."""
    version = models.PositiveIntegerField(default=1)
    """Counts the changes of the draft: who read an older one does not write over a newer."""
    last_change = models.CharField(max_length=64, blank=True)
    """Fingerprint of the last change, by which a double click is known."""
    before = models.JSONField(null=True, blank=True)
    """The draft as it was before the last change, by which that is undone."""
    current = models.OneToOneField(
        "chatbot.GuideEdition", on_delete=models.PROTECT, null=True, related_name="current_of"
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("chatbot:guide", args=[self.key])

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class GuideStep(Told):
    """One question of the draft. The first by place begins the guide."""

    TEXTS = ("question", "help")

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=MAX_LINE)
    help = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["place", "pk"]

    def __str__(self) -> str:
        return self.question


class GuideChoice(Told):
    """One answer to a question, and where it leads."""

    TEXTS = ("label", "ways")

    step = models.ForeignKey(GuideStep, on_delete=models.CASCADE, related_name="choices")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=MAX_LINE)
    ways = models.JSONField(default=list)
    """Other words by which visitors say it."""
    next = models.ForeignKey(
        GuideStep, on_delete=models.SET_NULL, null=True, blank=True, related_name="reached_by"
    )
    ends = models.BooleanField(default=False)
    """The guide is over after this answer."""

    class Meta:
        ordering: ClassVar[list[str]] = ["place", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends=False) | Q(next__isnull=True), name="an_end_leads_nowhere"
            )
        ]

    def __str__(self) -> str:
        return self.label


class GuideItem(Told):
    """A thing on the checklist: for whoever gave this answer, or for everyone."""

    TEXTS = ("todo", "bring", "where", "until")

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="items")
    choice = models.ForeignKey(
        GuideChoice, on_delete=models.CASCADE, null=True, blank=True, related_name="items"
    )
    place = models.PositiveSmallIntegerField()
    todo = models.CharField(max_length=MAX_LINE)
    bring = models.JSONField(default=list)
    where = models.CharField(max_length=MAX_LINE, blank=True)
    until = models.CharField(max_length=MAX_LINE, blank=True)
    entry = models.ForeignKey(FaqEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["place", "pk"]

    def __str__(self) -> str:
        return self.todo


class GuideEdition(models.Model):
    """What was published, as it was then. A walk goes on in the edition in which it began."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    """As `services.guides.tree.Tree` reads it."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the content."""
    entries = models.ManyToManyField(FaqEntry, related_name="+")
    published_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["guide", "number"], name="guide_editions_are_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.guide_id}/{self.number}"

    @property
    def title(self) -> str:
        content: dict[str, Any] = self.content
        return str(content["title"])
