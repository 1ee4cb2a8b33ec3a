"""What calendars and feed readers fetch. Public things alone, whoever asks."""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.models import Consultation, Opinion
from consultations.services.following import calendars

LENGTH = 50
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(calendars.public(), slug=slug)
    return _calendar(request, [consultation], consultation.title)


@require_safe
def calendar_of_all(request: HttpRequest) -> HttpResponse:
    return _calendar(request, list(calendars.public()[: calendars.MOST]), _("Consultations"))


def _calendar(request: HttpRequest, consultations: list[Consultation], name: str) -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    body = calendars.write(consultations=consultations, name=name, site=site)
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="yoriai.ics"'},
    )


class _Atom(Atom1Feed):
    """Each feed has an identity of its own: that of proposals is not that of comments on the same page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feed["id"] = self.feed["feed_url"]


class ConsultationsFeed(Feed):  # type: ignore[type-arg]
    feed_type = _Atom

    def author_name(self) -> str:
        return str(settings.CITY_NAME)

    def title(self) -> str:
        return _("Consultations")

    def link(self) -> str:
        return reverse("consultations:list")

    def subtitle(self) -> str:
        return _(
            "What the city asks before it decides. Everybody can read; with an account you can also write."
        )

    def items(self) -> QuerySet[Consultation]:
        published = Consultation.objects.filter(published_at__isnull=False).prefetch_related("phases")
        extended = Max("phases__extensions__extended_at")
        return published.annotate(extended_at=extended).order_by("-published_at", "pk")[:LENGTH]

    def item_title(self, item: Any) -> str:
        return _plain(item.title)

    def item_description(self, item: Consultation) -> str:
        context = {"question": item.question, "closes_at": item.closes_at()}
        return _plain(render_to_string("consultations/following/feed_entry.html", context))

    def item_pubdate(self, item: Consultation) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Any) -> datetime:
        """An extended deadline is shown as a change by whatever reads the feed."""
        changes: list[datetime] = [at for at in (item.published_at, item.extended_at) if at]
        return max(changes)


class _OpinionsFeed(Feed):  # type: ignore[type-arg]
    feed_type = _Atom
    kind: Opinion.Kind

    def author_name(self) -> str:
        """Of the feed; who wrote an entry stands with it."""
        return str(settings.CITY_NAME)

    def get_object(self, request: HttpRequest, slug: str) -> Consultation:
        return get_object_or_404(Consultation, slug=slug, published_at__isnull=False)

    def link(self, consultation: Consultation) -> str:
        return consultation.get_absolute_url()

    def items(self, consultation: Consultation) -> QuerySet[Opinion]:
        public = Opinion.objects.counted().filter(consultation=consultation, kind=self.kind)
        return public.with_words().order_by("-published_at", "-pk")[:LENGTH]

    def item_title(self, item: Any) -> str:
        return _plain(item.shown.title or item.byline)

    def item_description(self, item: Opinion) -> str:
        return _html(item.shown.text)

    def item_author_name(self, item: Opinion) -> str:
        return _plain(item.byline)

    def item_pubdate(self, item: Opinion) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Opinion) -> datetime | None:
        return item.words.created_at


class ProposalsFeed(_OpinionsFeed):
    kind = Opinion.Kind.PROPOSAL

    def title(self, consultation: Consultation) -> str:
        return _("Proposals: %(consultation)s") % {"consultation": _plain(consultation.title)}


class CommentsFeed(_OpinionsFeed):
    kind = Opinion.Kind.COMMENT

    def title(self, consultation: Consultation) -> str:
        return _("Comments: %(consultation)s") % {"consultation": _plain(consultation.title)}


def _html(text: str) -> str:
    """Readers take a summary for HTML: what residents wrote arrives as words, never as markup."""
    return linebreaks(_plain(text), autoescape=True)


def _plain(text: str) -> str:
    """Without the characters that no XML may hold; old files brought some in."""
    return _NOT_IN_XML.sub("", text)
