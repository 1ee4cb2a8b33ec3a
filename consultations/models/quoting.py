"""Words of others in a comment: quoted from where they stand, and people called by their name."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from consultations.models.document import SectionText
from consultations.models.opinion import Revision
from consultations.models.participation import Comment


class Quotation(models.Model):
    """A piece of one revision, or of a section as one version has it: always what was written."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="quotation")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="quoted_in"
    )
    section_text = models.ForeignKey(
        SectionText, on_delete=models.PROTECT, null=True, blank=True, related_name="quoted_in"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quoted_words_are_not_empty"),
            models.CheckConstraint(
                condition=Q(revision__isnull=False, section_text__isnull=True)
                | Q(revision__isnull=True, section_text__isnull=False),
                name="a_quotation_has_one_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id or self.section_text_id}[{self.start}:{self.end}]"

    @property
    def words(self) -> str:
        """As everybody reads them."""
        if self.revision:
            return self.revision.shown.piece(self.start, self.end)
        return self.section_text.body[self.start : self.end] if self.section_text else ""


class Mention(models.Model):
    """A person who takes part in the discussion, called by the name shown there."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    called = models.CharField(max_length=160)
    """The name as it was written, so that it stays marked when the person takes another."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["comment", "user"], name="mentioned_once_per_comment")
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} → {self.user_id}"
