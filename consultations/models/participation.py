"""The forms an opinion takes: a proposal, a comment in a thread, a submission on paper or by file."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.consultation import Consultation
from consultations.models.document import Section
from consultations.models.imports import ImportBatch
from consultations.models.opinion import Opinion
from consultations.models.taxonomy import Area, PolicyField


class OfficialStatus(models.TextChoices):
    """What the city does with a proposal."""

    EXAMINING = "examining", _("Being examined")
    ACCEPTED = "accepted", _("Will be done")
    PARTLY = "partly", _("Will be done in part")
    DECLINED = "declined", _("Will not be done")


STATUS_CHIPS: dict[str, str] = {
    OfficialStatus.EXAMINING: "forthcoming",
    OfficialStatus.ACCEPTED: "success",
    OfficialStatus.PARTLY: "warning",
    OfficialStatus.DECLINED: "closed",
}

_HIDDEN = "opinion__current__personal_findings"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: object) -> "ProposalQuerySet":
        """Those this person may open: words, or the note that they are hidden. Never another's draft."""
        return self.filter(opinion__in=Opinion.objects.traceable_by(user))

    def listed(self) -> "ProposalQuerySet":
        return self.filter(opinion__in=Opinion.objects.counted())

    def with_words(self) -> "ProposalQuerySet":
        found = self.select_related("opinion__current", "opinion__author", "opinion__consultation", "thread")
        return found.prefetch_related(_HIDDEN)

    def narrowed(
        self, *, status: str = "", area: Area | None = None, field: PolicyField | None = None
    ) -> "ProposalQuerySet":
        """Those of one status ("none": without an answer), one area, one field; left out, all of them."""
        rows = self.filter(status="" if status == "none" else status) if status else self
        rows = rows.filter(opinion__area=area) if area else rows
        return rows.filter(opinion__policy_field=field) if field else rows


class Proposal(models.Model):
    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="proposal")
    supports_count = models.PositiveIntegerField(default=0)
    supports_elsewhere = models.PositiveIntegerField(default=0)
    """Counted by another platform before the move; nobody knows whose they were."""
    status = models.CharField(max_length=10, choices=OfficialStatus.choices, blank=True)
    """The status of the newest official answer; empty: the city has not answered."""

    objects = ProposalQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.opinion)

    def get_absolute_url(self) -> str:
        return reverse("consultations:proposal", args=[self.opinion.consultation.slug, self.pk])

    @property
    def status_chip(self) -> str:
        return STATUS_CHIPS.get(self.status, "")


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: object) -> "ThreadQuerySet":
        consultations = Consultation.objects.visible_to(user)
        return self.filter(
            Q(consultation__in=consultations)
            | Q(section__document__consultation__in=consultations)
            | Q(proposal__in=Proposal.objects.visible_to(user))
        )

    def with_target(self) -> "ThreadQuerySet":
        return self.select_related(
            "consultation", "section__document__consultation", "proposal__opinion__consultation"
        )


class Thread(models.Model):
    """Where a discussion hangs: one per consultation, section or proposal, and exactly one of the three."""

    consultation = models.OneToOneField(
        Consultation, on_delete=models.CASCADE, null=True, blank=True, related_name="thread"
    )
    section = models.OneToOneField(
        Section, on_delete=models.CASCADE, null=True, blank=True, related_name="thread"
    )
    proposal = models.OneToOneField(
        Proposal, on_delete=models.CASCADE, null=True, blank=True, related_name="thread"
    )
    comments_count = models.PositiveIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    """Since when nothing more may be written here; a moderator decides."""

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(
                    Q(consultation__isnull=False, section__isnull=True, proposal__isnull=True)
                    | Q(consultation__isnull=True, section__isnull=False, proposal__isnull=True)
                    | Q(consultation__isnull=True, section__isnull=True, proposal__isnull=False)
                ),
                name="a_thread_hangs_on_exactly_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"thread {self.pk}"

    def get_absolute_url(self) -> str:
        target = self.section or self.proposal or self.consultation
        return target.get_absolute_url() if target else ""

    def subject(self) -> Consultation:
        """The consultation that this discussion is part of."""
        if self.section:
            return self.section.document.consultation
        if self.proposal:
            return self.proposal.opinion.consultation
        if self.consultation:
            return self.consultation
        raise Consultation.DoesNotExist


_QUOTED = ("quotation__revision__opinion__author", "quotation__section_text__section__document__consultation")
_HIDDEN_IN_QUOTED = "quotation__revision__personal_findings"


