"""What happened that somebody may want to hear of. Written in the transaction of the act itself."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.consultation import Consultation
from consultations.models.opinion import Opinion


class News(models.Model):
    """One act, told to the people it concerns by a round of the worker; never changed afterwards."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("A consultation has opened")
        CLOSING_SOON = "closing_soon", _("A consultation closes soon")
        CLOSED = "closed", _("A consultation has closed")
        EXTENDED = "extended", _("A deadline was extended")
        PLAN_CHANGED = "plan_changed", _("A new version of the plan is out")
        RESULT = "result", _("The result is published")
        ANSWERS = "answers", _("The city has answered the opinions")
        PROPOSAL = "proposal", _("A new proposal")
        COMMENT = "comment", _("A new comment")
        REPLY = "reply", _("A reply to your comment")
        MENTION = "mention", _("You were mentioned")
        OFFICIAL_ANSWER = "official_answer", _("The city has answered")
        SUPPORTS = "supports", _("More people support your proposal")
        MILESTONE = "milestone", _("Progress on a proposal")
        COSIGN_ASKED = "cosign_asked", _("You are asked to co-sign")
        HIDDEN = "hidden", _("Your opinion was hidden")
        RESTORED = "restored", _("Your opinion is visible again")
        REFUSED = "refused", _("Your opinion was not published")
        RELEASED = "released", _("Your opinion is published")
        REPORT_DECIDED = "report_decided", _("What you reported was decided")
        APPEAL_DECIDED = "appeal_decided", _("Your appeal was decided")
        SUSPENDED = "suspended", _("You may not write for a while")
        SUSPENSION_JUDGED = "suspension_judged", _("Your suspension was looked at again")
        DISCUSSION_ENDED = "discussion_ended", _("The discussion of your proposal was ended")
        NOTICE = "notice", _("A notice from the city")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, null=True, blank=True, related_name="news"
    )
    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, null=True, blank=True, related_name="news")
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    recipient = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="news_for"
    )
    """The one person it is for; empty: everybody who follows."""
    details = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["told_at", "at"], name="news_to_tell")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
