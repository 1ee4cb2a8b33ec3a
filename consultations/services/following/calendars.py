"""The dates of consultations as iCalendar: the same event again when a deadline is extended."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Prefetch, QuerySet
from icalendar import Calendar, Event

from consultations.models import Consultation, Phase

TOKYO = ZoneInfo("Asia/Tokyo")
MOST = 500


def public() -> QuerySet[Consultation]:
    """With what `write` reads. Nothing that staff have not published."""
    phases = Phase.objects.annotate(times_extended=Count("extensions"), at=Max("extensions__extended_at"))
    published = Consultation.objects.filter(published_at__isnull=False)
    return published.prefetch_related(Prefetch("phases", phases)).order_by("-published_at", "pk")


def write(*, consultations: Iterable[Consultation], name: str, site: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Yoriai//Consultations//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Tokyo")
    for consultation in consultations:
        for phase in consultation.phases.all():
            calendar.add_component(_event(consultation, phase, site))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(consultation: Consultation, phase: Phase, site: str) -> Event:
    changed: datetime = getattr(phase, "at", None) or consultation.published_at or consultation.created_at
    event = Event()
    event.add("uid", f"phase-{phase.pk}@{_host()}")
    event.add("sequence", getattr(phase, "times_extended", 0))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", phase.starts_at.astimezone(TOKYO))
    event.add("dtend", phase.ends_at.astimezone(TOKYO))
    event.add("summary", f"{consultation.title}: {phase.name}")
    event.add("description", consultation.question)
    event.add("url", site + consultation.get_absolute_url())
    event.add("transp", "TRANSPARENT")
    return event


def _host() -> str:
    """Of the installation and not of the request: the identity of an event never changes."""
    return urlsplit(settings.PUBLIC_ADDRESS).hostname or "localhost"
