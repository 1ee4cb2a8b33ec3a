"""The moderators' desk: its pages side by side, each with how much waits there."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.models import Appeal, Flag, Opinion, Report, Suspension
from consultations.models.opinion import OpinionQuerySet

PAGES: tuple[tuple[str, str | Promise], ...] = (
    ("reports", _("Reports and appeals")),
    ("held_queue", _("Check before publication")),
    ("suspensions", _("Suspensions")),
    ("abuse_list", _("Words the program looks for")),
)


def pointed_at() -> OpinionQuerySet:
    """Opinions that residents or the machine ask a moderator to look at."""
    reports, flags = Report.objects.open(), Flag.objects.open()
    return Opinion.objects.filter(Q(pk__in=reports.values("opinion")) | Q(pk__in=flags.values("opinion")))


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    counts = {
        "reports": pointed_at().count() + Appeal.objects.filter(outcome="").count(),
        "held_queue": Opinion.objects.waiting().count(),
        "suspensions": Suspension.objects.objected().count(),
    }
    return [
        {
            "label": label,
            "url": reverse(f"consultations:{name}"),
            "current": request.path == reverse(f"consultations:{name}"),
            "count": counts.get(name),
        }
        for name, label in PAGES
    ]
