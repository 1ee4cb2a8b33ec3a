"""What a resident said. The text lives in append-only revisions; everything else cites a revision."""

import hashlib
from datetime import datetime
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policy import Action, State, may
from consultations.models.consultation import Consultation
from consultations.models.covering import Shown, apart, covered
from consultations.models.taxonomy import Area, PolicyField


def counted(prefix: str = "") -> Q:
    """Published, released, and neither hidden nor withdrawn; `prefix` is the path to the opinion."""
    return Q(
        **{
            f"{prefix}published_at__isnull": False,
            f"{prefix}held_until__isnull": True,
            f"{prefix}hidden_at__isnull": True,
            f"{prefix}withdrawn_at__isnull": True,
        }
    )


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, user: object) -> "OpinionQuerySet":
        """Those whose words this person may read: public ones, one's own whatever their state, and for those
        who keep order or read the analysis all that were handed in. Nobody reads another's draft."""
        public = counted()
        if may(user, Action.READ_ANALYSIS):
            public = Q(published_at__isnull=False)
        return self._in_view_of(user, public)

    def traceable_by(self, user: object) -> "OpinionQuerySet":
        """Those whose place this person may see, be it only as a note that the words are hidden."""
        handed_in = Q(published_at__isnull=False)
        if not may(user, Action.MODERATE):
            handed_in &= Q(held_until__isnull=True)
        return self._in_view_of(user, handed_in)

    def _in_view_of(self, user: object, public: Q) -> "OpinionQuerySet":
        if not may(user, Action.ENTER_STAFF):
            public &= Q(consultation__published_at__isnull=False)
        return self.filter(public | Q(author=user) if isinstance(user, User) else public)

    def with_words(self) -> "OpinionQuerySet":
        found = self.select_related("current", "author", "consultation")
        return found.prefetch_related("current__personal_findings")

    def counted(self) -> "OpinionQuerySet":
        """What counters and lists show."""
        return self.filter(counted())

    def waiting(self) -> "OpinionQuerySet":
        """Those that a moderator has to check before they are published, the most urgent first."""
        held = self.filter(held_until__isnull=False, hidden_at__isnull=True, withdrawn_at__isnull=True)
        return held.order_by("held_until", "pk")

    def submitted(self) -> "OpinionQuerySet":
        """All that were ever handed in, whatever happened since: what analysis accounts for."""
        return self.filter(published_at__isnull=False)


class Opinion(models.Model):
    """The current revision of a proposal, a comment or a transcribed submission is what analysis reads."""

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", _("Proposal")
        COMMENT = "comment", _("Comment")
        SUBMISSION = "submission", _("Submission")
        ANSWER = "answer", _("Answer to a question")
        STATEMENT = "statement", _("Statement to vote on")

    class Channel(models.TextChoices):
        WEB = "web", _("Web")
        PAPER = "paper", _("Paper")
        COUNTER = "counter", _("Counter")
        FAX = "fax", _("Fax")
        MEETING = "meeting", _("Meeting")

    class Stance(models.TextChoices):
        AGREE = "agree", _("Agree")
        NEUTRAL = "neutral", _("Neutral")
        OPPOSE = "oppose", _("Oppose")

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="opinions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    stance = models.CharField(max_length=10, choices=Stance.choices, blank=True)
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="opinions"
    )
    author_name = models.CharField(max_length=160, blank=True)
    """Whose words they are where that is not the author's own name: of the city, or of another platform."""
    receipt = models.CharField(max_length=20, unique=True)
    submission_key = models.CharField(max_length=64, unique=True)
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="opinions")
    policy_field = models.ForeignKey(
        PolicyField, on_delete=models.SET_NULL, null=True, blank=True, related_name="opinions"
    )
    attributes = models.JSONField(default=dict, blank=True)
    current = models.OneToOneField(
        "consultations.Revision", on_delete=models.PROTECT, null=True, related_name="current_of"
    )
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    """Waits for a moderator, at most until then; empty: it waits for nobody."""
    hidden_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=200, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["consultation", "kind", "published_at"], name="opinion_by_consultation"),
            models.Index(
                fields=["consultation", "-published_at", "-id"], condition=counted(), name="newest_public"
            ),
            models.Index(
                fields=["consultation", "kind", "-published_at", "-id"],
                condition=counted(),
                name="newest_public_of_a_kind",
            ),
            models.Index(fields=["held_until"], condition=Q(held_until__isnull=False), name="held_opinions"),
        ]

    def __str__(self) -> str:
        return self.receipt

    def get_absolute_url(self) -> str:
        return reverse("consultations:opinion", args=[self.receipt])

    @property
    def state(self) -> State:
        if self.hidden_at:
            return State.HIDDEN
        if self.withdrawn_at:
            return State.WITHDRAWN
        if self.published_at and self.held_until:
            return State.HELD
        return State.PUBLIC if self.published_at else State.DRAFT

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLIC

    @property
    def words(self) -> "Revision":
        """The current revision. Every opinion has one; the column is empty only while the row is made."""
        if self.current is None:
            raise Revision.DoesNotExist
        return self.current

    @property
    def shown(self) -> Shown:
        """The same as the public reads it."""
        return self.words.shown

    @property
    def byline(self) -> str:
        """Who is named beside the words."""
        if self.author_name:
            return self.author_name
        if self.author:
            return str(self.author)
        if self.channel == self.Channel.WEB:
            return str(_("A person who has left"))
        return str(_("Received by: %(channel)s") % {"channel": self.get_channel_display()})

    def belongs_to(self, user: object) -> bool:
        return isinstance(user, User) and self.author_id == user.pk

    @property
    def was_edited(self) -> bool:
        return self.current is not None and self.current.number > 1


class RevisionsAreKeptError(TypeError):
    """A revision is never changed or deleted; add another one."""


class RevisionQuerySet(models.QuerySet["Revision"]):
    def rewrite_draft(self, opinion: Opinion, *, title: str, text: str, at: datetime) -> None:
        """Put new words into a draft. Nobody has read it, so its earlier states are the author's alone."""
        drafts = self.filter(opinion=opinion, opinion__published_at__isnull=True)
        drafts.update(title=title, text=text, sha256=digest(title, text), created_at=at)


class Revision(models.Model):
    """The words as they stood at one moment. From publication on, rows are only ever added."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    stance = models.CharField(max_length=10, choices=Opinion.Stance.choices, blank=True)
    sha256 = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField()

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["opinion", "number"], name="revision_numbers_are_unique")
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RevisionsAreKeptError
        self.sha256 = digest(self.title, self.text)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RevisionsAreKeptError

    @cached_property
    def shown(self) -> Shown:
        """What the public reads: lists fetch `personal_findings` before, so that it costs no query."""
        found = [one for one in self.personal_findings.all() if one.is_hidden]
        places = apart(one.place for one in found if not one.in_title)
        title = covered(self.title, (one.place for one in found if one.in_title))
        return Shown(title, covered(self.text, places), self.text, places)


def digest(title: str, text: str) -> str:
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
