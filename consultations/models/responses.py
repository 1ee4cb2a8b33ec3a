"""What the city answers to a theme: its wordings, who looked at them, and how far it is."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.consultation import Consultation
from consultations.models.document import Section
from consultations.models.theme import Theme


class ResponseCategoryQuerySet(models.QuerySet["ResponseCategory"]):
    def offered(self) -> "ResponseCategoryQuerySet":
        return self.filter(retired_at__isnull=True)


class ResponseCategory(models.Model):
    """What is done with the opinions of a row; each consultation has its own list."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="response_categories"
    )
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)
    """No longer offered; responses that have it keep it."""

    objects = ResponseCategoryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "name"], name="category_names_are_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="a_category_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Response(models.Model):
    """The city's view on a theme, or on several, or on the opinions that stand in none."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CONSULTING = "consulting", _("With other departments")
        SUBMITTED = "submitted", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="responses")
    is_of_others = models.BooleanField(default=False)
    """Answers the opinions that stand in no theme."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    """The number of the wording that stands; 0: nothing is written yet."""
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="responses_written"
    )
    """Who wrote the wording that stands."""
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="responses_approved"
    )
    since = models.DateTimeField()
    """When it came into its state."""

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(is_of_others=True),
                name="one_response_to_what_is_in_no_theme",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (Q(written_by__isnull=False) & ~Q(approved_by=F("written_by"))),
                name="a_second_person_approves",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "published"], approved_by__isnull=False)
                | Q(state__in=["draft", "consulting", "submitted"], approved_by__isnull=True),
                name="what_is_approved_names_who_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.pk} {self.state}"

    @property
    def is_approved(self) -> bool:
        return self.state in (self.State.APPROVED, self.State.PUBLISHED)


class AnsweredTheme(models.Model):
    """A theme and the one response it has, so that no opinion is counted in two rows."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answered")
    theme = models.OneToOneField(Theme, on_delete=models.CASCADE, related_name="answered")

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.response_id} → {self.theme_id}"


class ResponseWording(models.Model):
    """One version of a response. Rows are only ever added; the newest one stands."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()
    summary = models.TextField(blank=True)
    """What was said, in the city's words; empty: the quotations speak."""
    text = models.TextField(blank=True)
    category = models.ForeignKey(
        ResponseCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="wordings"
    )
    section_number = models.CharField(max_length=20, blank=True)
    """Of the section of the plan that is changed because of these opinions."""
    section = models.ForeignKey(Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    change = models.TextField(blank=True)
    """What is changed, in words."""
    reason = models.CharField(max_length=200, blank=True)
    """Why an approved wording was written anew."""
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["response", "number"], name="wording_numbers_are_unique")
        ]

    def __str__(self) -> str:
        return f"{self.response_id}/{self.number}"


class DepartmentComment(models.Model):
    """What another department says about a wording."""

    wording = models.ForeignKey(ResponseWording, on_delete=models.CASCADE, related_name="comments")
    department = models.CharField(max_length=80)
    text = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.department}: {self.wording_id}"


class ResponseStep(models.Model):
    """A response came into a state: by whom, when, and in which words if it went back."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=Response.State.choices)
    wording_number = models.PositiveIntegerField()
    note = models.CharField(max_length=400, blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-taken_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.state}"
