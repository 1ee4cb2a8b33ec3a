"""Who wants to hear of what, how often, and what they were told: in their pages and by mail."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.news import News
from consultations.models.opinion import Opinion, counted
from consultations.models.participation import Thread
from consultations.models.taxonomy import Area, PolicyField

ABOUT_YOU = (
    News.Kind.HIDDEN,
    News.Kind.RESTORED,
    News.Kind.REFUSED,
    News.Kind.RELEASED,
    News.Kind.REPORT_DECIDED,
    News.Kind.APPEAL_DECIDED,
    News.Kind.COSIGN_ASKED,
    News.Kind.SUSPENDED,
    News.Kind.SUSPENSION_JUDGED,
    News.Kind.DISCUSSION_ENDED,
)
"""Told to one person whatever became of the opinion; the words of the opinion are never repeated in these."""


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, at 7 in the morning")
    WEEKLY = "weekly", _("Once a week, Monday at 7 in the morning")
    NONE = "none", _("No mail, only on this site")


class Follow(models.Model):
    """A discussion (of a consultation, a section or a proposal), a policy field or an area."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, null=True, blank=True, related_name="follows"
    )
    policy_field = models.ForeignKey(
        PolicyField, on_delete=models.CASCADE, null=True, blank=True, related_name="follows"
    )
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, blank=True, related_name="follows")
    frequency = models.CharField(max_length=10, choices=Frequency.choices, blank=True)
    """Empty: as often as everything else."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(
                    Q(thread__isnull=False, policy_field__isnull=True, area__isnull=True)
                    | Q(thread__isnull=True, policy_field__isnull=False, area__isnull=True)
                    | Q(thread__isnull=True, policy_field__isnull=True, area__isnull=False)
                ),
                name="one_follows_exactly_one_thing",
            ),
            models.UniqueConstraint(
                fields=["user", "thread"], condition=Q(thread__isnull=False), name="follow_a_thread_once"
            ),
            models.UniqueConstraint(
                fields=["user", "policy_field"],
                condition=Q(policy_field__isnull=False),
                name="follow_a_policy_field_once",
            ),
            models.UniqueConstraint(
                fields=["user", "area"], condition=Q(area__isnull=False), name="follow_an_area_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.thread_id or self.policy_field_id or self.area_id}"


class MailChoice(models.Model):
    """How often a person wants mail. Without a row the defaults stand."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="mail_choice")
    frequency = models.CharField(max_length=10, choices=Frequency.choices, default=Frequency.DAILY)
    own_frequency = models.CharField(max_length=10, choices=Frequency.choices, default=Frequency.AT_ONCE)
    """For what is about their own opinions and what is told to them alone."""
    receipts = models.BooleanField(default=False)
    """Whether the receipt of each opinion comes by mail too."""
    language = models.CharField(max_length=8, default="ja")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.frequency}"


class Mailing(models.Model):
    """One mail to one person. The row is written first and sent later, as often as it takes."""

    class Kind(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Daily")
        WEEKLY = "weekly", _("Weekly")
        RECEIPT = "receipt", _("Receipt")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mailings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=80, unique=True)
    """What makes a mail one mail: a digest of one day, the receipt of one opinion."""
    opinion = models.ForeignKey(
        Opinion, on_delete=models.CASCADE, null=True, blank=True, related_name="mailings"
    )
    message_id = models.UUIDField(default=uuid.uuid4, unique=True)
    """Part of the Message-ID, the same at every attempt: a mail taken twice is shown once."""
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """When it is tried next; while somebody sends it, when they are given up."""
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    """There was nothing left to say, or nobody to say it to."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="mail_to_send",
            )
        ]

    def __str__(self) -> str:
        return self.key


class NotificationQuerySet(models.QuerySet["Notification"]):
    def tellable(self) -> "NotificationQuerySet":
        """Nothing of opinions that are not public now, nor of consultations that are not."""
        published = Q(news__consultation__isnull=True) | Q(news__consultation__published_at__isnull=False)
        readable = (
            Q(news__opinion__isnull=True) | counted("news__opinion__") | Q(news__kind__in=list(ABOUT_YOU))
        )
        return self.filter(published & readable)

    def with_news(self) -> "NotificationQuerySet":
        found = self.select_related(
            "news__consultation", "news__opinion__current", "news__opinion__author", "news__actor"
        )
        return found.prefetch_related("news__opinion__current__personal_findings")


class Notification(models.Model):
    """A piece of news for one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="notifications")
    frequency = models.CharField(max_length=10, choices=Frequency.choices, default=Frequency.NONE)
    mailing = models.ForeignKey(
        Mailing, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications"
    )
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "news"], name="a_person_is_told_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-created_at", "-id"], name="notifications_of_a_person"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="unread_of_a_person"),
            models.Index(
                fields=["frequency", "created_at"], condition=Q(mailing__isnull=True), name="not_yet_mailed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ← {self.news_id}"
