"""Proposals where they are: the list first, the map beside it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from consultations.forms.proposals import ProposalFilters
from consultations.models import Consultation, Place, Proposal
from consultations.services.proposals import places

PAGE_SIZE = 20
MOST_POINTS = 2_000


@require_GET
def proposal_map(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    filters = ProposalFilters(request.GET, consultation=consultation)
    placed = Proposal.objects.listed().filter(
        opinion__consultation=consultation, opinion__place__isnull=False
    )
    placed = placed.narrowed(**filters.chosen).order_by("-opinion__published_at", "-pk")
    listed = placed.with_words().select_related("opinion__place")
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "filters": filters,
        "page": page,
        "points": _points(consultation, [row["pk"] for row in placed.values("pk")[:MOST_POINTS]]),
    }
    return render(request, "consultations/proposals/map.html", context)


@require_GET
def base_map(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse(places.base_map(), content_type="application/geo+json")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _points(consultation: Consultation, proposals: list[int]) -> list[dict[str, Any]]:
    placed = Place.objects.filter(
        latitude__isnull=False, opinion__consultation=consultation, opinion__proposal__in=proposals
    ).select_related("opinion__proposal", "opinion__current")
    return [
        {
            "id": one.opinion.proposal.pk,
            "at": [float(one.latitude), float(one.longitude)],
            "title": one.opinion.shown.title,
        }
        for one in placed.prefetch_related("opinion__current__personal_findings")
        if one.latitude is not None and one.longitude is not None
    ]