class CommentQuerySet(models.QuerySet["Comment"]):
    def roots(self) -> "CommentQuerySet":
        return self.filter(depth=0)

    def released(self) -> "CommentQuerySet":
        """Without those that wait for a moderator, or that were never published."""
        return self.exclude(opinion__in=Opinion.objects.filter(held_until__isnull=False))

    def with_words(self) -> "CommentQuerySet":
        return self.select_related("opinion__current", "opinion__author").prefetch_related(_HIDDEN)

    def as_read(self) -> "CommentQuerySet":
        """With the words, and with what each quotes and from whom."""
        return self.with_words().select_related(*_QUOTED).prefetch_related(_HIDDEN_IN_QUOTED)

    def of_the_city(self) -> "CommentQuerySet":
        return self.exclude(speaks_for="")

    def recount_replies(self) -> None:
        """For rows written in bulk: bring the places of these, and the counts of their roots, in step."""
        number = Window(RowNumber(), partition_by=F("root"), order_by=F("pk").asc())
        replies = self.filter(depth__gt=0).values_list("pk", "place", number)
        wrong = [Comment(pk=key, place=right) for key, place, right in replies.iterator() if place != right]
        Comment.objects.bulk_update(wrong, ["place"], batch_size=500)
        beneath = Comment.objects.filter(root=OuterRef("pk")).order_by().values("root")
        counted = beneath.annotate(found=Count("pk")).values("found")
        self.roots().update(replies_count=Coalesce(Subquery(counted), 0))

    def beginnings_of_branches(self, roots: Iterable["Comment"], most: int) -> "CommentQuerySet":
        """The first `most` replies beneath each root, at whatever depth; a reply never without its parent."""
        return self.filter(root__in=[root.pk for root in roots], place__range=(1, most)).order_by("pk")


class Comment(models.Model):
    MAX_DEPTH = 3

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="comment")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    root = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="descendants"
    )
    depth = models.PositiveSmallIntegerField(default=0)
    replies_count = models.PositiveIntegerField(default=0)
    """Of a root: how many were ever written beneath it, at whatever depth."""
    place = models.PositiveIntegerField(default=0)
    """Of a reply: the how manyth beneath its root it is, from 1."""
    reactions_count = models.PositiveIntegerField(default=0)
    speaks_for = models.CharField(max_length=80, blank=True)
    """The department for which a member of staff wrote it; empty: the author speaks as a person."""

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(depth__lte=3), name="comments_nest_four_deep_at_most"),
            models.CheckConstraint(
                condition=Q(depth=0, parent__isnull=True, root__isnull=True)
                | Q(depth__gt=0, parent__isnull=False, root__isnull=False),
                name="a_reply_has_a_parent_and_a_root",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["thread", "depth", "id"], name="comments_of_a_thread"),
            models.Index(fields=["root", "place"], name="replies_in_their_places"),
            models.Index(fields=["thread", "depth", "-replies_count", "-id"], name="most_discussed"),
            models.Index(fields=["thread", "depth", "-reactions_count", "-id"], name="most_helpful"),
            models.Index(fields=["thread", "id"], condition=~Q(speaks_for=""), name="replies_of_the_city"),
        ]

    def __str__(self) -> str:
        return str(self.opinion)

    def get_absolute_url(self) -> str:
        """The lasting address; it leads to the page of the discussion on which the comment stands."""
        return reverse("consultations:comment", args=[self.pk])

    @property
    def takes_replies(self) -> bool:
        return self.depth < self.MAX_DEPTH and self.opinion.is_public


class Submission(models.Model):
    """One row of an imported file, as it stood in the file."""

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="submission")
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="submissions")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="submissions")
    row_number = models.PositiveIntegerField()
    source_key = models.CharField(max_length=120)
    """The file's own identifier of the row, or a digest of it: what makes a second import add nothing."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation", "source_key"], name="a_submission_is_imported_once"
            )
        ]

    def __str__(self) -> str:
        return self.source_key


class Support(models.Model):
    """One person backing one proposal."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="supports")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="supports")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "proposal"], name="one_person_one_support")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.proposal_id}"


class Reaction(models.Model):
    """One person finding one comment helpful."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reactions")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reactions")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "comment"], name="one_person_one_reaction")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.comment_id}"


class SupportBudget(models.Model):
    """How many proposals of one consultation one person supports: what the limit is held against."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="support_budgets")
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="support_budgets")
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "consultation"], name="one_budget_per_consultation")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.used}"
