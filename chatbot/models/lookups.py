"""The city's own lists that the chat looks things up in, each import a set of its own."""

from typing import ClassVar

from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class LookupSetQuerySet(models.QuerySet["LookupSet"]):
    def active(self, city: str) -> "LookupSetQuerySet":
        """What answers now. A set of another city never does."""
        return self.filter(is_active=True, city=city)

    def listed(self) -> "LookupSetQuerySet":
        """The newest first, without what they hold, which may weigh megabytes."""
        return self.defer("content", "problems").select_related("uploaded_by").order_by("-number")

    def next_number(self, kind: str) -> int:
        return int(self.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0) + 1


class LookupSet(models.Model):
    """All of a list as it was brought in at once. It replaces the one before as a whole, or not at all."""

    class Kind(models.TextChoices):
        GARBAGE = "garbage", _("Garbage: items, districts and collection days")
        FACILITIES = "facilities", _("Facilities and their opening hours")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.PositiveIntegerField()
    city = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    """Who made the list, as visitors are told."""
    source_url = models.URLField(max_length=500, blank=True)
    as_of = models.DateField()
    until = models.TimeField(null=True, blank=True)
    """Garbage is put out by this time of the day; later, today's collection is over."""
    content = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    """[{file, row, column, message, value, is_fatal}]"""
    counts = models.JSONField(default=dict)
    """{what: how many}"""
    is_active = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)

    objects = LookupSetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "number"], name="lookup_sets_are_numbered"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(is_active=True), name="one_lookup_set_of_a_kind_answers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("chatbot:lookup_set", args=[self.pk])
