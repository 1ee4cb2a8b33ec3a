"""What the machine noticed in an opinion and asks a moderator to look at. It decides nothing."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.opinion import Opinion, Revision


class FlagQuerySet(models.QuerySet["Flag"]):
    def open(self) -> "FlagQuerySet":
        return self.filter(closed_at__isnull=True)


class Flag(models.Model):
    class Kind(models.TextChoices):
        PERSONAL_DATA = "personal_data", _("Looks like personal data")
        LISTED_WORD = "listed_word", _("A word of the list")
        COPY = "copy", _("The same words as another opinion")
        LINKS = "links", _("Links")

    class Outcome(models.TextChoices):
        HIDDEN = "hidden", _("The opinion was hidden")
        DISMISSED = "dismissed", _("Nothing is wrong with it")
        REWRITTEN = "rewritten", _("The author rewrote it")
        WITHDRAWN = "withdrawn", _("The author withdrew it")

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="flags")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    places = models.JSONField(default=list)
    """Pairs of offsets into the title, a line break, and the text of the revision."""
    details = models.JSONField(default=list)
    """What was found, for the moderator: kinds of personal data, words of the list, receipts, hosts."""
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["raised_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["revision", "kind"], name="one_flag_of_a_kind_per_revision")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["opinion"], condition=Q(closed_at__isnull=True), name="open_flags")
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}: {self.kind}"


class ToLookAt(models.Model):
    """Words that the machine has still to look at; written with them, removed when it has."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.revision_id)


class Fingerprint(models.Model):
    """What copies of an opinion's current words have in common."""

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="fingerprint")
    digest = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return self.digest


class ListedWord(models.Model):
    """A line of the list that staff keep: what the machine looks for, or what looks like it and is not."""

    class Kind(models.TextChoices):
        WORD = "word", _("Abusive word")
        FRIEND = "friend", _("Harmless word that contains one")
        HOST = "host", _("Web site")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=80)
    folded = models.CharField(max_length=240)
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["folded", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "folded"], name="a_word_is_listed_once")
        ]

    def __str__(self) -> str:
        return self.text
