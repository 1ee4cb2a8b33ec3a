from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.opinion import Opinion, Revision


class ModerationDecision(models.Model):
    """What a moderator decided about one revision, and why. The author reads the reason."""

    class Verdict(models.TextChoices):
        HIDE = "hide", _("Hidden")
        RESTORE = "restore", _("Restored")
        RELEASE = "release", _("Published after the check")
        REFUSE = "refuse", _("Not published")

    class Reason(models.TextChoices):
        PERSONAL_DATA = "personal_data", _("Personal data of somebody")
        ABUSE = "abuse", _("Abuse or discrimination")
        ADVERTISEMENT = "advertisement", _("Advertisement")
        OFF_TOPIC = "off_topic", _("Nothing to do with the consultation")
        ILLEGAL = "illegal", _("Against the law or the rights of others")
        IN_ORDER = "in_order", _("Nothing against it")
        MISTAKE = "mistake", _("The earlier decision was mistaken")

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="decisions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    explanation = models.TextField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="moderation_decisions")
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verdict} {self.opinion_id}"
